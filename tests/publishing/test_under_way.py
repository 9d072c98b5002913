"""Work that goes on from request to request."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from portal.publishing.assembly import Checked, assemble_for_release, check_within, checked
from portal.publishing.under_way import LOOK_SECONDS, UnderWay, patience
from portal.rules.stepwise import Progress
from portal.store import drafts
from tests.conftest import TODAY
from tests.publishing.conftest import Office
from tests.publishing.test_release_steps import FLAT, HOME


def counted(steps: int) -> Generator[Progress, None, str]:
    for done in range(1, steps + 1):
        yield done, steps
    return "done"


def test_each_request_takes_some_steps_and_the_result_stays() -> None:
    work = UnderWay(lambda: counted(2))
    assert [work.advance(0) for _ in range(4)] == [(1, 2), (2, 2), "done", "done"]
    assert UnderWay(lambda: counted(2)).advance(60) == "done"


def test_a_page_of_a_large_draft_only_looks_how_far_the_work_is() -> None:
    work = UnderWay(lambda: counted(1))
    assert work.advance(LOOK_SECONDS) == (0, 1)
    assert work.advance(60) == "done"
    assert work.advance(LOOK_SECONDS) == "done"
    assert patience(10_000) == LOOK_SECONDS
    assert patience(1) >= 0


def test_a_step_that_fails_is_begun_anew_by_whoever_asks_next() -> None:
    attempts = iter((True, False))

    def begin() -> Generator[Progress, None, str]:
        yield 1, 2
        if next(attempts):
            raise LookupError("the disk is full")
        return "done"

    work = UnderWay(begin)
    with pytest.raises(LookupError):
        work.advance(60)
    assert work.advance(60) == "done"


def test_a_check_in_parts_says_how_far_it_is_and_comes_to_the_same(office: Office) -> None:
    number = office.begin()
    office.change(number, FLAT, HOME, when="home != public_rental and home != nothing_known")
    assembled = assemble_for_release(drafts.read_draft(number), TODAY)
    parts = [check_within(assembled, 0)]
    while not isinstance(parts[-1], Checked):
        parts.append(check_within(assembled, 0))
    again = assemble_for_release(drafts.read_draft(number), TODAY)
    assert checked(again) is parts[-1], "found by what the documents say"
    assert parts[-1].problems
    assert len(parts) > 1
