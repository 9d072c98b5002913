"""Kiosks and the PINs of counters: the list and one kiosk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import LANGUAGES, Said, Wording, gettext
from ...rules.model.counters import Counter
from ...rules.model.ruleset import Ruleset
from ...rules.numbers import read_count
from ...store.kiosks import machines
from ...store.kiosks.machines import IDLE_LEAST, IDLE_MOST, PAPERS, Kiosk, NotPossible, Setup
from ...store.usage_counts import counts
from ..http import request_context
from ..http.redirects import see_other
from .auth import sign_in_forms
from .auth.guard import allowed, freshly_confirmed, person
from .moments import moment_words
from .pages import admin_page
from .person_lines import Choice

COUNTED = ("kiosk_started", "kiosk_finished", "kiosk_idle", "kiosk_printed")
DAYS = 14
_SILENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterChoice:
    """A counter to choose: ``has_pin`` says whether its clerks can open the clerk view."""

    id: str
    name: Said
    district: str
    has_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskLine:
    """A kiosk in the list; ``well``: it was seen a short while ago."""

    id: int
    name: str
    counter: Said
    district: str
    state: str
    well: bool
    seen: str
    release: int


@dataclass(frozen=True, slots=True)
class UsageLine:
    """A day's numbers, in the order of COUNTED."""

    day: str
    numbers: tuple[int, ...]


def counter_choices(
    ruleset: Ruleset, wording: Wording, pins: frozenset[str]
) -> tuple[CounterChoice, ...]:
    """Every counter of the release in force."""
    return tuple(
        CounterChoice(
            id=counter.id,
            name=wording.said(counter.name),
            district=_district(ruleset, wording, counter),
            has_pin=counter.id in pins,
        )
        for counter in ruleset.counters.values()
    )


def _district(ruleset: Ruleset, wording: Wording, counter: Counter) -> str:
    return wording.text(ruleset.gazetteer.districts[counter.district].name)


def state_words(kiosk: Kiosk, now: datetime) -> str:
    """What a kiosk is doing."""
    if kiosk.is_revoked:
        return gettext("Switched off")
    if kiosk.setup_until:
        late = kiosk.setup_until < now
        return gettext("Code has expired") if late else gettext("Waits for its code")
    return gettext("In use") if _is_well(kiosk, now) else gettext("Not seen for a while")


def _is_well(kiosk: Kiosk, now: datetime) -> bool:
    seen = kiosk.seen_at
    ready = not kiosk.is_revoked and not kiosk.setup_until
    return ready and seen is not None and now - seen < _SILENT


def kiosk_line(kiosk: Kiosk, ruleset: Ruleset, wording: Wording, now: datetime) -> KioskLine:
    """One kiosk."""
    counter = ruleset.counters.get(kiosk.setup.counter)
    district = ruleset.gazetteer.districts.get(kiosk.setup.district)
    return KioskLine(
        id=kiosk.id,
        name=kiosk.setup.name,
        counter=wording.said(counter.name) if counter else Said(kiosk.setup.counter, "und"),
        district=wording.text(district.name) if district else "",
        state=state_words(kiosk, now),
        well=_is_well(kiosk, now),
        seen=moment_words(kiosk.seen_at) if kiosk.seen_at else gettext("never"),
        release=kiosk.release,
    )


