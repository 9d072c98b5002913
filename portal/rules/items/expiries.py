"""What lapses and nothing follows: amounts, windows, and sources whose review is due.

Each bears the name of its series, which stays the same from year to year, so that whoever is
responsible for an amount stays so when it is renewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..model.districts import Gazetteer
from ..model.ruleset import Ruleset
from .change_scope import NOTHING, Touch, touched
from .parts import Document, Value, is_service, items_of, names_of
from .references import References
from .yearly_spans import Lapse, days_of, lapses, spans_of

ExpiryKind = Literal["row", "window", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Something after whose last day there is nothing.

    ``until``: its last day; of a source the day by which it is to be read again. ``touch``: whom
    its renewal touches. ``lapse``: of an amount or a window; ``source``: the id of a source.
    """

    path: str
    place: str
    kind: ExpiryKind
    series: str
    until: date
    touch: Touch
    lapse: Lapse | None = None
    source: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Under which somebody is responsible for it."""
        return self.path, self.series


def expiries(
    documents: Mapping[str, Document], ruleset: Ruleset, references: References, on: date
) -> tuple[Expiry, ...]:
    """Everything that has lapsed or will on some day, the earliest first, as of a day."""
    spans = {path: spans_of(path, its) for path, its in documents.items() if is_service(path)}
    found = (
        *_of_spans(documents, spans, ruleset.gazetteer, on),
        *_of_sources(documents, ruleset, references),
    )
    return tuple(sorted(found, key=lambda its: (its.until, its.path, its.place)))


def _of_spans(
    documents: Mapping[str, Document],
    spans: Mapping[str, Mapping[str, Value]],
    gazetteer: Gazetteer,
    on: date,
) -> Iterator[Expiry]:
    for lapse in lapses(documents, spans):
        last = lapse.days[1]
        if last is None or lapse.following is not None:
            continue
        if lapse.kind == "row" and not _left_without(lapse, spans[lapse.path], gazetteer, on):
            continue
        yield Expiry(
            path=lapse.path,
            place=lapse.place,
            kind=lapse.kind,
            series=lapse.series,
            until=last,
            touch=touched(lapse.path, lapse.place, (lapse.value,), gazetteer),
            lapse=lapse,
        )


def _left_without(
    lapse: Lapse, spans: Mapping[str, Value], gazetteer: Gazetteer, on: date
) -> frozenset[str]:
    """The districts in which no other row of the amount holds after the last day of this one."""
    last = lapse.days[1]
    assert last is not None
    day = max(on, last + timedelta(days=1))
    left = _places(lapse.names, gazetteer, day)
    beside = f"parameters/{lapse.parameter_id}/rows/"
    for place, value in spans.items():
        if place.startswith(beside) and place != lapse.place:
            until = days_of("row", value)[1]
            if until is None or until > last:
                left -= _places(names_of(value), gazetteer, day)
    return left


def _places(names: tuple[str, ...], gazetteer: Gazetteer, day: date) -> frozenset[str]:
    if not names:
        return frozenset(district.id for district in gazetteer.on(day))
    return frozenset(gazetteer.expand(names, day))


def _of_sources(
    documents: Mapping[str, Document], ruleset: Ruleset, references: References
) -> Iterator[Expiry]:
    items = {path: items_of(path, document) for path, document in documents.items()}
    for path, document in documents.items():
        if is_service(path):
            continue
        for name in document.get("sources", {}):
            source = ruleset.sources.get(name)
            if source is not None:
                place = f"sources/{name}"
                yield Expiry(
                    path=path,
                    place=place,
                    kind="source",
                    series=place,
                    until=source.review_by,
                    touch=_resting_touch(path, place, items, ruleset, references),
                    source=name,
                )


def _resting_touch(
    path: str,
    place: str,
    items: Mapping[str, Mapping[str, Value]],
    ruleset: Ruleset,
    references: References,
) -> Touch:
    """What rests on a source: whoever may edit all of that may say that it was read again."""
    touch = NOTHING
    for user in references.users(path, place):
        value = items[user.path][user.place]
        touch |= touched(user.path, user.place, (value,), ruleset.gazetteer)
        if touch == Touch(None, None):
            break
    return touch
