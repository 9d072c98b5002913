"""The next question, derived from what is undecided and could still change an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..conditions.tree import questions_of
from ..model.households import THE_HOUSEHOLD, Household, Subject
from ..model.ruleset import Question
from .answer_reader import Answer, Answers
from .household_outcomes import Candidate, Outcomes, SubjectOutcome
from .outcomes import Evaluation, Outcome

IN_A_ROW = 3
"""Answers «不知道» one after another, after which it is better to find out first."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is still worth asking.

    ``next``: the question to ask now, None when nothing can change any more; ``at_most``: an upper
    bound of the questions still to come, this one included, which only falls as answers come in;
    ``because``: for the next question, the services it matters to.
    """

    next: str | None
    at_most: int
    because: tuple[str, ...]


def agenda(evaluations: Iterable[Evaluation], questions: Mapping[str, Question]) -> Agenda:
    """The agenda after some evaluations, editorial order on top.

    A check limited to one service goes on after a no: what else is lacking is worth knowing there.
    """
    evaluations = tuple(evaluations)
    wanted: dict[str, list[str]] = {}
    possible: set[str] = set()
    for evaluation in evaluations:
        asked = evaluation.further if len(evaluations) == 1 else ()
        for name in evaluation.missing or asked:
            wanted.setdefault(name, []).append(evaluation.service.id)
        possible.update(evaluation.possible, asked)
    if not wanted:
        return Agenda(None, 0, ())
    # By the order of the rules, where editors put first what settles most.
    first = min(wanted, key=lambda name: questions[name].place)
    return Agenda(first, len(possible), tuple(wanted[first]))


class Asking(NamedTuple):
    """A question to somebody, or to the household."""

    subject: Subject
    question: str


@dataclass(frozen=True, slots=True)
class HouseholdAgenda:
    """What is still worth asking of a household.

    ``asked``: what is open now, in its order; ``most``: an upper bound of the questions still to
    come, which only falls as answers come in; ``because``: for the first, the services it matters
    to.
    """

    asked: tuple[Asking, ...]
    most: int
    because: tuple[str, ...]

    @property
    def next(self) -> Asking | None:
        """What to ask now; None when nothing can change any more."""
        return self.asked[0] if self.asked else None


def household_agenda(
    outcomes: Outcomes, household: Household, questions: Mapping[str, Question]
) -> HouseholdAgenda:
    """The agenda of a household: what is asked of all of it first, then person by person.

    Nobody is asked about who was not told of: only who is in ``household`` is asked. An adult
    is asked on for a child or the household only while they may still bring about a better one.
    """
    alone = len(outcomes) == 1
    wanted: dict[Asking, dict[str, None]] = {}
    # Names by whose they may be: most services leave the same questions open.
    open_of: dict[tuple[Subject, Subject], set[str]] = {}
    for service, found in outcomes.items():
        for outcome in found:
            for candidate in outcome.candidates:
                now, later = _worth_asking(outcome, candidate, alone=alone)
                for name in now:
                    asking = _asking(questions[name], outcome, candidate)
                    wanted.setdefault(asking, {})[service] = None
                if later:
                    open_of.setdefault((outcome.subject, candidate.adult), set()).update(later)
    possible = {
        Asking(subject_of(questions[name], subject, adult), name)
        for (subject, adult), names in open_of.items()
        for name in names
    }
    told_of = set(household.subjects())
    asked = in_order((its for its in wanted if its.subject in told_of), questions)
    return HouseholdAgenda(
        asked=asked,
        most=sum(its.subject in told_of for its in possible | wanted.keys()),
        because=tuple(wanted[asked[0]]) if asked else (),
    )


def _worth_asking(
    outcome: SubjectOutcome, candidate: Candidate, *, alone: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is worth asking of a candidate now, and all that may come; after a no only where the
    check is limited to the one service."""
    if alone and outcome.outcome is Outcome.DOES_NOT_MEET and not candidate.asks:
        return candidate.evaluation.further, candidate.evaluation.further
    return candidate.asks, candidate.possible


def _asking(question: Question, outcome: SubjectOutcome, candidate: Candidate) -> Asking:
    """Of whom a question is that a candidate's situation leaves open."""
    return Asking(subject_of(question, outcome.subject, candidate.adult), question.id)


def subject_of(question: Question, subject: Subject, adult: Subject) -> Subject:
    """Whose fact a question is, where a service is for a subject with the facts of an adult."""
    if question.of == "household":
        return THE_HOUSEHOLD
    return subject if question.of == "child" and subject.kind == "child" else adult


def askings(outcome: SubjectOutcome, questions: Mapping[str, Question]) -> tuple[Asking, ...]:
    """What is worth asking for one outcome, in the order of the interview."""
    found = {
        _asking(questions[name], outcome, candidate)
        for candidate in outcome.candidates
        for name in candidate.asks
    }
    return in_order(found, questions)


def in_order(askings: Iterable[Asking], questions: Mapping[str, Question]) -> tuple[Asking, ...]:
    """Questions in the order of the interview: of the household first, then person by person."""
    return tuple(sorted(askings, key=lambda its: _order(its, questions)))


_KINDS = ("household", "adult", "child")


def _order(asking: Asking, questions: Mapping[str, Question]) -> tuple[int, int, int]:
    subject = asking.subject
    return _KINDS.index(subject.kind), subject.number, questions[asking.question].place


def household_to_find_out(
    given: Sequence[tuple[Asking, Answer]],
    outcomes: Outcomes,
    questions: Mapping[str, Question],
) -> tuple[Asking, ...]:
    """After three «不知道» in a row, what was answered so and stands in the way, as `to_find_out`.

    ``given``: what was answered, in the order of answering.
    """
    last = [answer for _, answer in given[-IN_A_ROW:]]
    if len(last) < IN_A_ROW or any(answer is not None for answer in last):
        return ()
    unknown = {asking for asking, answer in given if answer is None}
    held_up: dict[Asking, int] = {}
    for found in outcomes.values():
        for outcome in found:
            for candidate in outcome.candidates:
                for name in _in_the_way(candidate.evaluation):
                    asking = _asking(questions[name], outcome, candidate)
                    if asking in unknown:
                        held_up[asking] = held_up.get(asking, 0) + 1
    return tuple(sorted(held_up, key=lambda its: (-held_up[its], _order(its, questions))))


def to_find_out(
    given: Answers, evaluations: Iterable[Evaluation], questions: Mapping[str, Question]
) -> tuple[str, ...]:
    """After three «不知道» in a row, what was answered so and stands in the way of an outcome.

    ``given``: what the person answered, in the order of answering. What holds up most services
    comes first. Empty where the last answers were others, or where nothing depends on them.
    """
    last = list(given.values())[-IN_A_ROW:]
    if len(last) < IN_A_ROW or any(answer is not None for answer in last):
        return ()
    held_up: dict[str, int] = {}
    for evaluation in evaluations:
        for name in _in_the_way(evaluation):
            if name in given and given[name] is None:
                held_up[name] = held_up.get(name, 0) + 1
    return tuple(sorted(held_up, key=lambda name: (-held_up[name], questions[name].place)))


def _in_the_way(evaluation: Evaluation) -> set[str]:
    """What an evaluation leaves open for want of knowing."""
    found = {name for finding in evaluation.findings for name in finding.unclear}
    service = evaluation.service
    if evaluation.concern_unsure and service.concerns is not None:
        found.update(questions_of(service.concerns))
    if evaluation.ahead_unsure and service.ahead is not None:
        found.update(questions_of(service.ahead))
    return found
