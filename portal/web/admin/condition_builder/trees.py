"""A condition while it is being built: a tree whose tests may still lack something."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import assert_never

from ....rules.conditions.tree import (
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
    Retirement,
    Term,
)

HERE = "here"
RETIREMENT = "retirement:"
"""How the subject of a test of retirement begins; its three questions follow."""
FIGURE_CHOSEN = "figure"
"""The choice of an amount that is a number, typed beside it."""
REACHED = ("reached", "not_reached")
COMPARISONS = (">=", ">", "<=", "<", "==", "!=")
_FIGURE = re.compile(r"[0-9]{1,15}(\.[0-9])?")
_FLIPPED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A group (``all``, ``any``) of nodes, or a ``test``.

    ``subject``: a question, ``months:question``, ``years:question``, ``here`` or
    ``retirement:birth:sex:post``; ``operator``: a comparison, ``in``, ``not in``, ``is_here``,
    ``not_here``, ``group``, ``not_group``, ``reached`` or ``not_reached``;
    ``values``: options, a group, ``number:36`` (money in fen), ``parameter:x``,
    ``question:x``, ``question:months:x`` or ``question:months:x:cutoff``.
    """

    kind: str
    parts: tuple[Node, ...] = ()
    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    cutoff: str = ""
    negated: bool = False


class Incomplete(ValueError):
    """A test that lacks something; ``path`` says which one."""

    def __init__(self, path: tuple[int, ...]) -> None:
        super().__init__(".".join(map(str, path)))
        self.path = path


def tree_of(condition: Condition) -> Node:
    """The tree of a condition."""
    match condition:
        case All(parts):
            return Node(kind="all", parts=tuple(tree_of(part) for part in parts))
        case AnyOf(parts):
            return Node(kind="any", parts=tuple(tree_of(part) for part in parts))
        case Not(OneOf(question, options)):
            return Node(kind="test", parts=(), subject=question, operator="not in", values=options)
        case Not(InGroup(place, group)):
            return Node(
                kind="test", parts=(), subject=_place(place), operator="not_group", values=(group,)
            )
        case Not(Retirement() as retirement):
            return _retirement(retirement, "not_reached")
        case Retirement() as retirement:
            return _retirement(retirement, "reached")
        case Not(part):
            inner = tree_of(part)
            return replace(inner, negated=not inner.negated)
        case OneOf(question, options):
            return Node(kind="test", parts=(), subject=question, operator="in", values=options)
        case Is(question, option, negated):
            return Node(
                kind="test",
                parts=(),
                subject=question,
                operator="not in" if negated else "in",
                values=(option,),
            )
        case IsHere(question, negated):
            return Node(
                kind="test",
                parts=(),
                subject=question,
                operator="not_here" if negated else "is_here",
            )
        case InGroup(place, group):
            return Node(
                kind="test", parts=(), subject=_place(place), operator="group", values=(group,)
            )
        case Compare(left, operator, right):
            return _comparison(left, operator, right)


def _place(place: Asked | Here) -> str:
    return HERE if isinstance(place, Here) else place.question


def _retirement(retirement: Retirement, operator: str) -> Node:
    subject = f"{RETIREMENT}{retirement.birth}:{retirement.sex}:{retirement.post}"
    return Node(kind="test", subject=subject, operator=operator)


def retirement_of(subject: str) -> Retirement | None:
    """The retirement that the subject of a test names; None for any other subject."""
    match subject.split(":"):
        case ["retirement", birth, sex, post]:
            return Retirement(birth, sex, post)
    return None


def _comparison(left: Term, operator: str, right: Term) -> Node:
    if isinstance(left, Amount | Literal):
        left, operator, right = right, _FLIPPED[operator], left
    assert isinstance(left, Asked | Elapsed)
    cutoff = left.cutoff or "" if isinstance(left, Elapsed) else ""
    return Node(
        kind="test",
        parts=(),
        subject=_subject(left),
        operator=operator,
        values=(_value(right),),
        cutoff=cutoff,
    )


def _subject(term: Asked | Elapsed) -> str:
    return f"{term.unit}:{term.question}" if isinstance(term, Elapsed) else term.question


def _value(term: Term) -> str:
    match term:
        case Amount(parameter):
            return f"parameter:{parameter}"
        case Literal(value):
            return f"number:{value}"
        case Elapsed(_, _, cutoff) if cutoff:
            return f"question:{_subject(term)}:{cutoff}"
        case Asked() | Elapsed():
            return f"question:{_subject(term)}"
        case _:
            assert_never(term)


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
    if node.operator in REACHED:
        retirement = retirement_of(node.subject)
        if retirement is None:
            raise Incomplete(path)
        return retirement if node.operator == "reached" else Not(retirement)
    if not node.values:
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
    found = term_of(value)
    if found is None:
        raise Incomplete(path)
    return found


def term_of(value: str) -> Term | None:
    """What a test compares with; None where that is nothing that can be compared."""
    match value.split(":"):
        case ["parameter", name]:
            return Amount(name)
        case ["question", question]:
            return Asked(question)
        case ["question", "months" | "years" as unit, question, *cutoff] if len(cutoff) < 2:
            return Elapsed(question, unit, cutoff[0] if cutoff else None)
        case ["number", figure] if is_figure(figure):
            return Literal(float(figure) if "." in figure else int(figure))
    return None


def is_figure(text: str) -> bool:
    """Whether this is a number as conditions write it."""
    return _FIGURE.fullmatch(text) is not None


def is_complete(node: Node) -> bool:
    """Whether a node lacks nothing of its own; a group lacks something while it is empty."""
    if node.kind != "test":
        return bool(node.parts)
    try:
        condition_of(node)
    except Incomplete:
        return False
    return True
