"""Forms of items: every shipped item fills its form and is read back from it as it was."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from flask import Flask
from hypothesis import given as generated
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.i18n import DEFAULT, Wording
from portal.rules.items.merge import like
from portal.rules.items.parts import is_service, items_of, kind_of
from portal.web.admin.forms.fields import fields_of
from portal.web.admin.forms.item_names import pieces, subject
from portal.web.admin.forms.lexicon import Lexicon
from portal.web.admin.forms.rendering import flattened, shown
from portal.web.admin.forms.values import amount, filled, read_form

DOCUMENTS = {path: tomllib.loads(text) for path, text in read_folder(SHIPPED).items()}
FLAT = "services/housing/public-rental.toml"
ROW = "parameters/income_line_one/rows/centre@2025-03-03"


def lexicon(path: str, place: str) -> Lexicon:
    return Lexicon(documents=DOCUMENTS, path=path, place=place, wording=Wording(DEFAULT, {}))


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context("/admin/"):
        yield


@pytest.mark.parametrize("path", sorted(DOCUMENTS))
def test_every_shipped_item_fills_its_form_and_is_read_back(path: str) -> None:
    for place, value in items_of(path, DOCUMENTS[path]).items():
        fields = fields_of(is_service(path), kind_of(path, place))
        words = lexicon(path, place)
        given = filled(fields, value, words)
        back, faults = read_form(fields, given, words)
        assert not faults, (place, faults)
        assert like(value, back) == value, place
        named = subject(words, path, place, value)
        assert named
        assert "{" not in named, "an amount that a text names stands as …"


@pytest.mark.parametrize("path", sorted(DOCUMENTS))
def test_every_field_of_every_form_has_a_label_and_an_id_of_its_own(path: str) -> None:
    for place, value in items_of(path, DOCUMENTS[path]).items():
        fields = fields_of(is_service(path), kind_of(path, place))
        words = lexicon(path, place)
        views = list(flattened(shown(fields, filled(fields, value, words), {}, words)))
        assert len({view.id for view in views}) == len(views), place
        assert not [view.name for view in views if view.label == view.name and "." in view.name]


def read_row(**given: str) -> tuple[dict[str, object], dict[str, str]]:
    fields = fields_of(True, "rows")
    typed = {name.replace("__", "."): [text] for name, text in given.items()}
    value, faults = read_form(fields, {"source": ["x"], **typed}, lexicon(FLAT, ROW))
    return value, dict(faults)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("4977.6", 497760), ("4,977.60", 497760), ("４９７７", 497700), ("0", 0), ("0.01", 1)],
)
def test_money_is_typed_in_yuan_and_kept_in_fen(typed: str, fen: int) -> None:
    value, faults = read_row(value=typed)
    assert not faults
    assert value["value"] == fen


@pytest.mark.parametrize(
    "typed", ["about 100", "1.005", "1e99", "1e999999", "-5", "1_0", "1,0,0", "5㎡", "9" * 5000]
)
def test_what_is_no_amount_is_said_at_its_field(typed: str) -> None:
    _, faults = read_row(value=typed)
    assert set(faults) == {"value"}


@pytest.mark.parametrize("typed", ["2027-13-01", "01/02/2027", "tomorrow", "2027-02-30"])
def test_what_is_no_day_is_said_at_its_field(typed: str) -> None:
    _, faults = read_row(value="1", since=typed)
    assert set(faults) == {"since"}


@pytest.mark.parametrize("typed", ["2027/1/1", "2027年1月1日", "２０２７－０１－０１"])
def test_a_day_may_be_typed_as_people_do(typed: str) -> None:
    value, faults = read_row(value="1", since=typed)
    assert (value["since"], faults) == (date(2027, 1, 1), {})


def test_a_source_with_several_clauses_is_kept() -> None:
    fields = fields_of(True, "rows")
    given = {"value": ["1"], "source": ["a", "", "b"], "source.clause": ["第9条、第10条", "", ""]}
    value, faults = read_form(fields, given, lexicon(FLAT, ROW))
    assert not faults
    assert value["source"] == ["a art.9,art.10", "b"]


@generated(st.integers(0, 10**9))
def test_an_amount_in_fen_comes_back_from_its_yuan(fen: int) -> None:
    assert amount("fen", f"{fen // 100}.{fen % 100:02d}") == fen


@generated(st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_of_a_difference_make_up_both_texts(was: str, now: str) -> None:
    before, after = pieces(was, now)
    assert "".join(piece.words for piece in before) == was
    assert "".join(piece.words for piece in after) == now


hostile = st.dictionaries(
    st.sampled_from(
        ["value", "since", "text.zh", "contested.0.since", "contested.99999.x", "a.b.c"]
    )
    | st.text(max_size=12),
    st.lists(st.text(max_size=20), max_size=3),
    max_size=8,
)


@generated(hostile, st.sampled_from(["rows", "requirements", "examples", "service", "windows"]))
def test_whatever_is_sent_no_form_raises(given: dict[str, list[str]], kind: str) -> None:
    fields = fields_of(True, kind)
    words = lexicon(FLAT, ROW)
    _, faults = read_form(fields, given, words)
    shown(fields, given, faults, words)


FAMILY = {
    "name": "A couple with a child",
    "day": date(2026, 11, 30),
    "district": "shapingba",
    "household": {"home": "owned"},
    "adults": [{"answers": {"work": "contract"}, "expect": "meets"}, {}],
    "children": [{"answers": {"child_stage": "primary", "child_grade": 3}}],
}


def test_the_people_of_an_example_are_blocks_each_with_the_questions_of_its_own() -> None:
    fields = fields_of(True, "examples")
    words = lexicon(FLAT, "examples/x")
    given = filled(fields, FAMILY, words)
    back, faults = read_form(fields, given, words)
    assert (back, faults) == (FAMILY, {})
    views = list(flattened(shown(fields, given, {}, words)))
    names = {view.name for view in views}
    assert "household.home" in names
    assert not {"household.work", "adults.0.answers.home", "children.0.answers.work"} & names
    assert {"adults.1.answers.work", "adults.1.expect", "children.1.answers.child_grade"} <= names
    assert "adults.2.answers.work" not in names, "there are two adults at most"
    labels = [view.label for view in views if view.name.endswith("#there")]
    assert len(set(labels)) == len(labels) == 2 + 6


def test_who_is_taken_away_goes_with_what_was_answered() -> None:
    fields = fields_of(True, "examples")
    words = lexicon(FLAT, "examples/x")
    given = filled(fields, FAMILY, words)
    given |= {"adults.1.#gone": ["yes"], "children.0.#gone": ["yes"]}
    back, _ = read_form(fields, given, words)
    assert back["adults"] == FAMILY["adults"][:1]  # type: ignore[index]
    assert "children" not in back


def test_who_is_answered_for_is_there_without_a_tick() -> None:
    fields = fields_of(True, "examples")
    words = lexicon(FLAT, "examples/x")
    given = {"children.3.answers.child_stage": ["primary"], "adults.0.#there": ["yes"]}
    back, _ = read_form(fields, given, words)
    assert back["children"] == [{"answers": {"child_stage": "primary"}}]
    assert back["adults"] == [{}]


def test_what_is_left_open_differs_from_no_in_a_form() -> None:
    path = "services/settlement/settle-by-home.toml"
    fields = fields_of(True, "service")
    words = lexicon(path, "service")
    head = DOCUMENTS[path]["service"]
    assert head["grants_family"]["rural"] is False
    for said in ({"rural": False}, {"rural": True}, {}):
        rest = {name: its for name, its in head["grants_family"].items() if name != "rural"}
        value = {**head, "grants_family": {**rest, **said}}
        back, faults = read_form(fields, filled(fields, value, words), words)
        assert not faults
        assert back["grants_family"].get("rural") is said.get("rural")
