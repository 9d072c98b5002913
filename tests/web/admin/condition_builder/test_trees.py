"""Conditions while they are built: trees go there and back, whatever is pressed or sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.conditions.grammar import ConditionError
from portal.rules.conditions.text_form import read, write
from portal.rules.conditions.tree import Condition
from portal.rules.problem_codes import ConditionCode
from portal.web.admin.condition_builder.choices import (
    fitted,
    subjects,
    takes,
    values,
)
from portal.web.admin.condition_builder.form_parsing import path_from, tree_from
from portal.web.admin.condition_builder.rows import row_of
from portal.web.admin.condition_builder.sentences import vocabulary_of
from portal.web.admin.condition_builder.tree_actions import DEEPEST, MOST, act, at, goes_on
from portal.web.admin.condition_builder.trees import (
    Incomplete,
    Node,
    condition_of,
    is_complete,
    tree_of,
)
from portal.web.admin.condition_builder.views import BuilderPage, BuiltCondition
from tests.web.admin.condition_builder.shipped import CASES, WORK, condition, fields_in, lexicon

ACTS = ("add-test", "add-group", "negate", "wrap", "remove", "up", "down", "explode")
DRAW = '{% from "macros/conditions.html" import builder %}{{ builder(page) }}'


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context("/admin/"):
        yield


def size(node: Node) -> int:
    return 1 + sum(size(part) for part in node.parts)


@pytest.mark.parametrize(("path", "text"), CASES, ids=range(len(CASES)))
def test_every_shipped_condition_is_the_same_after_being_a_tree(path: str, text: str) -> None:
    found = condition(text, path)
    tree = tree_of(found)
    assert condition_of(tree) == found
    assert fitted(tree, lexicon(path)) == tree
    assert is_complete(tree)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("3 <= household_size", "household_size >= 3"),
        ("work_months < months(work_since)", "months(work_since) > work_months"),
        ("work in (contract)", "work == contract"),
        ("not hukou_rural == yes", None),
        ("not (work == contract and not here in group(centre))", None),
        ("not months(work_since) >= work_months", None),
        ("work == contract and (work == student and work == none)", None),
        ("months(work_since) >= months(pension_insured_since)", None),
        ("monthly_income_per_person < 12345", None),
        ("floor_area_per_person < 12.5", None),
        ("not hukou_district == here", None),
        ("retirement(birth_month, sex, retirement_post)", None),
        ("work == none or not retirement(birth_month, sex, retirement_post)", None),
    ],
)
def test_what_nobody_shipped_yet_keeps_its_meaning_too(text: str, after: str | None) -> None:
    tree = fitted(tree_of(condition(text)), lexicon())
    assert write(condition_of(tree)) == (after or text)


def test_a_cut_off_on_either_side_is_kept() -> None:
    path = next(path for path, text in CASES if "exam_cutoff" in text)
    text = "months(work_since, exam_cutoff) >= months(home_since, exam_cutoff)"
    tree = fitted(tree_of(condition(text, path)), lexicon(path))
    assert write(condition_of(tree)) == text


def drawn(app: Flask, tree: Node, path: str = WORK) -> str:
    row = row_of(tree, lexicon(path), "when")
    page = BuilderPage(name="when", path=path, number=1, built=BuiltCondition(text="", root=row))
    with app.test_request_context("/admin/drafts/1/condition", method="POST"):
        return render_template_string(DRAW, page=page)


@pytest.mark.parametrize(("path", "text"), CASES, ids=range(len(CASES)))
def test_the_fields_of_a_drawn_builder_are_read_as_the_same_tree(
    app: Flask, path: str, text: str
) -> None:
    tree = Node(kind="all", parts=(tree_of(condition(text, path)),))
    back = tree_from(fields_in(drawn(app, tree, path)), "when")
    assert in_order(back) == in_order(tree)


def in_order(node: Node) -> Node:
    """The tree with answers in one order: a browser sends them as they stand on the page."""
    parts = tuple(in_order(part) for part in node.parts)
    return replace(node, parts=parts, values=tuple(sorted(node.values)))


@pytest.mark.parametrize(
    "text",
    [
        "monthly_income_per_person < 12345",
        "monthly_income_per_person < 1200",
        "floor_area_per_person < 12.5",
        "not (months(work_since) > 6 and not work == contract)",
        "not retirement(birth_month, sex, retirement_post)",
    ],
)
def test_numbers_and_negations_are_read_back_from_their_fields(app: Flask, text: str) -> None:
    tree = Node(kind="any", parts=(tree_of(condition(text)),))
    assert tree_from(fields_in(drawn(app, tree)), "when") == tree


def test_money_is_chosen_in_yuan_and_kept_in_fen(app: Flask) -> None:
    html = drawn(
        app, Node(kind="all", parts=(tree_of(condition("monthly_income_per_person < 12345")),))
    )
    assert 'name="b-when-0-yuan" value="123.45"' in html
    sent = fields_in(html) | {"b-when-0-yuan": ["1,200.5"]}
    assert write(condition_of(tree_from(sent, "when"))) == "monthly_income_per_person < 120050"


@pytest.mark.parametrize("typed", ["about 6", "1e99", "-3", "NaN", "6.55", "9" * 40, "", "六七"])
def test_what_is_no_number_leaves_the_test_incomplete(typed: str) -> None:
    sent = {
        "b-when-0-kind": ["test"],
        "b-when-0-subject": ["months:work_since"],
        "b-when-0-operator": [">="],
        "b-when-0-values": ["figure"],
        "b-when-0-number": [typed],
    }
    tree = fitted(tree_from(sent, "when"), lexicon())
    assert not is_complete(tree.parts[0])
    with pytest.raises(Incomplete):
        condition_of(tree)


def test_another_subject_drops_what_does_not_fit_it() -> None:
    test = Node(
        kind="test",
        parts=(),
        subject="work",
        operator="in",
        values=("contract",),
        cutoff="exam_cutoff",
    )
    moved = fitted(
        Node(
            kind="test",
            parts=(),
            subject="months:work_since",
            operator="in",
            values=test.values,
            cutoff=test.cutoff,
        ),
        lexicon(),
    )
    assert (moved.operator, moved.values, moved.cutoff) == (">=", (), "")
    assert (
        fitted(
            Node(kind="test", parts=(), subject="months:work", operator=">=", values=("number:3",)),
            lexicon(),
        ).operator
        == ""
    )
    assert (
        fitted(
            Node(kind="test", parts=(), subject="birth_month", operator=">=", values=("number:3",)),
            lexicon(),
        ).operator
        == ""
    )


def test_buttons_do_what_they_say() -> None:
    one, other = (tree_of(condition(t)) for t in ("work == contract", "hukou_rural == yes"))
    tree = Node(kind="all", parts=(one, other))
    assert act(tree, "down", (0,)).parts == (other, one)
    assert act(tree, "up", (0,)) == tree
    assert act(tree, "wrap", (1,)).parts[1] == Node(kind="any", parts=(other, Node(kind="test")))
    assert act(Node(kind="any", parts=(one,)), "wrap", (0,)).parts[0].kind == "all"
    assert act(tree, "add-group", ()).parts[2] == Node(kind="any", parts=(Node(kind="test"),))
    assert act(tree, "negate", (1,)).parts[1].negated
    nested = Node(kind="any", parts=(Node(kind="all", parts=(one,)), other))
    assert act(nested, "remove", (0, 0)) == Node(kind="any", parts=(other,))
    assert act(Node(kind="any", parts=(one,)), "remove", (0,)) == Node(kind="any")


def test_one_goes_on_where_something_is() -> None:
    one, other = (tree_of(condition(t)) for t in ("work == contract", "hukou_rural == yes"))
    nested = Node(kind="any", parts=(Node(kind="all", parts=(one,)), other))
    assert goes_on(act(nested, "remove", (0, 0)), "remove", (0, 0)) == ((), "add-test")
    assert goes_on(act(nested, "add-test", (0,)), "add-test", (0,)) == ((0, 1), "subject")
    assert goes_on(act(nested, "down", (0,)), "down", (0,)) == ((1,), "down")
    assert goes_on(act(nested, "down", (1,)), "down", (1,)) == ((1,), "down")
    assert goes_on(nested, "negate", (0,)) is None


def test_a_builder_grows_only_so_far() -> None:
    wide = Node(kind="all")
    deep = Node(kind="all")
    for _ in range(MOST + 50):
        wide = act(wide, "add-test", ())
    for depth in range(DEEPEST + 20):
        deep = act(deep, "add-group", (0,) * depth)
    assert size(wide) == MOST
    assert size(at(deep, (0,) * DEEPEST)) <= 2
    assert size(deep) <= DEEPEST + 1


paths = st.lists(st.integers(0, 4), max_size=5).map(tuple)
choosing = st.tuples(st.just("choose"), paths, st.integers(0, 200), st.integers(0, 9))
pressing = st.tuples(st.sampled_from(ACTS), paths, st.just(0), st.just(0))


def chosen(tree: Node, path: tuple[int, ...], subject: int, value: int) -> Node:
    """The tree sent again with another subject and value in one of its tests."""
    words = lexicon()
    test = at(tree, path)
    if test.kind != "test":
        return tree
    all_subjects = subjects(words)
    test = fitted(
        Node(kind="test", parts=(), subject=all_subjects[subject % len(all_subjects)].id), words
    )
    open_to = values(test, words)
    picked = (open_to[value % len(open_to)].id,) if takes(test) and open_to else ()
    if picked == ("figure",):
        picked = (f"number:{value}",)
    return put(
        tree,
        path,
        Node(kind="test", parts=(), subject=test.subject, operator=test.operator, values=picked),
    )


def put(tree: Node, path: tuple[int, ...], node: Node) -> Node:
    if not path or path[0] >= len(tree.parts):
        return node if tree.kind == "test" else tree
    parts = list(tree.parts)
    parts[path[0]] = put(parts[path[0]], path[1:], node)
    return Node(kind=tree.kind, parts=tuple(parts), negated=tree.negated)


@given(st.lists(st.one_of(choosing, pressing), max_size=25))
@settings(max_examples=150)
def test_whatever_is_pressed_gives_a_condition_or_says_what_is_lacking(
    steps: list[tuple[str, tuple[int, ...], int, int]],
) -> None:
    tree = Node(kind="all")
    words = lexicon()
    for name, path, subject, value in steps:
        tree = chosen(tree, path, subject, value) if name == "choose" else act(tree, name, path)
        assert tree.kind in ("all", "any")
        assert fitted(tree, words) == tree
        row_of(tree, words, "when")
        found = built(tree)
        if found is not None:
            again = read_again(found)
            assert again is None or write(again) == write(found)


def built(tree: Node) -> Condition | None:
    """The condition, None where the node that is named lacks something."""
    try:
        return condition_of(tree)
    except Incomplete as fault:
        lacking = at(tree, fault.path)
    assert not is_complete(lacking)
    return None


def read_again(found: Condition) -> Condition | None:
    """The condition out of its text, None where that is too long or nested too deeply."""
    try:
        return read(write(found), vocabulary_of(lexicon()))
    except ConditionError as fault:
        code = fault.message.code
    assert code in (ConditionCode.TOO_DEEP, ConditionCode.TOO_LONG)
    return None


names = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"b-when-[0-9.]{0,12}-(kind|negated|subject|operator|values|number|yuan)"),
)


@given(st.dictionaries(names, st.lists(st.text(max_size=90), max_size=4), max_size=40))
def test_whatever_is_sent_is_some_tree_that_can_be_drawn(sent: dict[str, list[str]]) -> None:
    tree = fitted(tree_from(sent, "when"), lexicon())
    row_of(tree, lexicon(), "when")
    if tree.parts:
        built(tree)


@pytest.mark.parametrize("place", ["²", "9" * 5000, "-1", "0..1", "a.b", "0.0.0." * 4000, "\x00"])
def test_any_place_is_some_path(place: str) -> None:
    assert len(path_from(place)) <= 80


def test_thousands_of_fields_are_read_in_no_time_and_cut_to_size() -> None:
    sent = {f"b-when-{i % 900}.{i // 900}-kind": ["test"] for i in range(20_000)}
    assert size(tree_from(sent, "when")) <= 2 * MOST + 2
    sent = {f"b-when-{'0.' * depth}0-kind": ["all"] for depth in range(500)}
    assert size(tree_from(sent, "when")) <= DEEPEST + 1
