"""The guard before every administrators' page: who is it, may they, is the form ours, is it fresh.

Views are marked with ``allowed``, ``open_to_strangers``, ``open_halfway`` and
``freshly_confirmed``; the guard refuses whatever is not marked.
"""

from __future__ import annotations

from flask import Response, abort, g, request, url_for

from ....store.people import authentication, sessions
from ....store.people.accounts import Person
from ....store.people.authentication import NotProved
from ....store.people.sessions import SignedIn
from ....store.people.sign_in_throttle import Throttled
from ...http import request_context
from ...http.redirects import see_other
from .. import error_pages
from . import passkey_site, resumed_post, session_cookie, sign_in_forms
from .access import (
    EVERYBODY,
    Access,
    access_of,
    allowed,
    freshly_confirmed,
    open_halfway,
    open_to_strangers,
    taking,
)

__all__ = [
    "EVERYBODY",
    "allowed",
    "freshly_confirmed",
    "guard",
    "open_halfway",
    "open_to_strangers",
    "person",
    "signed_in",
    "taking",
]
_SAFE = ("GET", "HEAD", "OPTIONS")


def signed_in() -> SignedIn:
    """The sign-in of this request."""
    found = g.get("signed_in")
    if not isinstance(found, SignedIn):
        abort(403)
    return found


def person() -> Person:
    """The person of this request."""
    return signed_in().person


def guard() -> Response | None:
    """Let a request pass (None) or answer it here."""
    access = access_of(request.endpoint)
    g.signed_in = sessions.find(session_cookie.token(), request_context.now())
    refused = _admitted(access, g.signed_in)
    if access.largest and not refused:
        request.max_content_length = access.largest
    return refused or _form_refused() or _proof_asked(access)


def _admitted(access: Access, found: SignedIn | None) -> Response | None:
    if access.strangers:
        return None
    if found is None:
        return sign_in_forms.sign_in_asked()
    if not found.complete and not access.halfway:
        return _other_factor(found)
    return None if found.person.role in access.roles else error_pages.wrong_role()


def _other_factor(found: SignedIn) -> Response:
    """On to the second factor, or to enrolling one; then back to the page asked for."""
    view = ".second_factor" if found.has_second_factor else ".enrol"
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return see_other(url_for(view, next=back))


def _form_refused() -> Response | None:
    if request.method in _SAFE or session_cookie.form_is_ours():
        return None
    return _form_of_before()


def _form_of_before() -> Response | None:
    """Accept a form of the same person's earlier sign-in; a plain form asks first."""
    found = g.signed_in
    if found is None or not found.complete or session_cookie.form_made_for() != found.person.id:
        return error_pages.foreign_form()
    if request.headers.get("HX-Request") == "true":
        return None  # a header that no other site can send
    carried = resumed_post.taken_up()
    page = resumed_post.send_on_page(carried, found.person.id) if carried else None
    return page or error_pages.foreign_form()


def _proof_asked(access: Access) -> Response | None:
    """Ask for the password or a code where the last proof is old; the form is kept meanwhile."""
    if not access.fresh or request.method in _SAFE or signed_in().confirmed(request_context.now()):
        return None
    has_passkey = passkey_site.has_usable(person().id)
    if sign_in_forms.PROOF not in request.form:
        return sign_in_forms.proof_asked(has_passkey)
    try:
        _confirm()
    except (NotProved, Throttled) as fault:
        sign_in_forms.tell_if_stopped(fault, person())
        return sign_in_forms.proof_asked(has_passkey, fault)
    return None


def _confirm() -> None:
    """Take the proof that was sent. Raises NotProved, Throttled."""
    answer = request.form.get(sign_in_forms.PASSKEY)
    site = passkey_site.relying_party()
    if answer and site:
        authentication.confirm_by_passkey(signed_in(), answer, site, request_context.now())
    else:
        proof = request.form.get(sign_in_forms.PROOF, "")
        authentication.confirm(signed_in(), proof, request_context.now())
