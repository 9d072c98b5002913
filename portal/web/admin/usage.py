"""Use of the portal as anonymous counts per day: bars, the mix of outcomes, a table, a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response

from ...i18n import gettext
from ...store import counting
from ...store.counting import Counted
from .. import surroundings
from ..presenting.pictures import Bars, Share, bars_of, by_day, days_until, shares_of
from ..presenting.results import ORDER, outcome_words
from ..presenting.spreadsheets import csv_response
from .guarding import allowed

DAYS = 30
_FILE_DAYS = 400


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day's numbers, in the order of the bars."""

    day: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
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
    days, words = days_until(surroundings.today(), DAYS), surroundings.wording()
    counting.flush()
    counted = counting.counts(days[0], days[-1])
    per_day = {name: by_day(counted, name) for name in count_words()}
    bars = tuple(
        bars_of(name, label, per_day[name], days, words) for name, label in count_words().items()
    )
    totals = {its.name: its.total for its in bars}
    return Usage(
        bars,
        tuple(_day_line(day, per_day) for day in reversed(days)),
        shares_of(_outcomes(counted), {its.value: outcome_words(its) for its in ORDER}),
        totals["search"] + totals["search_empty"],
        totals["search_empty"],
    )


def _day_line(day: date, per_day: Mapping[str, Mapping[date, int]]) -> DayLine:
    numbers = tuple(numbers.get(day, 0) for numbers in per_day.values())
    return DayLine(surroundings.wording().day(day), numbers)


def _outcomes(counted: tuple[Counted, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for its in counted:
        if its.name == "outcome":
            found[its.subject] = found.get(its.subject, 0) + its.number
    return found


@allowed("editor", "approver", "manager")
def as_csv() -> Response:
    """Every count of the last 400 days."""
    days = days_until(surroundings.today(), _FILE_DAYS)
    counting.flush()
    head = (gettext("Day"), gettext("What"), gettext("Of what"), gettext("Number"))
    words = count_words()
    rows = (
        (its.day.isoformat(), words.get(its.name, its.name), its.subject, its.number)
        for its in counting.counts(days[0], days[-1])
    )
    return csv_response("counts.csv", head, rows)
