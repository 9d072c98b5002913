"""A builder's fields as they were sent, read into a tree. Whatever is sent, it is some tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..editing.reading import Unreadable, amount
from .acting import DEEPEST, MOST, Path
from .trees import Node, is_figure

FIGURE_CHOSEN = "figure"
"""The choice of an amount that is a number, typed beside it."""
_NAME = re.compile(
    r"b-([a-z_]+)-([0-9.]*)-(kind|negated|subject|operator|values|number|yuan|cutoff)"
)
_LONGEST = 80

Fields = Mapping[str, tuple[str, ...]]


def path_from(text: str) -> Path:
    """The path of a node as fields and buttons write it: ``0.2.1``, empty for the whole."""
    parts = text[:_LONGEST].split(".")
    return tuple(int(part[:3]) for part in parts if part.isascii() and part.isdigit())


def tree_from(given: Mapping[str, Sequence[str]], field: str) -> Node:
    """The tree of the builder of one field."""
    found: dict[Path, dict[str, tuple[str, ...]]] = {}
    for name, values in given.items():
        match = _NAME.fullmatch(name)
        if match is not None and match[1] == field:
            path = path_from(match[2])
            if len(path) <= DEEPEST and (path in found or len(found) <= MOST):
                fields = found.setdefault(path, {})
                fields[match[3]] = tuple(value[:_LONGEST] for value in values)
    inner: dict[Path, list[Path]] = {}
    for path in sorted(found):
        if path:
            inner.setdefault(path[:-1], []).append(path)
    return _node((), found, inner)


def _node(path: Path, found: Mapping[Path, Fields], inner: Mapping[Path, Sequence[Path]]) -> Node:
    fields = found.get(path, {})
    negated = _one(fields, "negated") == "yes"
    kind = _one(fields, "kind")
    if kind != "test":
        parts = tuple(_node(its, found, inner) for its in inner.get(path, ()))
        return Node("any" if kind == "any" else "all", parts, negated=negated)
    subject, operator, cutoff = (_one(fields, n) for n in ("subject", "operator", "cutoff"))
    return Node("test", (), subject, operator, _values(fields), cutoff, negated)


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if values else ""


def _values(fields: Fields) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in fields.get("values", ()) if value))
    if values != (FIGURE_CHOSEN,):
        return values
    unit, name = ("fen", "yuan") if "yuan" in fields else ("", "number")
    return (f"number:{_figure(unit, _one(fields, name))}",)


def _figure(unit: str, typed: str) -> str:
    """A number as conditions write it; what is none stays as it was typed."""
    try:
        return str(amount(unit, typed)) if typed.strip() else ""
    except Unreadable:
        return "" if is_figure(typed) else typed
