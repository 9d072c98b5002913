"""A household's outcomes, composed of flat situations: one adult and one child at a time.

A service is evaluated with the answers of the household, of one adult and, if it is for children,
of one child. Where another adult could take it up as well, the best outcome counts, and it says
whose facts counted (semantics.md, *The household*). The grammar knows nobody but «you».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from ..conditions.verdict import NO, Verdict
from ..model.answers import Answer, Answers
from ..model.households import THE_HOUSEHOLD, ForWhom, Household, Subject
from ..model.ruleset import Question
from ..model.school import STAGE
from .outcomes import BEST_FIRST, Evaluation, Frame, Outcome, ServiceFrame, Strength

NO_CHILD = "none"
"""The stage of a child that, given flat, says that there is no child."""

SIZE = "household_size"
"""The question how many people there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A service with the facts of one adult.

    ``asks``: what is worth asking while this adult may still bring about a better outcome;
    ``possible``: all that may still come to be asked for it.
    """

    adult: Subject
    evaluation: Evaluation
    answers: Answers
    asks: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectOutcome:
    """What a service comes to for one subject: the best over the adults whose facts it may use.

    ``by``: the adults whose facts counted, all of them where they are equal; ``evaluation`` and the
    flat ``answers`` are those of the first; ``candidates``: each adult on their own.
    """

    subject: Subject
    by: tuple[Subject, ...]
    evaluation: Evaluation
    answers: Answers
    candidates: tuple[Candidate, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What it comes to."""
        return self.evaluation.outcome


Outcomes = Mapping[str, tuple[SubjectOutcome, ...]]
"""Service → what it comes to for each of its subjects."""


def household_of(answers: Answers, questions: Mapping[str, Question]) -> Household:
    """Flat answers as the household of one adult and one child; none where there is no child."""
    of: dict[str, dict[str, Answer]] = {"household": {}, "adult": {}, "child": {}}
    for name, answer in answers.items():
        of[questions[name].of if name in questions else "adult"][name] = answer
    children = () if answers.get(STAGE) == NO_CHILD else (of["child"],)
    return Household(
        household=of["household"], adults=(of["adult"],), children=children, is_flat=True
    )


def evaluate_household(
    frame: Frame, household: Household, service: str, today: date
) -> tuple[SubjectOutcome, ...]:
    """One service for everybody it is for; KeyError if there is none of that name."""
    return Composer(household, today).outcomes(frame.service(service))


def whole_household(
    frame: Frame, household: Household, services: Iterable[str], today: date
) -> dict[str, tuple[SubjectOutcome, ...]]:
    """Several services for everybody they are for."""
    composer = Composer(household, today)
    return {name: composer.outcomes(frame.service(name)) for name in services}


def flat_outcome(evaluation: Evaluation, answers: Answers) -> SubjectOutcome:
    """A flat evaluation as the outcome of the one adult, the one child or their household."""
    kind = evaluation.service.is_for
    subject = _one_of(kind, answers)
    candidate = _candidate_of(Subject("adult", 1), evaluation, answers)
    return _told(subject, (candidate,), (candidate,))


def _one_of(kind: ForWhom, answers: Answers) -> Subject:
    """The subject of a service that flat answers stand for."""
    match kind:
        case "household":
            return THE_HOUSEHOLD
        case "adult" | "child":
            return Subject(kind, 1)
        case "person":
            return Subject("adult" if answers.get(STAGE) == NO_CHILD else "child", 1)
        case _:
            assert_never(kind)


def flat_evaluations(outcomes: Outcomes) -> tuple[Evaluation, ...]:
    """All evaluations, service by service."""
    return tuple(found.evaluation for its in outcomes.values() for found in its)


def rank(evaluation: Evaluation) -> tuple[int, bool]:
    """How good an outcome is: the lower, the better; among equal ones the confirmed."""
    return BEST_FIRST[evaluation.outcome], evaluation.strength is not Strength.CONFIRMED


def shown_first(evaluation: Evaluation) -> tuple[int, bool]:
    """Of several people, for whom a service is shown first: the lower, the sooner.

    As `rank`, but what is for later gives way: of two children the younger has years to go, while
    what the elder has to ask, answer or make up for is due now.
    """
    place = _SHOWN_FIRST.index(evaluation.outcome)
    return place, evaluation.strength is not Strength.CONFIRMED


