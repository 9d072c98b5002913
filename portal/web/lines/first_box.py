"""The first box of a guide: where to go, what to bring, how much, how long, by when, in short.

What was not found says so. What does not fit into a line is cut after its first sentence and
stands whole further down, which the box says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ...i18n import Said, gettext
from .citations import SourceLine
from .counters import CounterLine, TelLine
from .office_guide import PaperLine, ParticularLine, WindowLine, dated

BoxKind = Literal["where", "bring", "fee", "time_limit", "deadline"]

_LONGEST = {"zh": 64, "en": 100}
"""Characters of a text that is shown whole."""
_FIRST_SENTENCE = re.compile(r".*?(?:。|[.](?=\s|$))", re.DOTALL)
_MOST_DATES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxText:
    """A text of the box; ``cut``: the rest stands further down."""

    said: Said
    sources: tuple[SourceLine, ...] = ()
    cut: bool = False


def first_sentence(text: str, language: str) -> tuple[str, str]:
    """A text of more than a few lines as its first sentence and the rest; else the whole of it."""
    found = _FIRST_SENTENCE.match(text)
    if len(text) <= _LONGEST["en" if language == "en" else "zh"] or found is None:
        return text, ""
    return found[0].strip(), text[found.end() :].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLine:
    """A row; without texts nothing was found. ``below``: the part of the page with all of it."""

    kind: BoxKind
    label: str
    texts: tuple[BoxText, ...]
    tel: tuple[TelLine, ...] = ()
    more: str = ""
    below: str = ""


def first_box(
    *,
    counters: Sequence[CounterLine],
    papers: Sequence[PaperLine],
    particulars: Iterable[tuple[str, ParticularLine]],
    windows: Sequence[WindowLine],
    language: str,
) -> tuple[BoxLine, ...]:
    """The five rows; ``particulars``: lines of the office guide by their kind."""
    of_kind = dict(particulars)
    return (
        _where(counters, of_kind["where"], language),
        _bring(papers),
        _told("fee", gettext("How much"), of_kind["fee"], language),
        _told("time_limit", gettext("How long"), of_kind["time_limit"], language),
        _deadline(windows),
    )


def _where(counters: Sequence[CounterLine], told: ParticularLine, language: str) -> BoxLine:
    label = gettext("Where")
    if not counters:
        return _told("where", label, told, language)
    first = counters[0]
    more = gettext("%(num)s places, all below", num=len(counters)) if len(counters) > 1 else ""
    return BoxLine(
        kind="where",
        label=label,
        texts=(BoxText(said=first.name, sources=first.sources), BoxText(said=first.address)),
        tel=first.tel,
        more=more,
        below="counters",
    )


def _bring(papers: Sequence[PaperLine]) -> BoxLine:
    always = [paper.name for paper in papers if not paper.by_case]
    by_case = [paper.name for paper in papers if paper.by_case]
    comma = gettext(", ")
    texts = [comma.join(always)] if always else []
    if by_case:
        texts.append(gettext("Some people also: %(papers)s", papers=comma.join(by_case)))
    return BoxLine(
        kind="bring",
        label=gettext("To bring"),
        texts=tuple(BoxText(said=Said(text)) for text in texts),
        below="papers",
    )


def _told(kind: BoxKind, label: str, told: ParticularLine, language: str) -> BoxLine:
    texts = [_brief(text, sources, language) for text, sources in told.texts]
    return BoxLine(
        kind=kind,
        label=label,
        texts=tuple(texts[:_MOST_DATES]),
        more=gettext("more below") if len(texts) > _MOST_DATES else "",
        below="office",
    )


def _brief(text: str, sources: tuple[SourceLine, ...], language: str) -> BoxText:
    short, rest = first_sentence(text, language)
    return BoxText(said=Said(short), sources=sources, cut=bool(rest))


def _deadline(windows: Sequence[WindowLine]) -> BoxLine:
    texts = [
        BoxText(said=Said(dated(line.text, line.when)), sources=line.sources)
        for line in windows[:_MOST_DATES]
    ]
    return BoxLine(
        kind="deadline",
        label=gettext("By when"),
        texts=tuple(texts),
        more=gettext("%(num)s dates, all below", num=len(windows))
        if len(windows) > _MOST_DATES
        else "",
        below="dates",
    )
