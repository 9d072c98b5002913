"""The builder as it is drawn, and read back from what was chosen in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from ..editing.labels import choice_words
from ..editing.lexicon import Choice, Lexicon
from .sentences import comparison_words, group_words, option_words, parameter_words, question_words
from .trees import COMPARISONS, HERE, Node

_DEEPEST = 12
_MOST = 120
_NAME = re.compile(r"b-([0-9.]*)-(kind|negated|subject|operator|values|number|cutoff)")
_LIKE = {"fen_per_month": "fen", "fen_per_year": "fen"}


@dataclass(frozen=True, slots=True)
class Row:
    """One node of the builder; ``path`` is dotted, empty for the whole."""

    path: str
    kind: str
    negated: bool
    subject: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    number: str = ""
    cutoff: str = ""
    subjects: tuple[Choice, ...] = ()
    operators: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    cutoffs: tuple[Choice, ...] = ()
    takes: str = ""
    unit: str = ""
    rows: tuple[Row, ...] = ()
    is_new: bool = False

    @property
    def id(self) -> str:
        """The row's id in the page."""
        return f"b-{self.path.replace('.', '-')}"


def tree_from(given: Mapping[str, Sequence[str]]) -> Node:
    """The tree of a builder's fields; whatever is sent, it is some tree."""
    found: dict[tuple[int, ...], dict[str, tuple[str, ...]]] = {}
    for name, values in given.items():
        match = _NAME.fullmatch(name)
        if match is not None and len(found) < _MOST:
            path = tuple(int(part[:3]) for part in match[1].split(".") if part)
            if len(path) <= _DEEPEST:
                found.setdefault(path, {})[match[2]] = tuple(value[:80] for value in values)
    return _node((), found)


def _node(
    path: tuple[int, ...], found: Mapping[tuple[int, ...], Mapping[str, tuple[str, ...]]]
) -> Node:
    fields = found.get(path, {})
    one = {name: values[0] if values else "" for name, values in fields.items()}
    inner = sorted(p for p in found if len(p) == len(path) + 1 and p[:-1] == path)
    kind = one.get("kind", "all")
    negated = one.get("negated") == "yes"
    if kind != "test":
        parts = tuple(_node(p, found) for p in inner)
        return Node("any" if kind == "any" else "all", parts, negated=negated)
    values = tuple(value for value in fields.get("values", ()) if value)
    number = one.get("number", "").strip()
    if number and not values:
        values = (number,)
    subject, operator = one.get("subject", ""), one.get("operator", "")
    return Node("test", (), subject, operator, values, one.get("cutoff", ""), negated)


def fitted(node: Node, lexicon: Lexicon) -> Node:
    """The tree with what no longer fits its question taken out."""
    if node.kind != "test":
        return replace(node, parts=tuple(fitted(part, lexicon) for part in node.parts))
    allowed = [choice.id for choice in _operators(node, lexicon)]
    operator = node.operator if node.operator in allowed else (allowed[0] if allowed else "")
    known = {choice.id for choice in _choices(replace(node, operator=operator), lexicon)}
    is_number = operator in COMPARISONS
    values = tuple(v for v in node.values if v in known or (is_number and _is_figure(v)))
    return replace(node, operator=operator, values=values)


def _is_figure(value: str) -> bool:
    return re.fullmatch(r"\d{1,12}(\.\d)?", value) is not None


def row_of(node: Node, lexicon: Lexicon, path: str = "", new: str | None = None) -> Row:
    """A node as it is drawn; ``new``: the path of the test that was just added."""
    if node.kind != "test":
        rows = tuple(
            row_of(part, lexicon, f"{path}.{i}".lstrip("."), new)
            for i, part in enumerate(node.parts)
        )
        return Row(path, node.kind, node.negated, rows=rows)
    number = next((value for value in node.values if _is_figure(value)), "")
    is_month = node.subject.startswith(("months:", "years:"))
    return Row(
        path,
        "test",
        node.negated,
        node.subject,
        node.operator,
        node.values,
        number,
        node.cutoff,
        subjects(lexicon),
        _operators(node, lexicon),
        _choices(node, lexicon),
        _cutoffs(lexicon) if is_month else (),
        _takes(node),
        choice_words(_unit(node, lexicon)) if _takes(node) == "amount" else "",
        is_new=path == new,
    )


def subjects(lexicon: Lexicon) -> tuple[Choice, ...]:
    """What a test can be about: the questions in their order, months twice, and the district."""
    found = []
    for name, its in lexicon.questions.items():
        words = question_words(lexicon, name)
        if its.get("kind") == "month":
            found.append(Choice(f"months:{name}", gettext("%(name)s: months", name=words)))
            found.append(Choice(f"years:{name}", gettext("%(name)s: full years", name=words)))
        else:
            found.append(Choice(name, words))
    return (*found, Choice(HERE, gettext("the district asked about")))


def _operators(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    match _kind(node, lexicon):
        case "":
            return ()
        case "yes_no" | "choice":
            return (Choice("in", gettext("is one of")), Choice("not in", gettext("is none of")))
        case "here":
            return _group_operators()
        case "district":
            here = Choice("is_here", gettext("is the district asked about"))
            return (here, Choice("not_here", gettext("is another district")), *_group_operators())
        case _:
            return tuple(Choice(its, comparison_words(its)) for its in COMPARISONS)


def _group_operators() -> tuple[Choice, ...]:
    inside = Choice("group", gettext("lies in the group"))
    return (inside, Choice("not_group", gettext("lies outside the group")))


def _kind(node: Node, lexicon: Lexicon) -> str:
    if node.subject == HERE:
        return "here"
    if node.subject.startswith(("months:", "years:")):
        return "elapsed" if node.subject.split(":")[1] in lexicon.questions else ""
    return lexicon.kind(node.subject)


def _takes(node: Node) -> str:
    """How the value of a test is given: options, group, amount, or nothing."""
    if node.operator in ("in", "not in"):
        return "options"
    if node.operator in ("group", "not_group"):
        return "group"
    return "amount" if node.operator in COMPARISONS else ""


def _unit(node: Node, lexicon: Lexicon) -> str:
    unit, _, question = node.subject.rpartition(":")
    if unit:
        return unit
    kind = lexicon.kind(question)
    return "fen" if kind == "money" else str(lexicon.questions.get(question, {}).get("unit", ""))


def _choices(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    match _takes(node):
        case "options":
            its = lexicon.questions.get(node.subject, {})
            ids = ("yes", "no") if its.get("kind") == "yes_no" else tuple(its.get("options", {}))
            return tuple(Choice(i, option_words(lexicon, node.subject, i)) for i in ids)
        case "group":
            return tuple(
                Choice(c.id, group_words(lexicon, c.id)) for c in lexicon.choices("groups")
            )
        case "amount":
            return _amounts(node, lexicon)
        case _:
            return ()


def _amounts(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    unit = _unit(node, lexicon)
    parameters = lexicon.document.get("parameters", {})
    found = [
        Choice(f"parameter:{name}", parameter_words(lexicon, name))
        for name, its in parameters.items()
        if _LIKE.get(str(its.get("unit")), its.get("unit")) == unit
    ]
    others = [value for value in node.values if value.startswith("question:")]
    found += [Choice(v, question_words(lexicon, v.rsplit(":", 1)[-1])) for v in others]
    return tuple(found)


def _cutoffs(lexicon: Lexicon) -> tuple[Choice, ...]:
    return tuple(
        Choice(name, parameter_words(lexicon, name))
        for name, its in lexicon.document.get("parameters", {}).items()
        if its.get("unit") == "day"
    )
