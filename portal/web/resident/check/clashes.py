"""Answers that cannot stand together, each named with whose answer it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....rules.evaluation.contradictions import contradictions
from ....rules.evaluation.interview import Asking
from ....rules.problem_codes import ContradictionCode
from ..consultation import Consultation


@dataclass(frozen=True, slots=True)
class Clash:
    """Answers that contradict another one, and why."""

    others: tuple[Asking, ...]
    reason: ContradictionCode


def clashes_with(current: Consultation, asked: Asking) -> tuple[Clash, ...]:
    """What an answer of somebody contradicts, each once."""
    return tuple(dict.fromkeys(_clashes(current, asked)))


def _clashes(current: Consultation, asked: Asking) -> Iterator[Clash]:
    for pair in current.pairs(asked.subject):
        for found in contradictions(current.flat(pair), current.state.day):
            if asked.question in found.questions:
                others = found.others(asked.question)
                yield Clash(tuple(current.asking(name, pair) for name in others), found.reason)
