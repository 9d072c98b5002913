"""The load of a morning: what is asked can be asked, and the rate that is held is found."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from load.finding import OVERLOAD, QUICK, find
from load.mix import Asked, Kind, lua, morning
from load.rounds import Round
from tests.browser.conftest import serving


@dataclass
class Portal:
    """A portal that serves so many people at a time, in as many milliseconds as are served."""

    most: int
    asked: list[int] = field(default_factory=list)

    def ask(self, people: int, seconds: int) -> Round:
        self.asked.append(people)
        busy = max(0, people - self.most) * seconds
        answered = min(people, self.most) * seconds
        return Round(
            people=people,
            answered=answered,
            busy=busy,
            refused=0,
            lost=0,
            late=0,
            seconds=float(seconds),
            half=1.0,
            most=2.0,
        )


@given(st.integers(12, 5000))
def test_the_most_people_that_are_held_are_found_within_a_twelfth(most: int) -> None:
    portal = Portal(most)
    found = find(portal, QUICK)  # type: ignore[arg-type]
    assert found.held
    assert found.overload
    assert found.held.people <= most < found.held.people * 13 / 12 + 2
    assert found.overload.people == OVERLOAD * found.held.people
    assert found.overload.busy_percent > 80
    assert found.recovery == pytest.approx(0, abs=1)


def test_a_portal_that_holds_nothing_is_told_so() -> None:
    found = find(Portal(0), QUICK)  # type: ignore[arg-type]
    assert (found.held, found.overload, found.recovery) == (None, None, None)
    assert found.steps


@pytest.mark.parametrize("wrong", ["refused", "lost", "late", "busy"])
def test_one_answer_that_is_wrong_is_too_many(wrong: str) -> None:
    right = {"refused": 0, "lost": 0, "late": 0, "busy": 0}
    assert Round(people=1, answered=100, seconds=1, half=1, most=2, **right).holds(100)
    assert not Round(
        people=1, answered=100, seconds=1, half=1, most=2, **{**right, wrong: 1}
    ).holds(100)
    assert not Round(people=1, answered=100, seconds=1, half=1, most=100, **right).holds(100)


def test_what_is_asked_is_answered_and_shared_as_said(app: Flask) -> None:
    with serving(app) as address:
        kinds = morning(address, checks=4)
    assert [kind.percent for kind in kinds] == [80, 15, 4, 1]
    assert len(kinds[0].asked) > 3000
    client = app.test_client(use_cookies=False)
    for kind in kinds:
        for its in kind.asked[:: max(1, len(kind.asked) // 12)]:
            method = "POST" if its.form else "GET"
            headers = {"Cookie": its.cookie}
            response = client.open(its.path, method=method, headers=headers, data=dict(its.form))
            response.close()
            assert response.status_code == (303 if its.form else 200), its
            assert "expired" not in response.headers.get("Location", "")


def test_the_lists_are_plain_tables_of_lua() -> None:
    asked = [Asked("/check/work", "answers=x", (("value", "合同"),)), Asked("/admin/")]
    text = lua([Kind(15, asked)])
    assert text.isascii()
    assert (
        '{method = "POST", path = "/check/work", cookie = "answers=x", '
        'body = "value=%E5%90%88%E5%90%8C"},'
    ) in text
    assert '{method = "GET", path = "/admin/"},' in text
