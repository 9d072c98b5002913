"""The reasoning behind a result, for a clerk: every part of every condition and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...rules.evaluation import Evaluation, ServiceFrame
from ...rules.explanation import Reasoning, reason
from ...rules.findings import Finding
from .findings import FindingLine, FindingMaker, verdict_words


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A part of a condition as it is written; ``depth``: how deep it lies, up to 5."""

    depth: int
    text: str
    verdict: str
    verdict_words: str


@dataclass(frozen=True, slots=True)
class ReasonedFinding:
    """A requirement with its sources and the tree of its condition."""

    line: FindingLine
    tree: tuple[ReasonLine, ...]


def reasoned(
    frame: ServiceFrame, evaluation: Evaluation, maker: FindingMaker
) -> tuple[ReasonedFinding, ...]:
    """Every requirement of a service with its reasoning."""
    return tuple(
        ReasonedFinding(maker.line(evaluation, finding), _tree(frame, finding, maker))
        for finding in evaluation.findings
    )


def _tree(frame: ServiceFrame, finding: Finding, maker: FindingMaker) -> tuple[ReasonLine, ...]:
    requirement = finding.requirement
    conditions = [c for c in (requirement.when, requirement.judged_when) if c is not None]
    return tuple(
        line
        for condition in conditions
        for line in _lines(reason(condition, frame.place, maker.answers), 0)
    )


def _lines(node: Reasoning, depth: int) -> Iterator[ReasonLine]:
    words = verdict_words(node.verdict)
    yield ReasonLine(min(depth, 5), node.text, node.verdict.value, words)
    for part in node.parts:
        yield from _lines(part, depth + 1)
