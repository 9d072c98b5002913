"""The guard before every administrators' page: who is it, may they, is the form ours, is it fresh.

Views are marked with ``allowed``, ``open_to_strangers``, ``open_halfway`` and
``freshly_confirmed``; the guard refuses whatever is not marked.
"""

from __future__ import annotations

from flask import Response, abort, g, redirect, request, url_for

from ...store import proving, sign_ins
from ...store.attempts import Throttled
from ...store.people import Person
from ...store.proving import NotProved
from ...store.sign_ins import SignedIn
from .. import surroundings
from . import gates, holding, refusing
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
    g.signed_in = sign_ins.find(holding.token(), surroundings.now())
    refused = _admitted(access, g.signed_in)
    if access.largest and not refused:
        request.max_content_length = access.largest
    return refused or _form_refused() or _proof_asked(access)


def _admitted(access: Access, found: SignedIn | None) -> Response | None:
    if access.strangers:
        return None
    if found is None:
        return gates.sign_in_asked()
    if not found.complete and not access.halfway:
        return _other_factor(found)
    return None if found.person.role in access.roles else refusing.wrong_role()


def _other_factor(found: SignedIn) -> Response:
    """On to the second factor, or to enrolling one; then back to the page asked for."""
    view = ".second_factor" if found.has_second_factor else ".enrol"
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(view, next=back), 303)  # type: ignore[return-value]


def _form_refused() -> Response | None:
    if request.method in _SAFE or holding.form_is_ours():
        return None
    return refusing.foreign_form()


def _proof_asked(access: Access) -> Response | None:
    """Ask for the password or a code where the last proof is old; the form is kept meanwhile."""
    if not access.fresh or request.method in _SAFE or signed_in().confirmed(surroundings.now()):
        return None
    proof = request.form.get(gates.PROOF)
    if proof is None:
        return gates.proof_asked()
    try:
        proving.confirm(signed_in(), proof, holding.origin(), surroundings.now())
    except (NotProved, Throttled) as fault:
        return gates.proof_asked(fault)
    return None
