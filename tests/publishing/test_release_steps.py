"""From a draft to a release: who may, when it is refused, what follows, what a crash leaves."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from portal.publishing import release_steps, seed
from portal.publishing.assembly import assemble_for_release, impact_of, impact_within
from portal.publishing.release_steps import StepRefused
from portal.rules.impact import Impact
from portal.store import audit, database, drafts
from portal.store.drafts import Seal
from portal.store.releases import publications
from portal.store.releases.history import all_release_notes, release_notes
from portal.store.releases.publications import BaseMoved, WrongState
from portal.store.releases.stored import files_of, number_in_force
from portal.store.tables import Draft
from tests.publishing.conftest import FILES, FLAT, TODAY, Office, item, staffed, words

ANY_SEAL = Seal(contents="", sealed_on=TODAY, impact="")
HOME = "requirements/no_other_subsidised_home"


def approved(office: Office, number: int, from_day: date | None = None) -> None:
    release_steps.submit(number, office.editor, "", TODAY, from_day)
    draft = drafts.read_draft(number)
    seen = release_steps.seal_of(draft, assemble_for_release(draft, TODAY), TODAY).digest
    release_steps.approve(number, office.approver, seen, "好", TODAY)


def released(office: Office, number: int, from_day: date | None = None) -> int:
    approved(office, number, from_day)
    return release_steps.publish(number, office.approver, TODAY)


def test_a_release_differs_from_the_one_before_in_what_the_draft_changed_alone(
    office: Office,
) -> None:
    assert released(office, office.draft("只改这里。")) == 2
    files = files_of(2)
    assert item(FLAT, HOME, files)["note"]["zh"] == "只改这里。"
    assert {path for path in FILES if files[path] != FILES[path]} == {FLAT}


def test_the_history_tells_who_wrote_a_release_from_who_approved_it(office: Office) -> None:
    released(office, office.draft())
    newest = all_release_notes()[0]
    assert (newest.author, newest.approver) == (office.editor.name, office.approver.name)


def test_every_step_is_in_the_audit_log_and_the_chain_holds(office: Office) -> None:
    released(office, office.draft())
    found, _ = audit.entries(1, audit.AuditFilter())
    whats = [entry.what for entry in found]
    assert {"draft submitted", "draft approved", "draft published"} <= set(whats)
    assert audit.verify() is None


def test_an_empty_draft_is_refused(office: Office) -> None:
    with pytest.raises(StepRefused, match="empty"):
        release_steps.submit(office.begin(), office.editor, "", TODAY)


def test_a_draft_with_problems_is_refused(office: Office) -> None:
    number = office.begin()
    office.change(number, FLAT, HOME, when="no_such_question == yes")
    with pytest.raises(StepRefused, match="problems"):
        release_steps.submit(number, office.editor, "", TODAY)


def test_whoever_changed_something_cannot_approve(office: Office) -> None:
    number = office.draft()
    release_steps.submit(number, office.editor, "", TODAY)
    with pytest.raises(StepRefused, match="own"):
        release_steps.approve(number, office.editor, "", "", TODAY)


def test_a_draft_is_not_published_before_it_is_approved(office: Office) -> None:
    number = office.draft()
    release_steps.submit(number, office.editor, "", TODAY)
    with pytest.raises(StepRefused, match="seal"):
        release_steps.approve(number, office.approver, "another seal", "", TODAY)
    with pytest.raises(WrongState):
        release_steps.publish(number, office.approver, TODAY)


def test_publishing_is_refused_where_the_impact_is_not_the_approved_one(office: Office) -> None:
    number = office.draft()
    approved(office, number)
    with database.writing() as session:
        session.get(Draft, number).seal = "of another day"
    with pytest.raises(StepRefused, match="impact"):
        release_steps.publish(number, office.approver, TODAY)
    assert number_in_force(TODAY) == 1
    assert drafts.read_draft(number).held == "impact"


def test_nothing_is_changed_in_review(office: Office) -> None:
    number = office.draft()
    release_steps.submit(number, office.editor, "", TODAY)
    with pytest.raises(drafts.NotEditable):
        office.change(number, FLAT, HOME, note=words("还想改。"))


def test_an_approved_draft_on_an_item_that_moved_is_held_at_once(office: Office) -> None:
    first = office.draft("第一个。")
    second = office.draft("第二个。")
    approved(office, second)
    released(office, first)
    draft = drafts.read_draft(second)
    assert (draft.state, draft.held, draft.seal) == ("editing", "moved", "")
    with pytest.raises(WrongState):
        release_steps.publish(second, office.approver, TODAY)
    with pytest.raises(StepRefused, match="moved"):
        release_steps.submit(second, office.editor, "", TODAY)


def test_a_draft_on_another_item_goes_along_with_what_was_published_meanwhile(
    office: Office,
) -> None:
    first = office.draft("第一个。")
    second = office.begin()
    office.change(second, FLAT, "requirements/needs_a_home", note=words("第二个。"))
    approved(office, second)
    released(office, first)
    assert release_steps.publish(second, office.approver, TODAY) == 3
    files = files_of(3)
    assert item(FLAT, HOME, files)["note"]["zh"] == "第一个。"
    assert item(FLAT, "requirements/needs_a_home", files)["note"]["zh"] == "第二个。"


NEW_YEAR = date(2027, 1, 1)


def test_a_scheduled_release_is_in_force_from_its_day(office: Office) -> None:
    assert released(office, office.draft("新年起。"), NEW_YEAR) == 2
    assert number_in_force(date(2026, 12, 31)) == 1
    assert number_in_force(NEW_YEAR) == 2
    assert [note.number for note in release_notes(TODAY)] == [1]
    assert [note.number for note in release_notes(NEW_YEAR)] == [2, 1]


def test_a_later_publication_sets_the_scheduled_one_upon_itself(office: Office) -> None:
    released(office, office.draft("新年起。"), NEW_YEAR)
    other = office.begin()
    office.change(other, FLAT, "requirements/needs_a_home", note=words("马上。"))
    assert released(office, other) == 3
    assert (number_in_force(TODAY), number_in_force(NEW_YEAR)) == (3, 4)
    files = files_of(4)
    assert item(FLAT, HOME, files)["note"]["zh"] == "新年起。"
    assert item(FLAT, "requirements/needs_a_home", files)["note"]["zh"] == "马上。"
    assert [n.number for n in all_release_notes() if n.cancelled] == [2]


def test_a_later_publication_of_the_same_item_holds_the_scheduled_one(office: Office) -> None:
    scheduled = office.draft("新年起。")
    released(office, scheduled, NEW_YEAR)
    assert released(office, office.draft("马上。")) == 3
    assert number_in_force(NEW_YEAR) == 3
    draft = drafts.read_draft(scheduled)
    assert draft.state == "editing"
    assert (draft.events[-1].kind, draft.held) == ("held", "moved")
    assert draft.from_day == NEW_YEAR


def test_a_schedule_is_cancelled_and_the_draft_can_be_edited_again(office: Office) -> None:
    number = office.draft("新年起。")
    released(office, number, NEW_YEAR)
    release_steps.cancel(number, office.approver, "不急")
    assert number_in_force(NEW_YEAR) == 1
    office.change(number, FLAT, HOME, note=words("再改。"))


def test_two_who_publish_at_once_make_one_release(empty: Flask) -> None:
    assert seed(FILES) == 1
    office = staffed()
    number = office.draft()
    approved(office, number)

    def publish(_: int) -> object:
        with empty.app_context():
            try:
                return release_steps.publish(number, office.approver, TODAY)
            except (WrongState, BaseMoved) as fault:
                return type(fault)
            finally:
                database.db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(publish, range(4)))
    assert results.count(2) == 1
    assert {r for r in results if r != 2} <= {WrongState, BaseMoved}
    assert len(all_release_notes()) == 2
    assert audit.verify() is None


_CHILD = """
import sys
from datetime import date
from pathlib import Path
from portal import create_app
from portal.config import Settings
from portal.publishing import release_steps as releasing
from portal.store.people import accounts as people
folder = Path(sys.argv[1])
database = f"sqlite:///{folder / 'portal.sqlite'}"
app = create_app(Settings(instance=folder, database_url=database, secret_key=sys.argv[2]))
with app.app_context():
    approver = next(a.person for a in people.accounts() if a.person.role == "approver")
    print("ready", flush=True)
    sys.stdin.readline()
    releasing.publish(int(sys.argv[3]), approver, date(2026, 11, 24))
    print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [150, 400, 700, 1000, 1300])