_LATER = (Outcome.NOT_YET, Outcome.INFORMATION, Outcome.DOES_NOT_CONCERN)
_SHOWN_FIRST = (*(its for its in BEST_FIRST if its not in _LATER), *_LATER)


_Known = dict[tuple[object, ...], Evaluation]
"""What is read of some answers → the evaluation of one service by them, within one request."""


class Composer:
    """Evaluates services for the people of one household, whose answers are made flat once."""

    def __init__(self, household: Household, today: date) -> None:
        self.household = household
        self.real_day = today
        self.adults = household.of_kind("adult")
        self.children = household.of_kind("child")
        self._is_one_situation = len(self.adults) == 1 and len(self.children) <= 1
        self._flat: dict[tuple[int, int], Answers] = {}

    def outcomes(self, frame: ServiceFrame) -> tuple[SubjectOutcome, ...]:
        """A service for each of its subjects."""
        known: _Known = {}
        return tuple([self._outcome(frame, its, known) for its in self._subjects(frame)])

    def outcome(self, frame: ServiceFrame, subject: Subject) -> SubjectOutcome:
        """A service for one of its subjects."""
        return self._outcome(frame, subject, {})

    def _subjects(self, frame: ServiceFrame) -> tuple[Subject, ...]:
        """Whom a service is for; the household where there is no child that it could be for."""
        match frame.local.as_written.is_for:
            case "adult":
                return self.adults
            case "household":
                return (THE_HOUSEHOLD,)
            case "child":
                return self.children or (THE_HOUSEHOLD,)
            case "person":
                if self.household.is_flat and self.children:
                    return self.children
                return (*self.adults, *self.children)
            case _:
                assert_never(frame.local.as_written.is_for)

    def _outcome(self, frame: ServiceFrame, subject: Subject, known: _Known) -> SubjectOutcome:
        if subject.kind == "adult":
            return _alone(self._candidate(frame, subject, subject, known))
        if subject.kind == "household" and frame.local.as_written.is_for == "child":
            return self._without_child(frame)
        return self._best(frame, subject, known)

    def _without_child(self, frame: ServiceFrame) -> SubjectOutcome:
        answers = self._answers(self.adults[0], THE_HOUSEHOLD)
        return SubjectOutcome(
            subject=THE_HOUSEHOLD, by=(), evaluation=frame.without_child, answers=answers
        )

    def _answers(self, adult: Subject, subject: Subject) -> Answers:
        child = subject.number if subject.kind == "child" else 0
        key = adult.number, child
        if key not in self._flat:
            flat = self.household.flat(adult.number, child or None)
            # An adult's own outcome takes no child of theirs into account.
            self._flat[key] = flat if child else {**flat, STAGE: NO_CHILD}
        return self._flat[key]

    def _candidate(
        self,
        frame: ServiceFrame,
        adult: Subject,
        subject: Subject,
        known: _Known,
    ) -> Candidate:
        answers = self._answers(adult, subject)
        if self._is_one_situation:
            return _candidate_of(adult, frame.evaluate(answers, self.real_day), answers)
        # What is not read cannot tell two situations apart: most siblings and parents are one.
        read = frame.deciding_answers(answers)
        evaluation = known.get(read)
        if evaluation is None:
            evaluation = known[read] = frame.evaluate(answers, self.real_day)
        return _candidate_of(adult, evaluation, answers)

    def _best(
        self,
        frame: ServiceFrame,
        subject: Subject,
        known: _Known,
    ) -> SubjectOutcome:
        every = tuple(self._candidate(frame, adult, subject, known) for adult in self.adults)
        if len(every) == 1:
            return _told(subject, every, every)
        every = tuple(self._contending(frame, every))
        contending = [its for its in every if its.asks or _is_settled(its)]
        best = min(rank(its.evaluation) for its in contending)
        first = [its for its in contending if rank(its.evaluation) == best]
        if first[0].evaluation.outcome is Outcome.DOES_NOT_MEET:
            refused = [its for its in every if _is_refused(its)]
            if len(refused) > 1:
                return _together(subject, every, refused)
        if first[0].evaluation.outcome is Outcome.MORE_INFORMATION:
            every = tuple(_may_be_asked_on(its) if _is_refused(its) else its for its in every)
        return _told(subject, every, first)

    def _contending(self, frame: ServiceFrame, every: tuple[Candidate, ...]) -> Iterator[Candidate]:
        """The candidates; who can no longer bring about anything better is asked nothing more."""
        settled = [BEST_FIRST[its.evaluation.outcome] for its in every if _is_settled(its)]
        reached = min(settled, default=len(BEST_FIRST))
        for its in every:
            if _is_settled(its):
                yield its
                continue
            could = frame.best_possible(its.evaluation, its.answers, self.real_day)
            if BEST_FIRST[could] < reached:
                yield its
            else:
                yield replace(its, asks=(), possible=())


