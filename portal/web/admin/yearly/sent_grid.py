"""What a form of the grid comes to: rows read, changes to be saved, rows that stand no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ....i18n import gettext
from ....rules.items.merge import ItemDifference
from ....rules.items.yearly_spans import Following, Lapse
from .grid import RowState, Sheet
from .grid_request import GridRequest
from .typed_rows import ReadRow, RowFault, RowReader, TypedRow, filled, is_cleared, is_left


@dataclass(frozen=True, slots=True, kw_only=True)
class SentGrid:
    """What a form of the grid came to: per row its state, what is to be saved, what stands no more.

    ``lost``: rows with something typed into them that the grid no longer has as fields.
    """

    states: Mapping[str, RowState]
    changes: tuple[ItemDifference, ...] = ()
    lost: tuple[str, ...] = ()


def rows_by_line(asked: GridRequest) -> dict[str, Lapse]:
    """The rows that may be filled in, by the name that forms give them."""
    sheet = asked.sheet
    return {
        f"{its.path} {its.place}": its
        for its in asked.every
        if its.year == asked.year and sheet.is_open(its) and sheet.may_change(its)
    }


def read_grid(asked: GridRequest, rows: tuple[TypedRow, ...], common: str) -> SentGrid:
    """What rows come to. ``common``: the source of every row that names none."""
    by_line = rows_by_line(asked)
    sheet = asked.sheet
    reader = RowReader(sheet.ruleset, sheet.source_names, common)
    states: dict[str, RowState] = {}
    changes: list[ItemDifference] = []
    lost: list[str] = []
    for row in rows:
        lapse = by_line.get(row.line)
        if lapse is None:
            lost += [_typed_words(row)] if any(_own_words(row)) else []
            continue
        if _is_left(sheet, row, lapse):
            states[row.line] = RowState()
            continue
        if _is_taken_back(sheet, row, lapse):
            states[row.line] = RowState(typed=row)
            changes += _dropped(lapse)
            continue
        found = reader.read(row, lapse)
        faults = found.faults or _clash(asked, row, lapse, found)
        states[row.line] = RowState(typed=row, faults=faults, jump=found.jump)
        if found.following and not faults:
            changes += _changes(sheet, lapse, found.following)
    return SentGrid(states=states, changes=tuple(changes), lost=tuple(lost))


def _own_words(row: TypedRow) -> tuple[str, ...]:
    return tuple(row.cells[name].strip() for name in ("value", "en") if row.cells[name].strip())


def _typed_words(row: TypedRow) -> str:
    return f"{row.number}: {' · '.join(text for text in row.cells.values() if text)}"


def _is_left(sheet: Sheet, row: TypedRow, lapse: Lapse) -> bool:
    """Whether nothing was done to a row since it was shown, in this draft or in another."""
    if row.seen != str(sheet.seen(lapse)):
        return is_left(row, filled(lapse))
    return is_left(row, sheet.cells(lapse))


def _is_taken_back(sheet: Sheet, row: TypedRow, lapse: Lapse) -> bool:
    """Whether what the draft says was taken out of its row."""
    own = sheet.own_change(lapse)
    return own is not None and row.seen == str(own.version) and is_cleared(row, lapse)


def _dropped(lapse: Lapse) -> list[ItemDifference]:
    assert lapse.following is not None
    place = lapse.following[0]
    return [ItemDifference(path=lapse.path, place=place, before=None, after=None)]


def _changes(sheet: Sheet, lapse: Lapse, following: Following) -> list[ItemDifference]:
    """What adds what follows; where the draft had it at another place, it moves."""
    if following == lapse.following:
        return []
    place, value = following
    own = sheet.own_change(lapse)
    moved = _dropped(lapse) if own is not None and own.place != place else []
    return [*moved, ItemDifference(path=lapse.path, place=place, before=None, after=value)]


def _clash(
    asked: GridRequest, row: TypedRow, lapse: Lapse, found: ReadRow
) -> Mapping[str, RowFault]:
    """Why what was read cannot stand: there is such an item, or the draft said something else."""
    assert found.following is not None
    place, value = found.following
    sheet = asked.sheet
    own = sheet.own_change(lapse)
    taken = asked.places.get(lapse.path, {}).get(place)
    if taken is not None and (own is None or own.place != place):
        return {"since": gettext("There is one of the same name, place and day already.")}
    if row.seen == str(sheet.seen(lapse)) or value == (own.after if own else None):
        return {}
    said = sheet.span(lapse, own.after) if own and own.after else None
    words = said.words if said else "–"
    return {
        "value": gettext("The draft says by now: %(words)s. Save again to replace it.", words=words)
    }
