"""Offers as a page shows them: homes for rent with size, rent and how to apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...i18n import Said, gettext
from ...rules.model.counters import Offer, Span
from .citations import SourceLine, source_lines
from .counters import TelLine, tel_lines
from .phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class SpanLine:
    """Figures with their unit, words, or both; neither where nothing is published."""

    figures: str
    words: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """One offer."""

    id: str
    name: Said
    address: Said
    size: SpanLine
    rent: SpanLine
    how: Said
    tel: tuple[TelLine, ...]
    url: str
    until: str
    sources: tuple[SourceLine, ...]


def offer_line(offer: Offer, book: Phrasebook) -> OfferLine:
    """One offer."""
    wording = book.wording
    size = offer.size
    rent = offer.rent
    until = offer.period.until
    return OfferLine(
        id=offer.id,
        name=wording.said(offer.name),
        address=wording.said(offer.address),
        size=SpanLine(_figures(size, wording.number, _area), wording.maybe_said(size.text)),
        rent=SpanLine(_figures(rent, wording.yuan, _a_month), wording.maybe_said(rent.text)),
        how=wording.said(offer.how),
        tel=tel_lines(offer.tel),
        url=offer.url or "",
        until=wording.day(until) if until else "",
        sources=source_lines(offer.citations, book),
    )


def _area(figure: str) -> str:
    return f"{figure} ㎡"


def _a_month(figure: str) -> str:
    return gettext("%(figure)s yuan a month", figure=figure)


def _figures(
    span: Span, written: Callable[[int | float], str], with_unit: Callable[[str], str]
) -> str:
    """One figure, from one to another, or one end alone; empty without any."""
    ends = [written(end) for end in (span.minimum, span.maximum) if end is not None]
    if not ends:
        return ""
    amount = with_unit("–".join(dict.fromkeys(ends)))
    if span.maximum is None:
        return gettext("from %(amount)s", amount=amount)
    return gettext("up to %(amount)s", amount=amount) if span.minimum is None else amount
