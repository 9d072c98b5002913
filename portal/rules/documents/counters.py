"""The shapes of the documents of a district: its counters and its offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictInt

from ..problem_codes import EntryCode
from ..problems import Message, say
from .parts import Cited, Dated, Figure, Id, Ids, Shape, Tels, Url, ZhText

Fen = Annotated[StrictInt, Field(ge=0, le=10**9)]
Area = Annotated[Figure, Field(gt=0, le=10**5)]


class CounterTable(Dated, Cited):
    district: Id
    name: ZhText
    address: ZhText
    tel: Tels = []
    hours: ZhText | None = None
    services: Ids = []
    topics: Ids = []
    note: ZhText | None = None


class SizeTable(Shape):
    minimum: Area | None = None
    maximum: Area | None = None
    text: ZhText | None = None


class RentTable(Shape):
    minimum: Fen | None = None
    maximum: Fen | None = None
    text: ZhText | None = None


class OfferTable(Dated, Cited):
    district: Id
    option: Id
    name: ZhText
    address: ZhText
    size: SizeTable = SizeTable()
    rent: RentTable = RentTable()
    how: ZhText
    tel: Tels = []
    url: Url | None = None


class CountersDocument(Shape):
    counters: dict[Id, CounterTable]


class OffersDocument(Shape):
    offers: dict[Id, OfferTable]


def faults_in(entry: CounterTable | OfferTable) -> Iterator[tuple[str, Message]]:
    """What contradicts itself in an entry of the right shape: its field and what is wrong."""
    if entry.since and entry.until and entry.until < entry.since:
        yield "until", say(EntryCode.ENDS_EARLY)
    if isinstance(entry, OfferTable):
        yield from _span_faults("size", entry.size)
        yield from _span_faults("rent", entry.rent)
        for field in ("minimum", "maximum"):
            figure = getattr(entry.size, field)
            if figure is not None and round(figure, 1) != figure:
                yield f"size.{field}", say(EntryCode.MORE_THAN_ONE_DECIMAL)


def _span_faults(name: str, span: SizeTable | RentTable) -> Iterator[tuple[str, Message]]:
    if span.minimum is not None and span.maximum is not None and span.maximum < span.minimum:
        yield f"{name}.maximum", say(EntryCode.BELOW_MINIMUM)
