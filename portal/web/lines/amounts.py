"""Amounts as a page shows them, and the sentence that stands where none is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, amount_words, gettext
from ...rules.model.districts import District
from ...rules.model.parameters import Parameter, Row, last_known
from ...rules.model.ruleset import Service
from .citations import SourceLine, source_lines
from .last_known import coming_words, last_known_words
from .phrasebook import Phrasebook

_SHORT = 30
"""Characters of a figure with its unit and what it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountLine:
    """A parameter in a district on a day; ``value`` is empty in a gap, ``missing`` then says it."""

    label: str
    value: str
    missing: str
    until: str
    sources: tuple[SourceLine, ...]


def missing_words(parameter: Parameter, wording: Wording, hotline: str) -> str:
    """What to say while no amount is in force, and whom to ask."""
    if parameter.missing is not None:
        return wording.text(parameter.missing)
    what = wording.text(parameter.text).rstrip("。.")
    if parameter.unpublished:
        return gettext(
            "%(what)s: no amount is published; ask the counter or call %(hotline)s.",
            what=what,
            hotline=hotline,
        )
    return gettext(
        "%(what)s: we did not find an amount in force; ask the counter or call %(hotline)s.",
        what=what,
        hotline=hotline,
    )


def amount_line(
    service: Service,
    parameter: Parameter,
    row: Row | None,
    book: Phrasebook,
) -> AmountLine:
    """One parameter with the row in force, or the gap."""
    wording = book.wording
    label = wording.text(parameter.text).rstrip("。.")
    if row is None:
        read = source_lines(parameter.citations, book)
        return AmountLine(
            label=label,
            value="",
            missing=missing_words(parameter, wording, book.ruleset.city.hotline),
            until="",
            sources=read,
        )
    age = parameter.id in book.ages_of(service)
    until = row.scope.period.until
    return AmountLine(
        label=label,
        value=amount_words(wording, parameter.unit, row.value, age=age),
        missing="",
        until=wording.day(until) if until else "",
        sources=source_lines(row.citations, book),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAmountLine:
    """An amount of a guide: what is in force or that nothing is, what was, what comes."""

    now: AmountLine
    last: str
    coming: str

    @property
    def is_short(self) -> bool:
        """Whether it is a figure in force, and not a sentence or a gap."""
        return bool(self.now.value) and len(self.now.value) <= _SHORT


def dated_amount_line(
    service: Service,
    parameter: Parameter,
    row: Row | None,
    place: tuple[District, date],
    book: Phrasebook,
) -> DatedAmountLine:
    """One parameter in a district on a day; what held last is told only where nothing holds."""
    last = last_known(parameter, *place) if row is None else None
    coming = parameter.coming(*place)
    return DatedAmountLine(
        now=amount_line(service, parameter, row, book),
        last=last_known_words(parameter, last, book.wording) if last else "",
        coming=coming_words(parameter, coming, book.wording) if coming else "",
    )
