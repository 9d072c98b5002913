"""Parses the builder's form fields into a tree; any input gives some tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ....i18n import gettext
from ....store.drafts import FormValues
from ..forms.fields import CONDITIONS
from ..forms.lexicon import Lexicon
from ..forms.values import Unreadable, amount
from .choices import fitted
from .tree_actions import DEEPEST, MOST, Path
from .trees import FIGURE_CHOSEN, Node, is_complete, is_figure

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
        parts = tuple(_node(below, found, inner) for below in inner.get(path, ()))
        return Node(kind="any" if kind == "any" else "all", parts=parts, negated=negated)
    subject, operator, cutoff = (_one(fields, n) for n in ("subject", "operator", "cutoff"))
    return Node(
        kind="test",
        parts=(),
        subject=subject,
        operator=operator,
        values=_values(fields),
        cutoff=cutoff,
        negated=negated,
    )


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


def builder_prefix(field: str) -> str:
    """How the names of the fields of a condition's builder begin."""
    return f"b-{field}-"


def with_unfinished(
    given: Mapping[str, Sequence[str]], lexicon: Lexicon
) -> tuple[FormValues, Mapping[str, str]]:
    """What was typed, with the builders that lack something alone, and what is wrong with them."""
    lacking = [name for name in CONDITIONS if _is_unfinished(given, name, lexicon)]
    prefixes = tuple(map(builder_prefix, lacking))
    kept = {
        name: list(values)
        for name, values in given.items()
        if not name.startswith("b-") or (prefixes and name.startswith(prefixes))
    }
    words = gettext(
        "A row of this condition is unfinished. Choose what it lacks, or remove the row."
    )
    return kept, dict.fromkeys(lacking, words)


def _is_unfinished(given: Mapping[str, Sequence[str]], name: str, lexicon: Lexicon) -> bool:
    if not any(field.startswith(builder_prefix(name)) for field in given):
        return False
    tree = fitted(tree_from(given, name), lexicon)
    return any(_lacks(part) for part in tree.parts) if tree.kind != "test" else _lacks(tree)


def _lacks(node: Node) -> bool:
    return not is_complete(node) or any(_lacks(part) for part in node.parts)
