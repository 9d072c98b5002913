"""No page states a requirement as a fact about a person who does not meet it, in any language."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from flask import Flask

from portal.i18n import gettext
from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import Answers, plain, read_answers
from portal.rules.evaluation.outcomes import Evaluation, Frame
from portal.rules.model.households import Who
from portal.rules.model.ruleset import Ruleset
from portal.web.answer_cookie import COOKIE, CheckState, serializer, state_json
from portal.web.http import request_context
from tests.conftest import TODAY
from tests.content.situations import CLUSTERS, moved
from tests.web.fetching import Fetcher

PREFIXES = ("", "/en", "/zh-hant")
DISTRICTS = (*CLUSTERS.values(), "liangping")


class Frames(dict[tuple[str, date], Frame]):
    """The services in a district on a day, compiled once; on later days only what differs is."""

    def __init__(self, rules: Ruleset) -> None:
        super().__init__()
        self.rules = rules
        self.first: dict[str, Frame] = {}

    def __missing__(self, at: tuple[str, date]) -> Frame:
        name, day = at
        first = self.first.get(name)
        if first is None:
            frame = Frame(self.rules, self.rules.gazetteer.districts[name], day)
            self.first[name] = frame
        else:
            frame = first.on(day)
        return self.setdefault(at, frame)


def situations(frames: Frames) -> Iterator[tuple[str, date, Answers, tuple[str, ...]]]:
    """District, day, answers and services in which each requirement comes to no and to unknown."""
    rules = frames.rules
    seen = set()
    for service in rules.services.values():
        for name in DISTRICTS:
            district = rules.gazetteer.districts[name]
            for day, raw in moved(service, district):
                answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
                if problems:
                    continue
                found = frames[name, day].service(service.id).evaluate(answers, TODAY)
                states = {
                    (service.id, its.requirement.id, its.verdict, its.reason)
                    for its in found.findings
                    if its.verdict is not Verdict.YES and found.covered
                }
                if states - seen:
                    seen |= states
                    yield name, day, answers, (service.id,)


def read(page: str) -> str:
    """The words of a page."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", bare)))


def claimed(page: str, evaluations: tuple[Evaluation, ...], app: Flask, prefix: str) -> list[str]:
    """Requirements that do not hold and that the page states without quoting the rule."""
    findings = [finding for its in evaluations for finding in its.findings]
    with app.test_request_context(f"{prefix}/"):
        words = request_context.wording()
        before = gettext("The rule requires: “%(what)s”.", what="\0").partition("\0")[0]
        said = {
            verdict: {
                words.text(f.requirement.text).rstrip("。.")
                for f in findings
                if (f.verdict is Verdict.YES) is verdict
            }
            for verdict in (True, False)
        }
    return [
        page[max(0, at.start() - 30) : at.end()]
        for text in said[False] - said[True]
        for at in re.finditer(re.escape(text), page)
        if not page[: at.start()].endswith((before, "‘"))
        and not any(text in longer and longer != text for longer in said[True])
    ]


def _of(ruleset: Ruleset, answers: Mapping[str, object], kind: Who) -> dict[str, object]:
    """The answers to the questions of the household, of an adult or of a child."""
    return {name: its for name, its in answers.items() if ruleset.questions[name].of == kind}


def test_every_requirement_that_does_not_hold_is_quoted_as_what_the_rule_requires(
    app: Flask, fetch: Fetcher, shipped: Ruleset
) -> None:
    quoted = 0
    frames = Frames(shipped)
    for number, (district, day, answers, services) in enumerate(situations(frames)):
        evaluations = frames[district, day].evaluate(answers, TODAY)
        written = {name: plain(value) for name, value in answers.items()}
        with app.app_context():
            held = serializer("answers").dumps(
                state_json(
                    CheckState(
                        day=day,
                        district=district,
                        household=_of(shipped, written, "household"),
                        adults=(_of(shipped, written, "adult"),),
                        children=(_of(shipped, written, "child"),),
                        chosen=True,
                    )
                )
            )
        fetch.client.set_cookie(COOKIE, held.decode() if isinstance(held, bytes) else held)
        prefix = PREFIXES[number % len(PREFIXES)]
        asked = [q for its in evaluations if its.service.id in services for q in its.missing[:1]]
        paths = [f"{prefix}/check/{question}" for question in asked]
        for service in services:
            paths.append(f"{prefix}/result/{service}")
            if number % 4 == 0:
                paths.append(f"{prefix}/result/{service}?print=80mm")
        if number % 10 == 0:
            paths.append(f"{prefix}/result")
        for path in paths:
            page = read(fetch.get(path).text)
            assert claimed(page, evaluations, app, prefix) == [], path
            quoted += page.count("规定要求：“")
    assert quoted > 80


@pytest.mark.parametrize(
    ("prefix", "no", "answer"),
    [
        ("", "还差：要不是自己主动离职，并且办了失业登记。", "您填的：失业登记，否"),
        ("/en", "Lacking: you must have lost the job not by your own will", "You said: Lost a job"),
        ("/zh-hant", "還差：要不是自己主動離職，並且辦了失業登記。", "您填的：失業登記，否"),
    ],
)
def test_a_no_names_the_answer_and_paper_leaves_the_answer_out(
    fetch: Fetcher, prefix: str, no: str, answer: str
) -> None:
    fetch.post(f"{prefix}/check", {"district": "shapingba"})
    for question, value in (("work", "none"), ("job_lost", "no")):
        fetch.post(f"{prefix}/check/{question}", {"value": value})
    page = read(fetch.get(f"{prefix}/result/unemployment-benefit").text)
    assert no in page
    assert answer in page
    slip = read(fetch.get(f"{prefix}/result/unemployment-benefit?print=80mm").text)
    assert answer not in slip
    assert no in slip


def test_a_pupil_in_the_first_year_of_junior_school_is_never_told_no(fetch: Fetcher) -> None:
    fetch.post("/check", {"district": "yongchuan"})
    answers = {
        "hukou_place": {"value": "sichuan"},
        "child_stage": {"value": "junior"},
        "child_enrolled_since": {"year": "2026", "month": "9"},
        "child_permit_since": {"year": "2026", "month": "9"},
        "school_district": {"value": "yongchuan"},
        "has_residence_permit": {"value": "no"},
        "work": {"value": "none"},
        "home": {"value": "other_rental"},
        "pension_insured_since": {"none": "none"},
        "medical_insured_since": {"none": "none"},
    }
    for question, form in answers.items():
        fetch.post(f"/check/{question}", form)
    for service in ("senior-high-entrance", "college-entrance", "vocational-school"):
        page = read(fetch.get(f"/result/{service}").text)
        assert "不符合" not in page, service
        assert "还差。" not in page, service
        assert "这一条还要问。" in page, service
