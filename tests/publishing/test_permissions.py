"""Districts and topics of an editor hold for every item, by whatever road."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.publishing.item_edits import NotPermitted, Save, save, touch_of
from portal.rules.items.change_scope import NOTHING, Touch, touched
from portal.rules.items.parts import items_of
from tests.publishing.conftest import FILES, FLAT, GAZETTEER, Office, words

LIANGPING = "requirements/needs_a_home_liangping"
HOME = "requirements/needs_a_home"
names = st.none() | st.frozensets(st.sampled_from("abc"))


def touch(path: str, place: str) -> Touch:
    value = items_of(path, tomllib.loads(FILES[path]))[place]
    return touched(path, place, (value,), GAZETTEER)


def test_a_requirement_touches_its_district_and_the_topic_of_its_service() -> None:
    assert touch(FLAT, LIANGPING) == Touch(frozenset({"liangping"}), frozenset({"housing"}))


def test_a_group_touches_all_its_districts() -> None:
    found = touch(FLAT, HOME).districts
    assert found is not None
    assert {"yuzhong", "liangjiang", "yubei"} <= found
    assert "liangping" not in found


@pytest.mark.parametrize("place", ["service", "parameters/minimum_age"])
def test_what_has_no_scope_touches_the_whole_city(place: str) -> None:
    assert touch(FLAT, place).districts is None


def test_a_source_touches_what_rests_on_it(portal: Flask) -> None:
    local = touch_of("x", "sources/liangping-public-rental", None, {}, GAZETTEER, 1)
    assert local == Touch(frozenset({"liangping"}), frozenset({"housing"}))
    assert touch_of("x", "sources/new-one", None, {}, GAZETTEER, 1) == NOTHING


def test_the_limits_hold_for_what_it_was_and_for_what_it_becomes(office: Office) -> None:
    number = office.begin()
    desk = office.desk(number)
    editor = replace(office.editor, districts=frozenset({"liangping"}))
    own = {**(desk.item(FLAT, LIANGPING) or {}), "note": words("只改本区。")}
    save(desk, editor, Save(path=FLAT, place=LIANGPING, after=own, seen=0))
    for districts in ("kaizhou", ["liangping", "kaizhou"], "centre"):
        with pytest.raises(NotPermitted):
            save(
                desk,
                editor,
                Save(path=FLAT, place=LIANGPING, after={**own, "districts": districts}, seen=1),
            )
    with pytest.raises(NotPermitted):
        save(
            desk,
            editor,
            Save(path=FLAT, place=LIANGPING, after={k: own[k] for k in ("text", "when")}, seen=1),
        )
    with pytest.raises(NotPermitted):
        save(desk, editor, Save(path=FLAT, place=HOME, after=None, seen=0))


def test_an_editor_of_a_topic_cannot_touch_another(office: Office) -> None:
    number = office.begin()
    editor = replace(office.editor, topics=frozenset({"schooling"}))
    with pytest.raises(NotPermitted):
        save(office.desk(number), editor, Save(path=FLAT, place=LIANGPING, after=None, seen=0))


@given(names, names, names)
def test_what_touches_more_is_never_permitted_where_less_is_not(
    one: frozenset[str] | None, other: frozenset[str] | None, limits: frozenset[str] | None
) -> None:
    both = Touch(one, frozenset()) | Touch(other, frozenset())
    if both.lies_within(limits, None):
        assert Touch(one, frozenset()).lies_within(limits, None)
        assert Touch(other, frozenset()).lies_within(limits, None)
