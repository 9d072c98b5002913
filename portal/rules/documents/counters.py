"""The shapes of the documents of a district: its counters and its offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictInt

from .parts import Cited, Dated, Figure, Id, Ids, Shape, Tels, Url, ZhText

Fen = Annotated[StrictInt, Field(ge=0, le=10**9)]
Area = Annotated[Figure, Field(gt=0, le=10**5)]


class CounterShape(Dated, Cited):
    district: Id
    name: ZhText
    address: ZhText
    tel: Tels = []
    hours: ZhText | None = None
    services: Ids = []
    topics: Ids = []
    note: ZhText | None = None


class SizeShape(Shape):
    minimum: Area | None = None
    maximum: Area | None = None
    text: ZhText | None = None


class RentShape(Shape):
    minimum: Fen | None = None
    maximum: Fen | None = None
    text: ZhText | None = None


class OfferShape(Dated, Cited):
    district: Id
    option: Id
    name: ZhText
    address: ZhText
    size: SizeShape = SizeShape()
    rent: RentShape = RentShape()
    how: ZhText
    tel: Tels = []
    url: Url | None = None


class CountersDocument(Shape):
    counters: dict[Id, CounterShape]


class OffersDocument(Shape):
    offers: dict[Id, OfferShape]


def faults_in(entry: CounterShape | OfferShape) -> Iterator[tuple[str, str]]:
    """What contradicts itself in an entry of the right shape: its field and a message."""
    if entry.since and entry.until and entry.until < entry.since:
        yield "until", "ends before it begins"
    if isinstance(entry, OfferShape):
        yield from _span_faults("size", entry.size)
        yield from _span_faults("rent", entry.rent)
        for field in ("minimum", "maximum"):
            figure = getattr(entry.size, field)
            if figure is not None and round(figure, 1) != figure:
                yield f"size.{field}", "has more than one decimal"


def _span_faults(name: str, span: SizeShape | RentShape) -> Iterator[tuple[str, str]]:
    if span.minimum is not None and span.maximum is not None and span.maximum < span.minimum:
        yield f"{name}.maximum", "must not be less than the minimum"
