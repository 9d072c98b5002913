"""Who of a household settles first, and who can follow.

A settlement that gives the family someone to join is planned where it is met, or as «if it is
granted» where only the counter's part is left. The others are then evaluated as if they joined that
person; nobody's own registration is ever assumed to have changed (semantics.md, *Family plan*).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..conditions.tree import IsHere, atoms
from ..conditions.verdict import NO
from ..model.family import (
    AS_CHILD,
    AS_SPOUSE,
    JOINS,
    JOINS_DISTRICT,
    JOINS_RURAL,
    OF_A_CHILD,
    FamilyGrant,
)
from ..model.households import Household, Subject
from ..model.months import Month
from .answer_reader import Answer, Answers
from .household_outcomes import Outcomes, SubjectOutcome
from .outcomes import Evaluation, Frame, Outcome, ServiceFrame
from .roadmap import done_by
from .timeline import timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One step of the plan: who takes up what, and in which month it can be at the earliest.

    ``when_done``: only if what goes before, or this, is granted by a counter that decides;
    ``needs``: who goes first; ``kind``: settling, joining who has settled, or going to school by
    the child's own registration, no longer as a child from elsewhere; ``outcome``: what joining
    comes to as far as was told.
    """

    service: str
    subject: Subject
    month: Month
    when_done: bool = False
    needs: Subject | None = None
    kind: Literal["settle", "join", "school"] = "settle"
    outcome: Outcome = Outcome.MEETS


def family_plan(
    frame: Frame, household: Household, outcomes: Outcomes, today: date
) -> tuple[PlanStep, ...]:
    """The plan of a household: who settles, then who joins them, then which school follows.

    Empty where nobody settles by a service that gives the family someone to join.
    """
    planner = _FamilyPlanner(frame, household, outcomes, today)
    leaders = planner.leaders()
    if not leaders:
        return ()
    followers = list(planner.followers(leaders))
    schools = [step for its in followers for step in planner.schools(its)]
    return (*(its.step for its in leaders), *followers, *schools)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leader:
    """A settlement that is planned, what it gives, and the month in which it would be done."""

    step: PlanStep
    grant: FamilyGrant
    done: Month


_REACHED = (Outcome.MEETS, Outcome.COUNTER_DECIDES)
_MAY_JOIN = (*_REACHED, Outcome.ASK_THE_COUNTER, Outcome.MORE_INFORMATION)


