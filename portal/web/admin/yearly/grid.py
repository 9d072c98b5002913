"""The grid as its template draws it: what lapses, in words, with the fields of the next year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ....i18n import Wording, amount_words, gettext
from ....publishing.amount_jumps import AmountJump
from ....publishing.item_edits import WorkingCopy, touch_of
from ....rules.items.parts import Document, Value
from ....rules.items.yearly_spans import Lapse, days_of, next_words
from ....rules.model.citations import clause_words, read_citation
from ....rules.model.months import years_later
from ....rules.model.ruleset import Ruleset
from ....rules.model.texts import Text
from ....store.drafts import DraftChange
from ....store.people.accounts import Person
from ....store.people.assignments import Holder, SeriesKey, responsibilities
from ..catalogue.entries import item_href
from ..drafts.change_lines import leap_words
from ..forms.labels import choice_words
from ..forms.values import amount_text
from .typed_rows import LONGEST, RowFault, TypedRow, filled

PAGE = 100
"""Rows on a page: what is typed into them fits into one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A field of a row; ``label`` names row and column; ``hint``: what would stand there."""

    name: str
    id: str
    label: str
    value: str
    most: int
    fault: RowFault = ""
    hint: str = ""
    lang: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanWords:
    """An amount or a window in words: what it says, its days, its sources."""

    words: str
    days: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A row of the grid. ``cells``: by name, none where the person may not change it."""

    number: int
    line: str
    seen: int
    service: str
    name: str
    where: str
    holder: str
    unit: str
    href: str
    last: SpanWords | None
    this: SpanWords
    following: SpanWords | None
    cells: Mapping[str, Cell]
    same: bool
    jump: str
    params: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the grid is made of: the documents in force, the draft's changes upon them, who looks.

    ``copy``: the draft that is filled in; None: a new one.
    """

    documents: Mapping[str, Document]
    sources: Mapping[str, Value]
    ruleset: Ruleset
    release: int
    copy: WorkingCopy | None
    person: Person
    wording: Wording

    @cached_property
    def changes(self) -> Mapping[tuple[str, str], DraftChange]:
        """The draft's changes by path and place."""
        draft = self.copy.draft if self.copy else None
        return {(c.path, c.place): c for c in draft.changes} if draft else {}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of the sources by id."""
        return {name: self.words(its.get("title")) for name, its in self.sources.items()}

    @cached_property
    def source_names(self) -> Mapping[str, str]:
        """What each source may be called, in the page's language or by its id → its id."""
        return {name: name for name in self.titles} | {t: n for n, t in self.titles.items() if t}

    @cached_property
    def _holders(self) -> Mapping[SeriesKey, Holder]:
        return responsibilities()

    def holder(self, lapse: Lapse) -> str:
        """Who is responsible for it; empty for nobody in particular."""
        found = self._holders.get((lapse.path, lapse.series))
        return found.name if found else ""

    def words(self, text: Any) -> str:
        """A text of a document in the language of the page."""
        table = text if isinstance(text, dict) else {}
        chinese = str(table.get("zh", ""))
        return self.wording.text(Text(chinese, str(table.get("en") or chinese)))

    def may_change(self, lapse: Lapse) -> bool:
        """Whether the person may say what follows."""
        gazetteer = self.ruleset.gazetteer
        touch = touch_of(lapse.path, lapse.place, None, lapse.value, gazetteer, self.release)
        return touch.lies_within(self.person.districts, self.person.topics)

    def own_change(self, lapse: Lapse) -> DraftChange | None:
        """The draft's change that adds what follows; None where it is in force, or nowhere."""
        if lapse.following is None:
            return None
        change = self.changes.get((lapse.path, lapse.following[0]))
        return change if change is not None and change.before is None else None

    def is_open(self, lapse: Lapse) -> bool:
        """Whether the rules in force do not say what follows."""
        return lapse.following is None or self.own_change(lapse) is not None

    def seen(self, lapse: Lapse) -> int:
        """How often the draft saved what follows."""
        change = self.own_change(lapse)
        return change.version if change else 0

    def cells(self, lapse: Lapse) -> Mapping[str, str]:
        """What its row begins with: what the draft says, or the next span."""
        if self.own_change(lapse) is None or lapse.following is None:
            return filled(lapse)
        return filled(lapse, self.cited(lapse.following[1]), of_draft=True)

    def cited(self, value: Value) -> str:
        """The first source of an item as it is typed: its title and clauses."""
        return next(self._cited(value), "")

    def _cited(self, value: Value) -> Iterator[str]:
        named = value.get("source", [])
        for text in [named] if isinstance(named, str) else named:
            try:
                citation = read_citation(text)
            except ValueError:
                yield str(text)
                continue
            clause = clause_words(citation, self.wording.language.id)
            yield f"{self.titles.get(citation.source, citation.source)} {clause}".strip()

    def span(self, lapse: Lapse, value: Value) -> SpanWords:
        """A row or window of a series in words."""
        return SpanWords(
            words=self.words(value.get("text")) if "text" in value else self._amount(lapse, value),
            days=" – ".join(
                self.wording.day(day) if day else "…" for day in days_of(lapse.kind, value)
            ),
            source=gettext("; ").join(self._cited(value)),
        )

    def _amount(self, lapse: Lapse, value: Value) -> str:
        figure = value.get("value")
        return "–" if figure is None else amount_words(self.wording, lapse.unit, figure)

    def name(self, lapse: Lapse) -> str:
        """What lapses, in a few words."""
        if lapse.kind == "window":
            return self.words(lapse.value.get("text")).rstrip("。.")
        return self.words(lapse.parameter.get("text")).rstrip("。.")

    def where(self, lapse: Lapse) -> str:
        """Where it holds."""
        gazetteer = self.ruleset.gazetteer
        known = (gazetteer.districts.get(n) or gazetteer.groups.get(n) for n in lapse.names)
        names = [self.wording.text(its.name) for its in known if its]
        return gettext(", ").join(names) or gettext("the whole city")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """What was typed into a row and what is wrong with it."""

    typed: TypedRow | None = None
    faults: Mapping[str, RowFault] = field(default_factory=dict)
    jump: AmountJump | None = None


