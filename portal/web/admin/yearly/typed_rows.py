"""What was typed into a row of the grid, read into what follows in the next year."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from ....i18n import gettext
from ....publishing.amount_jumps import AmountJump, leap
from ....rules.checking.amount_ranges import amount_fault
from ....rules.items.parts import Value
from ....rules.items.yearly_spans import Lapse, Renewal, days_of, next_words, renewed
from ....rules.model.citations import clauses_said
from ....rules.model.districts import Period, Scope
from ....rules.model.months import years_later
from ....rules.model.parameters import Row
from ....rules.model.ruleset import Ruleset
from ....rules.problems import ReadError
from ..forms.labels import ProblemWords, problem_words
from ..forms.values import Unreadable, amount, amount_text

COLUMNS = ("value", "since", "until", "source")
"""The columns into which a spreadsheet is pasted, in their order."""
LONGEST = {"value": 500, "en": 500, "since": 20, "until": 20, "source": 300}
"""What a field takes; nothing is cut off."""
_MOST_ROWS = 200

RowFault = str | ProblemWords


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """The fields of a row as they were sent; ``line`` names what lapses: path, blank, place."""

    number: int
    line: str
    seen: str
    cells: Mapping[str, str]
    same: bool = False

    @property
    def item(self) -> tuple[str, str]:
        """The path and the place of what lapses."""
        path, _, place = self.line.partition(" ")
        return path, place


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row that was read: what follows, or nothing where nothing was typed; what is wrong."""

    following: tuple[str, Value] | None = None
    faults: Mapping[str, RowFault] = field(default_factory=dict)
    jump: AmountJump | None = None


def typed_rows(form: MultiDict[str, str]) -> tuple[TypedRow, ...]:
    """The rows of a form, in their order."""
    numbers = sorted(
        int(name.partition(".")[0])
        for name in form
        if name.endswith(".line") and name[:-5].isdecimal() and len(name) < 10
    )
    return tuple(
        TypedRow(
            number=n,
            line=form[f"{n}.line"],
            seen=form.get(f"{n}.seen", "0"),
            cells={name: form.get(f"{n}.{name}", "") for name in LONGEST},
            same=form.get(f"{n}.same") == "yes",
        )
        for n in numbers[:_MOST_ROWS]
    )


def filled(lapse: Lapse, cited: str = "", *, of_draft: bool = False) -> dict[str, str]:
    """What a row begins with: the draft's own, else the next span and no amount.

    The days of a window are its figures, so they stay empty too.
    """
    cells = dict.fromkeys(LONGEST, "")
    if of_draft and lapse.following is not None:
        value = lapse.following[1]
        first, last = days_of(lapse.kind, value)
        cells |= {"since": _day_text(first), "until": _day_text(last), "source": cited}
        if lapse.unit == "text":
            words = value.get("text") or {}
            cells |= {"value": str(words.get("zh", "")), "en": str(words.get("en", ""))}
        else:
            cells["value"] = amount_text(lapse.unit, value.get("value"))
    elif lapse.kind == "row":
        first, last = lapse.next_days
        cells |= {"since": first.isoformat(), "until": last.isoformat()}
    return cells


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def is_left(row: TypedRow, cells: Mapping[str, str]) -> bool:
    """Whether a row stands as it began, with these cells."""
    return not row.same and {name: text.strip() for name, text in row.cells.items()} == cells


