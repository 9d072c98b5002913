"""One person puts the release before into force; another confirms or undoes it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal.publishing import release_steps, rollback, seed
from portal.publishing.release_steps import StepRefused
from portal.publishing.rollback import SHORTEST_REASON, RollbackRefused
from portal.store import audit, database, drafts
from portal.store.people import accounts
from portal.store.people.accounts import Person
from portal.store.releases import rollbacks as store
from portal.store.releases.history import all_release_notes
from portal.store.releases.publications import BaseMoved, WrongState
from portal.store.releases.rollbacks import PATIENCE, open_rollback, rollbacks
from portal.store.releases.stored import files_of, newest_number, number_in_force, release_digest
from portal.store.tables import Editor
from tests.publishing.conftest import FILES, FLAT, TODAY, Office, item, staffed, words
from tests.publishing.test_release_steps import HOME, NEW_YEAR, approved, released

TOMORROW = TODAY + timedelta(days=1)
WHY = "金额写错了"
OTHER = "requirements/needs_a_home"


def rolled_back(person: Person, reason: str = WHY, seen: int = 0, today: date = TODAY) -> int:
    seen = seen or number_in_force(today)
    return rollback.roll_back(person, reason, seen, "恢复", today)


def refused(why: str, act: Callable[[], object]) -> None:
    with pytest.raises(RollbackRefused) as fault:
        act()
    assert fault.value.why == why


def test_it_is_a_new_release_with_the_content_of_the_one_before(office: Office) -> None:
    released(office, office.draft("错的。"))
    assert rolled_back(office.approver) == 3
    assert number_in_force(TODAY) == 3
    assert release_digest(3) == release_digest(1)
    found = open_rollback()
    assert found is not None
    assert (found.release, found.taken_out, found.content_of) == (3, 2, 1)
    assert (found.reason, found.by, found.state) == (WHY, "approver", "open")


def test_what_was_taken_out_and_who_did_it_is_in_the_log_and_at_the_draft(office: Office) -> None:
    number = office.draft("错的。")
    released(office, number)
    rolled_back(office.manager)
    newest = audit.entries(1, audit.AuditFilter(what="rolled_back"))[0][0]
    assert (newest.who, newest.subject) == ("manager", "release 3")
    assert WHY in newest.details
    last = drafts.read_draft(number).events[-1]
    assert (last.who, last.kind, last.words) == ("manager", "rolled back", WHY)
    assert audit.verify() is None


@pytest.mark.parametrize("reason", ["", "   ", "写" * (SHORTEST_REASON - 1), " 写 错 了 "], ids=str)
def test_without_a_reason_nothing_happens(office: Office, reason: str) -> None:
    released(office, office.draft("错的。"))
    refused("reason", lambda: rolled_back(office.approver, reason))
    assert (number_in_force(TODAY), rollbacks()) == (2, ())


def test_a_reason_of_a_few_characters_is_enough(office: Office) -> None:
    released(office, office.draft("错的。"))
    assert rolled_back(office.approver, "写" * SHORTEST_REASON) == 3


def test_an_editor_cannot(office: Office) -> None:
    released(office, office.draft("错的。"))
    refused("role", lambda: rolled_back(office.editor))


def test_before_the_first_release_there_is_nothing(office: Office) -> None:
    refused("first", lambda: rolled_back(office.approver))


def test_a_release_that_was_not_looked_at_is_not_taken_out(office: Office) -> None:
    released(office, office.draft("错的。"))
    released(office, another(office))
    refused("moved", lambda: rolled_back(office.approver, seen=2))
    assert number_in_force(TODAY) == 3


def another(office: Office) -> int:
    """A draft of another item."""
    number = office.begin("另一处")
    office.change(number, FLAT, OTHER, note=words("另一处。"))
    return number


def test_whoever_did_it_can_neither_confirm_nor_undo_it(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    refused("own", lambda: rollback.confirm(3, office.approver, "", TODAY))
    refused("own", lambda: rollback.undo(3, office.approver, WHY, "撤销", TODAY))
    refused("role", lambda: rollback.confirm(3, office.editor, "", TODAY))


def alone(office: Office) -> None:
    """Leave the approver without another approver or manager."""
    with database.writing() as session:
        session.get_one(Editor, office.manager.id).active = False


def test_where_there_is_no_other_approver_an_editor_of_everything_confirms(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    assert [its.name for its in rollback.deciders(office.approver.id)] == ["manager"]
    alone(office)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    limited, _ = accounts.add_person("limited", "editor", {"yongchuan"}, None, "test", at)
    assert [its.name for its in rollback.deciders(office.approver.id)] == ["editor"]
    refused("own", lambda: rollback.confirm(3, office.approver, "", TODAY))
    refused("role", lambda: rollback.confirm(3, limited, "", TODAY))
    refused("role", lambda: rollback.undo(3, office.editor, WHY, "撤销", TODAY))
    rollback.confirm(3, office.editor, "看过了", TODAY)
    assert (rollbacks()[0].state, rollbacks()[0].settled_by) == ("confirmed", "editor")
    assert number_in_force(TODAY) == 3
    assert audit.verify() is None


def test_an_editor_does_not_confirm_once_there_is_another_approver(office: Office) -> None:
    """Also where they came between the look at the page and the writing."""
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    with pytest.raises(WrongState):
        store.confirm(3, office.editor, "", newest_number(), ())
    assert open_rollback() is not None


def test_where_nobody_else_is_there_nobody_confirms(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    alone(office)
    accounts.set_active(office.editor.id, False, "test")
    assert rollback.deciders(office.approver.id) == ()


def test_another_confirms_and_nothing_else_changes(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    rollback.confirm(3, office.manager, "看过了", TODAY)
    assert (newest_number(), number_in_force(TODAY), open_rollback()) == (3, 3, None)
    assert (rollbacks()[0].state, rollbacks()[0].settled_by) == ("confirmed", "manager")
    refused("settled", lambda: rollback.confirm(3, office.manager, "", TODAY))
    assert audit.verify() is None


def test_another_undoes_it_and_what_was_taken_out_is_in_force_again(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    assert rollback.undo(3, office.manager, "其实没有错", "撤销", TODAY) == 4
    assert number_in_force(TODAY) == 4
    assert release_digest(4) == release_digest(2)
    assert (rollbacks()[0].state, rollbacks()[0].undone_by_release) == ("undone", 4)
    refused("settled", lambda: rollback.undo(3, office.manager, WHY, "撤销", TODAY))


def test_undoing_needs_a_reason_and_confirming_needs_none(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    refused("reason", lambda: rollback.undo(3, office.manager, " ", "撤销", TODAY))
    rollback.confirm(3, office.manager, "", TODAY)


def test_a_second_one_goes_on_to_what_was_before(office: Office) -> None:
    released(office, office.draft("错的。"))
    released(office, another(office))
    rolled_back(office.approver)
    refused("open", lambda: rolled_back(office.manager))
    rollback.confirm(4, office.manager, "", TODAY)
    assert rolled_back(office.manager) == 5
    assert release_digest(5) == release_digest(1)
    rollback.confirm(5, office.approver, "", TODAY)
    refused("first", lambda: rolled_back(office.manager))


def test_after_it_was_undone_the_next_one_leads_to_the_same_release_again(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    rollback.undo(3, office.manager, "其实没有错", "撤销", TODAY)
    assert rolled_back(office.approver) == 5
    assert release_digest(5) == release_digest(1)


def test_what_is_scheduled_does_not_begin_while_it_is_open(office: Office) -> None:
    scheduled = office.draft("错的。")
    released(office, scheduled, TOMORROW)
    released(office, another(office))
    assert rolled_back(office.approver) == 5
    for day in (TODAY, TOMORROW, NEW_YEAR):
        assert number_in_force(day) == 5
    draft = drafts.read_draft(scheduled)
    assert (draft.state, draft.paused) == ("scheduled", True)
    assert [its.id for its in release_steps.waiting(NEW_YEAR)] == [scheduled]


def test_after_confirming_what_was_scheduled_begins_on_its_day(office: Office) -> None:
    scheduled = office.draft("错的。")
    released(office, scheduled, NEW_YEAR)
    released(office, another(office))
    rolled_back(office.approver)
    rollback.confirm(5, office.manager, "", TODAY)
    assert (number_in_force(TODAY), number_in_force(NEW_YEAR)) == (5, 6)
    assert not drafts.read_draft(scheduled).paused
    assert item(FLAT, HOME, files_of(6))["note"]["zh"] == "错的。"
    assert "另一处。" not in files_of(6)[FLAT]


def test_what_should_have_begun_meanwhile_begins_when_it_is_confirmed(office: Office) -> None:
    scheduled = office.draft("错的。")
    released(office, scheduled, TOMORROW)
    released(office, another(office))
    rolled_back(office.approver)
    later = TOMORROW + timedelta(days=1)
    assert number_in_force(later) == 5
    rollback.confirm(5, office.manager, "", later)
    assert number_in_force(later) == 6
    assert item(FLAT, HOME, files_of(6))["note"]["zh"] == "错的。"
    assert all_release_notes()[0].from_day is None


def test_undoing_keeps_what_was_scheduled_too(office: Office) -> None:
    released(office, office.draft("错的。"), NEW_YEAR)
    released(office, another(office))
    rolled_back(office.approver)
    rollback.undo(5, office.manager, "其实没有错", "撤销", TODAY)
    assert (number_in_force(TODAY), number_in_force(NEW_YEAR)) == (6, 7)
    assert item(FLAT, HOME, files_of(7))["note"]["zh"] == "错的。"
    assert item(FLAT, OTHER, files_of(7))["note"]["zh"] == "另一处。"


def test_a_scheduled_release_that_began_in_the_night_is_taken_out_and_stays_out(
    office: Office,
) -> None:
    number = office.draft("错的。")
    released(office, number, NEW_YEAR)
    assert number_in_force(NEW_YEAR) == 2
    assert rolled_back(office.approver, today=NEW_YEAR) == 3
    rollback.confirm(3, office.manager, "", NEW_YEAR)
    assert number_in_force(NEW_YEAR) == 3
    assert release_digest(3) == release_digest(1)


def test_a_scheduled_release_can_be_cancelled_while_it_waits(office: Office) -> None:
    number = office.draft("错的。")
    released(office, number, NEW_YEAR)
    released(office, another(office))
    rolled_back(office.approver)
    release_steps.cancel(number, office.manager, "不急")
    rollback.confirm(5, office.manager, "", TODAY)
    assert (newest_number(), number_in_force(NEW_YEAR)) == (5, 5)


def test_nothing_is_published_while_it_is_open_and_approvals_outlive_it(office: Office) -> None:
    number = another(office)
    released(office, office.draft("错的。"))
    approved(office, number)
    rolled_back(office.approver)
    with pytest.raises(StepRefused, match="rollback"):
        release_steps.publish(number, office.approver, TODAY)
    assert drafts.read_draft(number).state == "approved"
    rollback.confirm(3, office.manager, "", TODAY)
    assert release_steps.publish(number, office.approver, TODAY) == 4
    assert item(FLAT, HOME, files_of(4)) == item(FLAT, HOME, FILES)


def test_an_approval_that_rests_on_what_was_taken_out_is_void_once_confirmed(
    office: Office,
) -> None:
    released(office, office.draft("错的。"))
    number = drafts.begin("接着改", "", 2, office.editor.id)
    office.change(number, FLAT, HOME, note=words("接着改。"))
    approved(office, number)
    rolled_back(office.approver)
    assert drafts.read_draft(number).state == "approved"
    rollback.confirm(3, office.manager, "", TODAY)
    draft = drafts.read_draft(number)
    assert (draft.state, draft.held) == ("editing", "moved")


def test_it_is_overdue_after_a_day_stays_in_force_and_is_told_once(office: Office) -> None:
    released(office, office.draft("错的。"))
    rolled_back(office.approver)
    found = open_rollback()
    assert found is not None
    at = found.at + PATIENCE
    assert not found.is_overdue(at - timedelta(seconds=1))
    assert found.is_overdue(at)
    assert rollback.reminder_due(at - timedelta(seconds=1)) is None
    told = rollback.reminder_due(at)
    assert told is not None
    assert told.release == 3
    assert rollback.reminder_due(at + PATIENCE) is None
    assert number_in_force(TODAY + timedelta(days=400)) == 3


def at_once(app: Flask, acts: list[Callable[[], object]]) -> list[object]:
    """What each of several who act at the same moment gets."""
    ready = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        with app.app_context():
            ready.wait()
            try:
                return one()
            except (RollbackRefused, StepRefused, BaseMoved, WrongState) as fault:
                return type(fault).__name__
            finally:
                database.db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def prepared(app: Flask) -> Office:
    assert seed(FILES) == 1
    office = staffed()
    released(office, office.draft("错的。"))
    return office


def test_two_who_roll_back_at_once_take_out_one_release(empty: Flask) -> None:
    office = prepared(empty)
    acts = [
        lambda: rolled_back(office.approver, seen=2),
        lambda: rolled_back(office.manager, seen=2),
    ]
    found = at_once(empty, acts)
    assert found.count(3) == 1
    assert (newest_number(), len(rollbacks())) == (3, 1)
    assert audit.verify() is None


def test_a_publication_at_the_same_moment_is_never_taken_out_unseen(empty: Flask) -> None:
    office = prepared(empty)
    number = another(office)
    approved(office, number)
    acts: list[Callable[[], object]] = [
        lambda: rolled_back(office.manager, seen=2),
        lambda: release_steps.publish(number, office.approver, TODAY),
    ]
    found = at_once(empty, acts)
    assert found.count(3) == 1
    assert newest_number() == 3
    taken_out = [its.taken_out for its in rollbacks()]
    assert taken_out == ([2] if found[0] == 3 else [])
    assert audit.verify() is None


def test_confirmed_and_undone_at_once_it_is_one_of_both(empty: Flask) -> None:
    office = prepared(empty)
    third, _ = accounts.add_person("third", "manager", None, None, "test", database.now())
    rolled_back(office.approver)
    acts: list[Callable[[], object]] = [
        lambda: rollback.confirm(3, office.manager, "", TODAY),
        lambda: rollback.undo(3, third, "其实没有错", "撤销", TODAY),
    ]
    at_once(empty, acts)
    (its,) = rollbacks()
    assert newest_number() == (4 if its.state == "undone" else 3)
    assert its.state in ("confirmed", "undone")
    assert audit.verify() is None
