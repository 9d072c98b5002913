"""The next question, derived from what is undecided and could still change an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .evaluation import Evaluation, Outcome, worth_asking
from .model import Question


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
    """The agenda after some evaluations, editorial order on top."""
    wanted: dict[str, list[str]] = {}
    possible: set[str] = set()
    for evaluation in evaluations:
        if evaluation.outcome is not Outcome.MORE_INFORMATION:
            continue
        for name in evaluation.missing:
            wanted.setdefault(name, []).append(evaluation.service.id)
        possible.update(evaluation.missing, worth_asking(evaluation.findings))
    if not wanted:
        return Agenda(None, 0, ())
    first = min(wanted, key=lambda name: questions[name].place)
    return Agenda(first, len(possible), tuple(wanted[first]))
