"""Rows of the condition builder for its template: one per node."""

from __future__ import annotations

from dataclasses import dataclass

from ..forms.labels import choice_words
from ..forms.lexicon import Choice, Lexicon
from . import choices
from .tree_actions import Path
from .trees import FIGURE_CHOSEN, Node, is_complete, is_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderRow:
    """One node of the builder of the field ``field``.

    ``takes``: how a test's value is given; ``figure``: the number typed, in ``unit``, as the
    field ``figure_name``; ``lacks``: whether something is still to be chosen.
    """

    field: str
    path: Path
    kind: str
    negated: bool
    lacks: bool
    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    cutoff: str = ""
    subjects: tuple[Choice, ...] = ()
    operators: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    cutoffs: tuple[Choice, ...] = ()
    takes: str = ""
    figure: str = ""
    figure_name: str = ""
    unit: str = ""
    rows: tuple[BuilderRow, ...] = ()

    @property
    def dotted(self) -> str:
        """The path as fields and buttons write it; empty for the whole."""
        return ".".join(map(str, self.path))

    @property
    def id(self) -> str:
        """The row's id in the page."""
        return row_id(self.field, self.path)

    @property
    def prefix(self) -> str:
        """How the names of the row's fields begin."""
        return f"b-{self.field}-{self.dotted}"


def row_id(field: str, path: Path) -> str:
    """The id in the page of the row at a path of the builder of a field."""
    return f"b-{field}-{'-'.join(map(str, path))}"


def row_of(node: Node, lexicon: Lexicon, field: str, path: Path = ()) -> BuilderRow:
    """A node as it is drawn."""
    lacks = not is_complete(node)
    if node.kind == "test":
        return _test_row(node, lexicon, field, path, lacks=lacks)
    rows = (row_of(part, lexicon, field, (*path, i)) for i, part in enumerate(node.parts))
    return BuilderRow(
        field=field, path=path, kind=node.kind, negated=node.negated, lacks=lacks, rows=tuple(rows)
    )


def _test_row(node: Node, lexicon: Lexicon, field: str, path: Path, *, lacks: bool) -> BuilderRow:
    unit = choices.unit(node, lexicon)
    typed = choices.takes_figure(node)
    return BuilderRow(
        field=field,
        path=path,
        kind="test",
        negated=node.negated,
        lacks=lacks,
        subject=node.subject,
        operator=node.operator,
        values=(FIGURE_CHOSEN,) if typed else node.values,
        cutoff=node.cutoff,
        subjects=choices.subjects(lexicon, node.subject),
        operators=choices.operators(node, lexicon),
        choices=choices.values(node, lexicon),
        cutoffs=choices.cutoffs(lexicon) if choices.is_elapsed(node) and node.operator else (),
        takes=choices.takes(node),
        figure=_figure(node.values[0].partition(":")[2], unit) if typed else "",
        figure_name=("yuan" if unit == "fen" else "number") if typed else "",
        unit=choice_words(unit),
    )


def _figure(figure: str, unit: str) -> str:
    """A number as it is typed: money in yuan."""
    if unit != "fen" or not is_figure(figure) or "." in figure:
        return figure
    yuan, fen = divmod(int(figure), 100)
    return f"{yuan}.{fen:02}" if fen else str(yuan)
