"""The endpoint behind the builder and the text: each change comes back in both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from ....rules.checking.households import MAY_ASK
from ....rules.conditions.grammar import ConditionError
from ....rules.conditions.text_form import read, write
from ....rules.conditions.tree import Condition, questions_of
from ....rules.items.parts import is_service
from ....rules.problem_codes import CheckCode, Hint
from ....rules.problems import say
from ..auth.guard import EVERYBODY, allowed
from ..forms.fields import CONDITIONS
from ..forms.labels import ProblemWords, problem_words
from ..forms.lexicon import Lexicon, lexicon_of, working_copy
from ..pages import admin_page
from .choices import fitted
from .form_parsing import path_from, tree_from
from .rows import BuilderRow, row_id, row_of
from .sentences import sentence, vocabulary_of
from .tree_actions import act, goes_on
from .trees import Incomplete, Node, condition_of, tree_of

_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFault:
    """What is wrong with a text: ``at`` is the word in it, between ``before`` and ``after``."""

    words: ProblemWords
    before: str = ""
    at: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCondition:
    """A condition in both its forms. ``root``: None while the text cannot be read.

    ``is_new``: the text was made by choosing; ``focus``: the id of the element to go on from.
    """

    text: str
    sentence: str = ""
    root: BuilderRow | None = None
    fault: ConditionFault | None = None
    is_new: bool = False
    focus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderPage:
    """The context of a builder."""

    name: str
    path: str
    number: int
    built: BuiltCondition


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/condition"
    blueprint.add_url_rule(own, "condition", condition, methods=["POST"])


@allowed(*EVERYBODY)
def condition(number: int) -> Response:
    """What was typed or chosen, as both text and builder, with its sentence or what is wrong."""
    path = request.args.get("path", "")
    name = request.args.get("name", "")
    copy = working_copy(number)
    if not is_service(path) or path not in copy.documents or name not in CONDITIONS:
        abort(404)
    lexicon = lexicon_of(copy, path, "service")
    by_text = request.values.get("by") == "text"
    built = _from_text(lexicon, name) if by_text else _from_tree(lexicon, name)
    context = BuilderPage(name=name, path=path, number=number, built=built)
    status = 422 if built.fault else 200
    response = admin_page(
        "admin/condition_builder/condition.html", context, fragment="builder", status=status
    )
    if built.is_new:
        response.headers["HX-Trigger-After-Settle"] = "conditionBuilt"
    return response


def _typed(name: str) -> str:
    """The text as it stands in its field: one character more than it may have, at most."""
    return request.form.get(name, "").strip()[: _LONGEST + 1]


def _from_text(lexicon: Lexicon, name: str) -> BuiltCondition:
    text = _typed(name)
    if not text:
        return BuiltCondition(text="", root=row_of(Node(kind="all"), lexicon, name))
    try:
        found = read(text, vocabulary_of(lexicon))
    except ConditionError as fault:
        return BuiltCondition(text=text, fault=_fault(fault, text))
    return BuiltCondition(
        text=text,
        sentence=sentence(found, lexicon),
        root=row_of(_grouped(tree_of(found)), lexicon, name),
        fault=_of_somebody_else(found, text, lexicon),
    )


def _of_somebody_else(found: Condition, text: str, lexicon: Lexicon) -> ConditionFault | None:
    """What is wrong with a condition that asks whom the service is not for."""
    for name in questions_of(found):
        if name in lexicon.questions and name not in lexicon.askable:
            whose = str(lexicon.questions[name].get("of", "adult"))
            message = say(CheckCode.ASKS_SOMEBODY_ELSE, question=name, whose=whose)
            words = problem_words(
                message, say(Hint.MAY_ASK, kinds=MAY_ASK[lexicon.is_for]), lexicon.entry_words
            )
            before, at, after = text.partition(name)
            return ConditionFault(words=words, before=before, at=at, after=after)
    return None


def _fault(fault: ConditionError, text: str) -> ConditionFault:
    words = problem_words(fault.message, fault.hint)
    before = text[: fault.column - 1]
    rest = text[fault.column - 1 :]
    word = re.match(r"\w+|.?", rest, re.DOTALL)
    at = word[0] if word else ""
    return ConditionFault(words=words, before=before, at=at, after=rest[len(at) :])


def _grouped(tree: Node) -> Node:
    """A tree whose root is a group, so that there is somewhere to add to."""
    return tree if tree.kind != "test" and not tree.negated else Node(kind="all", parts=(tree,))


def _from_tree(lexicon: Lexicon, name: str) -> BuiltCondition:
    button, _, place = request.form.get("act", "").partition(":")
    path = path_from(place)
    chosen = fitted(tree_from(dict(request.form.lists()), name), lexicon)
    tree = _grouped(act(chosen, button, path))
    row = row_of(tree, lexicon, name)
    focus = _focus(tree, name, button, path)
    if not tree.parts:
        return BuiltCondition(text="", root=row, is_new=True, focus=focus)
    try:
        text = write(condition_of(tree))
    except Incomplete:
        return BuiltCondition(text=_typed(name), root=row, focus=focus)
    return _checked(lexicon, name, text, row, focus)


def _checked(lexicon: Lexicon, name: str, text: str, row: BuilderRow, focus: str) -> BuiltCondition:
    """What was chosen, if its text can be read: it may have become too long or too deep."""
    try:
        found: Condition = read(text, vocabulary_of(lexicon))
    except ConditionError as fault:
        words = _fault(fault, text).words
        return BuiltCondition(
            text=_typed(name), root=row, fault=ConditionFault(words=words), focus=focus
        )
    return BuiltCondition(
        text=text,
        sentence=sentence(found, lexicon),
        root=row,
        fault=_of_somebody_else(found, text, lexicon),
        is_new=True,
        focus=focus,
    )


def _focus(tree: Node, name: str, button: str, path: tuple[int, ...]) -> str:
    """The id of the element to go on from after a button; empty where that one stays."""
    place = goes_on(tree, button, path)
    return f"{row_id(name, place[0])}-{place[1]}" if place else ""
