"""Undo in drafts: step by step to the beginning, many items as one, never over what came after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal.rules.items.merge import ItemDifference
from portal.store import audit, database, draft_undo, drafts
from portal.store.draft_undo import ChangedSince, NoSuchStep, steps_of, turn_step
from portal.store.drafts import NotEditable, Stale
from portal.store.people import accounts
from portal.store.people.accounts import Person
from portal.store.releases import publications
from portal.store.releases.publications import GoneForGood
from portal.store.tables import Draft, DraftEvent, DraftStep

NOW = datetime.now(UTC)
PATH = "papers.toml"
ONE = (PATH, "papers/one")
TWO = (PATH, "papers/two")
OLD = {"name": {"zh": "旧"}}


def paper(words: str) -> dict[str, dict[str, str]]:
    return {"name": {"zh": words}}


@pytest.fixture
def people(empty: Flask) -> tuple[Person, Person]:
    """Two editors."""
    found = [
        accounts.add_person(name, "editor", None, None, "test", NOW)[0] for name in ("王", "李")
    ]
    return found[0], found[1]


def saved(number: int, item: tuple[str, str], words: str, by: Person, kind: str = "saved") -> int:
    """Save a paper upon whatever version it has."""
    change = drafts.read_draft(number).change(*item)
    seen = change.version if change else 0
    return drafts.save_change(
        number,
        *item,
        OLD,
        paper(words),
        editor=by.id,
        seen=seen,
        kind=kind,  # type: ignore[arg-type]
    )


def names(number: int) -> dict[tuple[str, str], object]:
    return {(c.path, c.place): c.after for c in drafts.read_draft(number).changes}


def open_steps(number: int) -> list[int]:
    return [its.id for its in steps_of(number, 50) if its.undone_at is None]


def test_steps_are_undone_one_by_one_to_the_beginning_and_redone(
    people: tuple[Person, Person],
) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    for item, words in ((ONE, "甲"), (TWO, "乙"), (ONE, "丙")):
        saved(number, item, words, me)
    seen = [names(number)]
    undone = []
    while steps := open_steps(number):
        turn_step(number, steps[0], "undo", me, NOW)
        undone.append(steps[0])
        seen.append(names(number))
    assert seen[1] == {ONE: paper("甲"), TWO: paper("乙")}
    assert seen[2] == {ONE: paper("甲")}
    assert seen[3] == {}
    for step, state in zip(reversed(undone), reversed(seen[:-1]), strict=True):
        turn_step(number, step, "redo", me, NOW)
        assert names(number) == state
    assert audit.verify() is None
    found, _ = audit.entries()
    assert [its.what for its in found if "step" in its.what].count("draft_step_undone") == 3


def test_what_is_typed_in_one_go_is_one_step_and_what_was_saved_before_another(
    people: tuple[Person, Person],
) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    saved(number, ONE, "先", me)
    for words in ("再", "再写", "再写完"):
        saved(number, ONE, words, me, "typed")
    assert len(open_steps(number)) == 2
    turn_step(number, open_steps(number)[0], "undo", me, NOW)
    assert names(number) == {ONE: paper("先")}


def test_another_persons_typing_is_a_step_of_its_own(people: tuple[Person, Person]) -> None:
    me, other = people
    number = drafts.begin("试", "", 1, me.id)
    saved(number, ONE, "我的", me, "typed")
    saved(number, ONE, "他的", other, "typed")
    assert [its.editor for its in steps_of(number, 9)] == ["李", "王"]


def test_many_items_saved_at_once_are_undone_as_one(people: tuple[Person, Person]) -> None:
    me, _ = people
    changes = [
        ItemDifference(path=PATH, place=f"papers/{n}", before=None, after=paper(str(n)))
        for n in range(300)
    ]
    number = drafts.begin("导入", "", 1, me.id, changes, "import")
    draft = drafts.read_draft(number)
    drafts.save_changes(
        draft,
        [
            ItemDifference(path=its.path, place=its.place, before=None, after=paper("改"))
            for its in changes
        ],
        me.id,
        "list",
    )
    assert [its.items for its in steps_of(number, 9)] == [300, 300]
    turn_step(number, open_steps(number)[0], "undo", me, NOW)
    assert names(number) == {(its.path, its.place): its.after for its in changes}
    turn_step(number, open_steps(number)[0], "undo", me, NOW)
    assert names(number) == {}


def test_what_follows_from_a_save_belongs_to_its_step(people: tuple[Person, Person]) -> None:
    me, _ = people
    first = [ItemDifference(path=PATH, place=ONE[1], before=None, after=paper("数"))]
    number = drafts.begin("年", "", 1, me.id, first, "yearly")
    then = [ItemDifference(path=PATH, place=TWO[1], before=None, after=paper("例"))]
    drafts.save_changes(drafts.read_draft(number), then, me.id, "yearly", joined=True)
    (step,) = open_steps(number)
    turn_step(number, step, "undo", me, NOW)
    assert names(number) == {}


def test_an_earlier_step_is_undone_where_nobody_changed_its_items_since(
    people: tuple[Person, Person],
) -> None:
    me, other = people
    number = drafts.begin("试", "", 1, me.id)
    saved(number, ONE, "我的", me)
    saved(number, TWO, "他的", other)
    mine = open_steps(number)[1]
    turn_step(number, mine, "undo", me, NOW)
    assert names(number) == {TWO: paper("他的")}


def test_nothing_that_somebody_changed_since_is_overwritten(people: tuple[Person, Person]) -> None:
    me, other = people
    number = drafts.begin("试", "", 1, me.id)
    both = [
        ItemDifference(path=path, place=place, before=OLD, after=paper("表里的"))
        for path, place in (ONE, TWO)
    ]
    drafts.save_changes(drafts.read_draft(number), both, me.id, "list")
    (step,) = open_steps(number)
    saved(number, TWO, "他的", other)
    with pytest.raises(ChangedSince) as fault:
        turn_step(number, step, "undo", me, NOW)
    assert fault.value.items == (TWO,)
    assert names(number) == {ONE: paper("表里的"), TWO: paper("他的")}
    turn_step(number, step, "undo", me, NOW, rest=True)
    assert names(number) == {TWO: paper("他的")}


def test_a_form_opened_before_an_undo_does_not_overwrite_what_came_after(
    people: tuple[Person, Person],
) -> None:
    me, other = people
    number = drafts.begin("试", "", 1, me.id)
    seen = saved(number, ONE, "甲", me)
    turn_step(number, open_steps(number)[0], "undo", me, NOW)
    saved(number, ONE, "别的", other)
    with pytest.raises(Stale):
        drafts.save_change(number, *ONE, OLD, paper("旧表单"), editor=me.id, seen=seen)


def test_a_step_is_undone_once(people: tuple[Person, Person]) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    saved(number, ONE, "甲", me)
    (step,) = open_steps(number)
    turn_step(number, step, "undo", me, NOW)
    with pytest.raises(NoSuchStep):
        turn_step(number, step, "undo", me, NOW)
    other = drafts.begin("另", "", 1, me.id)
    with pytest.raises(NoSuchStep):
        turn_step(other, step, "redo", me, NOW)


def dropped(number: int, me: Person) -> int:
    seen = saved(number, ONE, "甲", me)
    drafts.drop_change(number, *ONE, seen, editor=me.id)
    return open_steps(number)[0]


def removed(number: int, me: Person) -> int:
    drafts.save_change(number, *ONE, OLD, None, editor=me.id, seen=0, kind="removed")
    return open_steps(number)[0]


@pytest.mark.parametrize("away", [dropped, removed])
def test_what_was_dropped_or_taken_out_comes_back_for_thirty_days(
    people: tuple[Person, Person], away: Callable[[int, Person], int]
) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    step = away(number, me)
    before = names(number)
    with pytest.raises(NoSuchStep):
        turn_step(number, step, "undo", me, NOW + timedelta(days=31))
    turn_step(number, step, "undo", me, NOW + timedelta(days=29))
    assert names(number) != before


def test_what_is_too_old_is_forgotten_with_the_next_save(people: tuple[Person, Person]) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    step = dropped(number, me)
    long_ago = NOW - timedelta(days=31)
    with database.writing() as session:
        session.execute(update(DraftStep).where(DraftStep.id == step).values(at=long_ago))
    saved(number, TWO, "乙", me)
    assert step not in [its.id for its in steps_of(number, 9)]
    with pytest.raises(NoSuchStep):
        draft_undo.returns_of(number, step, "undo", NOW)


def test_a_draft_given_up_is_brought_back_without_its_approval_for_thirty_days(
    people: tuple[Person, Person],
) -> None:
    me, _ = people
    number = drafts.begin("试", "", 1, me.id)
    saved(number, ONE, "甲", me)
    with database.writing() as session:
        values = {"state": "approved", "seal": "s", "approver_id": me.id}
        session.execute(update(Draft).where(Draft.id == number).values(values))
    publications.withdraw(number, me, "")
    with pytest.raises(NotEditable):
        turn_step(number, open_steps(number)[0], "undo", me, NOW)
    publications.restore(number, me, NOW + timedelta(days=29))
    draft = drafts.read_draft(number)
    assert (draft.state, draft.seal, draft.approver) == ("editing", "", "")
    assert names(number) == {ONE: paper("甲")}
    publications.withdraw(number, me, "")
    with database.writing() as session:
        session.execute(update(DraftEvent).values(at=NOW - timedelta(days=31)))
    with pytest.raises(GoneForGood):
        publications.restore(number, me, NOW)
