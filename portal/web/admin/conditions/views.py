"""The endpoint behind the builder and the text: each change comes back in both."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request

from ....rules.documents import shape_of
from ....rules.grammar import ConditionError
from ....rules.items import is_service
from ....rules.problems import Problem
from ....rules.writing import read, write
from .. import drafts
from ..editing.lexicon import Lexicon
from ..editing.problems import problem_words
from ..guarding import allowed
from ..pages import admin_page
from .rows import Row, fitted, row_of, tree_from
from .sentences import sentence
from .trees import Incomplete, Node, act, condition_of, tree_of
from .vocabulary import vocabulary_of

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """The context of a builder: ``text`` is put into the field where it was built by choosing."""

    name: str
    path: str
    number: int
    text: str
    sentence: str
    root: Row | None
    fault: object
    before: str
    after: str
    lacking: bool
    built: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/condition"
    blueprint.add_url_rule(own, "condition", condition, methods=["POST"])


@allowed(*drafts.EVERYBODY)
def condition(number: int) -> Response:
    """What was typed or chosen, as both text and builder, with its sentence or what is wrong."""
    path, name = request.args.get("path", ""), request.args.get("name", "")
    if (
        shape_of(path) is None
        or not is_service(path)
        or name not in ("when", "judged_when", "concerns")
    ):
        abort(404)
    lexicon = drafts.lexicon(drafts.desk(number), path, "service")
    if request.values.get("by") == "text":
        context = _from_text(lexicon, number, name)
    else:
        context = _from_tree(lexicon, number, name)
    status = 422 if context.fault else 200
    response = admin_page("admin/condition.html", context, fragment="builder", status=status)
    if context.built:
        response.headers["HX-Trigger-After-Settle"] = "conditionBuilt"
    return response


def _from_text(lexicon: Lexicon, number: int, name: str) -> BuilderPage:
    text = request.form.get(name, "")[:_LONGEST].strip()
    if not text:
        empty = Node("all")
        return BuilderPage(
            name, lexicon.path, number, "", "", row_of(empty, lexicon), None, "", "", False, False
        )
    try:
        found = read(text, vocabulary_of(lexicon))
    except ConditionError as fault:
        problem = Problem(lexicon.path, name, fault.message, fault.hint, column=fault.column)
        at = fault.column - 1
        words = problem_words(problem)
        before, after = text[:at], text[at:]
        return BuilderPage(
            name, lexicon.path, number, text, "", None, words, before, after, False, False
        )
    row, said = row_of(_grouped(tree_of(found)), lexicon), sentence(found, lexicon)
    return BuilderPage(name, lexicon.path, number, text, said, row, None, "", "", False, False)


def _grouped(tree: Node) -> Node:
    """A tree whose root is a group, so that there is somewhere to add to."""
    return tree if tree.kind != "test" and not tree.negated else Node("all", (tree,))


def _from_tree(lexicon: Lexicon, number: int, name: str) -> BuilderPage:
    button, _, place = request.form.get("act", "").partition(":")
    path = tuple(int(part) for part in place.split(".") if part.isdigit())
    tree = _grouped(act(fitted(tree_from(dict(request.form.lists())), lexicon), button, path))
    new = _new(tree, button, place)
    row = row_of(tree, lexicon, new=new)
    try:
        found = condition_of(tree)
    except Incomplete:
        empty = not tree.parts
        text = "" if empty else request.form.get(name, "")[:_LONGEST]
        return BuilderPage(
            name, lexicon.path, number, text, "", row, None, "", "", not empty, empty
        )
    text, words = write(found), sentence(found, lexicon)
    return BuilderPage(name, lexicon.path, number, text, words, row, None, "", "", False, True)


def _new(tree: Node, button: str, place: str) -> str | None:
    """The path of the test that a button added; its first field takes the focus."""
    node = tree
    for part in place.split("."):
        if part.isdigit() and int(part) < len(node.parts):
            node = node.parts[int(part)]
    if button == "add-test":
        return f"{place}.{len(node.parts) - 1}".lstrip(".")
    if button == "add-group":
        return f"{place}.{len(node.parts) - 1}.0".lstrip(".")
    return f"{place}.1".lstrip(".") if button == "wrap" else None
