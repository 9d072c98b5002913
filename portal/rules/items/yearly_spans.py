"""What lapses in a year, amounts and windows, and what follows it in the next.

Taken from plain documents, so that a draft is read like a release and a grid of thousands of rows
needs no ruleset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any, Literal

from ..model.months import years_later
from .parts import Document, Value, is_service, items_of, key_of, names_of

SpanKind = Literal["row", "window"]
Following = tuple[str, Value]
"""The place of what follows, and its value."""
_DAYS: Mapping[SpanKind, tuple[str, str]] = {
    "row": ("since", "until"),
    "window": ("opens", "closes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A row or a window that ends in a year, with the one before it and the one that follows."""

    path: str
    place: str
    kind: SpanKind
    service: Value
    parameter: Value
    value: Value
    before: Value | None
    following: Following | None

    @property
    def topic(self) -> str:
        """The topic of its service."""
        return PurePosixPath(self.path).parent.name

    @property
    def parameter_id(self) -> str:
        """The amount it is a row of; empty for a window."""
        return self.place.split("/")[1] if self.kind == "row" else ""

    @property
    def unit(self) -> str:
        """The unit of an amount; windows are told in words."""
        return str(self.parameter.get("unit", "text")) if self.kind == "row" else "text"

    @property
    def names(self) -> tuple[str, ...]:
        """The districts and groups in which it holds; none: the whole city."""
        return names_of(self.value)

    @property
    def series(self) -> str:
        """What it is one year of, by a name that stays the same when it is renewed."""
        return series_name(self.place, self.value)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Its first and its last day."""
        return days_of(self.kind, self.value)

    @property
    def year(self) -> int:
        """The year in which it ends."""
        last = self.days[1]
        assert last is not None
        return last.year

    @property
    def next_days(self) -> tuple[date, date]:
        """The span that goes on where it ends: for an amount a year long, for a window as long."""
        first, last = self.days
        assert last is not None
        if self.kind == "row":
            return last + timedelta(days=1), years_later(last, 1)
        return years_later(first or last, 1), years_later(last, 1)


def days_of(kind: SpanKind, value: Value) -> tuple[date | None, date | None]:
    """The first and the last day of a row or a window."""
    first, last = (value.get(name) for name in _DAYS[kind])
    return first if isinstance(first, date) else None, last if isinstance(last, date) else None


def spans_of(path: str, document: Document) -> dict[str, Value]:
    """The rows and windows of a service: place → value."""
    kept = {name: document[name] for name in ("parameters", "windows") if name in document}
    return {
        place: value
        for place, value in items_of(path, kept).items()
        if place.count("/") == 3 or place.startswith("windows/")
    }


def lapses(
    documents: Mapping[str, Document], spans: Mapping[str, Mapping[str, Value]]
) -> Iterator[Lapse]:
    """What ends on some day. ``spans``: per service, its rows and windows as they are to be read.

    What has no last day never lapses: an amount until further notice, a month of every year.
    """
    for path, document in documents.items():
        if is_service(path):
            yield from _of_service(path, document, spans.get(path, {}))


def _of_service(path: str, document: Document, spans: Mapping[str, Value]) -> Iterator[Lapse]:
    series: dict[tuple[Any, ...], list[tuple[str, Value]]] = {}
    for place, value in spans.items():
        series.setdefault(_series(place, value), []).append((place, value))
    for (kind, name, *_), found in series.items():
        found.sort(key=lambda its: _order(kind, its[1]))
        parameter = document.get("parameters", {}).get(name, {}) if kind == "row" else {}
        for at, (place, value) in enumerate(found):
            if days_of(kind, value)[1] is not None:
                yield Lapse(
                    path=path,
                    place=place,
                    kind=kind,
                    service=document.get("service", {}),
                    parameter=parameter,
                    value=value,
                    before=found[at - 1][1] if at else None,
                    following=found[at + 1] if at + 1 < len(found) else None,
                )


def series_name(place: str, value: Value) -> str:
    """The name of the series to which a row or a window belongs: ``parameters/rent@centre``."""
    kind, name, *rest = _series(place, value)
    if kind == "window":
        return f"windows/{name}"
    names = ",".join(sorted(rest[0]))
    return f"parameters/{name}@{names}" if names else f"parameters/{name}"


def _series(place: str, value: Value) -> tuple[Any, ...]:
    """What goes on from year to year: an amount of the same places, windows of one name."""
    if place.startswith("windows/"):
        name = place.partition("/")[2]
        years = {str(day.year + more) for day in _dated(value) for more in (0, 1)}
        return ("window", next((name.removesuffix(y) for y in years if name.endswith(y)), name))
    return ("row", place.split("/")[1], names_of(value))


def _dated(value: Value) -> list[date]:
    return [day for day in days_of("window", value) if day]


def _order(kind: SpanKind, value: Value) -> date:
    return days_of(kind, value)[0] or date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What was typed for the next year. ``words``: of a window, or of an amount told in words."""

    figure: int | float | date | None
    words: Value | None
    since: date
    until: date
    source: str | list[str]


def renewed(lapse: Lapse, renewal: Renewal) -> Following:
    """The item of the next year: like the one that lapses, with what was typed."""
    first, last = _DAYS[lapse.kind]
    dropped = {first, last, "value", "text", "source"}
    kept = {name: its for name, its in lapse.value.items() if name not in dropped}
    days = {first: renewal.since, last: renewal.until}
    told: Value = {"text": renewal.words} if renewal.words else {"value": renewal.figure}
    if lapse.kind == "row":
        row = {**kept, **days, **told, "source": renewal.source}
        return f"parameters/{lapse.parameter_id}/rows/{key_of('rows', row)}", row
    window = {**kept, "id": next_id(lapse), **told, **days, "source": renewal.source}
    return f"windows/{window['id']}", window


def next_id(lapse: Lapse) -> str:
    """The id of the window of the next year: ``enrolment_2025`` → ``enrolment_2026``."""
    name = str(lapse.value.get("id", ""))
    year = named_year(lapse)
    return f"{name.removesuffix(year)}{int(year) + 1}" if year else f"{name}_{lapse.year + 1}"


def named_year(lapse: Lapse) -> str:
    """The year at the end of a window's id; empty without one."""
    name = str(lapse.value.get("id", ""))
    years = [str(lapse.year + more) for more in (0, 1, -1)]
    return next((year for year in years if name.endswith(year)), "")


def next_words(lapse: Lapse) -> Value | None:
    """The words of a window moved by a year; None where they say figures besides that year."""
    year = named_year(lapse)
    text: Value = lapse.value.get("text", {})
    moved = {language: _moved(str(words), year) for language, words in text.items()}
    return moved if year and all(moved.values()) else None


def _moved(words: str, year: str) -> str:
    rest = words.replace(year, "")
    return "" if any(character.isdigit() for character in rest) else _with_next(words, year)


def _with_next(words: str, year: str) -> str:
    return words.replace(year, str(int(year) + 1))
