"""Rollbacks as they are stored: one release before another, one open at a time, all or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portal.publishing import derive
from portal.rules.building import load
from portal.store import database
from portal.store.people import accounts
from portal.store.people.accounts import Person
from portal.store.releases import rollbacks
from portal.store.releases.publications import BaseMoved, WrongState
from portal.store.releases.rollbacks import PATIENCE, PutBack, open_rollback, release_before
from portal.store.releases.stored import newest_number, number_in_force, release_digest
from portal.store.tables import Release
from tests.store.releases.test_releases import FILES, FLAT, publish

TODAY = date(2026, 11, 24)
RENAMED = {**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")}
AGAIN = {**FILES, FLAT: FILES[FLAT].replace("公租房", "人才房")}


def people() -> tuple[Person, Person]:
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    one, two = (
        accounts.add_person(name, "manager", None, None, "test", at)[0] for name in ("甲", "乙")
    )
    return one, two


def back(taken_out: int, content_of: int, files: dict[str, str], upon: int = 0) -> PutBack:
    return PutBack(
        taken_out=taken_out,
        content_of=content_of,
        upon=upon or newest_number(),
        files=files,
        derived=derive(load(files)),
    )


def test_the_release_before_is_that_in_force_before_and_none_before_the_first(
    empty: Flask,
) -> None:
    publish(FILES)
    publish(RENAMED)
    publish(AGAIN)
    assert [release_before(number, TODAY) for number in (3, 2, 1)] == [2, 1, 0]


def test_a_cancelled_or_later_release_never_was_before(empty: Flask) -> None:
    publish(FILES)
    publish(RENAMED)
    publish(AGAIN)
    with database.writing() as session:
        session.get(Release, 2).cancelled_at = database.now()
    assert release_before(3, TODAY) == 1
    with database.writing() as session:
        row = session.get(Release, 2)
        row.cancelled_at = None
        row.from_day = TODAY + timedelta(days=1)
    assert release_before(3, TODAY) == 1
    assert release_before(3, TODAY + timedelta(days=1)) == 2


def test_what_was_put_back_counts_as_the_release_it_came_from(empty: Flask) -> None:
    one, two = people()
    for files in (FILES, RENAMED, AGAIN):
        publish(files)
    assert rollbacks.roll_back(back(3, 2, RENAMED), one, "写错了", "恢复", TODAY) == 4
    assert release_before(4, TODAY) == 1
    assert rollbacks.undo(4, two, "没错", back(4, 3, AGAIN), "撤销", ()) == 5
    assert release_before(5, TODAY) == 2
    assert release_digest(5) == release_digest(3)


def test_one_is_open_at_a_time_and_each_is_settled_once_by_another(empty: Flask) -> None:
    one, two = people()
    publish(FILES)
    publish(RENAMED)
    rollbacks.roll_back(back(2, 1, FILES), one, "写错了", "恢复", TODAY)
    with pytest.raises(WrongState):
        rollbacks.roll_back(back(3, 1, FILES), two, "写错了", "恢复", TODAY)
    with pytest.raises(WrongState):
        rollbacks.confirm(3, one, "", 3, ())
    rollbacks.confirm(3, two, "看过了", 3, ())
    with pytest.raises(WrongState):
        rollbacks.confirm(3, two, "", 3, ())
    assert open_rollback() is None
    (its,) = rollbacks.rollbacks()
    assert (its.by, its.settled_by, its.words, its.state) == ("甲", "乙", "看过了", "confirmed")


def test_where_a_release_was_made_meanwhile_nothing_is_written(empty: Flask) -> None:
    one, two = people()
    publish(FILES)
    publish(RENAMED)
    with pytest.raises(BaseMoved):
        rollbacks.roll_back(back(2, 1, FILES, upon=1), one, "写错了", "恢复", TODAY)
    assert (newest_number(), rollbacks.rollbacks()) == (2, ())
    rollbacks.roll_back(back(2, 1, FILES), one, "写错了", "恢复", TODAY)
    with pytest.raises(BaseMoved):
        rollbacks.undo(3, two, "没错", back(3, 2, RENAMED, upon=2), "撤销", ())
    assert open_rollback() is not None
    assert number_in_force(TODAY) == 3


def test_a_reminder_is_taken_by_one_alone_and_not_before_a_day(empty: Flask) -> None:
    one, two = people()
    publish(FILES)
    publish(RENAMED)
    rollbacks.roll_back(back(2, 1, FILES), one, "写错了", "恢复", TODAY)
    found = open_rollback()
    assert found is not None
    due = found.at + PATIENCE
    assert rollbacks.take_reminder(due - timedelta(microseconds=1)) is None
    assert rollbacks.take_reminder(due) is not None
    assert rollbacks.take_reminder(due) is None
    rollbacks.confirm(3, two, "", 3, ())
    assert rollbacks.take_reminder(due) is None