def is_cleared(row: TypedRow, lapse: Lapse) -> bool:
    """Whether the amount was taken out of a row; of a window, its days."""
    told = ("value", "en") if lapse.kind == "row" else ("value", "en", "since", "until")
    return not row.same and not any(row.cells[name].strip() for name in told)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows. ``sources``: what each source may be called → its id; ``common``: of all rows."""

    ruleset: Ruleset
    sources: Mapping[str, str]
    common: str = ""

    def read(self, row: TypedRow, lapse: Lapse) -> ReadRow:
        """What follows as it was typed, with what is wrong per field."""
        faults: dict[str, RowFault] = {
            name: gettext("At most %(num)s characters are kept. Shorten this.", num=most)
            for name, most in LONGEST.items()
            if len(row.cells[name]) > most
        }
        if faults:
            return ReadRow(faults=faults)
        first, last = self._days(row, lapse, faults)
        figure = self._figure(row, lapse, faults)
        words = self._words(row, lapse, faults)
        source = self._source(row, faults)
        if faults or first is None or last is None:
            return ReadRow(faults=faults)
        self._check_days(lapse, first, last, faults)
        self._check_amount(lapse, figure, (first, last), faults)
        if faults:
            return ReadRow(faults=faults)
        renewal = Renewal(figure=figure, words=words, since=first, until=last, source=source)
        return ReadRow(
            following=renewed(lapse, renewal), jump=leap(lapse.value.get("value"), figure)
        )

    def _days(
        self, row: TypedRow, lapse: Lapse, faults: dict[str, RowFault]
    ) -> tuple[date | None, date | None]:
        moved = lapse.next_days if row.same else (None, None)
        first, last = (
            self._day(row, name, otherwise, faults)
            for name, otherwise in zip(("since", "until"), moved, strict=True)
        )
        return first, last

    def _day(
        self, row: TypedRow, name: str, otherwise: date | None, faults: dict[str, RowFault]
    ) -> date | None:
        text = _plain(row.cells[name])
        if not text:
            if otherwise is None:
                faults[name] = gettext("Please fill this in.")
            return otherwise
        try:
            day = amount("day", text)
        except Unreadable as fault:
            faults[name] = str(fault)
            return None
        assert isinstance(day, date)
        return day

    def _figure(
        self, row: TypedRow, lapse: Lapse, faults: dict[str, RowFault]
    ) -> int | float | date | None:
        if lapse.unit == "text":
            return None
        text = _plain(row.cells["value"])
        before = lapse.value.get("value")
        if not text:
            if not row.same:
                faults["value"] = gettext("Please fill this in.")
            return years_later(before, 1) if isinstance(before, date) else before
        try:
            figure = amount(lapse.unit, text)
        except Unreadable as fault:
            faults["value"] = str(fault)
            return None
        assert isinstance(figure, int | float | date)
        return figure

    def _words(self, row: TypedRow, lapse: Lapse, faults: dict[str, RowFault]) -> Value | None:
        """The words of an amount told in words, or of a window: its own moved by a year if empty.

        English may stay empty where the Chinese is that of the year before.
        """
        if lapse.unit != "text":
            return None
        zh, en = row.cells["value"].strip(), row.cells["en"].strip()
        own: Value = lapse.value.get("text", {})
        if lapse.kind == "window":
            known = next_words(lapse)
        else:
            known = own if row.same or zh == own.get("zh") else None
        if known is not None and (not zh or zh == known.get("zh")):
            return {**known, **({"en": en} if en else {})}
        for name, words in (("value", zh), ("en", en)):
            if not words:
                faults[name] = gettext("Please fill this in.")
        return {"zh": zh, "en": en}

    def _source(self, row: TypedRow, faults: dict[str, RowFault]) -> str:
        text = row.cells["source"].strip() or self.common
        if not text:
            faults["source"] = gettext("Choose the source that says so.")
            return ""
        name = max((its for its in self.sources if text.startswith(its)), key=len, default="")
        if not name:
            faults["source"] = gettext("There is no source of this title. Choose one of the list.")
            return ""
        try:
            clauses = clauses_said(text[len(name) :])
        except ReadError as fault:
            faults["source"] = problem_words(fault.message, fault.hint)
            return ""
        return f"{self.sources[name]} {clauses}".strip()

    def _check_days(
        self, lapse: Lapse, first: date, last: date, faults: dict[str, RowFault]
    ) -> None:
        ended = lapse.days[1]
        if last < first:
            faults["until"] = gettext("The last day comes before the first.")
        elif lapse.kind == "row" and ended is not None and first <= ended:
            faults["since"] = gettext(
                "It would begin before the present one ends, on %(day)s.", day=ended.isoformat()
            )

    def _check_amount(
        self,
        lapse: Lapse,
        figure: int | float | date | None,
        days: tuple[date, date],
        faults: dict[str, RowFault],
    ) -> None:
        service = self.ruleset.services.get(str(lapse.service.get("id", "")))
        parameter = service.parameters.get(lapse.parameter_id) if service else None
        if parameter is None or figure is None:
            return
        row = Row(value=figure, scope=Scope(lapse.names, Period(*days)))
        message = amount_fault(parameter, row)
        if message is not None:
            faults["value"] = problem_words(message, None)


def pasted(rows: tuple[TypedRow, ...], text: str) -> tuple[tuple[TypedRow, ...], int]:
    """Rows with a spreadsheet's cells filled in from the first on; and how many lines were over."""
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
    lines = lines if text.strip() else []
    after = [
        replace(row, cells={**row.cells, **_cells(line)})
        for row, line in zip(rows, lines, strict=False)
    ]
    return (*after, *rows[len(after) :]), max(0, len(lines) - len(rows))


def _cells(line: list[str]) -> dict[str, str]:
    """A line's cells by column; an empty one leaves what stands there."""
    return {name: text.strip() for name, text in zip(COLUMNS, line, strict=False) if text.strip()}
