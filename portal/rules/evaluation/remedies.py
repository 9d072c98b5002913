"""What would change an outcome: the smallest sets of changeable facts that turn it for the better.

Months move only through time (see `timeline`); another district is a link, not a remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import assert_never

from ..conditions.tree import questions_of
from ..conditions.verdict import Verdict
from ..model.ruleset import Question
from .answer_reader import Answer, Answers
from .outcomes import Evaluation, Outcome, ServiceFrame

LARGEST = 2
"""Facts a remedy changes at most."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Questions with the answers they would need, and the outcome then.

    ``outcome`` *more information*: nothing is refused any more, and the rest was not asked yet.
    """

    changes: tuple[tuple[str, Answer], ...]
    outcome: Outcome


_WITHOUT = frozenset(
    {Outcome.MEETS, Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.NOT_YET}
)


def remedies(
    frame: ServiceFrame, answers: Answers, today: date, now: Evaluation
) -> tuple[Remedy, ...]:
    """All minimal remedies, fewest changes first; none where nothing is refused or left open."""
    if now.outcome in _WITHOUT:
        return ()
    options = {
        question.id: _values(question, frame, answers) for question in _questions(frame, now)
    }
    wanted = _wanted(now)
    found: list[Remedy] = []
    for size in range(1, LARGEST + 1):
        for names in combinations(options, size):
            if any({name for name, _ in remedy.changes} <= set(names) for remedy in found):
                continue
            for values in product(*(options[name] for name in names)):
                changes = tuple(zip(names, values, strict=True))
                then = frame.evaluate({**answers, **dict(changes)}, today)
                if then.outcome in wanted and not _refused(then):
                    found.append(Remedy(changes, then.outcome))
    return tuple(found)


def _wanted(now: Evaluation) -> frozenset[Outcome]:
    """The outcomes that are better than now; with open requirements, that nothing is refused."""
    if now.outcome is Outcome.COUNTER_DECIDES:
        return frozenset({Outcome.MEETS})
    better = frozenset({Outcome.MEETS, Outcome.COUNTER_DECIDES})
    if now.outcome is Outcome.DOES_NOT_MEET and now.further:
        return better | {Outcome.MORE_INFORMATION}
    return better


def _refused(found: Evaluation) -> bool:
    return any(finding.verdict is Verdict.NO for finding in found.findings)


def _questions(frame: ServiceFrame, now: Evaluation) -> Iterator[Question]:
    """The changeable questions, answered, of requirements that do not hold yet."""
    names: dict[str, None] = {}
    for finding in now.findings:
        if finding.verdict is Verdict.YES:
            continue
        for condition in (finding.requirement.when, finding.requirement.judged_when):
            if condition is not None:
                names.update(dict.fromkeys(questions_of(condition)))
    for name in names:
        question = frame.ruleset.questions[name]
        if question.changeable:
            yield question


def _values(question: Question, frame: ServiceFrame, answers: Answers) -> tuple[Answer, ...]:
    """Other answers a person could come to give; a place only becomes the district asked about.

    What was not answered, or «不知道», is to be found out and not to be changed.
    """
    given = answers.get(question.id)
    possible: tuple[Answer, ...]
    match question.kind:
        case "yes_no":
            possible = (True, False)
        case "choice":
            possible = tuple(option.id for option in question.options)
        case "district":
            possible = (frame.place.district.id,)
        case "number" | "money" | "month":
            possible = ()
        case _:
            assert_never(question.kind)
    return tuple(value for value in possible if given is not None and value != given)
