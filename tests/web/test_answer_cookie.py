"""The cookie of a household: every answer of everybody fits, older cookies are read."""

from __future__ import annotations

import time

import itsdangerous.timed
import pytest
from flask import Flask

from portal.rules.model.households import MOST_CHILDREN, THE_HOUSEHOLD, Subject, Who
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Question, Ruleset
from portal.web.answer_cookie import (
    COOKIE,
    KEPT_SECONDS,
    CheckState,
    serializer,
    state_from_json,
    state_json,
)
from portal.web.handoff_token import hand_over
from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine

#: What browsers keep of a cookie with its name and attributes.
LARGEST = 4096
ROOM_FOR_ATTRIBUTES = 200


def longest(question: Question, rules: Ruleset, place: int) -> object:
    """The longest raw answer to a question, another one in each place."""
    match question.kind:
        case "yes_no":
            return place % 2 == 0
        case "choice":
            ids = sorted((option.id for option in question.options), key=len)
            return ids[-1 - place % min(2, len(ids))]
        case "number":
            return question.maximum - place % 3
        case "money":
            return question.maximum - 7919 * place
        case "month":
            first = Month.on(TODAY).later(-(40 + 37 * place) % 900 - 40)
            return f"{first}/{first.later(13 + place)}"
        case "district":
            ids = sorted(rules.gazetteer.on(TODAY), key=lambda its: -len(its.id))
            return ids[place % len(ids)].id


def everything(rules: Ruleset) -> CheckState:
    """Two adults and six children, with every question answered."""

    def of(kind: Who, number: int) -> dict[str, object]:
        asked = [its for its in rules.questions.values() if its.of == kind]
        return {q.id: longest(q, rules, 5 * place + number) for place, q in enumerate(asked)}

    return CheckState(
        day=TODAY,
        district="jiulongpo",
        topics=tuple(rules.topics),
        household=of("household", 0),
        adults=(of("adult", 1), of("adult", 2)),
        children=tuple(of("child", number) for number in range(MOST_CHILDREN)),
        chosen=True,
        given=TODAY,
        kept=True,
        told=True,
        session="x" * 22,
    )


def test_two_adults_and_six_children_with_all_answers_fit_into_one_cookie(
    app: Flask, shipped: Ruleset
) -> None:
    state = everything(shipped)
    with app.app_context():
        text = serializer("answers").dumps({**state_json(state), "session": state.session})
    assert len(text) < LARGEST - ROOM_FOR_ATTRIBUTES, len(text)


def test_what_is_written_is_read_back(app: Flask, shipped: Ruleset) -> None:
    state = everything(shipped)
    with app.app_context():
        assert state_from_json({**state_json(state), "session": state.session}) == state


def test_a_household_of_everyday_size_fits_into_a_code_on_a_screen(
    app: Flask, shipped: Ruleset
) -> None:
    state = everything(shipped)
    usual = CheckState(
        day=TODAY,
        district="jiulongpo",
        household=state.household,
        adults=state.adults,
        children=state.children[:2],
    )
    with app.app_context():
        assert hand_over(usual)


def test_a_cookie_from_before_households_keeps_every_answer(app: Flask, fetch: Fetcher) -> None:
    written = {
        "v": 1,
        "day": TODAY.isoformat(),
        "in": "shapingba",
        "topic": "schooling",
        "answers": {
            "hukou_place": "sichuan",
            "home": "owned",
            "child_stage": "junior",
            "work": None,
            "gone": 1,
        },
    }
    with app.test_request_context("/"):
        state = state_from_json(written)
        held = serializer("answers").dumps(written)
    assert state.topics == ("schooling",)
    assert state.household == {"home": "owned"}
    assert state.adults == ({"hukou_place": "sichuan", "work": None, "gone": 1},)
    assert state.children == ({"child_stage": "junior"},)
    fetch.client.set_cookie(COOKIE, held.decode() if isinstance(held, bytes) else held)
    text = fetch.get("/check/answers").text
    assert "四川" in text
    assert "初中" in text


def test_taking_somebody_away_moves_up_who_comes_after_and_leaves_one_adult() -> None:
    state = CheckState(
        day=TODAY,
        district="jiulongpo",
        household={"home": "owned"},
        adults=({"work": "none"}, {"work": "contract"}),
        children=({"child_grade": 1}, {"child_grade": 2}, {"child_grade": 3}),
    )
    left = state.without_person(Subject("child", 2)).without_person(Subject("adult", 2))
    assert left.children == ({"child_grade": 1}, {"child_grade": 3})
    assert left.adults == ({"work": "none"},)
    assert left.without_person(Subject("adult", 1)).adults == ({},)
    assert left.without_person(THE_HOUSEHOLD) == left
    more = left.with_people(9, 9)
    assert (len(more.adults), len(more.children)) == (2, 6)
    assert more.children[:2] == left.children
    assert more.household == state.household


@pytest.mark.parametrize(
    ("kept", "seconds", "held"),
    [
        (False, 3500, True),
        (False, 3700, False),
        (True, 3700, True),
        (True, KEPT_SECONDS + 100, False),
    ],
)
def test_answers_are_kept_for_an_hour_or_at_wish_for_a_day(
    fetch: Fetcher, monkeypatch: pytest.MonkeyPatch, kept: bool, seconds: int, held: bool
) -> None:
    fetch.post("/check", {"district": "shapingba"})
    fetch.post("/check/hukou_place", {"value": "sichuan"})
    form = {"kept": "yes"} if kept else {}
    response = fetch.post("/check/answers", form)
    assert f"Max-Age={KEPT_SECONDS if kept else 3600}" in response.headers["Set-Cookie"]
    moment = time.time
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: moment() + seconds)
    # The client drops a cookie by its own clock, which does not move.
    fetch.get("/check/answers", status=200 if held else 303)


def test_in_a_kiosk_nothing_is_kept_longer(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    response = fetch.post("/kiosk/check/answers", {"kept": "yes"})
    assert str(KEPT_SECONDS) not in response.headers["Set-Cookie"]
    assert 'name="kept"' not in fetch.get("/kiosk/check/answers").text