def grid_line(sheet: Sheet, lapse: Lapse, number: int, state: RowState) -> GridLine:
    """A row with what was typed into it, or with what it begins with."""
    is_field = sheet.is_open(lapse) and sheet.may_change(lapse)
    typed = state.typed
    values = typed.cells if typed else sheet.cells(lapse)
    cells = _cells(sheet, lapse, number, values, state.faults) if is_field else {}
    shown = lapse.following[1] if lapse.following and not is_field else None
    return GridLine(
        number=number,
        line=f"{lapse.path} {lapse.place}",
        seen=sheet.seen(lapse),
        service=sheet.words(lapse.service.get("name")),
        name=sheet.name(lapse),
        where=sheet.where(lapse),
        holder=sheet.holder(lapse),
        unit="" if lapse.unit in ("text", "day") else choice_words(lapse.unit),
        href=item_href(lapse.path, lapse.place),
        last=sheet.span(lapse, lapse.before) if lapse.before else None,
        this=sheet.span(lapse, lapse.value),
        following=sheet.span(lapse, shown) if shown else None,
        cells=cells,
        same=typed.same if typed else False,
        jump=leap_words(sheet.wording, lapse.unit, state.jump),
        params=",".join(f"{number}.{name}" for name in ("line", "seen", "same", *cells)),
    )


def column_words() -> Mapping[str, str]:
    """The headings of the columns into which something is typed."""
    return {
        "value": gettext("Amount or words"),
        "en": gettext("Words in English"),
        "since": gettext("From (first day)"),
        "until": gettext("Until (last day)"),
        "source": gettext("Source"),
    }


_LANGUAGES = {"value": "zh-Hans", "en": "en"}


def _cells(
    sheet: Sheet,
    lapse: Lapse,
    number: int,
    values: Mapping[str, str],
    faults: Mapping[str, RowFault],
) -> Mapping[str, Cell]:
    hints = _hints(sheet, lapse)
    told = lapse.unit == "text"
    return {
        name: Cell(
            name=f"{number}.{name}",
            id=f"r{number}-{name}",
            label=gettext("Row %(row)s, %(column)s", row=number, column=words),
            value=values.get(name, ""),
            most=LONGEST[name],
            fault=faults.get(name, ""),
            hint=hints.get(name, ""),
            lang=_LANGUAGES.get(name, "") if told else "",
            column=name,
        )
        for name, words in column_words().items()
        if told or name != "en"
    }


def _hints(sheet: Sheet, lapse: Lapse) -> Mapping[str, str]:
    """What was there a year before, as it would be typed; it is no answer by itself."""
    if lapse.kind == "window":
        first, last = lapse.next_days
        text = next_words(lapse) or {}
        days = {"since": first.isoformat(), "until": last.isoformat()}
        return {"value": str(text.get("zh", "")), "en": str(text.get("en", "")), **days}
    if lapse.unit == "text":
        text = lapse.value.get("text") or {}
        return {"value": str(text.get("zh", "")), "en": str(text.get("en", ""))}
    before = lapse.value.get("value")
    moved = years_later(before, 1) if isinstance(before, date) else before
    return {"value": amount_text(lapse.unit, moved)}
