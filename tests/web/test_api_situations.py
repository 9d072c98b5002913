"""What the API tells of a situation on request: reasoning, remedies, time, all districts, many."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.rules.model import Ruleset

from .fetching import Fetcher

URL = "/api/v1/evaluations"
DAY = "2026-11-22"
FIVE_MONTHS = {
    "district": "shapingba",
    "on": "2025-10-01",
    "services": ["public-rental"],
    "answers": {
        "pension_insured_since": "2025-05",
        "insured_district": "shapingba",
        "qualification": "none",
    },
}


def told(fetch: Fetcher, path: str, body: Any, status: int = 200) -> dict[str, Any]:
    response = fetch.client.post(path, json=body)
    assert response.status_code == status, response.text
    document = response.get_json(force=True)
    assert isinstance(document, dict)
    return document


def lines(fetch: Fetcher, body: str, status: int = 200) -> list[dict[str, Any]]:
    """The documents that a batch gives."""
    response = fetch.client.post(f"{URL}/batch", data=body, content_type="application/jsonl")
    assert response.status_code == status, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def test_nothing_is_added_that_was_not_asked_for(fetch: Fetcher) -> None:
    document = told(fetch, URL, FIVE_MONTHS)
    assert "roadmap" not in document
    assert not {"remedies", "timeline"} & set(document["outcomes"][0])
    assert "when" not in document["outcomes"][0]["findings"][0]


def test_the_reasoning_tree_ends_in_the_verdict_of_its_finding(fetch: Fetcher) -> None:
    document = told(fetch, URL, {"district": "shapingba", "on": DAY, "explain": True})
    trees = 0
    for finding in (f for its in document["outcomes"] for f in its["findings"]):
        assert finding["text"]["zh"]
        if finding["when"] and not finding["judged_when"] and finding["reason"] == "unanswered":
            assert finding["when"]["verdict"] == finding["verdict"] == "unknown"
            trees += 1
    assert trees > 20


def test_a_remedy_really_turns_the_no_to_met(fetch: Fetcher, shipped: Ruleset) -> None:
    tried = 0
    for service in shipped.services.values():
        for example in service.examples:
            body = {
                "district": example.district,
                "on": example.day.isoformat(),
                "services": [service.id],
                "answers": {k: str(v) if k.endswith("_month") else v
                            for k, v in example.answers.items()},
                "remedies": True,
            }  # fmt: skip
            response = fetch.client.post(URL, json=body)
            if response.status_code != 200:
                continue
            for remedy in response.get_json(force=True)["outcomes"][0]["remedies"][:1]:
                better = {**body, "answers": {**body["answers"], **remedy}}
                assert told(fetch, URL, better)["outcomes"][0]["outcome"] == "meets"
                tried += 1
    assert tried > 3


def test_the_timeline_says_when_time_alone_is_enough_or_why_not(fetch: Fetcher) -> None:
    (outcome,) = told(fetch, URL, {**FIVE_MONTHS, "timeline": True})["outcomes"]
    assert outcome["outcome"] == "does_not_meet"
    assert set(outcome["timeline"]) == {"month", "unpublished_from"}


def test_the_roadmap_goes_by_month(fetch: Fetcher) -> None:
    road = told(fetch, URL, {"district": "shapingba", "on": DAY, "roadmap": True})["roadmap"]
    months = [its["month"] for its in road["windows"]]
    assert months == sorted(months)
    assert road["milestones"] == []


@pytest.mark.parametrize("name", ["explain", "remedies", "timeline", "roadmap"])
def test_an_extra_is_true_or_false(fetch: Fetcher, name: str) -> None:
    document = told(fetch, URL, {**FIVE_MONTHS, name: "yes"}, 422)
    assert [its["pointer"] for its in document["problems"]] == [f"/{name}"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"district": "shapingba", "district": "yongchuan"}', "has 'district' twice"),
        ('{"district": "shapingba", "answers": {"age": 3, "age": 4}}', "has 'age' twice"),
        ('{"district": NaN}', "is not JSON"),
        ("[]", "must be a JSON object"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(fetch: Fetcher, body: str, said: str) -> None:
    response = fetch.client.post(URL, data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.get_json(force=True)["problems"][0]["message"] == said
    assert lines(fetch, body)[0]["problems"][0]["message"] == said


def test_a_comparison_agrees_with_the_evaluation_in_each_district(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    situation = {"on": DAY, "answers": {"birth_month": "1990-01", "work": "contract"}}
    document = told(fetch, "/api/v1/comparisons", situation)
    assert len(document["districts"]) == 38
    for row in document["districts"][::9]:
        single = told(fetch, URL, {**situation, "district": row["district"]})
        pairs = [(its["service"], its["outcome"]) for its in single["outcomes"]]
        assert [(its["service"], its["outcome"]) for its in row["outcomes"]] == pairs


def test_a_comparison_takes_no_district(fetch: Fetcher) -> None:
    document = told(fetch, "/api/v1/comparisons", {"district": "shapingba"}, 422)
    assert document["problems"][0]["pointer"] == "/district"


def test_each_line_of_a_batch_is_answered_on_its_own_line(fetch: Fetcher) -> None:
    sent = [json.dumps(FIVE_MONTHS), "{nope", "[]", json.dumps({"district": "yubei", "on": DAY})]
    good, broken, no_object, gone = lines(fetch, "\n".join(sent) + "\n")
    assert good == told(fetch, URL, FIVE_MONTHS)
    assert broken["status"] == no_object["status"] == gone["status"] == 422
    assert set(gone["successors"]) == {"liangjiang", "beibei"}


def test_a_batch_is_bounded(fetch: Fetcher) -> None:
    line = json.dumps({"district": "shapingba", "services": []}) + "\n"
    assert len(lines(fetch, line * 1000)) == 1000
    (refused,) = lines(fetch, line * 1001, 413)
    assert refused["problems"][0]["hint"] == "send at most 1000"
    (refused,) = lines(fetch, "\n \n", 422)
    assert refused["problems"][0]["message"] == "has no line"
    lines(fetch, " " * (2 * 1024 * 1024 + 1), 413)
    (slow,) = lines(fetch, json.dumps({"district": "shapingba", "timeline": True}))
    assert slow["problems"][0]["pointer"] == "/timeline"


def test_a_batch_is_sent_as_json_lines(fetch: Fetcher) -> None:
    response = fetch.client.post(f"{URL}/batch", json=FIVE_MONTHS)
    assert response.status_code == 415
    assert response.mimetype == "application/problem+json"


def test_a_batch_begins_before_it_is_finished(fetch: Fetcher) -> None:
    body = (json.dumps(FIVE_MONTHS) + "\n") * 20
    response = fetch.client.post(
        f"{URL}/batch", data=body, content_type="application/jsonl", buffered=False
    )
    assert response.is_streamed
    assert json.loads(next(iter(response.iter_encoded())))["district"] == "shapingba"
    response.close()