def test_a_process_killed_while_publishing_leaves_the_old_or_the_new_release(
    portal: Flask, office: Office, tmp_path: Path, milliseconds: int
) -> None:
    number = office.draft()
    approved(office, number)
    secret = str(portal.secret_key)
    command = [sys.executable, "-c", _CHILD, str(tmp_path), secret, str(number)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == b"ready\n"
        child.stdin.write(b"\n")
        child.stdin.flush()
        time.sleep(milliseconds / 1000)
        child.kill()
    database.db.session.remove()
    state = drafts.read_draft(number).state
    in_force = number_in_force(TODAY)
    assert (state, in_force) in (("approved", 1), ("published", 2))
    assert len(files_of(in_force)) == len(FILES)
    assert audit.verify() is None


def test_a_step_is_taken_once(office: Office) -> None:
    number = office.draft()
    release_steps.submit(number, office.editor, "", TODAY)
    with pytest.raises(WrongState):
        publications.submit(number, office.editor, ANY_SEAL, "", None)


def test_an_impact_is_computed_in_parts_and_comes_to_the_same(office: Office) -> None:
    number = office.begin()
    office.change(number, FLAT, HOME, when="home != public_rental and home != dormitory")
    assembled = assemble_for_release(drafts.read_draft(number), TODAY)
    parts = [impact_within(assembled, TODAY, 0)]
    while not isinstance(parts[-1], Impact):
        parts.append(impact_within(assembled, TODAY, 0))
    assert len(parts) > 1
    shares = [done / of for done, of in parts[:-1]]  # type: ignore[misc]
    assert shares == sorted(shares)
    assert impact_of(assembled, TODAY) is parts[-1]