def usage_lines(
    today: date, wording: Wording, numbers: Iterable[int] = ()
) -> tuple[UsageLine, ...]:
    """The last 14 days, newest first: of some kiosks, or of all. Raises StoreUnavailable."""
    wanted = {str(number) for number in numbers}
    found: dict[date, dict[str, int]] = {}
    for count in counts(today - timedelta(days=DAYS - 1), today, COUNTED):
        if not wanted or count.subject in wanted:
            day = found.setdefault(count.day, {})
            day[count.name] = day.get(count.name, 0) + count.number
    return tuple(
        UsageLine(wording.day(day), tuple(found[day].get(name, 0) for name in COUNTED))
        for day in sorted(found, reverse=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KiosksPage:
    """The context of the list of kiosks."""

    kiosks: tuple[KioskLine, ...]
    form: KioskForm
    usage: tuple[UsageLine, ...]
    error: str
    pin_counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
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
    blueprint.add_url_rule("/kiosks/<int:number>", "kiosk", show)
    blueprint.add_url_rule("/kiosks/<int:number>", "change_kiosk", change, methods=["POST"])
    blueprint.add_url_rule("/kiosks/<int:number>/code", "renew_code", renew, methods=["POST"])
    blueprint.add_url_rule("/kiosks/<int:number>/revoke", "revoke", revoke, methods=["POST"])


def kiosk_form(setup: Setup) -> KioskForm:
    """The form of a kiosk with what is chosen for it."""
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    return KioskForm(
        name=setup.name,
        counters=counter_choices(ruleset, words, machines.counters_with_pin()),
        counter=setup.counter,
        starts_in=setup.languages[0] if setup.languages else "zh",
        languages=tuple(
            Choice(language.id, language.name, language.id in setup.languages)
            for language in LANGUAGES.values()
        ),
        idle_seconds=str(setup.idle_seconds),
        idle_least=IDLE_LEAST,
        idle_most=IDLE_MOST,
        paper=setup.paper,
    )


def sent_setup() -> Setup:
    """What was sent. Raises NotPossible."""
    counter = request_context.release().ruleset.counters.get(request.form.get("counter", ""))
    chosen = [name for name in LANGUAGES if name in request.form.getlist("languages")]
    first = request.form.get("starts_in", "zh")
    idle = read_count(request.form.get("idle_seconds", ""), IDLE_MOST)
    paper = request.form.get("paper", "")
    if counter is None:
        raise NotPossible("counter")
    if idle is None or idle < IDLE_LEAST:
        raise NotPossible("idle")
    if first not in LANGUAGES or paper not in PAPERS:
        raise NotPossible("unknown")
    languages = (first, *(name for name in chosen if name != first))
    name = request.form.get("name", "")
    return Setup(
        name=name,
        counter=counter.id,
        district=counter.district,
        languages=languages,
        idle_seconds=idle,
        paper=paper,
    )


def typed_setup() -> Setup:
    """What was sent as far as it can be shown again."""
    idle = read_count(request.form.get("idle_seconds", ""), 9999)
    chosen = tuple(name for name in LANGUAGES if name in request.form.getlist("languages"))
    seconds = 75 if idle is None else idle
    return Setup(
        name=request.form.get("name", "")[:80],
        counter=request.form.get("counter", "")[:80],
        district="",
        languages=chosen,
        idle_seconds=seconds,
        paper=request.form.get("paper", "80mm"),
    )


def refusal_words(fault: NotPossible) -> str:
    """Why something about kiosks was not done."""
    words = {
        "name": gettext("Write a name of at most %(most)s characters.", most=machines.LONGEST_NAME),
        "taken": gettext("There is a kiosk of this name already. Choose another."),
        "counter": gettext("Choose the counter the kiosk belongs to."),
        "idle": gettext(
            "Write a number from %(least)s to %(most)s.", least=IDLE_LEAST, most=IDLE_MOST
        ),
        "pin": gettext(
            "A PIN has %(least)s to %(most)s digits.",
            least=machines.PIN_LEAST,
            most=machines.PIN_MOST,
        ),
        "weak_pin": gettext(
            "This PIN is among the first to be tried. Take no repeats, no figures in a row "
            "and no day; draw six figures by lot."
        ),
    }
    return words.get(fault.reason, gettext("This could not be done. Go back and try again."))


def _list(form: KioskForm | None = None, fault: NotPossible | None = None) -> Response:
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    now = request_context.now()
    context = KiosksPage(
        kiosks=tuple(kiosk_line(kiosk, ruleset, words, now) for kiosk in machines.kiosks()),
        form=form or kiosk_form(Setup(name="", counter="", district="")),
        usage=usage_lines(request_context.today(), words),
        error=refusal_words(fault) if fault else "",
        pin_counter=request.form.get("counter", ""),
    )
    return sign_in_forms.page_of_forms("admin/kiosks/kiosks.html", context, fault)


def code_page(name: str, code: str) -> Response:
    """A kiosk's code, shown once."""
    address = request_context.public(url_for("kiosk-zh.enrol"))
    return admin_page(
        "admin/kiosks/kiosk_code.html",
        KioskCodePage(name=name, code=code, hours=machines.SETUP_HOURS, address=address),
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
        _, code = machines.add_kiosk(setup, person().name, request_context.now())
    except NotPossible as fault:
        return _list(kiosk_form(typed_setup()), fault)
    return code_page(setup.name, code)


@allowed("manager")
@freshly_confirmed
def pin() -> Response:
    """Set the PIN of a counter."""
    counter = request.form.get("counter", "")
    try:
        if counter not in request_context.release().ruleset.counters:
            raise NotPossible("counter")
        machines.set_pin(counter, request.form.get("pin", ""), person().name, request_context.now())
    except NotPossible as fault:
        return _list(fault=fault)
    return see_other(url_for(".kiosks"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskPage:
    """The context of one kiosk's page."""

    line: KioskLine
    revoked: bool
    form: KioskForm
    usage: tuple[UsageLine, ...]
    error: str


def _one(kiosk: Kiosk, form: KioskForm | None = None, fault: NotPossible | None = None) -> Response:
    ruleset = request_context.release().ruleset
    words = request_context.wording()
    context = KioskPage(
        line=kiosk_line(kiosk, ruleset, words, request_context.now()),
        revoked=kiosk.is_revoked,
        form=form or kiosk_form(kiosk.setup),
        usage=usage_lines(request_context.today(), words, (kiosk.id,)),
        error=refusal_words(fault) if fault else "",
    )
    return sign_in_forms.page_of_forms("admin/kiosks/kiosk.html", context, fault)


def _to(number: int) -> Response:
    return see_other(url_for(".kiosk", number=number))


def _kiosk(number: int) -> Kiosk:
    return machines.kiosk(number) or abort(404)


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
        machines.change_kiosk(number, sent_setup(), person().name)
    except NotPossible as fault:
        return _one(kiosk, kiosk_form(typed_setup()), fault)
    return _to(number)


@allowed("manager")
@freshly_confirmed
def renew(number: int) -> Response:
    """A new code: what the kiosk held counts no more."""
    name = _kiosk(number).setup.name
    return code_page(name, machines.renew_code(number, person().name, request_context.now()))


@allowed("manager")
@freshly_confirmed
def revoke(number: int) -> Response:
    """Switch a kiosk off at once."""
    machines.revoke(_kiosk(number).id, person().name, request_context.now())
    return _to(number)
