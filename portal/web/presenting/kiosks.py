"""Kiosks as a manager sees them: state, last seen, what they show, how often they are used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...i18n import Said, Wording, gettext
from ...rules.counters import Counter
from ...rules.model import Ruleset
from ...store.counting import counts
from ...store.kiosks import Kiosk
from .moments import moment_words

COUNTED = ("kiosk_started", "kiosk_finished", "kiosk_idle", "kiosk_printed")
DAYS = 14
_SILENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """A counter to choose: ``has_pin`` says whether its clerks can open the clerk view."""

    id: str
    name: Said
    district: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
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
            counter.id,
            wording.said(counter.name),
            _district(ruleset, wording, counter),
            counter.id in pins,
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
        kiosk.id,
        kiosk.setup.name,
        wording.said(counter.name) if counter else Said(kiosk.setup.counter, "und"),
        wording.text(district.name) if district else "",
        state_words(kiosk, now),
        _is_well(kiosk, now),
        moment_words(kiosk.seen_at) if kiosk.seen_at else gettext("never"),
        kiosk.release,
    )


def usage_lines(
    today: date, wording: Wording, numbers: Iterable[int] = ()
) -> tuple[UsageLine, ...]:
    """The last 14 days, newest first: of some kiosks, or of all. Raises StoreUnavailable."""
    wanted = {str(number) for number in numbers}
    found: dict[date, dict[str, int]] = {}
    for its in counts(today - timedelta(days=DAYS - 1), today, COUNTED):
        if not wanted or its.subject in wanted:
            day = found.setdefault(its.day, {})
            day[its.name] = day.get(its.name, 0) + its.number
    return tuple(
        UsageLine(wording.day(day), tuple(found[day].get(name, 0) for name in COUNTED))
        for day in sorted(found, reverse=True)
    )
