"""What the API tells of a situation on request: reasoning, remedies, time, all districts, many."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from portal.rules.model.ruleset import Ruleset
from portal.web.api import batches
from tests.web.fetching import Fetcher

URL = "/api/v1/evaluations"
DAY = "2026-11-22"
FIVE_MONTHS = {
    "district": "shapingba",
    "on": "2025-10-01",
    "services": ["public-rental"],
    "answers": {
        "hukou_place": "sichuan",
        "work": "contract",
        "insured_area_since": "2025-05",
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


BETTER = {
    "does_not_meet": {"meets", "counter_decides", "more_information"},
    "ask_the_counter": {"meets", "counter_decides"},
    "more_information": {"meets", "counter_decides"},
    "counter_decides": {"meets"},
}


def test_a_remedy_really_turns_the_outcome_for_the_better(fetch: Fetcher, shipped: Ruleset) -> None:
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
            (before,) = response.get_json(force=True)["outcomes"]
            for remedy in before["remedies"][:1]:
                better = {**body, "answers": {**body["answers"], **remedy}}
                (after,) = told(fetch, URL, better)["outcomes"]
                assert after["outcome"] in BETTER[before["outcome"]]
                assert "no" not in {its["verdict"] for its in after["findings"]}
                tried += 1
    assert tried > 3


def test_the_timeline_says_when_time_alone_is_enough_or_why_not(fetch: Fetcher) -> None:
    (outcome,) = told(fetch, URL, {**FIVE_MONTHS, "timeline": True})["outcomes"]
    assert outcome["outcome"] == "does_not_meet"
    turn = {"month": "2025-11", "from_first_day": True, "by_last_known": False}
    assert outcome["timeline"]["nothing_refused"] == turn, "the rest was not asked yet"
    assert outcome["timeline"]["month"] is None


def test_next_steps_are_told_on_request_in_both_languages_first_things_first(
    fetch: Fetcher,
) -> None:
    body = {"district": "shapingba", "on": DAY, "answers": {"hukou_place": "sichuan"}}
    assert not any("next_steps" in its for its in told(fetch, URL, body)["outcomes"])
    outcomes = told(fetch, URL, {**body, "next_steps": True})["outcomes"]
    for its in outcomes:
        assert bool(its["next_steps"]) is (its["outcome"] != "does_not_concern")
        for step in its["next_steps"]:
            assert step["services"] == [its["service"]]
            assert set(step["text"]) == {"zh", "en"}
            assert step["text"]["zh"] != step["text"]["en"]
    asked = [its for its in outcomes if its["outcome"] == "more_information"]
    assert {its["next_steps"][0]["kind"] for its in asked} == {"find_out"}
    (waited,) = told(fetch, URL, {**FIVE_MONTHS, "next_steps": True})["outcomes"]
    (wait,) = [step for step in waited["next_steps"] if step["kind"] == "wait"]
    assert wait["month"] == "2025-11"
    assert "2025年11月" in wait["text"]["zh"]
    assert "November 2025" in wait["text"]["en"]


def test_after_dont_know_the_next_question_does_not_hang_on_it(fetch: Fetcher) -> None:
    body = {"district": "shapingba", "on": DAY, "answers": {"hukou_place": None, "work": None}}
    for _ in range(40):
        following = told(fetch, URL, body)["next_question"]
        if following is None:
            break
        assert following not in ("hukou_district", "platform_company", "work_area_since")
        body["answers"][following] = None  # type: ignore[index]
    else:
        pytest.fail("it asks and asks")


MAY = {
    "district": "shapingba",
    "on": "2026-11-22",
    "services": ["residence-permit"],
    "answers": {
        **{"hukou_place": "elsewhere", "has_residence_permit": False, "permit_suspended": False},
        **{"residence_registered_since": "2026-05", "work": "contract", "work_since": "2026-06"},
        **{"pension_insured_since": "none", "home": "registered_rental", "home_since": "2026-06"},
    },
}
"""Registered since some day of May: on 22 November the day of May decides over six months."""


def test_where_the_day_decides_the_day_is_named_from_which_it_is_certain(fetch: Fetcher) -> None:
    (outcome,) = told(fetch, URL, {**MAY, "timeline": True})["outcomes"]
    finding = outcome["findings"][0]
    assert (outcome["outcome"], finding["verdict"]) == ("counter_decides", "unknown")
    assert (finding["reason"], finding["reasons"]) == ("day", ["day"])
    assert finding["certain_from"] == {"day": "2026-11-30", "verdict": "yes"}
    assert outcome["timeline"] == {
        "month": "2026-11",
        "from_first_day": False,
        "counter_decides": None,
        "nothing_refused": None,
        "unpublished_from": None,
    }
    (then,) = told(fetch, URL, {**MAY, "on": "2026-11-30"})["outcomes"]
    assert then["outcome"] == "meets"
    assert then["findings"][0]["certain_from"] is None


def test_a_month_may_be_given_as_a_span_and_the_exact_month_is_asked_where_it_decides_nothing(
    fetch: Fetcher,
) -> None:
    def spanned(span: str) -> dict[str, Any]:
        return {**MAY, "answers": {**MAY["answers"], "residence_registered_since": span}}

    (outcome,) = told(fetch, URL, spanned("2019-01/2021-12"))["outcomes"]
    assert outcome["outcome"] == "meets"
    assert outcome["findings"][0]["answers"] == {"residence_registered_since": "2019-01/2021-12"}
    document = told(fetch, URL, spanned("2026-01/2026-09"))
    finding = document["outcomes"][0]["findings"][0]
    assert (finding["reason"], finding["missing"]) == ("unanswered", ["residence_registered_since"])
    assert document["next_question"] == "residence_registered_since"
    (line,) = lines(fetch, json.dumps(spanned("2019-01/2021-12")))
    assert line["outcomes"][0]["outcome"] == "meets"
    everywhere = {k: v for k, v in spanned("2019-01/2021-12").items() if k != "district"}
    assert told(fetch, "/api/v1/comparisons", everywhere)["districts"][0]["outcomes"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-12", "lies after the day asked about, 2026-11-22"),
        ("2026-05/2026-12", "lies after the day asked about, 2026-11-22"),
        ("2021-12/2019-01", "must be a month written YYYY-MM"),
        ("2019-01/none", "must be a month written YYYY-MM"),
    ],
)
def test_a_month_after_the_day_or_a_span_the_wrong_way_round_is_refused(
    fetch: Fetcher, written: str, said: str
) -> None:
    answers = {"residence_registered_since": written}
    (problem,) = told(fetch, URL, {**MAY, "answers": answers}, 422)["problems"]
    assert problem["pointer"] == "/answers/residence_registered_since"
    assert problem["message"] == said


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


def test_a_batch_may_be_as_large_as_is_promised(fetch: Fetcher) -> None:
    line = json.dumps({"district": "shapingba", "services": []})
    body = "\n".join([line.ljust(2_090)] * 1000)
    assert 1.9 * 1024**2 < len(body) < 2 * 1024**2
    assert len(lines(fetch, body)) == 1000


HALVES = (
    '{"district":"\\ud800"}',
    '{"\\udfff":1}',
    '{"district":"shapingba","answers":{"work":["\\uD83D"]}}',
    '{"district":"shapingba","services":["\\uDE00\\ud83d"]}',
)


def test_half_a_character_is_refused_and_spoils_no_other_line(fetch: Fetcher) -> None:
    for half in HALVES:
        response = fetch.client.post(URL, data=half, content_type="application/json")
        assert response.status_code == 422, half
        assert "half a character" in response.get_json(force=True)["problems"][0]["message"]
    raw = b'{"district":"\xed\xa0\x80"}'
    assert fetch.client.post(URL, data=raw, content_type="application/json").status_code == 422
    good = json.dumps(FIVE_MONTHS)
    first, *halves, last = lines(fetch, "\n".join([good, *HALVES, good]))
    assert [its["status"] for its in halves] == [422] * len(HALVES)
    assert first == last == told(fetch, URL, FIVE_MONTHS)


@pytest.mark.parametrize("question", ["household_size", "monthly_income_per_person"])
@pytest.mark.parametrize("number", ["9" * 308, "9" * 400, "-" + "9" * 4000, "1e400", "-1e400"])
def test_a_number_larger_than_any_float_is_out_of_range(
    fetch: Fetcher, question: str, number: str
) -> None:
    line = f'{{"district":"shapingba","answers":{{"{question}":{number}}}}}'
    response = fetch.client.post(URL, data=line, content_type="application/json")
    assert response.status_code == 422
    (problem,) = response.get_json(force=True)["problems"]
    assert problem["pointer"] == f"/answers/{question}"
    assert [its["status"] for its in lines(fetch, line)] == [422]


def test_a_whole_pair_of_surrogates_is_a_character(fetch: Fetcher) -> None:
    response = fetch.client.post(
        URL, data='{"district":"\\ud83d\\ude00"}', content_type="application/json"
    )
    assert "half" not in response.get_json(force=True)["problems"][0]["message"]


def test_a_batch_that_takes_too_long_ends_with_a_line_that_says_so(
    fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_SECONDS", 0.0)
    (ended,) = lines(fetch, (json.dumps(FIVE_MONTHS) + "\n") * 3)
    assert ended["status"] == 503
    assert ended["problems"][0]["message"] == "the time was over after 0 of 3 lines"


def test_an_address_works_on_one_batch_at_a_time(fetch: Fetcher) -> None:
    body = (json.dumps(FIVE_MONTHS) + "\n") * 3
    first = fetch.client.post(
        f"{URL}/batch", data=body, content_type="application/jsonl", buffered=False
    )
    assert next(iter(first.response))
    for address, status in (("127.0.0.1", 429), ("192.0.2.7", 503)):
        refused = fetch.client.post(
            f"{URL}/batch",
            data=body,
            content_type="application/jsonl",
            environ_base={"REMOTE_ADDR": address},
        )
        assert refused.status_code == status
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.mimetype == "application/problem+json"
    told(fetch, URL, FIVE_MONTHS)
    first.close()
    assert len(lines(fetch, body)) == 3


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


def test_answers_that_contradict_each_other_are_refused_naming_both(fetch: Fetcher) -> None:
    answers = {"birth_month": "2025-12", "work_since": "1980-01"}
    body = {"district": "shapingba", "on": DAY, "answers": answers}
    for path in (URL, "/api/v1/comparisons"):
        asked = body if path == URL else {k: v for k, v in body.items() if k != "district"}
        (problem,) = told(fetch, path, asked, 422)["problems"]
        assert problem["pointer"] == "/answers/work_since"
        assert problem["contradicts"] == ["/answers/birth_month"]
        assert problem["message"] == ("contradicts birth_month: this would be before the age of 14")
    sound = {**body, "answers": {**answers, "birth_month": None}}
    refused, taken = lines(fetch, f"{json.dumps(body)}\n{json.dumps(sound)}\n")
    assert refused["problems"][0]["contradicts"] == ["/answers/birth_month"]
    assert "outcomes" in taken


def test_a_month_after_the_day_is_refused_at_its_place(fetch: Fetcher) -> None:
    body = {"district": "shapingba", "on": DAY, "answers": {"work_since": "2026-12"}}
    (problem,) = told(fetch, URL, body, 422)["problems"]
    assert problem["pointer"] == "/answers/work_since"
    assert DAY in problem["message"]


def test_answers_that_do_not_count_are_told_apart(fetch: Fetcher) -> None:
    answers = {"hukou_place": "sichuan", "hukou_district": "kaizhou"}
    document = told(fetch, URL, {"district": "shapingba", "on": DAY, "answers": answers})
    assert document["unused"] == ["hukou_district"]
    found = [finding for its in document["outcomes"] for finding in its["findings"]]
    assert not any("hukou_district" in finding["answers"] for finding in found)
    answers["hukou_place"] = "chongqing"
    document = told(fetch, URL, {"district": "shapingba", "on": DAY, "answers": answers})
    assert document["unused"] == []


def test_an_outcome_names_its_kind_and_a_gap_the_amounts_that_held_last(app: Flask) -> None:
    body = {
        "district": "kaizhou",
        "on": "2026-11-24",
        "answers": {"hukou_place": "chongqing", "monthly_income_per_person": 40000},
        "services": ["minimum-living-allowance", "childcare-subsidy"],
    }
    found = app.test_client().post("/api/v1/evaluations", json=body).get_json()["outcomes"]
    kinds = {one["service"]: one["kind"] for one in found}
    assert kinds["minimum-living-allowance"] == "procedure"
    assert kinds["childcare-subsidy"] == "entitlement"
    held = [
        amount for one in found for finding in one["findings"] for amount in finding["last_known"]
    ]
    assert held
    for amount in held:
        assert set(amount) == {"parameter", "value", "was", "since", "until"}
