"""Offers as a page shows them: homes for rent with size, rent and how to apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ...i18n import Said, Wording, gettext
from ...rules.counters import Offer, Span
from ...rules.model import Ruleset
from .citations import SourceLine, source_lines
from .counters import TelLine, tel_lines


@dataclass(frozen=True, slots=True)
class SpanLine:
    """Figures with their unit, words, or both; neither where nothing is published."""

    figures: str
    words: Said | None


@dataclass(frozen=True, slots=True)
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


def offer_line(offer: Offer, ruleset: Ruleset, wording: Wording, today: date) -> OfferLine:
    """One offer."""
    size, rent, until = offer.size, offer.rent, offer.period.until
    return OfferLine(
        offer.id,
        wording.said(offer.name),
        wording.said(offer.address),
        SpanLine(_figures(size, wording.number, _area), wording.maybe_said(size.text)),
        SpanLine(_figures(rent, wording.yuan, _a_month), wording.maybe_said(rent.text)),
        wording.said(offer.how),
        tel_lines(offer.tel),
        offer.url or "",
        wording.day(until) if until else "",
        source_lines(offer.citations, ruleset, wording, today),
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
