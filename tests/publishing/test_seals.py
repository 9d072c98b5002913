"""An approval holds for exactly what was looked at: every change, the day and the impact."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask

from portal.publishing import release_steps, seed
from portal.publishing.assembly import assemble_for_release
from portal.publishing.release_steps import StepRefused
from portal.store import database, drafts
from portal.store.drafts import Seal, contents_of, submitted_with
from portal.store.releases import publications
from portal.store.releases.publications import SealBroken, WrongState
from portal.store.releases.stored import files_of
from tests.publishing.conftest import FILES, FLAT, TODAY, Office, item, staffed, words

HOME = "requirements/no_other_subsidised_home"
NEEDS = "requirements/needs_a_home"
INCOME = "requirements/income_low_enough"
#: A requirement refuses nobody if it rests on a single secondary page alone.
OFFICIAL = ["public-rental-guide-2025", "public-rental-lines-2025"]


def seal(number: int, as_of: date = TODAY) -> Seal:
    draft = drafts.read_draft(number)
    return release_steps.seal_of(
        draft, assemble_for_release(draft, TODAY), draft.sealed_on or as_of
    )


def sent(office: Office, note: str = "看过的。", from_day: date | None = None) -> tuple[int, str]:
    number = office.draft(note)
    release_steps.submit(number, office.editor, "", TODAY, from_day)
    return number, drafts.read_draft(number).seal


def sent_again(office: Office, number: int, from_day: date | None = None, **leaves: object) -> None:
    publications.take_back(number, office.editor, "taken back", "")
    if leaves:
        office.change(number, FLAT, HOME, **leaves)
    release_steps.submit(number, office.editor, "", TODAY, from_day)


def test_wording_changed_after_it_was_looked_at_is_not_approved(office: Office) -> None:
    number, seen = sent(office)
    sent_again(office, number, note=words("没看过的。"))
    with pytest.raises(StepRefused, match="seal"):
        release_steps.approve(number, office.approver, seen, "", TODAY)
    assert drafts.read_draft(number).state == "in_review"


def test_a_day_changed_after_it_was_looked_at_is_not_approved(office: Office) -> None:
    number, seen = sent(office, from_day=date(2027, 1, 1))
    sent_again(office, number, date(2026, 12, 1))
    with pytest.raises(StepRefused, match="seal"):
        release_steps.approve(number, office.approver, seen, "", TODAY)


def test_an_item_added_after_it_was_looked_at_is_not_approved(office: Office) -> None:
    number, seen = sent(office)
    publications.take_back(number, office.editor, "taken back", "")
    office.change(number, FLAT, NEEDS, note=words("多出来的。"))
    release_steps.submit(number, office.editor, "", TODAY)
    with pytest.raises(StepRefused, match="seal"):
        release_steps.approve(number, office.approver, seen, "", TODAY)


def test_the_same_sent_again_keeps_its_seal(office: Office) -> None:
    number, seen = sent(office)
    sent_again(office, number)
    release_steps.approve(number, office.approver, seen, "", TODAY)
    assert drafts.read_draft(number).state == "approved"


def test_what_was_sent_can_be_read_by_its_seal(office: Office) -> None:
    number, seen = sent(office)
    sent_again(office, number, note=words("没看过的。"))
    found = submitted_with(number, seen)
    assert found is not None
    _, after = found.items[FLAT, HOME]
    assert after is not None
    assert after["note"]["zh"] == "看过的。"
    assert submitted_with(number, "") is None


def test_the_order_of_fields_makes_no_other_seal(office: Office) -> None:
    number = office.draft()
    (change,) = drafts.read_draft(number).changes
    assert change.after is not None
    turned = replace(change, packed_after=drafts.packed(dict(reversed(change.after.items()))))
    assert contents_of("", None, [change]) == contents_of("", None, [turned])


def test_the_impact_is_sealed_as_of_the_day_of_sending(office: Office) -> None:
    number, seen = sent(office)
    later = TODAY + timedelta(days=400)  # sources age meanwhile
    release_steps.approve(number, office.approver, seen, "", later)
    assert release_steps.publish(number, office.approver, later) == 2


def test_a_day_that_is_over_is_refused(office: Office) -> None:
    with pytest.raises(StepRefused, match="past"):
        release_steps.submit(office.draft(), office.editor, "", TODAY, TODAY - timedelta(days=1))


def test_a_rebase_that_changes_nothing_keeps_the_approval(office: Office) -> None:
    scheduled, seen = sent(office, from_day=date(2027, 1, 1))
    release_steps.approve(scheduled, office.approver, seen, "", TODAY)
    release_steps.publish(scheduled, office.approver, TODAY)
    other = office.begin()
    office.change(other, FLAT, NEEDS, note=words("马上。"))
    release_steps.submit(other, office.editor, "", TODAY)
    release_steps.approve(other, office.approver, seal(other).digest, "", TODAY)
    number = release_steps.publish(other, office.approver, TODAY)
    draft = drafts.read_draft(scheduled)
    assert (draft.state, draft.seal, draft.held) == ("scheduled", seen, "")
    assert item(FLAT, HOME, files_of(number + 1))["note"]["zh"] == "看过的。"


@pytest.mark.parametrize("from_day", [None, date(2027, 1, 1)], ids=["approved", "scheduled"])
def test_a_rebase_with_another_impact_makes_the_approval_void(
    office: Office, from_day: date | None
) -> None:
    """The first draft refuses a dormitory by the income line, the second by its own requirement."""
    first = office.begin()
    line = (office.desk(first).item(FLAT, INCOME) or {})["when"]
    office.change(first, FLAT, INCOME, when=f"({line}) and home != dormitory")
    release_steps.submit(first, office.editor, "", TODAY, from_day)
    release_steps.approve(first, office.approver, seal(first).digest, "", TODAY)
    if from_day:
        release_steps.publish(first, office.approver, TODAY)
    second = office.begin()
    its = dict(office.desk(second).item(FLAT, HOME) or {})
    its |= {"districts": "beibei", "since": date(2028, 1, 1), "when": "home != dormitory"}
    its |= {"source": OFFICIAL}
    office.change(second, FLAT, "requirements/no_dormitory", **its)
    release_steps.submit(second, office.editor, "", TODAY)
    release_steps.approve(second, office.approver, seal(second).digest, "", TODAY)
    release_steps.publish(second, office.approver, TODAY)
    draft = drafts.read_draft(first)
    assert (draft.state, draft.held, draft.seal) == ("editing", "impact", "")
    assert draft.from_day == from_day


def test_a_seal_on_what_changed_between_reading_and_writing_is_refused(office: Office) -> None:
    number, _ = sent(office)
    old = seal(number)
    sent_again(office, number, note=words("没看过的。"))
    with pytest.raises(SealBroken):
        publications.approve(number, office.approver, old, "")


def test_an_approval_and_a_change_at_once_never_approve_what_was_not_seen(empty: Flask) -> None:
    assert seed(FILES) == 1
    office = staffed()
    number, seen = sent(office)
    begin = Barrier(2)

    def approve() -> None:
        release_steps.approve(number, office.approver, seen, "", TODAY)

    def change() -> None:
        sent_again(office, number, note=words("没看过的。"))

    def run(step: Callable[[], None]) -> object:
        with empty.app_context():
            begin.wait()
            try:
                step()
            except (StepRefused, WrongState, SealBroken, drafts.NotEditable) as fault:
                return type(fault)
            finally:
                database.db.session.remove()
        return None

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (approve, change)))
    database.db.session.rollback()  # what was read before is of before
    draft = drafts.read_draft(number)
    (change_kept,) = draft.changes
    assert change_kept.after is not None
    unseen = change_kept.after["note"]["zh"] == "没看过的。"
    assert draft.state in (("in_review", "editing") if unseen else ("approved", "editing"))
