"""What would change a *no*: the smallest sets of changeable facts that turn it to *meets*.

Months move only through time (see `timeline`); another district is a link, not a remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

from .answers import Answer, Answers
from .conditions import questions_of
from .evaluation import Evaluation, Outcome, ServiceFrame
from .model import Question
from .verdict import Verdict

LARGEST = 2
"""Facts a remedy changes at most."""

Remedy = tuple[tuple[str, Answer], ...]
"""Questions with the answers they would need."""


def remedies(
    frame: ServiceFrame, answers: Answers, today: date, now: Evaluation
) -> tuple[Remedy, ...]:
    """All minimal remedies, fewest changes first; none unless something is not met today."""
    if all(finding.verdict is not Verdict.NO for finding in now.findings):
        return ()
    options = {question.id: _values(question, frame, answers) for question in _questions(frame)}
    found: list[Remedy] = []
    for size in range(1, LARGEST + 1):
        for names in combinations(options, size):
            if any({name for name, _ in remedy} <= set(names) for remedy in found):
                continue
            found += _working(frame, answers, today, names, options)
    return tuple(found)


def _questions(frame: ServiceFrame) -> Iterator[Question]:
    """The changeable questions that requirements in force here ask."""
    names: dict[str, None] = {}
    for its in frame.requirements:
        for condition in (its.requirement.when, its.requirement.judged_when):
            if condition is not None:
                names.update(dict.fromkeys(questions_of(condition)))
    for name in names:
        question = frame.ruleset.questions[name]
        if question.changeable:
            yield question


def _values(question: Question, frame: ServiceFrame, answers: Answers) -> tuple[Answer, ...]:
    """Other answers a person could come to give; a place only becomes the district asked about."""
    possible: tuple[Answer, ...]
    match question.kind:
        case "yes_no":
            possible = (True, False)
        case "choice":
            possible = tuple(option.id for option in question.options)
        case "district":
            possible = (frame.place.district.id,)
        case _:
            possible = ()
    return tuple(value for value in possible if value != answers.get(question.id))


def _working(
    frame: ServiceFrame,
    answers: Answers,
    today: date,
    names: tuple[str, ...],
    options: dict[str, tuple[Answer, ...]],
) -> Iterator[Remedy]:
    for values in product(*(options[name] for name in names)):
        changes = tuple(zip(names, values, strict=True))
        if frame.evaluate({**answers, **dict(changes)}, today).outcome is Outcome.MEETS:
            yield changes
