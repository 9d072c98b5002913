"""Changes of drafts kept many at a time: what is kept, and with how many statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.rules.items.merge import ItemDifference
from portal.store.database import db, now
from portal.store.drafts import Stale, begin, read_draft, save_changes
from portal.store.people.accounts import add_person
from portal.store.storable_values import Unstorable

PATH = "counters/yongchuan.toml"


def change(number: int, after: str | None = "样例") -> ItemDifference:
    """A new counter, or with ``after`` None one that is left as it was."""
    place = f"counters/sample-{number}"
    value = {"name": {"zh": after}} if after else None
    return ItemDifference(path=PATH, place=place, before=None, after=value)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def editor() -> int:
    """The number of somebody who edits."""
    person, _ = add_person("甲", "editor", None, None, "test", now())
    return person.id


def test_a_thousand_changes_take_as_many_statements_as_ten(empty: Flask) -> None:
    me = editor()
    begun, saved = [], []
    for count in (10, 1000):
        with statements() as sent:
            number = begin("很多", "", 1, me, map(change, range(count)))
        begun.append(len(sent))
        draft = read_draft(number)
        assert len(draft.changes) == count
        anew = [change(its, "别的") for its in range(count // 2)]
        added = [change(count + its) for its in range(count)]
        gone = [change(its, None) for its in range(count // 2, count)]
        with statements() as sent:
            save_changes(draft, [*anew, *added, *gone], me, "list")
        saved.append(len(sent))
    assert begun[0] == begun[1]
    assert saved[0] == saved[1]


def test_each_change_is_added_saved_anew_or_dropped(empty: Flask) -> None:
    me = editor()
    number = begin("几条", "", 1, me, map(change, range(3)))
    save_changes(read_draft(number), [change(0, "别的"), change(1, None), change(7)], me, "list")
    found = {its.place: its for its in read_draft(number).changes}
    assert {place: its.version for place, its in found.items()} == {
        "counters/sample-0": 2,
        "counters/sample-2": 1,
        "counters/sample-7": 1,
    }
    assert found["counters/sample-0"].after == {"name": {"zh": "别的"}}
    save_changes(read_draft(number), [change(1)], me, "list")
    again = read_draft(number).change(PATH, "counters/sample-1")
    assert again is not None
    assert again.version == 2, "versions only count up, also across what was dropped"


def test_what_a_colleague_saved_meanwhile_keeps_all_changes_out(empty: Flask) -> None:
    me = editor()
    number = begin("几条", "", 1, me, map(change, range(3)))
    seen = read_draft(number)
    save_changes(seen, [change(0, "同事")], me, "list")
    with pytest.raises(Stale):
        save_changes(seen, [change(5), change(0, "我")], me, "list")
    found = {its.place: its.after for its in read_draft(number).changes}
    assert found["counters/sample-0"] == {"name": {"zh": "同事"}}
    assert "counters/sample-5" not in found


def test_an_item_saved_twice_at_once_is_refused(empty: Flask) -> None:
    me = editor()
    number = begin("几条", "", 1, me, [change(0)])
    with pytest.raises(Stale):
        save_changes(read_draft(number), [change(0, "一"), change(0, "二")], me, "list")


def test_a_place_that_is_too_long_for_its_column_is_refused_among_many(empty: Flask) -> None:
    me = editor()
    long = ItemDifference(path=PATH, place="counters/" + "x" * 300, before=None, after={"a": 1})
    with pytest.raises(Unstorable):
        begin("几条", "", 1, me, [change(0), long])
