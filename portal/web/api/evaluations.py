"""``POST /api/v1/evaluations``: one situation, every service, every finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, jsonify

from ... import metrics
from ...rules.evaluation.family_plan import PlanStep, family_plan
from ...rules.evaluation.household_dependence import unused_answers, with_unknowable
from ...rules.evaluation.household_outcomes import SubjectOutcome, whole_household
from ...rules.evaluation.interview import Asking, household_agenda
from ...rules.evaluation.next_steps import BeginBy, as_planned
from ...rules.evaluation.outcomes import Frame
from ...rules.evaluation.question_dependence import Dependence, uncounted
from ...rules.evaluation.roadmap import Milestone, OpenWindow, roadmap
from ...rules.model.households import Subject
from ...store.releases.current_release import CurrentRelease
from ...store.usage_counts import count
from ..http import request_context
from .json_fields import words
from .outcomes import Teller
from .shapes.outcomes import EvaluationShape, OutcomeShape, PlanStepShape, RoadmapShape
from .situations import Asked, Reader, json_body


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/evaluations", "evaluate", evaluate, methods=["POST"])


def evaluate() -> Response:
    """Evaluate one situation."""
    body = json_body()
    release = request_context.release()
    today = request_context.today()
    asked = Reader(body, release.ruleset, today).situation()
    count("evaluation", day=today)
    metrics.evaluated()
    return jsonify(evaluated(release, asked, today))


def evaluated(release: CurrentRelease, asked: Asked, today: date) -> EvaluationShape:
    """A situation's outcomes with what was asked for besides."""
    (district,) = asked.districts
    frame = release.frame(district, asked.day)
    told = tell(frame, asked, today, release.depends)
    document: EvaluationShape = {
        "release": release.number,
        "day": asked.day.isoformat(),
        "district": district.id,
        "unused": list(dict.fromkeys(its.question for its in told.unused)),
        "unused_at": [asked.places.answer(its.subject, its.question) for its in told.unused],
        "outcomes": list(told.outcomes),
    }
    if "next_question" in asked.extras:
        following = next_asking(frame, asked, today, release.depends)
        document["next_question"] = following.question if following else None
        document["next_subject"] = str(following.subject) if following else None
    if "explain" in asked.extras:
        document["district_name"] = words(district.name)
    if "roadmap" in asked.extras:
        document["roadmap"] = _road(release, asked, today)
    if asked.notices:
        document["notices"] = list(asked.notices)
    return document


@dataclass(frozen=True, slots=True)
class Told:
    """Outcomes as JSON, and the answers that did not count."""

    outcomes: tuple[OutcomeShape, ...]
    unused: tuple[Asking, ...]


def tell(frame: Frame, asked: Asked, today: date, depends: Dependence) -> Told:
    """What some services come to for everybody they are for."""
    found = whole_household(frame, asked.household, asked.services, today)
    outcomes = (as_planned(frame, one) for its in found.values() for one in its)
    return Told(
        tuple(_told(frame, its, asked, today, depends) for its in outcomes),
        unused_answers(asked.household, depends),
    )


def _told(
    frame: Frame, found: SubjectOutcome, asked: Asked, today: date, depends: Dependence
) -> OutcomeShape:
    questions = frame.ruleset.questions
    unused = set(uncounted(found.answers, depends))
    if found.subject.kind == "adult" and not asked.household.is_flat:
        # That an adult is no child is taken for granted; nobody told it.
        unused |= {name for name in found.answers if questions[name].of == "child"}
    return Teller(frame, found.answers, today, asked.extras, unused).outcome(found)


def next_asking(frame: Frame, asked: Asked, today: date, depends: Dependence) -> Asking | None:
    """What is worth asking next, of whom; nothing that hangs on a question answered «不知道»."""
    questions = frame.ruleset.questions
    household = with_unknowable(asked.household, questions, depends)
    found = whole_household(frame, household, asked.services, today)
    return household_agenda(found, household, questions).next


def _road(release: CurrentRelease, asked: Asked, today: date) -> RoadmapShape:
    """What to do now and what opens when, over all services: one opens another."""
    (district,) = asked.districts
    frame = release.frame(district, asked.day)
    road = roadmap(release.ruleset, district, asked.day, asked.household, today, frame)
    return {
        "milestones": [
            {
                "month": str(its.what.month),
                "from_first_day": its.what.from_first_day,
                "service": its.what.service,
                "subjects": _named(its.subjects),
                "opened_by": list(its.what.opened_by),
                "outcome": its.what.outcome.value,
            }
            for its in road.entries
            if isinstance(its.what, Milestone)
        ],
        "windows": [
            {
                "month": str(its.what.month),
                "until": str(its.what.until),
                "service": its.what.service,
                "subjects": _named(its.subjects),
                "window": its.what.window.id,
                "text": words(its.what.window.text),
                "usual": its.what.usual,
            }
            for its in road.entries
            if isinstance(its.what, OpenWindow)
        ],
        "begin_by": [
            {
                "month": str(its.what.month),
                "service": its.what.services[0],
                "subjects": _named(its.subjects),
                "questions": [clock.question for clock in its.what.clocks],
            }
            for its in road.entries
            if isinstance(its.what, BeginBy)
        ],
        "family_plan": [_plan_step(its) for its in _family_plan(release, asked, today)],
        "unclear": list(dict.fromkeys(its.question for its in road.unclear)),
        "unclear_at": [asked.places.answer(its.subject, its.question) for its in road.unclear],
    }


def _family_plan(release: CurrentRelease, asked: Asked, today: date) -> tuple[PlanStep, ...]:
    (district,) = asked.districts
    frame = release.frame(district, asked.day)
    found = whole_household(frame, asked.household, release.ruleset.services, today)
    return family_plan(frame, asked.household, found, today)


def _plan_step(step: PlanStep) -> PlanStepShape:
    return {
        "kind": step.kind,
        "service": step.service,
        "subject": str(step.subject),
        "month": str(step.month),
        "when_done": step.when_done,
        "needs": str(step.needs) if step.needs else None,
    }


def _named(subjects: tuple[Subject, ...]) -> list[str]:
    return [str(subject) for subject in subjects]
