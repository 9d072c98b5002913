"""Answers under the names that questions had before: read until a day, and the answer says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.web.api.former_questions import FORMER, carried_over
from tests.web.fetching import Fetcher

ANSWERS = {
    "hukou_place": "sichuan",
    "work": "contract",
    "work_district": "kaizhou",
    "work_area_since": "2025-05",
    "pension_insured_since": "2025-05",
    "home": "owned",
}
BODY = {"district": "kaizhou", "on": "2026-11-30", "services": ["settle-by-work"]}
LAST = date(2027, 6, 30)
AFTER = date(2027, 7, 1)


def told(fetch: Fetcher, path: str, **answers: object) -> dict[str, Any]:
    body: dict[str, Any] = {**BODY, "answers": {**ANSWERS, **answers}}
    if path.endswith("comparisons"):
        del body["district"]
    response = fetch.client.post(path, json=body)
    assert response.status_code == 200, response.text
    document = response.get_json()
    assert isinstance(document, dict)
    return document


def test_a_no_under_the_old_name_is_read_as_not_in_a_park_and_the_answer_says_so(
    fetch: Fetcher,
) -> None:
    document = told(fetch, "/api/v1/evaluations", work_in_park=False)
    assert document["outcomes"][0]["outcome"] == "ask_the_counter"
    (notice,) = document["notices"]
    assert notice["pointer"] == "/answers/work_in_park"
    assert "park_since" in notice["message"]
    assert "2027-06-30" in notice["message"]


def test_a_yes_under_the_old_name_does_not_say_since_when_so_it_is_asked(fetch: Fetcher) -> None:
    document = told(fetch, "/api/v1/evaluations", work_in_park=True)
    assert document["outcomes"][0]["outcome"] == "more_information"
    assert document["next_question"] == "park_since"
    assert document["notices"]


def test_a_comparison_says_so_too_and_an_answer_under_the_new_name_has_no_notice(
    fetch: Fetcher,
) -> None:
    assert told(fetch, "/api/v1/comparisons", work_in_park=False)["notices"]
    assert "notices" not in told(fetch, "/api/v1/comparisons", park_since="none")


def test_an_old_name_with_a_value_it_never_took_is_refused(fetch: Fetcher) -> None:
    body: dict[str, Any] = {**BODY, "answers": {"work_in_park": "2025-01"}}
    response = fetch.client.post("/api/v1/evaluations", json=body)
    assert response.status_code == 422
    assert response.get_json(force=True)["problems"][0]["pointer"] == "/answers/work_in_park"


def test_old_names_are_read_to_their_last_day_and_not_after_it() -> None:
    for its in FORMER:
        assert its.until == LAST
        raw: dict[str, object] = {its.question: "yuzhong" if its.kind == "district" else False}
        read, notices = carried_over(raw, LAST)
        assert read == ({its.successor: its.means[False]} if False in its.means else {})
        assert [notice["pointer"] for notice in notices] == [f"/answers/{its.question}"]
        assert carried_over(raw, AFTER) == (raw, ())


def test_a_question_that_the_rules_in_force_still_ask_is_no_former_one() -> None:
    raw = {"family_settled": True}
    assert carried_over(raw, LAST, {"family_settled": 1}) == (raw, ())
    assert carried_over(raw, LAST, {"joins": 1})[0] == {}


def test_what_is_answered_under_the_new_name_stands() -> None:
    answers, notices = carried_over({"work_in_park": False, "park_since": "2020-01"}, LAST)
    assert answers == {"park_since": "2020-01"}
    assert notices
