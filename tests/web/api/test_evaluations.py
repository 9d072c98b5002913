"""The API: one situation, every finding; every fault of a request at once, and never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.model.ruleset import Ruleset
from tests.web.fetching import Fetcher

URL = "/api/v1/evaluations"


def evaluate(fetch: Fetcher, body: Any, status: int = 200) -> dict[str, Any]:
    response = fetch.client.post(URL, json=body)
    assert response.status_code == status, response.text
    return response.get_json(force=True)


def outcome(document: dict[str, Any], service: str) -> dict[str, Any]:
    return next(its for its in document["outcomes"] if its["service"] == service)


def test_an_evaluation_answers_for_every_service(fetch: Fetcher, shipped: Ruleset) -> None:
    document = evaluate(fetch, {"district": "shapingba", "on": "2026-11-22", "answers": {}})
    assert document["release"] == 1
    assert document["day"] == "2026-11-22"
    assert document["district"] == "shapingba"
    assert [its["service"] for its in document["outcomes"]] == list(shipped.services)
    assert document["next_question"] in shipped.questions
    finding = outcome(document, "public-rental")["findings"][0]
    assert {
        "requirement",
        "verdict",
        "reason",
        "reasons",
        "certain_from",
        "answers",
        "parameters",
        "missing",
        "gaps",
        "last_known",
        "by_last_known",
        "coming",
        "sources",
    } == set(finding)


def test_nothing_answered_never_meets_and_never_fails(fetch: Fetcher, shipped: Ruleset) -> None:
    for district in ("shapingba", "yongchuan", "kaizhou", "qianjiang"):
        document = evaluate(fetch, {"district": district})
        assert {its["outcome"] for its in document["outcomes"]} <= {
            "more_information",
            "ask_the_counter",
            "information",
        }


def test_five_months_of_insurance_are_not_enough(fetch: Fetcher) -> None:
    answers = {
        "hukou_place": "sichuan",
        "work": "contract",
        "insured_area_since": "2025-05",
        "insured_district": "shapingba",
        "qualification": "none",
    }
    body = {"district": "shapingba", "on": "2025-10-01", "services": ["public-rental"]}
    document = evaluate(fetch, {**body, "answers": answers})
    assert outcome(document, "public-rental")["outcome"] == "does_not_meet"
    answers["insured_area_since"] = "2025-04"
    document = evaluate(fetch, {**body, "answers": answers})
    assert outcome(document, "public-rental")["outcome"] == "more_information"


def test_every_fault_of_a_request_comes_with_pointer_message_and_hint(fetch: Fetcher) -> None:
    body = {
        "district": "shapingbaa",
        "on": "2026-13-01",
        "answer": {},
        "services": ["public-rentle"],
        "answers": {"work": "contrakt", "owns_home": "yes", "birth_month": "1990", "salary": 3},
    }
    response = fetch.client.post(URL, json=body)
    assert response.mimetype == "application/problem+json"
    document = response.get_json(force=True)
    assert response.status_code == document["status"] == 422
    found = {problem["pointer"]: problem for problem in document["problems"]}
    assert set(found) == {
        "/district",
        "/on",
        "/answer",
        "/services/0",
        "/answers/work",
        "/answers/owns_home",
        "/answers/birth_month",
        "/answers/salary",
    }
    assert "shapingba" in found["/district"]["hint"]
    assert "contract" in found["/answers/work"]["hint"]


def test_an_abolished_district_names_its_successors(fetch: Fetcher) -> None:
    document = evaluate(fetch, {"district": "yubei", "on": "2026-11-22"}, 422)
    assert set(document["successors"]) == {"liangjiang", "beibei"}
    evaluate(fetch, {"district": "yubei", "on": "2025-06-01"})
    before = evaluate(fetch, {"district": "liangjiang", "on": "2025-06-01"}, 422)
    assert "jiangbei" in before["successors"]
    answer = {"district": "beibei", "answers": {"insured_district": "jiangbei"}}
    assert evaluate(fetch, answer, 422)["successors"] == ["liangjiang"]


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"", "application/json"),
        (b"{nope", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'{"district": NaN}', "application/json"),
        (b'"' + b"\xff\xfe" + b'"', "application/json"),
        (b"[" * 5000, "application/json"),
        (b'{"district": "shapingba", "answers": []}', "application/json"),
        (b'{"district": ["x"], "on": {}, "services": {}}', "application/json"),
        (b'{"district": "shapingba", "on": 20261122}', "application/json"),
    ],
)
def test_bad_json_and_wrong_types_are_problems_and_never_a_500(
    fetch: Fetcher, data: bytes, content_type: str
) -> None:
    response = fetch.client.post(URL, data=data, content_type=content_type)
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.get_json(force=True)["problems"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_nothing_that_can_be_sent_raises(app: Flask, shipped: Ruleset) -> None:
    client = app.test_client()
    names = st.sampled_from([*shipped.questions, "salary", ""])

    @settings(max_examples=50)
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "district": st.sampled_from(["shapingba", "yubei", "wansheng"]) | ANYTHING,
                "on": st.dates().map(str) | ANYTHING,
                "answers": st.dictionaries(names, ANYTHING, max_size=5) | ANYTHING,
                "services": ANYTHING,
            },
        )
    )
    def check(body: dict[str, object]) -> None:
        assert client.post(URL, json=body).status_code in (200, 422)

    check()


def test_the_reference_lists_districts_of_a_day_services_and_questions(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    now = fetch.get("/api/v1/districts").get_json()
    assert "yubei" not in {district["id"] for district in now["districts"]}
    before = fetch.get("/api/v1/districts?on=2025-06-01").get_json()
    yubei = next(d for d in before["districts"] if d["id"] == "yubei")
    assert {s["district"] for s in yubei["successors"]} == {"liangjiang", "beibei"}
    assert len(fetch.get("/api/v1/services").get_json()["services"]) == len(shipped.services)
    questions = fetch.get("/api/v1/questions").get_json()["questions"]
    assert [question["id"] for question in questions] == list(shipped.questions)
    assert fetch.client.get("/api/v1/districts?on=soon").status_code == 422
    assert fetch.client.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_another_media_type_is_not_read(fetch: Fetcher) -> None:
    response = fetch.client.post(URL, data=b"{}", content_type="text/plain")
    assert response.status_code == 415
    assert response.mimetype == "application/problem+json"
    assert "application/json" in response.get_json(force=True)["problems"][0]["hint"]
