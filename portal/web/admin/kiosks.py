"""Kiosks: the list, adding one, its code; the PIN of each counter."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import LANGUAGES, gettext
from ...store import kiosks
from ...store.kiosks import IDLE_LEAST, IDLE_MOST, PAPERS, NotPossible, Setup
from .. import surroundings
from ..presenting.kiosks import (
    CounterChoice,
    KioskLine,
    UsageLine,
    counter_choices,
    kiosk_line,
    usage_lines,
)
from ..presenting.people import Choice
from . import gates
from .guarding import allowed, freshly_confirmed, person
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class KioskForm:
    """What is chosen for a kiosk; ``starts_in`` is the language it goes back to."""

    name: str
    counters: tuple[CounterChoice, ...]
    counter: str
    starts_in: str
    languages: tuple[Choice, ...]
    idle_seconds: str
    idle_least: int
    idle_most: int
    paper: str


@dataclass(frozen=True, slots=True)
class KiosksPage:
    """The context of the list of kiosks."""

    kiosks: tuple[KioskLine, ...]
    form: KioskForm
    usage: tuple[UsageLine, ...]
    error: str


@dataclass(frozen=True, slots=True)
class KioskCodePage:
    """The context of the page that shows a kiosk's code, once."""

    name: str
    code: str
    hours: int
    address: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/kiosks", "kiosks", show_all)
    blueprint.add_url_rule("/kiosks", "add_kiosk", add, methods=["POST"])
    blueprint.add_url_rule("/kiosks/pin", "set_pin", pin, methods=["POST"])


def kiosk_form(setup: Setup) -> KioskForm:
    """The form of a kiosk with what is chosen for it."""
    ruleset, words = surroundings.release().ruleset, surroundings.wording()
    return KioskForm(
        setup.name,
        counter_choices(ruleset, words, kiosks.counters_with_pin()),
        setup.counter,
        setup.languages[0] if setup.languages else "zh",
        tuple(Choice(its.id, its.name, its.id in setup.languages) for its in LANGUAGES.values()),
        str(setup.idle_seconds),
        IDLE_LEAST,
        IDLE_MOST,
        setup.paper,
    )


def sent_setup() -> Setup:
    """What was sent. Raises NotPossible."""
    counter = surroundings.release().ruleset.counters.get(request.form.get("counter", ""))
    chosen = [name for name in LANGUAGES if name in request.form.getlist("languages")]
    first, idle = request.form.get("starts_in", "zh"), request.form.get("idle_seconds", "")
    paper = request.form.get("paper", "")
    if counter is None:
        raise NotPossible("counter")
    if not (idle.isascii() and idle.isdigit() and IDLE_LEAST <= int(idle) <= IDLE_MOST):
        raise NotPossible("idle")
    if first not in LANGUAGES or paper not in PAPERS:
        raise NotPossible("unknown")
    languages = (first, *(name for name in chosen if name != first))
    name = request.form.get("name", "")
    return Setup(name, counter.id, counter.district, languages, int(idle), paper)


def typed_setup() -> Setup:
    """What was sent as far as it can be shown again."""
    idle = request.form.get("idle_seconds", "")
    chosen = tuple(name for name in LANGUAGES if name in request.form.getlist("languages"))
    seconds = int(idle) if idle.isascii() and idle.isdigit() and len(idle) < 5 else 75
    return Setup(
        request.form.get("name", "")[:80],
        request.form.get("counter", "")[:80],
        "",
        chosen,
        seconds,
        request.form.get("paper", "80mm"),
    )


def refusal_words(fault: NotPossible) -> str:
    """Why something about kiosks was not done."""
    words = {
        "name": gettext("Write a name of at most %(most)s characters.", most=kiosks.LONGEST_NAME),
        "taken": gettext("There is a kiosk of this name already. Choose another."),
        "counter": gettext("Choose the counter the kiosk belongs to."),
        "idle": gettext(
            "Write a number from %(least)s to %(most)s.", least=IDLE_LEAST, most=IDLE_MOST
        ),
        "pin": gettext(
            "A PIN has %(least)s to %(most)s digits.", least=kiosks.PIN_LEAST, most=kiosks.PIN_MOST
        ),
    }
    return words.get(fault.reason, gettext("This could not be done. Go back and try again."))


def _list(form: KioskForm | None = None, fault: NotPossible | None = None) -> Response:
    ruleset, words = surroundings.release().ruleset, surroundings.wording()
    now = surroundings.now()
    context = KiosksPage(
        tuple(kiosk_line(its, ruleset, words, now) for its in kiosks.kiosks()),
        form or kiosk_form(Setup("", "", "")),
        usage_lines(surroundings.today(), words),
        refusal_words(fault) if fault else "",
    )
    return admin_page("admin/kiosks.html", context, status=gates.status_of(fault))


def code_page(name: str, code: str) -> Response:
    """A kiosk's code, shown once."""
    address = url_for("kiosk-zh.enrol", _external=True)
    return admin_page(
        "admin/kiosk_code.html", KioskCodePage(name, code, kiosks.SETUP_HOURS, address)
    )


@allowed("manager")
def show_all() -> Response:
    """All kiosks, the form for a new one, PINs and usage."""
    return _list()


@allowed("manager")
@freshly_confirmed
def add() -> Response:
    """Add a kiosk and show its code, once."""
    try:
        setup = sent_setup()
        _, code = kiosks.add_kiosk(setup, person().name, surroundings.now())
    except NotPossible as fault:
        return _list(kiosk_form(typed_setup()), fault)
    return code_page(setup.name, code)


@allowed("manager")
@freshly_confirmed
def pin() -> Response:
    """Set the PIN of a counter."""
    counter = request.form.get("counter", "")
    try:
        if counter not in surroundings.release().ruleset.counters:
            raise NotPossible("counter")
        kiosks.set_pin(counter, request.form.get("pin", ""), person().name, surroundings.now())
    except NotPossible as fault:
        return _list(fault=fault)
    return redirect(url_for(".kiosks"), 303)  # type: ignore[return-value]
