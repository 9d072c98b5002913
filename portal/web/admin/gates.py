"""The forms one meets on the way in: sign in, and prove again who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Response, request, url_for

from ...i18n import LANGUAGES, gettext, ngettext
from ...store.attempts import Throttled
from . import holding
from .pages import admin_page

PROOF = "proof"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The context of the sign-in form; ``next``: where to go afterwards."""

    name: str
    next: str
    error: str
    ready: bool


@dataclass(frozen=True, slots=True)
class ProofPage:
    """The context of the form that asks again; ``fields``: what was sent and is kept."""

    action: str
    fields: tuple[tuple[str, str], ...]
    error: str


def own_path(path: str) -> str:
    """An address within administration, or nothing: never one of another site."""
    parts = urlsplit(path)
    prefixes = tuple(f"{language.prefix}/admin/" for language in LANGUAGES.values())
    inside = parts.path.startswith(prefixes) and not parts.scheme and not parts.netloc
    return path if inside and "\\" not in path else ""


def fault_words(fault: Exception) -> str:
    """Why somebody was not let in, without telling which part was wrong."""
    if isinstance(fault, Throttled):
        minutes = -(-fault.seconds // 60)
        return ngettext(
            "Too many tries. Try again in %(num)s minute.",
            "Too many tries. Try again in %(num)s minutes.",
            minutes,
        )
    return gettext("This is not right. Check what you wrote and try again.")


def status_of(fault: Exception | None, otherwise: int = 200) -> int:
    """The status that goes with a fault."""
    if fault is None:
        return otherwise
    return 429 if isinstance(fault, Throttled) else 422


def sign_in_form(fault: Exception | None = None, status: int = 200) -> Response:
    """The sign-in form, with what was wrong."""
    error = fault_words(fault) if fault else ""
    name, to = request.form.get("name", ""), own_path(request.values.get("next", ""))
    context = SignInPage(name, to, error, request.args.get("ready") == "1")
    return admin_page("admin/sign_in.html", context, status=status_of(fault, status))


def sign_in_asked() -> Response:
    """What a stranger gets in place of any page: the sign-in form, which leads back."""
    asked = request.full_path.rstrip("?") if request.method == "GET" else ""
    at_the_door = request.path == url_for(".board")
    to = "" if at_the_door else asked
    context = SignInPage(
        "", to or own_path(request.args.get("next", "")), "", "ready" in request.args
    )
    door_open = at_the_door and request.method == "GET"
    response = admin_page("admin/sign_in.html", context, status=200 if door_open else 401)
    if request.headers.get("HX-Request"):
        response.headers["HX-Redirect"] = url_for(".board")
    return response


def proof_asked(fault: Exception | None = None) -> Response:
    """Ask for the password or a code; the form that was sent goes on when it is right."""
    kept = cast(list[tuple[str, str]], list(request.form.items(multi=True)))
    fields = tuple((k, v) for k, v in kept if k not in (PROOF, holding.FIELD))
    error = fault_words(fault) if fault else ""
    action = request.full_path.rstrip("?")
    status = status_of(fault, 422)
    response = admin_page("admin/proof.html", ProofPage(action, fields, error), status=status)
    response.headers["HX-Retarget"] = "body"
    return response
