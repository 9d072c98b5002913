"""The API for households: told person by person, refused where a fact stands with the wrong one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.evaluation.household_outcomes import whole_household
from portal.rules.evaluation.outcomes import Frame
from portal.rules.evaluation.step_order import household_steps
from portal.rules.model.households import Household, Subject
from portal.rules.model.months import NONE
from portal.rules.model.ruleset import Ruleset
from tests.web.fetching import Fetcher

URL = "/api/v1/evaluations"
DAY = "2026-11-22"
ONE = {"district": "shapingba", "on": DAY}
FIRST = {"hukou_place": "sichuan", "work": "contract", "birth_month": "1990-01"}
SECOND = {"hukou_place": "chongqing", "hukou_district": "yubei", "work": "none"}
SECOND_THERE = {**SECOND, "hukou_district": "wanzhou"}
PRIMARY = {"child_stage": "primary", "child_grade": 3, "child_hukou_place": "sichuan"}
JUNIOR = {"child_stage": "junior", "child_grade": 2, "child_hukou_place": "sichuan"}
FAMILY = {
    **ONE,
    "household": {"home": "registered_rental", "household_size": 4},
    "adults": [FIRST, SECOND_THERE],
    "children": [PRIMARY, JUNIOR],
}


def told(fetch: Fetcher, body: Any, status: int = 200, path: str = URL) -> dict[str, Any]:
    response = fetch.client.post(path, json=body)
    assert response.status_code == status, response.text
    document = response.get_json(force=True)
    assert isinstance(document, dict)
    return document


def problems(fetch: Fetcher, body: Any) -> dict[str, dict[str, Any]]:
    return {its["pointer"]: its for its in told(fetch, body, 422)["problems"]}


def subjects(document: dict[str, Any], service: str) -> list[str]:
    return [its["subject"] for its in document["outcomes"] if its["service"] == service]


def test_each_outcome_names_its_subject_and_whose_facts_counted(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    document = told(fetch, FAMILY)
    for service in shipped.services.values():
        expected = {
            "household": ["household"],
            "adult": ["adult:1", "adult:2"],
            "child": ["child:1", "child:2"],
            "person": ["adult:1", "adult:2", "child:1", "child:2"],
        }[service.is_for]
        assert subjects(document, service.id) == expected, service.id
    for its in document["outcomes"]:
        adults = {"adult:1", "adult:2"}
        assert its["by"], its["service"]
        assert set(its["by"]) <= adults
        if its["subject"] in adults:
            assert its["by"] == [its["subject"]]
        assert its["kind"] in ("procedure", "entitlement")


def test_the_flat_form_is_one_adult_one_child_and_their_household(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    flat = told(fetch, {**ONE, "answers": {**FIRST, **PRIMARY, "home": "registered_rental"}})
    named = {its["subject"] for its in flat["outcomes"]}
    assert named == {"adult:1", "child:1", "household"}
    assert len(flat["outcomes"]) == len(shipped.services)
    one_by_one = told(
        fetch,
        {
            **ONE,
            "household": {"home": "registered_rental"},
            "adults": [FIRST],
            "children": [PRIMARY],
        },
    )
    for_each = {its.id for its in shipped.services.values() if its.is_for == "person"}
    both = (
        [its for its in document["outcomes"] if its["service"] not in for_each]
        for document in (one_by_one, flat)
    )
    assert next(both) == next(both)
    assert one_by_one["next_question"] == flat["next_question"]


def test_what_is_for_each_person_is_told_of_adults_and_children_without_what_nobody_told(
    fetch: Fetcher,
) -> None:
    document = told(fetch, {**FAMILY, "services": ["resident-medical"]})
    assert len(document["outcomes"]) == 4
    for its in document["outcomes"]:
        told_of = {name for finding in its["findings"] for name in finding["answers"]}
        assert ("child_stage" in told_of) is its["subject"].startswith("child")


def test_without_children_what_is_for_children_concerns_nobody(fetch: Fetcher) -> None:
    for body in ({**ONE, "adults": [FIRST]}, {**ONE, "answers": {"child_stage": "none"}}):
        document = told(fetch, {**body, "services": ["senior-high-entrance"], "next_steps": True})
        (its,) = document["outcomes"]
        assert (its["outcome"], its["subject"], its["by"]) == ("does_not_concern", "household", [])
        assert its["next_steps"] == []


@pytest.mark.parametrize("member", [{"household": {}}, {"adults": [{}]}, {"children": []}])
def test_flat_answers_beside_people_are_refused(fetch: Fetcher, member: dict[str, Any]) -> None:
    (found,) = problems(fetch, {**ONE, "answers": {}, **member}).values()
    (name,) = member
    assert found["pointer"] == "/answers"
    assert name in found["message"]
    assert "adults" in found["hint"]


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"adults": []}, "/adults", "has 0 entries"),
        ({"adults": [{}, {}, {}]}, "/adults", "has 3 entries"),
        ({"adults": {}}, "/adults", "must be a list of objects"),
        ({"adults": None}, "/adults", "must be a list of objects"),
        ({"adults": [[]]}, "/adults/0", "must be an object"),
        ({"children": [{}] * 7}, "/children", "has 7 entries"),
        ({"children": [{}, "primary"]}, "/children/1", "must be an object"),
        ({"household": []}, "/household", "must be an object"),
    ],
)
def test_people_are_one_or_two_adults_and_up_to_six_children(
    fetch: Fetcher, body: dict[str, Any], pointer: str, said: str
) -> None:
    (found,) = problems(fetch, {**ONE, **body}).values()
    assert found["pointer"] == pointer
    assert said in found["message"]


def test_a_question_under_the_wrong_person_is_refused_and_both_are_named(fetch: Fetcher) -> None:
    body = {
        **ONE,
        "household": {"work": "contract"},
        "adults": [{}, {"child_stage": "primary", "home": "owned"}],
        "children": [{"work_since": "2020-01"}, {"work_in_park": False}],
    }
    found = problems(fetch, body)
    assert set(found) == {
        "/household/work",
        "/adults/1/child_stage",
        "/adults/1/home",
        "/children/0/work_since",
        "/children/1/work_in_park",
    }
    said = found["/adults/1/child_stage"]
    assert said["message"] == "is a question of each child, not of adult:2"
    assert said["hint"] == "send it as /children/0/child_stage"
    assert "not of the whole household" in found["/household/work"]["message"]
    assert found["/adults/1/home"]["hint"] == "send it as /household/home"


def test_an_unknown_name_and_a_wrong_value_are_told_where_they_stand(fetch: Fetcher) -> None:
    body = {
        **ONE,
        "adults": [FIRST, {"wrok": "contract", "work": "contrakt"}],
        "children": [{"child_stage": "primary", "child_stagee": 1}],
    }
    found = problems(fetch, body)
    assert set(found) == {"/adults/1/wrok", "/adults/1/work", "/children/0/child_stagee"}
    assert "work" in found["/adults/1/wrok"]["hint"]
    assert "child_stage" in found["/children/0/child_stagee"]["hint"]


def test_answers_that_contradict_each_other_are_named_with_their_people(fetch: Fetcher) -> None:
    body = {**ONE, "adults": [FIRST, {"birth_month": "2000-01", "work_since": "2005-01"}]}
    (found,) = problems(fetch, body).values()
    assert found["pointer"] == "/adults/1/work_since"
    assert found["contradicts"] == ["/adults/1/birth_month"]
    assert "/adults/1/birth_month" in found["message"]
    children = {
        **ONE,
        "adults": [{"birth_month": "1990-01"}, {"birth_month": "1991-01"}],
        "children": [{}, {"child_birth_month": "2020-01", "child_enrolled_since": "2019-01"}],
    }
    (found,) = problems(fetch, children).values()
    assert [found["pointer"], *found["contradicts"]] == [
        "/children/1/child_enrolled_since",
        "/children/1/child_birth_month",
    ]


def test_the_next_question_says_of_whom_it_is_to_be_asked(fetch: Fetcher, shipped: Ruleset) -> None:
    asked = told(fetch, FAMILY)
    assert asked["next_subject"] == "household"
    assert shipped.questions[asked["next_question"]].of == "household"
    body = {
        **FAMILY,
        "adults": [{}, {}],
        "services": ["settle-by-work"],
    }
    seen = []
    for _ in range(60):
        document = told(fetch, body)
        name, subject = document["next_question"], document["next_subject"]
        if name is None:
            assert subject is None
            break
        kind, _, number = subject.partition(":")
        assert kind == shipped.questions[name].of
        seen.append(subject)
        told_so_far = {"adult": body["adults"], "child": body["children"]}
        people = told_so_far.get(kind)
        (people[int(number) - 1] if people else body["household"])[name] = None
    else:
        pytest.fail("it asks and asks")
    assert {"adult:1", "adult:2"} <= set(seen)
    assert seen == sorted(seen), "one person after the other"


def test_next_steps_and_every_other_extra_are_told_of_a_household(fetch: Fetcher) -> None:
    extras = dict.fromkeys(("explain", "remedies", "timeline", "roadmap", "next_steps"), True)
    document = told(fetch, {**FAMILY, **extras})
    for its in document["outcomes"]:
        assert bool(its["next_steps"]) is (its["outcome"] != "does_not_concern"), its["service"]
        assert "remedies" in its
        assert "timeline" in its
        for step in its["next_steps"]:
            assert step["subjects"]
    road = document["roadmap"]
    for part in ("milestones", "windows", "begin_by"):
        assert all(its["subjects"] for its in road[part])
    assert road["begin_by"], "the children's registrations"
    assert document["district_name"]["zh"]


def test_the_roadmap_holds_the_family_plan_who_settles_and_who_joins(fetch: Fetcher) -> None:
    settled = {
        **{"hukou_place": "sichuan", "work": "contract", "work_district": "shapingba"},
        **{"work_area_since": "2019-01", "work_since": "2019-01", "birth_month": "1990-01"},
        **{"pension_insured_since": "2019-01", "insured_district": "shapingba"},
    }
    body = {
        **ONE,
        "household": {"home": "registered_rental"},
        "adults": [settled, {"hukou_place": "sichuan", "work": "none"}],
        "children": [{"child_hukou_place": "sichuan", "child_stage": "primary"}],
        "roadmap": True,
    }
    plan = told(fetch, body)["roadmap"]["family_plan"]
    assert [(its["kind"], its["subject"], its["needs"]) for its in plan[:3]] == [
        ("settle", "adult:1", None),
        ("join", "adult:2", "adult:1"),
        ("join", "child:1", "adult:1"),
    ]
    assert plan[0]["service"] == "settle-by-work"


def test_what_is_to_be_found_out_of_the_partner_is_worded_so(fetch: Fetcher) -> None:
    body = {**ONE, "adults": [{}, {}], "services": ["residence-permit"], "next_steps": True}
    first, second = told(fetch, body)["outcomes"]
    assert first["next_steps"][0]["of"] == "adult:1"
    step = second["next_steps"][0]
    assert (step["kind"], step["of"]) == ("find_out", "adult:2")
    assert "您爱人" in step["text"]["zh"]
    assert "your partner" in step["text"]["en"]


def test_a_question_of_before_is_read_for_the_person_it_was_told_of(fetch: Fetcher) -> None:
    document = told(fetch, {**ONE, "adults": [FIRST, {"work_in_park": False}]})
    (notice,) = document["notices"]
    assert notice["pointer"] == "/adults/1/work_in_park"


def test_a_number_of_people_that_differs_from_the_people_told_is_said(fetch: Fetcher) -> None:
    assert "notices" not in told(fetch, FAMILY)
    differing = {**FAMILY, "household": {"household_size": 6}}
    (notice,) = told(fetch, differing)["notices"]
    assert notice["pointer"] == "/household/household_size"
    assert notice["message"] == "says 6, and 4 are told of"


def test_what_does_not_count_is_named_with_its_place(fetch: Fetcher) -> None:
    flat = {**ONE, "answers": {"hukou_place": "sichuan", "hukou_district": "wanzhou"}}
    document = told(fetch, flat)
    assert document["unused"] == ["hukou_district"]
    assert document["unused_at"] == ["/answers/hukou_district"]
    both = {**ONE, "adults": [SECOND_THERE, {**FIRST, "hukou_district": "wanzhou"}]}
    document = told(fetch, both)
    assert document["unused_at"] == ["/adults/1/hukou_district"]


def test_a_batch_and_a_comparison_take_households_too(fetch: Fetcher) -> None:
    line = json.dumps(FAMILY)
    response = fetch.client.post(
        f"{URL}/batch", data=line + "\n" + line, content_type="application/jsonl"
    )
    first, second = map(json.loads, response.text.splitlines())
    assert first == second == told(fetch, FAMILY)
    everywhere = {name: its for name, its in FAMILY.items() if name != "district"}
    rows = told(fetch, everywhere, path="/api/v1/comparisons")["districts"]
    here = next(its for its in rows if its["district"] == "shapingba")
    pairs = [(its["service"], its["subject"], its["outcome"]) for its in here["outcomes"]]
    assert pairs == [(its["service"], its["subject"], its["outcome"]) for its in first["outcomes"]]
    wrong = {**everywhere, "adults": [{"home": "owned"}]}
    (found,) = told(fetch, wrong, 422, "/api/v1/comparisons")["problems"]
    assert found["pointer"] == "/adults/0/home"


def test_a_month_of_each_person_may_be_a_span(fetch: Fetcher) -> None:
    spanned = {**FIRST, "work_since": "2019-01/2021-12"}
    document = told(fetch, {**FAMILY, "adults": [SECOND_THERE, spanned]})
    answers = [
        finding["answers"]["work_since"]
        for its in document["outcomes"]
        for finding in its["findings"]
        if "work_since" in finding["answers"]
    ]
    assert set(answers) == {"2019-01/2021-12"}
    late = {**FIRST, "work_since": "2026-05/2026-12"}
    (found,) = problems(fetch, {**FAMILY, "adults": [{}, late]}).values()
    assert found["pointer"] == "/adults/1/work_since"


def test_the_order_of_the_children_does_not_matter(fetch: Fetcher) -> None:
    def of_child(body: dict[str, Any], number: int) -> list[tuple[str, str]]:
        return [
            (its["service"], its["outcome"])
            for its in told(fetch, body)["outcomes"]
            if its["subject"] == f"child:{number}"
        ]

    turned = {**FAMILY, "children": [JUNIOR, PRIMARY]}
    assert of_child(FAMILY, 1) == of_child(turned, 2)
    assert of_child(FAMILY, 2) == of_child(turned, 1)


def test_the_reference_says_whose_fact_a_question_is_and_for_whom_a_service(
    fetch: Fetcher, shipped: Ruleset
) -> None:
    questions = fetch.get("/api/v1/questions").get_json()["questions"]
    assert {its["id"]: its["of"] for its in questions} == {
        its.id: its.of for its in shipped.questions.values()
    }
    by_name = {its["id"]: its for its in questions}
    assert by_name["work"]["text_partner"]["zh"] == "您爱人在重庆做什么工作？"
    assert by_name["child_grade"]["text"]["en"] == "Which grade is your child in?"
    services = fetch.get("/api/v1/services").get_json()["services"]
    assert {its["id"]: its["for"] for its in services} == {
        its.id: its.is_for for its in shipped.services.values()
    }
    definition = fetch.get("/api/v1/services/settle-by-work").get_json()["service"]
    assert definition["for"] == "adult"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def test_no_household_that_can_be_sent_raises(app: Flask, shipped: Ruleset) -> None:
    client = app.test_client()
    values = ANYTHING | st.sampled_from(["contract", "none", "2020-01", "primary", "wanzhou"])
    person = st.dictionaries(st.sampled_from([*shipped.questions, "salary", "~/"]), values)

    @settings(max_examples=40)
    @given(
        st.fixed_dictionaries(
            {"district": st.just("shapingba")},
            optional={
                "household": person | ANYTHING,
                "adults": st.lists(person, max_size=3) | ANYTHING,
                "children": st.lists(person, max_size=7) | ANYTHING,
                "answers": person,
                "services": st.just(["public-rental", "senior-high-entrance", "settle-by-work"]),
            },
        )
    )
    def check(body: dict[str, object]) -> None:
        assert client.post(URL, json=body).status_code in (200, 422)

    check()


UNINSURED = {
    "hukou_place": "sichuan",
    "work": "platform",
    "work_since": "2022-03",
    "has_residence_permit": True,
    "residence_permit_since": "2023-05",
    "pension_insured_since": "none",
    "medical_insured_since": "none",
    "home_since": "2022-06",
}
INSURED = {
    "hukou_place": "guizhou",
    "work": "contract",
    "work_since": "2023-02",
    "has_residence_permit": True,
    "residence_permit_since": "2023-09",
    "pension_insured_since": "2023-05",
    "medical_insured_since": "2023-05",
    "home_since": "2023-06",
}


@pytest.mark.parametrize("swapped", [False, True])
def test_what_is_not_due_is_planned_by_the_parent_with_whom_it_runs_in_time(
    fetch: Fetcher, swapped: bool
) -> None:
    adults = [INSURED, UNINSURED] if swapped else [UNINSURED, INSURED]
    body = {
        **ONE,
        "household": {"home": "registered_rental"},
        "adults": adults,
        "children": [{**PRIMARY, "child_stage": "junior", "child_permit_since": "2023-05"}],
        "services": ["college-entrance"],
        "next_steps": True,
    }
    (found,) = told(fetch, body)["outcomes"]
    assert found["outcome"] == "not_yet"
    assert found["by"] == ["adult:1" if swapped else "adult:2"]
    said = "".join(step["text"]["zh"] for step in found["next_steps"])
    assert "来不及" not in said
    assert "职工养老保险" in said
    assert ("爱人的" in said) is not swapped
    assert ("您的" in said) is swapped


def test_the_same_application_of_an_adult_and_a_child_is_one_step_of_the_overview(
    shipped: Ruleset,
) -> None:
    today = date(2026, 11, 22)
    frame = Frame(shipped, shipped.gazetteer.districts["jiulongpo"], today)
    household = Household(
        adults=({"hukou_place": "sichuan", "has_residence_permit": True, "work": "platform"},),
        children=({"child_stage": "primary", "child_hukou_place": "sichuan"},),
    )
    household = household.with_answers(
        Subject("adult", 1), {**household.adults[0], "medical_insured_since": NONE}
    )
    outcomes = whole_household(frame, household, ["resident-medical"], today)
    (step,) = (its for its in household_steps(frame, outcomes, today).every if its.kind == "apply")
    assert [str(its) for its in step.subjects] == ["adult:1", "child:1"]