class _FamilyPlanner:
    def __init__(self, frame: Frame, household: Household, outcomes: Outcomes, today: date) -> None:
        self.frame = frame
        self.household = household
        self.outcomes = outcomes
        self.real_day = today
        self.here = Month.on(frame.day)
        self.services = frame.ruleset.services

    # who settles

    def leaders(self) -> list[_Leader]:
        """Who can settle now, by the best way of each; else who can first by time alone."""
        settling = [
            (one, grant)
            for name, found in self.outcomes.items()
            if (grant := self.services[name].grants_family) is not None
            for one in found
            if one.subject.kind == "adult" and self._is_given(grant, one)
        ]
        now = [(one, grant) for one, grant in settling if one.outcome in _REACHED]
        best: dict[Subject, tuple[SubjectOutcome, FamilyGrant]] = {}
        for one, grant in now:
            known = best.get(one.subject)
            if known is None or (known[0].outcome, one.outcome) == _REACHED[::-1]:
                best[one.subject] = (one, grant)
        found = [self._leader(one, grant, self.here) for one, grant in best.values()]
        return found or self._later(settling)

    def _later(self, settling: list[tuple[SubjectOutcome, FamilyGrant]]) -> list[_Leader]:
        """Whoever time alone brings there first."""
        found: list[_Leader] = []
        for one, grant in settling:
            if one.outcome in (Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION):
                continue
            service = self.frame.service(one.evaluation.service.id)
            ahead = timeline(service, one.answers, self.real_day, one.evaluation)
            turn = ahead.meets or ahead.counter_decides
            if turn is not None:
                is_met = turn is ahead.meets
                found.append(self._leader(one, grant, turn.month, is_met=is_met))
        return sorted(found, key=lambda its: its.done)[:1]

    def _leader(
        self, one: SubjectOutcome, grant: FamilyGrant, month: Month, *, is_met: bool | None = None
    ) -> _Leader:
        met = one.outcome is Outcome.MEETS if is_met is None else is_met
        service = self.services[one.evaluation.service.id]
        day = self.frame.day if month == self.here else month.last_day
        step = PlanStep(
            service=service.id,
            subject=one.subject,
            month=month,
            when_done=not met,
            outcome=Outcome.MEETS if met else Outcome.COUNTER_DECIDES,
        )
        done = done_by(service, self.frame.district, day, month)
        return _Leader(step=step, grant=grant, done=done)

    def _is_given(self, grant: FamilyGrant, one: SubjectOutcome) -> bool:
        """Whether the route that is taken gives the family someone to join."""
        if grant.when is None:
            return True
        frame = self.frame.service(one.evaluation.service.id)
        return frame.compiled(grant.when)(one.answers).outlook != NO

    # who follows

    def followers(self, leaders: list[_Leader]) -> Iterator[PlanStep]:
        """Everybody else who can join a leader, the sooner done the better."""
        settled = {its.step.subject for its in leaders if not its.step.when_done}
        for subject in self.household.subjects():
            if subject.kind == "household" or subject in settled:
                continue
            others = [its for its in leaders if its.step.subject != subject]
            others.sort(key=lambda its: (its.step.when_done, its.done))
            steps = (step for its in others if (step := self._joining(subject, its)) is not None)
            step = next(steps, None)
            if step is not None:
                yield step

    def _joining(self, subject: Subject, leader: _Leader) -> PlanStep | None:
        """The step of somebody who joins a leader, None where that is refused or not needed."""
        joined_as = AS_SPOUSE if subject.kind == "adult" else AS_CHILD
        if joined_as not in leader.grant.joins:
            return None
        answers = self._moving(subject, joined_as, leader.grant)
        for name, service in self.services.items():
            frame = self._then(name, leader.done)
            if service.grants_family or frame is None or JOINS not in frame.deciding_questions:
                continue
            found = frame.evaluate(answers, self.real_day)
            if found.outcome in _MAY_JOIN and not _may_be_here(found):
                return PlanStep(
                    service=name,
                    subject=subject,
                    month=leader.done,
                    when_done=leader.step.when_done,
                    needs=leader.step.subject,
                    kind="join",
                    outcome=found.outcome,
                )
        return None

    def _moving(self, subject: Subject, joined_as: str, grant: FamilyGrant) -> dict[str, Answer]:
        """The answers of somebody as of who moves, with the person to join."""
        own = self.household.of(subject)
        if subject.kind == "adult":
            answers = {**self.household.household, **own}
        else:
            answers = {asked: own[name] for asked, name in OF_A_CHILD.items() if name in own}
        answers.pop(JOINS_RURAL, None)
        if grant.rural is not None:
            answers[JOINS_RURAL] = grant.rural
        return {**answers, JOINS: joined_as, JOINS_DISTRICT: self.frame.district.id}

    def _then(self, service: str, month: Month) -> ServiceFrame | None:
        """A service on the last day of a month, today in this one; None where nobody can say."""
        if month <= self.here:
            return self.frame.service(service)
        if not self.frame.district.period.holds(month.last_day):
            return None
        return self.frame.service(service).on(month.last_day)

    # which school

    def schools(self, joining: PlanStep) -> Iterator[PlanStep]:
        """The school that a child goes to by its own registration once it has joined."""
        if joining.subject.kind != "child":
            return
        for name, found in self.outcomes.items():
            for one in found:
                if one.subject == joining.subject and self._is_by_registration(one):
                    yield PlanStep(
                        service=name,
                        subject=joining.subject,
                        month=joining.month,
                        when_done=True,
                        needs=joining.subject,
                        kind="school",
                    )
                    return

    def _is_by_registration(self, one: SubjectOutcome) -> bool:
        """Whether a service is for children from elsewhere, and would not be for one from here."""
        concerns = one.evaluation.service.concerns
        if concerns is None or one.outcome in (Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION):
            return False
        if not any(isinstance(its, IsHere) for its in atoms(concerns)):
            return False
        frame = self.frame.service(one.evaluation.service.id)
        here: Answers = {
            **one.answers,
            OF_A_CHILD["hukou_place"]: self.frame.ruleset.city.id,
            OF_A_CHILD["hukou_district"]: self.frame.district.id,
        }
        return frame.compiled(concerns)(here).outlook == NO


def _may_be_here(found: Evaluation) -> bool:
    """Whether it was not told where somebody is registered: perhaps here already."""
    return found.concern_open or found.concern_unsure
