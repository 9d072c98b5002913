"""The steps of a household in one order: equal ones joined, first things first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from ..conditions.tree import questions_of
from ..conditions.verdict import Verdict
from ..model.households import THE_HOUSEHOLD, Subject
from ..model.months import NONE, Month
from ..model.ruleset import Ruleset, Service
from .household_outcomes import Outcomes, SubjectOutcome
from .interview import subject_of
from .next_steps import (
    About,
    Apply,
    Ask,
    BeginBy,
    Do,
    Evaluate,
    FindOut,
    NextStep,
    Wait,
    next_steps,
)
from .outcomes import Evaluation, Frame, Outcome

SOON = 60
"""Days within which a deadline comes before everything else."""

AT_THE_TOP = 3
"""Steps that stand on top of an overview."""

_MANY = 2
"""Services that must lack a thing for it to come before other things."""


@dataclass(frozen=True, slots=True)
class HouseholdSteps:
    """All steps in order, and those of each service for each of its subjects."""

    every: tuple[NextStep, ...]
    by_subject: Mapping[tuple[str, Subject], tuple[NextStep, ...]]

    @property
    def first(self) -> tuple[NextStep, ...]:
        """Those on top of the overview."""
        return self.every[:AT_THE_TOP]

    @property
    def by_service(self) -> Mapping[str, tuple[NextStep, ...]]:
        """The steps of each service, equal ones of several people joined."""
        found: dict[str, list[NextStep]] = {}
        for (service, _), steps in self.by_subject.items():
            found.setdefault(service, []).extend(steps)
        return {service: tuple(joined_steps(steps)) for service, steps in found.items()}

    def of(self, service: str, subject: Subject | None = None) -> tuple[NextStep, ...]:
        """The steps of a service, for everybody or for one subject."""
        if subject is None:
            return self.by_service.get(service, ())
        return self.by_subject.get((service, subject), ())


def household_steps(frame: Frame, outcomes: Outcomes, today: date) -> HouseholdSteps:
    """The steps of several services: equal ones of services or people are one that names all."""
    every = tuple(one for found in outcomes.values() for one in found)
    evaluated = _Evaluated(frame, outcomes, today)
    by_subject = {
        (one.evaluation.service.id, one.subject): next_steps(
            frame, one, today, evaluated.beside(one)
        )
        for one in every
    }
    lacked = _lacked_by(every, frame.ruleset)
    joined = joined_steps(step for steps in by_subject.values() for step in steps)
    applied = {
        (name, subject)
        for step in joined
        if isinstance(step, Apply)
        for name in step.services
        for subject in step.subjects
    }
    joined = [step for step in joined if not _is_applied_for(step, applied)]
    services = frame.ruleset.services
    ordered = sorted(joined, key=lambda step: _place(step, frame.day, lacked, services))
    return HouseholdSteps(tuple(ordered), by_subject)


class _Evaluated:
    """What other services come to beside one: for the same subject, or for who takes them up."""

    def __init__(self, frame: Frame, outcomes: Outcomes, today: date) -> None:
        self._frame = frame
        self._outcomes = outcomes
        self._real_day = today
        self._made: dict[tuple[str, int], Evaluation] = {}

    def beside(self, outcome: SubjectOutcome) -> Evaluate:
        """The evaluations beside one outcome; where there is none, by its own flat answers."""
        near = (outcome.subject, *outcome.by[:1], THE_HOUSEHOLD)

        def evaluation(service: str) -> Evaluation:
            found = {one.subject: one for one in self._outcomes.get(service, ())}
            for subject in near:
                if subject in found:
                    return found[subject].evaluation
            key = service, id(outcome.answers)
            if key not in self._made:
                frame = self._frame.service(service)
                self._made[key] = frame.evaluate(outcome.answers, self._real_day)
            return self._made[key]

        return evaluation


def joined_steps(steps: Iterable[NextStep]) -> list[NextStep]:
    """Equal steps as one that names every service and person, in the order of first mention.

    Taking up the same service is the same step, whatever it is lacking for. What is applied for is
    joined over people alone: another service is another thing.
    """
    found: list[NextStep] = []
    places: dict[int, list[int]] = {}
    for step in steps:
        alike = places.setdefault(_mark(step), [])
        # Most steps are like no other, and need not be made bare to be compared.
        without = _bare(step) if alike else step
        place = next((place for place in alike if _bare(found[place]) == without), None)
        if place is None:
            alike.append(len(found))
            found.append(step)
        else:
            found[place] = _with_all_of(found[place], step)
    return found


def _bare(step: NextStep) -> NextStep:
    """A step without those whom it is for, so that equal ones are equal."""
    if isinstance(step, Apply):
        # What is done at the office may read otherwise for a child; no step says it.
        return replace(step, subjects=(), office_steps=())
    if isinstance(step, Do):
        requirement = None if step.granted_by else step.requirement
        return replace(step, services=(), subjects=(), doers=(), requirement=requirement)
    return replace(step, services=(), subjects=())


def _mark(step: NextStep) -> int:
    """A number that is equal for equal steps and cheap to tell: most steps differ in it."""
    match step:
        case Apply():
            return hash(("apply", step.services))
        case Do():
            own = step.requirement.id if step.requirement and not step.granted_by else ""
            return hash(("do", own, step.granted_by, step.instead))
        case Wait() | BeginBy():
            return hash((step.kind, step.month))
        case Ask():
            return hash(("ask", tuple(its.about for its in step.inquiries), step.at_once))
        case FindOut():
            return hash(("find_out", step.question, step.of, step.is_next))
        case _:
            assert_never(step)


def _with_all_of(step: NextStep, other: NextStep) -> NextStep:
    """A step that names the services and people of another as well."""
    services = tuple(dict.fromkeys((*step.services, *other.services)))
    subjects = tuple(dict.fromkeys((*step.subjects, *other.subjects)))
    if isinstance(step, Do) and isinstance(other, Do):
        doers = tuple(dict.fromkeys((*step.doers, *other.doers)))
        return replace(step, services=services, subjects=subjects, doers=doers)
    return replace(step, services=services, subjects=subjects)


def _is_applied_for(step: NextStep, applied: set[tuple[str, Subject]]) -> bool:
    """Whether a step that leads to other services stands in the list by itself."""
    if not isinstance(step, Do):
        return False
    if step.instead:
        return all((name, who) in applied for name in step.instead for who in step.subjects)
    return bool(step.granted_by) and all(
        any((name, who) in applied for name in step.granted_by) for who in step.doers
    )


Lacked = Mapping[tuple[Subject, str], set[str]]
"""What somebody does not have → the services whose requirements lack it."""


def _lacked_by(outcomes: Iterable[SubjectOutcome], ruleset: Ruleset) -> Lacked:
    """Things that people do not have, each with the services whose requirements lack it."""
    found: dict[tuple[Subject, str], set[str]] = {}
    for one in outcomes:
        evaluation = one.evaluation
        if evaluation.outcome in (Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.MEETS):
            continue
        adult = one.by[0] if one.by else one.subject
        for finding in evaluation.findings:
            when = finding.requirement.when
            if finding.verdict is Verdict.YES or when is None:
                continue
            for name in questions_of(when):
                if one.answers.get(name, True) in (False, NONE):
                    whose = subject_of(ruleset.questions[name], one.subject, adult)
                    found.setdefault((whose, name), set()).add(evaluation.service.id)
    return found


def _place(
    step: NextStep,
    day: date,
    lacked: Lacked,
    services: Mapping[str, Service],
) -> tuple[int, int, date]:
    """Where a step stands: its rank, how many services it helps (most first), its day."""
    last = _deadline(step)
    helped = len(_helped(step, lacked, services))
    if isinstance(step, Ask) and step.at_once:
        return 0, 0, day
    if last is not None and (last - day).days <= SOON:
        return 1, 0, last
    far = date.max
    match step:
        case Apply():
            if step.informs or step.held:
                return 6, 0, far
            return (2, -helped, far) if helped >= _MANY else (3, -helped, far)
        case Do() if step.instead:
            return 9, 0, far
        case Do():
            return (2, -helped, far) if helped >= _MANY else (5, -helped, far)
        case BeginBy():
            soon = not step.too_late and step.month <= Month.on(day).later(12)
            return (4 if soon else 10), 0, step.month.last_day
        case Ask():
            return _place_of_question(step), -len(step.services), far
        case FindOut():
            return 9, -len(step.services), far
        case Wait():
            return 11, 0, step.month.first_day
        case _:
            assert_never(step)


def _place_of_question(step: Ask) -> int:
    """What decides something is asked before how things are done; what is only heard comes last."""
    asked = {inquiry.about for inquiry in step.inquiries}
    if asked <= {About.LEAD}:
        return 12
    return 8 if asked <= {About.LEAD, About.INFORMATION, About.FORMALITIES} else 7


def _deadline(step: NextStep) -> date | None:
    """The last day on which a step can be taken, where there is one."""
    if isinstance(step, Apply | Ask):
        return step.opening.closes if step.opening else None
    if isinstance(step, BeginBy) and not step.too_late:
        return step.month.last_day
    return None


def _helped(step: NextStep, lacked: Lacked, services: Mapping[str, Service]) -> set[str]:
    """The other services that a step brings nearer."""
    if isinstance(step, Do):
        return set(step.services)
    if not isinstance(step, Apply):
        return set()
    granted = {name for own in step.services for name in services[own].grants}
    helped = {
        name for thing in granted for who in step.subjects for name in lacked.get((who, thing), ())
    }
    return helped - set(step.services)
