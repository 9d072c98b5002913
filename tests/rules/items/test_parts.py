"""Items: a document is its items, and comes back whole after every change."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.rules.items.merge import differences, differing, grown, leaves, merged
from portal.rules.items.parts import Edit, apply, is_service, items_of

FILES = read_folder(SHIPPED)
FLAT = "services/housing/public-rental.toml"


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_document_is_rebuilt_from_its_items_alone(path: str) -> None:
    data = tomllib.loads(FILES[path])
    items = items_of(path, data)
    empty = {"service": {}} if is_service(path) else {}
    rebuilt = apply(path, empty, [Edit(place, value) for place, value in items.items()])
    assert items_of(path, rebuilt) == items
    if is_service(path):
        rebuilt.setdefault("covers", [])
        data.setdefault("covers", [])
    assert rebuilt == data


def data() -> dict[str, object]:
    return tomllib.loads(FILES[FLAT])


def test_changing_one_row_leaves_all_else_as_it_was() -> None:
    place = "parameters/insured_months/rows/centre@2025-08-01"
    row = items_of(FLAT, data())[place]
    after = apply(FLAT, data(), [Edit(place, {**row, "value": 9})])
    (difference,) = differences({FLAT: data()}, {FLAT: after})
    assert (difference.place, difference.fields) == (place, ("value",))


def test_a_row_is_added_and_removed() -> None:
    place = "parameters/rent/rows/centre@2027-01-01"
    row = {"since": date(2027, 1, 1), "districts": "centre", "text": {"zh": "一", "en": "one"}}
    added = apply(FLAT, data(), [Edit(place, row)])
    assert items_of(FLAT, added)[place] == row
    assert apply(FLAT, added, [Edit(place, None)]) == data()


def test_a_parameter_with_its_row_and_a_requirement_come_in_one_go() -> None:
    edits = [
        Edit("parameters/new_one/rows/city@2027-01-01", {"since": date(2027, 1, 1), "value": 1}),
        Edit("parameters/new_one", {"unit": "months"}),
        Edit("requirements/another", {"check": "judgement"}),
    ]
    after = apply(FLAT, data(), edits)
    assert after["parameters"]["new_one"]["rows"][0]["value"] == 1
    assert after["requirements"]["another"] == {"check": "judgement"}
    assert apply(FLAT, after, [Edit(edit.place, None) for edit in edits]) == data()


def test_a_step_is_moved() -> None:
    document = {"service": {"id": "x"}, "requirements": {}}
    texts = ["一", "二", "三"]
    steps = [{"text": {"zh": zh}} for zh in texts]
    document["steps"] = steps  # type: ignore[assignment]
    last = list(items_of("services/a/x.toml", document))[-1]
    moved = apply("services/a/x.toml", document, [Edit(last, steps[2], position=0)])
    assert [step["text"]["zh"] for step in moved["steps"]] == ["三", "一", "二"]


def test_the_last_entry_of_a_document_takes_the_document_along() -> None:
    path = "counters/yongchuan.toml"
    document = {"counters": {"hall": {"tel": ["1"]}}}
    assert apply(path, document, [Edit("counters/hall", None)]) == {}


def test_changes_of_different_leaves_go_together() -> None:
    base = {"text": {"zh": "旧", "en": "old"}, "value": 1}
    theirs = {"text": {"zh": "新", "en": "old"}, "value": 1}
    mine = {"text": {"zh": "旧", "en": "new"}, "value": 2}
    merge = merged(base, theirs, mine)
    assert merge.value == {"text": {"zh": "新", "en": "new"}, "value": 2}
    assert merge.conflicts == ()


def test_changes_of_one_leaf_are_a_conflict_and_nothing_is_lost() -> None:
    merge = merged({"value": 1}, {"value": 2}, {"value": 3})
    assert merge.conflicts == ("value",)
    assert merge.value == {"value": 3}
    assert merged({"value": 1}, None, {"value": 3}).conflicts == ("removed",)


values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), max_size=3)


@given(values, values, values)
def test_merging_follows_three_rules(
    base: dict[str, int], theirs: dict[str, int], mine: dict[str, int]
) -> None:
    assert merged(base, base, mine).value == mine
    assert merged(base, theirs, base).value == theirs
    merge = merged(base, theirs, mine)
    for leaf in differing(base, mine):
        assert leaves(merge.value).get(leaf) == mine.get(leaf)


@given(st.dictionaries(st.sampled_from(["a", "b.c", "b.d"]), st.integers(), max_size=3))
def test_leaves_grow_back(flat: dict[str, int]) -> None:
    assert leaves(grown(flat)) == flat
