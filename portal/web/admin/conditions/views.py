"""The endpoint behind the builder and the text: each change comes back in both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from ....rules.conditions import Condition
from ....rules.grammar import ConditionError
from ....rules.items import is_service
from ....rules.problems import Problem
from ....rules.writing import read, write
from .. import desks
from ..editing.lexicon import Lexicon
from ..editing.problems import ProblemWords, problem_words
from ..guarding import EVERYBODY, allowed
from ..pages import admin_page
from .acting import act, goes_on
from .choices import fitted
from .rows import Row, row_id, row_of
from .sent import path_from, tree_from
from .sentences import sentence
from .trees import Incomplete, Node, condition_of, tree_of
from .vocabulary import vocabulary_of

_FIELDS = ("when", "judged_when", "concerns")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: ``at`` is the word in it, between ``before`` and ``after``."""

    words: ProblemWords
    before: str = ""
    at: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A condition in both its forms. ``root``: None while the text cannot be read.

    ``is_new``: the text was made by choosing; ``focus``: the id of the element to go on from.
    """

    text: str
    sentence: str = ""
    root: Row | None = None
    fault: Fault | None = None
    is_new: bool = False
    focus: str = ""


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """The context of a builder."""

    name: str
    path: str
    number: int
    its: Built


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/condition"
    blueprint.add_url_rule(own, "condition", condition, methods=["POST"])


@allowed(*EVERYBODY)
def condition(number: int) -> Response:
    """What was typed or chosen, as both text and builder, with its sentence or what is wrong."""
    path, name = request.args.get("path", ""), request.args.get("name", "")
    desk = desks.desk(number)
    if not is_service(path) or path not in desk.documents or name not in _FIELDS:
        abort(404)
    lexicon = desks.lexicon(desk, path, "service")
    by_text = request.values.get("by") == "text"
    its = _from_text(lexicon, name) if by_text else _from_tree(lexicon, name)
    context = BuilderPage(name, path, number, its)
    status = 422 if its.fault else 200
    response = admin_page("admin/condition.html", context, fragment="builder", status=status)
    if its.is_new:
        response.headers["HX-Trigger-After-Settle"] = "conditionBuilt"
    return response


def _typed(name: str) -> str:
    """The text as it stands in its field: one character more than it may have, at most."""
    return request.form.get(name, "").strip()[: _LONGEST + 1]


def _from_text(lexicon: Lexicon, name: str) -> Built:
    text = _typed(name)
    if not text:
        return Built("", root=row_of(Node("all"), lexicon, name))
    try:
        found = read(text, vocabulary_of(lexicon))
    except ConditionError as fault:
        return Built(text, fault=_fault(lexicon, name, fault, text))
    return Built(text, sentence(found, lexicon), row_of(_grouped(tree_of(found)), lexicon, name))


def _fault(lexicon: Lexicon, name: str, fault: ConditionError, text: str) -> Fault:
    words = problem_words(
        Problem(lexicon.path, name, fault.message, fault.hint, column=fault.column)
    )
    before, rest = text[: fault.column - 1], text[fault.column - 1 :]
    word = re.match(r"\w+|.?", rest, re.DOTALL)
    at = word[0] if word else ""
    return Fault(words, before, at, rest[len(at) :])


def _grouped(tree: Node) -> Node:
    """A tree whose root is a group, so that there is somewhere to add to."""
    return tree if tree.kind != "test" and not tree.negated else Node("all", (tree,))


def _from_tree(lexicon: Lexicon, name: str) -> Built:
    button, _, place = request.form.get("act", "").partition(":")
    path = path_from(place)
    chosen = fitted(tree_from(dict(request.form.lists()), name), lexicon)
    tree = _grouped(act(chosen, button, path))
    row, focus = row_of(tree, lexicon, name), _focus(tree, name, button, path)
    if not tree.parts:
        return Built("", root=row, is_new=True, focus=focus)
    try:
        text = write(condition_of(tree))
    except Incomplete:
        return Built(_typed(name), root=row, focus=focus)
    return _checked(lexicon, name, text, row, focus)


def _checked(lexicon: Lexicon, name: str, text: str, row: Row, focus: str) -> Built:
    """What was chosen, if its text can be read: it may have become too long or too deep."""
    try:
        found: Condition = read(text, vocabulary_of(lexicon))
    except ConditionError as fault:
        words = _fault(lexicon, name, fault, text).words
        return Built(_typed(name), root=row, fault=Fault(words), focus=focus)
    return Built(text, sentence(found, lexicon), row, is_new=True, focus=focus)


def _focus(tree: Node, name: str, button: str, path: tuple[int, ...]) -> str:
    """The id of the element to go on from after a button; empty where that one stays."""
    place = goes_on(tree, button, path)
    return f"{row_id(name, place[0])}-{place[1]}" if place else ""
