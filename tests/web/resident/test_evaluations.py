"""One request evaluates each service once and is counted once."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from prometheus_client import REGISTRY

from portal.rules.conditions.tree import Condition, parameters_of
from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.outcomes import Evaluation, ServiceFrame
from portal.rules.model.ruleset import Ruleset, Service
from portal.web.lines import phrasebook
from portal.web.lines.phrasebook import ages_of
from portal.web.resident.guide import service_guide
from tests.conftest import TODAY
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import PIN, machine, set_pin
from tests.web.resident.result.test_results import answer_all

Evaluated = Counter[tuple[str, str, str, str]]
"""Service, district, day and answers, each with how often it was evaluated."""


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> Evaluated:
    """Counts the evaluations, by what was evaluated."""
    found: Evaluated = Counter()
    evaluate = ServiceFrame.evaluate

    def counting(frame: ServiceFrame, answers: Answers, *more: object) -> Evaluation:
        place = frame.place
        key = (frame.service.id, place.district.id, str(place.day), str(sorted(answers.items())))
        found[key] += 1
        return evaluate(frame, answers, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(ServiceFrame, "evaluate", counting)
    return found


def requests_counted() -> float:
    """Requests that evaluated, until now."""
    return REGISTRY.get_sample_value("portal_evaluations_total") or 0.0


PAGES = (
    "/check/qualification",
    "/check/answers",
    "/result",
    "/result?district=yongchuan",
    "/result/public-rental",
    "/compare",
    "/compare/public-rental",
    "/checklist",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_evaluates_each_service_once_and_is_counted_once(
    fetch: Fetcher, evaluated: Evaluated, path: str
) -> None:
    answer_all(fetch, "jiulongpo")
    evaluated.clear()
    before = requests_counted()
    fetch.get(path)
    assert evaluated
    # What lies ahead tries other days, some of them twice; the day of the check never.
    today = [times for key, times in evaluated.items() if key[2] == str(TODAY)]
    assert max(today) == 1
    assert requests_counted() == before + 1


def test_an_answer_evaluates_each_service_once_and_is_counted_once(
    fetch: Fetcher, evaluated: Evaluated
) -> None:
    answer_all(fetch, "jiulongpo")
    evaluated.clear()
    before = requests_counted()
    fetch.post("/check/qualification", {"value": "none"})
    assert max(evaluated.values()) == 1
    assert requests_counted() == before + 1


def test_the_clerk_view_evaluates_each_service_once(kiosk_app: Flask, evaluated: Evaluated) -> None:
    set_pin(kiosk_app)
    fetch = machine(kiosk_app)
    answer_all(fetch, "jiulongpo", "/kiosk")
    fetch.post("/kiosk/clerk", {"pin": PIN})
    for path in ("/kiosk/clerk", "/kiosk/clerk/public-rental"):
        evaluated.clear()
        before = requests_counted()
        fetch.get(path)
        today = [times for key, times in evaluated.items() if key[2] == str(TODAY)]
        assert max(today) == 1
        assert requests_counted() == before + 1


def test_a_guide_reads_each_condition_once_for_its_amounts_and_once_for_ages(
    fetch: Fetcher, shipped: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[object] = Counter()

    def mentioned(condition: Condition) -> tuple[str, ...]:
        read[condition] += 1
        return parameters_of(condition)

    def aged(service: Service) -> frozenset[str]:
        read[service.id] += 1
        return ages_of(service)

    monkeypatch.setattr(service_guide, "parameters_of", mentioned)
    monkeypatch.setattr(phrasebook, "ages_of", aged)
    fetch.get("/districts/jiulongpo/public-rental?on=2026-10-05&size=large")
    conditions = [c for _, c in shipped.services["public-rental"].conditions()]
    assert read == Counter([*conditions, "public-rental"])