def _candidate_of(adult: Subject, evaluation: Evaluation, answers: Answers) -> Candidate:
    """An adult with what is asked for their evaluation."""
    return Candidate(
        adult=adult,
        evaluation=evaluation,
        answers=answers,
        asks=evaluation.missing,
        possible=evaluation.possible,
    )


def _is_settled(candidate: Candidate) -> bool:
    return candidate.evaluation.outcome is not Outcome.MORE_INFORMATION


def _is_refused(candidate: Candidate) -> bool:
    return candidate.evaluation.outcome is Outcome.DOES_NOT_MEET


def _may_be_asked_on(candidate: Candidate) -> Candidate:
    """A refused adult of whom more is asked if the others are refused for other things."""
    return replace(candidate, possible=candidate.evaluation.further)


def _alone(candidate: Candidate) -> SubjectOutcome:
    return _told(candidate.adult, (candidate,), (candidate,))


def _told(
    subject: Subject, every: tuple[Candidate, ...], best: Iterable[Candidate]
) -> SubjectOutcome:
    best = tuple(best)
    return SubjectOutcome(
        subject=subject,
        by=tuple(its.adult for its in best),
        evaluation=best[0].evaluation,
        answers=best[0].answers,
        candidates=every,
    )


def _together(
    subject: Subject, every: tuple[Candidate, ...], refused: list[Candidate]
) -> SubjectOutcome:
    """Adults who are all refused, but perhaps none for what the other lacks as well.

    Refused if one requirement is no for everybody; left to the counter if none can be; else what
    is still open of those that could be is asked.
    """
    by_requirement = list(zip(*(its.evaluation.findings for its in refused), strict=True))
    if any(all(its.verdict is Verdict.NO for its in findings) for findings in by_requirement):
        return _told(subject, every, refused)
    disputed = {
        findings[0].requirement.id
        for findings in by_requirement
        if all(its.outlook & NO for its in findings)
    }
    if disputed:
        every = tuple(_asked_about(its, disputed) if its in refused else its for its in every)
        evaluation = replace(
            refused[0].evaluation,
            outcome=Outcome.MORE_INFORMATION,
            missing=tuple(dict.fromkeys(name for its in every for name in its.asks)),
            possible=tuple(dict.fromkeys(name for its in every for name in its.possible)),
        )
    else:
        evaluation = replace(
            refused[0].evaluation,
            outcome=Outcome.ASK_THE_COUNTER,
            split_between=True,
        )
    told = _told(subject, every, refused)
    return replace(told, evaluation=evaluation)


def _asked_about(candidate: Candidate, requirements: set[str]) -> Candidate:
    """A refused adult who is asked on about some requirements."""
    missing = (
        name
        for finding in candidate.evaluation.findings
        if finding.requirement.id in requirements
        for name in finding.missing
    )
    asks = tuple(dict.fromkeys(missing))
    return replace(candidate, asks=asks, possible=asks)


def size_differs(household: Household) -> tuple[int, int] | None:
    """How many people the household says it has, and how many were told of; None if the same.

    A difference is a thing to ask about: a grandparent, a child away, or a slip of the finger.
    """
    said = household.household.get(SIZE)
    told = proposed_size(household)
    if isinstance(said, bool) or not isinstance(said, int) or said == told:
        return None
    return said, told


def proposed_size(household: Household) -> int:
    """How many people were told of."""
    return len(household.adults) + len(household.children)
