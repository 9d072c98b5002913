"""Answers of a month question: spans where they are enough, years from those nearby on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ....i18n import gettext, ngettext
from ....rules.evaluation.answer_reader import EARLIEST
from ....rules.evaluation.month_bands import month_bands
from ....rules.model.months import Month, Span
from ....rules.model.ruleset import Question
from ...http import request_context
from ..consultation import Consultation

#: A month of birth lies in any decade, one of a child in the last eighteen years; the others
#: mostly lie a few years back.
_NEAR = 10
_CHILDHOOD = 18
_BORN = "birth_month"
_CHILD_BORN = "child_birth_month"
#: Nobody who answers was born before or after.
_OLDEST = 100
_YOUNGEST = 14
#: Spans that can be taken in at a glance.
_MOST_BANDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLine:
    """A span of months to choose."""

    value: str
    text: str
    hint: str
    chosen: bool


def band_lines(
    question: Question, given: Mapping[str, str], current: Consultation
) -> tuple[BandLine, ...]:
    """The spans to choose from; none where the month itself decides."""
    bands = month_bands(question, current.frame, current.services)
    if len(bands) > _MOST_BANDS:
        return ()
    today = Month.on(current.state.day)
    return tuple(
        BandLine(
            value=str(band),
            text=_lasted(band, today),
            hint=_between(band, today),
            chosen=given.get("value") == str(band),
        )
        for band in bands
    )


def _ends(band: Month | Span) -> tuple[Month, Month]:
    return (band.earliest, band.latest) if isinstance(band, Span) else (band, band)


def _lasted(band: Month | Span, today: Month) -> str:
    """How long that is, in words: the months hardest at its ends belong to no span."""
    (earliest, latest) = _ends(band)
    least = max(0, today - latest - 1)
    most = today - earliest + 1
    if earliest == EARLIEST:
        return gettext("More than %(time)s", time=_time(least))
    if latest == today:
        return gettext("Less than %(time)s", time=_time(most))
    return gettext("%(least)s to %(most)s", least=_time(least), most=_time(most))


def _time(months: int) -> str:
    (years, rest) = divmod(months, 12)
    if years and rest:
        return gettext(
            "%(years)s and %(months)s",
            years=ngettext("%(num)s year", "%(num)s years", years),
            months=ngettext("%(num)s month", "%(num)s months", rest),
        )
    if years:
        return ngettext("%(num)s year", "%(num)s years", years)
    return ngettext("%(num)s month", "%(num)s months", rest)


def _between(band: Month | Span, today: Month) -> str:
    words = request_context.wording()
    (earliest, latest) = _ends(band)
    if earliest == EARLIEST:
        return gettext("in %(month)s or before", month=words.month(latest))
    if latest == today:
        return gettext("in %(month)s or since then", month=words.month(earliest))
    return gettext(
        "from %(earliest)s to %(latest)s",
        earliest=words.month(earliest),
        latest=words.month(latest),
    )


def year_choices(
    question: Question, day: date
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Years that stand open, nearest first, and the older ones by decade."""
    if question.kind != "month":
        return (), ()
    newest = day.year - _YOUNGEST if question.id == _BORN else day.year
    open_years = {_BORN: 0, _CHILD_BORN: _CHILDHOOD + 1}.get(question.id, _NEAR)
    near = tuple(range(newest, newest - open_years, -1))
    oldest = day.year - _OLDEST
    older = range(newest - open_years, oldest, -1)
    decades = tuple(tuple(group) for _, group in groupby(older, lambda year: year // 10))
    return near, decades
