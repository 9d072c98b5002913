"""A condition while it is being built: a tree whose tests may still lack something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ....rules.conditions import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Term,
)

HERE = "here"
COMPARISONS = (">=", ">", "<=", "<", "==", "!=")
_FLIPPED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Node:
    """A group (``all``, ``any``) of nodes, or a ``test``.

    ``subject``: a question, ``months:question``, ``years:question`` or ``here``; ``operator``:
    a comparison, ``in``, ``not in``, ``is_here``, ``not_here``, ``group`` or ``not_group``;
    ``values``: options, a group, ``parameter:x``, ``question:x`` or a number.
    """

    kind: str
    parts: tuple[Node, ...] = ()
    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    cutoff: str = ""
    negated: bool = False


EMPTY = Node("test")


class Incomplete(ValueError):
    """A test that lacks something; ``path`` says which one."""

    def __init__(self, path: tuple[int, ...]) -> None:
        super().__init__(".".join(map(str, path)))
        self.path = path


def tree_of(condition: Condition) -> Node:
    """The tree of a condition."""
    match condition:
        case All(parts):
            return Node("all", tuple(tree_of(part) for part in parts))
        case AnyOf(parts):
            return Node("any", tuple(tree_of(part) for part in parts))
        case Not(OneOf(question, options)):
            return Node("test", (), question, "not in", options)
        case Not(InGroup(place, group)):
            return Node("test", (), _place(place), "not_group", (group,))
        case Not(part):
            inner = tree_of(part)
            return replace(inner, negated=not inner.negated)
        case OneOf(question, options):
            return Node("test", (), question, "in", options)
        case Is(question, option, negated):
            return Node("test", (), question, "not in" if negated else "in", (option,))
        case IsHere(question, negated):
            return Node("test", (), question, "not_here" if negated else "is_here")
        case InGroup(place, group):
            return Node("test", (), _place(place), "group", (group,))
        case Compare(left, operator, right):
            return _comparison(left, operator, right)


def _place(place: Asked | Here) -> str:
    return HERE if isinstance(place, Here) else place.question


def _comparison(left: Term, operator: str, right: Term) -> Node:
    if isinstance(left, Amount | Literal):
        left, operator, right = right, _FLIPPED[operator], left
    assert isinstance(left, Asked | Elapsed)
    cutoff = left.cutoff or "" if isinstance(left, Elapsed) else ""
    return Node("test", (), _subject(left), operator, (_value(right),), cutoff)


def _subject(term: Asked | Elapsed) -> str:
    return f"{term.unit}:{term.question}" if isinstance(term, Elapsed) else term.question


def _value(term: Term) -> str:
    match term:
        case Amount(parameter):
            return f"parameter:{parameter}"
        case Literal(value):
            return str(value)
        case _:
            return f"question:{_subject(term)}"


def condition_of(node: Node, path: tuple[int, ...] = ()) -> Condition:
    """The condition of a tree; raises Incomplete where something is lacking."""
    if node.kind == "test":
        condition = _test(node, path)
    else:
        parts = tuple(condition_of(part, (*path, i)) for i, part in enumerate(node.parts))
        if not parts:
            raise Incomplete(path)
        if len(parts) == 1:
            condition = parts[0]
        else:
            condition = All(parts) if node.kind == "all" else AnyOf(parts)
    return Not(condition) if node.negated else condition


def _test(node: Node, path: tuple[int, ...]) -> Condition:
    if not node.subject or not node.operator:
        raise Incomplete(path)
    if node.operator in ("is_here", "not_here"):
        return IsHere(node.subject, negated=node.operator == "not_here")
    if not node.values or not all(node.values):
        raise Incomplete(path)
    match node.operator:
        case "group" | "not_group":
            place = Here() if node.subject == HERE else Asked(node.subject)
            member = InGroup(place, node.values[0])
            return Not(member) if node.operator == "not_group" else member
        case "in" | "not in":
            return _options(node)
        case _:
            return Compare(_left(node), node.operator, _right(node.values[0], path))


def _options(node: Node) -> Condition:
    is_not = node.operator == "not in"
    if len(node.values) == 1:
        return Is(node.subject, node.values[0], negated=is_not)
    chosen = OneOf(node.subject, node.values)
    return Not(chosen) if is_not else chosen


def _left(node: Node) -> Term:
    unit, _, question = node.subject.rpartition(":")
    return Elapsed(question, unit, node.cutoff or None) if unit else Asked(question)


def _right(value: str, path: tuple[int, ...]) -> Term:
    kind, _, name = value.partition(":")
    if kind == "parameter":
        return Amount(name)
    if kind == "question":
        unit, _, question = name.rpartition(":")
        return Elapsed(question, unit) if unit else Asked(question)
    try:
        number = float(value)
    except ValueError as fault:
        raise Incomplete(path) from fault
    return Literal(int(number) if number == int(number) else number)


def changed(tree: Node, path: tuple[int, ...], change: Callable[[Node], Node | None]) -> Node:
    """The tree with the node at a path changed, or taken out where the change gives None."""
    found = _changed(tree, path, change)
    return found if found is not None else Node("all")


def _changed(
    node: Node, path: tuple[int, ...], change: Callable[[Node], Node | None]
) -> Node | None:
    if not path:
        return change(node)
    first, rest = path[0], path[1:]
    parts = [
        _changed(part, rest, change) if i == first else part for i, part in enumerate(node.parts)
    ]
    return replace(node, parts=tuple(part for part in parts if part is not None))


def act(tree: Node, name: str, path: tuple[int, ...]) -> Node:
    """What a button does to the tree; an unknown one does nothing."""
    acts: dict[str, Callable[[Node], Node | None]] = {
        "add-test": lambda node: replace(node, parts=(*node.parts, EMPTY)),
        "add-group": lambda node: replace(
            node, parts=(*node.parts, Node("any" if node.kind == "all" else "all", (EMPTY,)))
        ),
        "negate": lambda node: replace(node, negated=not node.negated),
        "wrap": lambda node: Node("any", (node, EMPTY)),
        "remove": lambda _node: None,
    }
    if name in acts:
        return changed(tree, path, acts[name])
    if name in ("up", "down") and path:
        step = -1 if name == "up" else 1
        return changed(tree, path[:-1], lambda node: _moved(node, path[-1], step))
    return tree


def _moved(node: Node, at: int, step: int) -> Node:
    parts = list(node.parts)
    if 0 <= at < len(parts) and 0 <= at + step < len(parts):
        parts[at], parts[at + step] = parts[at + step], parts[at]
    return replace(node, parts=tuple(parts))
