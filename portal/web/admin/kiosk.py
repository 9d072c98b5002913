"""One kiosk: changing it, a new code, switching it off."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, url_for

from ...store import kiosks
from ...store.kiosks import Kiosk, NotPossible
from .. import surroundings
from ..presenting.kiosks import KioskLine, UsageLine, kiosk_line, usage_lines
from . import gates
from .guarding import allowed, freshly_confirmed, person
from .kiosks import KioskForm, code_page, kiosk_form, refusal_words, sent_setup, typed_setup
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class KioskPage:
    """The context of one kiosk's page."""

    line: KioskLine
    revoked: bool
    form: KioskForm
    usage: tuple[UsageLine, ...]
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/kiosks/<int:number>", "kiosk", show)
    blueprint.add_url_rule("/kiosks/<int:number>", "change_kiosk", change, methods=["POST"])
    blueprint.add_url_rule("/kiosks/<int:number>/code", "renew_code", renew, methods=["POST"])
    blueprint.add_url_rule("/kiosks/<int:number>/revoke", "revoke", revoke, methods=["POST"])


def _one(kiosk: Kiosk, form: KioskForm | None = None, fault: NotPossible | None = None) -> Response:
    ruleset, words = surroundings.release().ruleset, surroundings.wording()
    context = KioskPage(
        kiosk_line(kiosk, ruleset, words, surroundings.now()),
        kiosk.is_revoked,
        form or kiosk_form(kiosk.setup),
        usage_lines(surroundings.today(), words, (kiosk.id,)),
        refusal_words(fault) if fault else "",
    )
    return admin_page("admin/kiosk.html", context, status=gates.status_of(fault))


def _to(number: int) -> Response:
    return redirect(url_for(".kiosk", number=number), 303)  # type: ignore[return-value]


def _kiosk(number: int) -> Kiosk:
    return kiosks.kiosk(number) or abort(404)


@allowed("manager")
def show(number: int) -> Response:
    """One kiosk."""
    return _one(_kiosk(number))


@allowed("manager")
@freshly_confirmed
def change(number: int) -> Response:
    """Change what is chosen for a kiosk; it holds from its next page on."""
    kiosk = _kiosk(number)
    try:
        kiosks.change_kiosk(number, sent_setup(), person().name)
    except NotPossible as fault:
        return _one(kiosk, kiosk_form(typed_setup()), fault)
    return _to(number)


@allowed("manager")
@freshly_confirmed
def renew(number: int) -> Response:
    """A new code: what the kiosk held counts no more."""
    name = _kiosk(number).setup.name
    return code_page(name, kiosks.renew_code(number, person().name, surroundings.now()))


@allowed("manager")
@freshly_confirmed
def revoke(number: int) -> Response:
    """Switch a kiosk off at once."""
    kiosks.revoke(_kiosk(number).id, person().name, surroundings.now())
    return _to(number)
