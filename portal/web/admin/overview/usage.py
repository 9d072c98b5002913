"""Use of the portal as anonymous counts per day: bars, the mix of outcomes, a table, a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response

from ....i18n import Wording, gettext
from ....store import usage_counts
from ....store.usage_counts import UsageCount
from ...http import request_context
from ...lines.results import ORDER, outcome_words
from ..auth.guard import allowed
from ..csv_export import csv_response

_WIDTH = 300
_HEIGHT = 56
_GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day's bar; ``words`` say the day and the number."""

    x: float
    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How often something happened on each day: bars, their sum, the largest of them."""

    name: str
    label: str
    total: int
    most: int
    bars: tuple[Bar, ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    bar_width: float = 8


def days_until(last: date, number: int) -> tuple[date, ...]:
    """So many days, the last one included."""
    return tuple(last - timedelta(days=back) for back in reversed(range(number)))


def by_day(counted: Iterable[UsageCount], name: str) -> dict[date, int]:
    """The numbers of a name per day, over all its subjects."""
    found: dict[date, int] = {}
    for count in counted:
        if count.name == name:
            found[count.day] = found.get(count.day, 0) + count.number
    return found


def bars_of(
    name: str, label: str, numbers: Mapping[date, int], days: tuple[date, ...], wording: Wording
) -> Bars:
    """The bars of some days; the highest fills the height, one is never invisible."""
    most = max((numbers.get(day, 0) for day in days), default=0)
    step = _WIDTH / len(days)
    bars = []
    for place, day in enumerate(days):
        number = numbers.get(day, 0)
        height = max(2.0, round(_HEIGHT * number / most, 1)) if number else 0
        words = f"{wording.day(day)} · {wording.number(number)}"
        bars.append(
            Bar(x=round(place * step, 1), y=round(_HEIGHT - height, 1), height=height, words=words)
        )
    total = sum(numbers.get(day, 0) for day in days)
    return Bars(
        name=name,
        label=label,
        total=total,
        most=most,
        bars=tuple(bars),
        bar_width=round(step - _GAP, 1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole: where it begins and how wide it is, of 300."""

    kind: str
    words: str
    number: int
    percent: int
    x: float
    width: float


def shares_of(numbers: Mapping[str, int], words: Mapping[str, str]) -> tuple[Share, ...]:
    """The parts of a whole side by side, in the order of ``words``, empty ones left out."""
    total = sum(numbers.get(kind, 0) for kind in words)
    found = []
    x = 0.0
    for kind, label in words.items():
        if number := numbers.get(kind, 0):
            width = _WIDTH * number / total
            percent = round(100 * number / total)
            found.append(
                Share(
                    kind=kind,
                    words=label,
                    number=number,
                    percent=percent,
                    x=round(x, 1),
                    width=round(width, 1),
                )
            )
            x += width
    return tuple(found)


DAYS = 30
_FILE_DAYS = 400


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day's numbers, in the order of the bars."""

    day: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How the portal was used in the last 30 days."""

    bars: tuple[Bars, ...]
    table: tuple[DayLine, ...]
    outcomes: tuple[Share, ...]
    searches: int
    without_hit: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/counts.csv", "counts_csv", as_csv)


def count_words() -> Mapping[str, str]:
    """What is counted, in words."""
    return {
        "guide": gettext("Guides read"),
        "check": gettext("Checks started"),
        "results": gettext("Results shown"),
        "search": gettext("Searches with a hit"),
        "search_empty": gettext("Searches without a hit"),
        "evaluation": gettext("Evaluations by the interface"),
        "report": gettext("Reports sent"),
    }


def usage() -> Usage:
    """The last 30 days, today included. Raises StoreUnavailable."""
    days = days_until(request_context.today(), DAYS)
    words = request_context.wording()
    usage_counts.flush()
    counted = usage_counts.counts(days[0], days[-1])
    per_day = {name: by_day(counted, name) for name in count_words()}
    bars = tuple(
        bars_of(name, label, per_day[name], days, words) for name, label in count_words().items()
    )
    totals = {bar.name: bar.total for bar in bars}
    return Usage(
        bars=bars,
        table=tuple(_day_line(day, per_day) for day in reversed(days)),
        outcomes=shares_of(
            _outcomes(counted), {outcome.value: outcome_words(outcome) for outcome in ORDER}
        ),
        searches=totals["search"] + totals["search_empty"],
        without_hit=totals["search_empty"],
    )


def _day_line(day: date, per_day: Mapping[str, Mapping[date, int]]) -> DayLine:
    numbers = tuple(numbers.get(day, 0) for numbers in per_day.values())
    return DayLine(request_context.wording().day(day), numbers)


def _outcomes(counted: tuple[UsageCount, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for count in counted:
        if count.name == "outcome":
            found[count.subject] = found.get(count.subject, 0) + count.number
    return found


def _subject_words() -> Mapping[str, str]:
    """What is counted by name: services, topics, districts and outcomes, by id."""
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    districts = {its.id: words.text(its.name) for its in ruleset.gazetteer.districts.values()}
    topics = {its.id: words.text(its.name) for its in ruleset.topics.values()}
    services = {its.id: words.text(its.name) for its in ruleset.services.values()}
    outcomes = {outcome.value: outcome_words(outcome) for outcome in ORDER}
    return {**districts, **topics, **services, **outcomes}


@allowed("editor", "approver", "manager")
def as_csv() -> Response:
    """Every count of the last 400 days."""
    days = days_until(request_context.today(), _FILE_DAYS)
    usage_counts.flush()
    head = (gettext("Day"), gettext("What"), gettext("Of what"), gettext("Number"))
    words = {**count_words(), "outcome": gettext("Outcomes shown")}
    subjects = _subject_words()
    rows = (
        (
            count.day.isoformat(),
            words.get(count.name, count.name),
            subjects.get(count.subject, count.subject),
            count.number,
        )
        for count in usage_counts.counts(days[0], days[-1])
    )
    return csv_response("counts.csv", head, rows)
