"""Documents as TOML text: a new one reads as it was meant, an edited one keeps its comments."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.publishing.toml_text import edited_text, new_text
from portal.rules.items.parts import Edit, apply, items_of

FILES = read_folder(SHIPPED)
FLAT = "services/housing/public-rental.toml"


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_shipped_document_is_written_back_with_the_same_content(path: str) -> None:
    data = tomllib.loads(FILES[path])
    assert tomllib.loads(new_text(data)) == data


words = st.text(st.characters(codec="utf-8"), max_size=30)
scalars = st.one_of(
    words, st.booleans(), st.integers(-(10**9), 10**9), st.dates(), st.floats(-1e6, 1e6)
)
ids = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
tables = st.recursive(
    st.dictionaries(ids | words, st.one_of(scalars, st.lists(scalars, max_size=3)), max_size=4),
    lambda inner: st.dictionaries(
        ids, st.one_of(scalars, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=8,
)


@given(tables)
def test_whatever_is_written_reads_as_the_same(data: dict[str, object]) -> None:
    assert tomllib.loads(new_text(data)) == data


@given(tables, tables)
def test_whatever_is_edited_reads_as_it_was_meant(
    before: dict[str, object], after: dict[str, object]
) -> None:
    assert tomllib.loads(edited_text(new_text(before), after)) == after


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_item_can_be_changed_removed_and_given_back(path: str) -> None:
    text = FILES[path]
    document = tomllib.loads(text)
    items = [*items_of(path, document).items()]
    for place, value in items[:: max(25, len(items) // 6)]:
        removed = apply(path, document, [Edit(place, None)])
        if not removed:
            continue
        without = edited_text(text, removed)
        assert tomllib.loads(without) == removed
        again = apply(path, removed, [Edit(place, value)])
        assert tomllib.loads(edited_text(without, again)) == again


def commented() -> str:
    text = FILES[FLAT].replace(
        "[requirements.old_enough]", "# Why this age: see the guide.\n[requirements.old_enough]"
    )
    return f"# Checked twice.\n{text}"


def changed_text(document: dict[str, Any]) -> None:
    document["requirements"]["old_enough"]["text"]["zh"] = "新的一句。"


def another_note(document: dict[str, Any]) -> None:
    document["requirements"]["old_enough"]["note"] = {"zh": "注", "en": "A note"}


def another_row(document: dict[str, Any]) -> None:
    rows = document["parameters"]["insured_months"]["rows"]
    rows.append({**rows[-1], "value": 9})


def another_requirement(document: dict[str, Any]) -> None:
    document["requirements"]["another"] = {"text": {"zh": "一", "en": "One"}, "source": "x"}


def no_income_line(document: dict[str, Any]) -> None:
    del document["requirements"]["income_low_enough"]


def other_examples(document: dict[str, Any]) -> None:
    document["examples"][0]["answers"]["home"] = "owned"
    del document["examples"][3]


@pytest.mark.parametrize(
    "change",
    [changed_text, another_note, another_row, another_requirement, no_income_line, other_examples],
)
def test_comments_survive_an_edit(change: Any) -> None:
    document = tomllib.loads(commented())
    change(document)
    text = edited_text(commented(), document)
    assert tomllib.loads(text) == document
    assert text.startswith("# Checked twice.\n")
    assert "# Why this age: see the guide.\n[requirements.old_enough]" in text


def test_an_edit_touches_the_lines_alone_that_it_changes() -> None:
    document = tomllib.loads(commented())
    document["parameters"]["insured_months"]["rows"][0]["value"] = 9
    before = commented().splitlines()
    after = edited_text(commented(), document).splitlines()
    different = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert different == [("value = 6", "value = 9")]


def test_without_a_change_a_document_stays_as_it_is() -> None:
    assert edited_text(commented(), tomllib.loads(commented())) == commented()
