"""Forms of authentication: sign-in, and confirming the password or a code again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Response, request, url_for

from ....i18n import LANGUAGES, gettext, ngettext
from ....store.people.accounts import Person
from ....store.people.authentication import PasskeyNotProved
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from .. import notices
from ..pages import admin_page
from . import resumed_post, session_cookie
from .resumed_post import CarriedForm

PROOF = "proof"
#: The answer of a passkey that is there, as a second factor or to confirm.
PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The context of the sign-in form; ``next``: where to go afterwards.

    ``plain``: whether the connection keeps no sign-in.
    """

    name: str
    next: str
    error: str
    ready: bool
    plain: bool
    carried: CarriedForm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """The context of the form that asks again; ``fields``: what was sent and is kept.

    ``has_passkey``: whether the person has a passkey that works here.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    has_passkey: bool
    error: str


def own_path(path: str) -> str:
    """An address within administration, or nothing: never one of another site."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    prefixes = tuple(f"{language.prefix}/admin/" for language in LANGUAGES.values())
    inside = parts.path.startswith(prefixes) and not parts.scheme and not parts.netloc
    return path if inside and path.isprintable() and "\\" not in path else ""


def fault_words(fault: Exception) -> str:
    """Why somebody was not let in, without telling which part was wrong."""
    if isinstance(fault, Throttled):
        minutes = -(-fault.seconds // 60)
        return ngettext(
            "Too many tries. Try again in %(num)s minute.",
            "Too many tries. Try again in %(num)s minutes.",
            minutes,
        )
    if isinstance(fault, PasskeyNotProved):
        return gettext("The passkey was not accepted. Try once more, or write a code instead.")
    return gettext("This is not right. Check what you wrote and try again.")


def tell_if_stopped(fault: Exception, who: Person) -> None:
    """Tell somebody by mail if a passkey of theirs was stopped by a try."""
    if isinstance(fault, PasskeyNotProved) and fault.stopped:
        notices.sign_in_changed(who.id, "passkey_stopped", "", fault.stopped)


def page_of_forms(
    template: str, context: object, fault: Exception | None, status: int = 200
) -> Response:
    """A page of forms with what was wrong with one; ``status``: that where nothing was.

    A try that was not taken says when the next one is.
    """
    if fault is not None:
        status = 429 if isinstance(fault, Throttled) else 422
    response = admin_page(template, context, status=status)
    if isinstance(fault, Throttled):
        response.headers["Retry-After"] = str(fault.seconds)
    return response


def sign_in_form(fault: Exception | None = None, status: int = 200) -> Response:
    """The sign-in form, with what was wrong."""
    error = fault_words(fault) if fault else ""
    name = request.form.get("name", "")
    to = own_path(request.values.get("next", ""))
    ready = request.args.get("ready") == "1"
    context = SignInPage(
        name=name,
        next=to,
        error=error,
        ready=ready,
        plain=request_context.is_plain_http(),
        carried=resumed_post.carried_on(),
    )
    return page_of_forms("admin/auth/sign_in.html", context, fault, status)


def sign_in_asked() -> Response:
    """What a stranger gets in place of any page: the sign-in form, which leads back."""
    asked = request.full_path.rstrip("?") if request.method == "GET" else ""
    at_the_door = request.path == url_for(".board")
    to = "" if at_the_door else asked
    if request.headers.get("HX-Request"):
        return _said_in_the_page()
    to = to or own_path(request.args.get("next", ""))
    context = SignInPage(
        name="",
        next=to,
        error="",
        ready="ready" in request.args,
        plain=request_context.is_plain_http(),
        carried=resumed_post.taken_up(),
    )
    door_open = at_the_door and request.method == "GET"
    return admin_page("admin/auth/sign_in.html", context, status=200 if door_open else 401)


def _said_in_the_page() -> Response:
    """What a part of a page gets whose person is signed out: the page itself stays as it is."""
    if request.method == "GET":
        context = SignInPage(
            name="", next="", error="", ready=False, plain=request_context.is_plain_http()
        )
        response = admin_page("admin/auth/sign_in.html", context, status=401)
        response.headers["HX-Redirect"] = url_for(".board")
        return response
    return admin_page("admin/auth/signed_out.html", None, fragment="signed_out", status=401)


def proof_asked(has_passkey: bool, fault: Exception | None = None) -> Response:
    """Ask for the password, a code or a passkey; the form that was sent goes on when it is right.

    ``has_passkey``: whether the person has one that works here.
    """
    kept = cast(list[tuple[str, str]], list(request.form.items(multi=True)))
    own = (PROOF, PASSKEY, session_cookie.FIELD)
    context = ProofPage(
        action=request.full_path.rstrip("?"),
        fields=tuple((k, v) for k, v in kept if k not in own),
        has_passkey=has_passkey,
        error=fault_words(fault) if fault else "",
    )
    response = page_of_forms("admin/auth/proof.html", context, fault, 422)
    response.headers["HX-Retarget"] = "body"
    return response
