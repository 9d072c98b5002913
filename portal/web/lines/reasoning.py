"""Condition trees in sentences, with the verdict of every part, for the clerk view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from ...i18n import gettext
from ...rules.conditions.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    InGroup,
    Is,
    IsHere,
    Not,
    OneOf,
    Retirement,
)
from ...rules.evaluation.explanation import Reasoning, reason
from ...rules.evaluation.findings import Finding
from ...rules.evaluation.outcomes import Evaluation, ServiceFrame
from .condition_sentences import RulesetNames, sentence
from .findings import FindingLine, FindingMaker, verdict_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A part of a condition as a sentence; ``depth``: how deep it lies, up to 5."""

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
        ReasonedFinding(maker.line(frame, finding), _tree(frame, finding, maker))
        for finding in evaluation.findings
    )


def _tree(frame: ServiceFrame, finding: Finding, maker: FindingMaker) -> tuple[ReasonLine, ...]:
    requirement = finding.requirement
    conditions = [c for c in (requirement.when, requirement.judged_when) if c is not None]
    names = RulesetNames(maker.book.ruleset, frame.service, maker.wording)
    return tuple(
        line
        for condition in conditions
        for line in _lines(condition, reason(condition, frame.place, maker.answers), names, 0)
    )


def _lines(
    condition: Condition, node: Reasoning, names: RulesetNames, depth: int
) -> Iterator[ReasonLine]:
    yield ReasonLine(
        depth=min(depth, 5),
        text=_words(condition, names),
        verdict=node.verdict.value,
        verdict_words=verdict_words(node.verdict),
    )
    for part, below in zip(_parts(condition), node.parts, strict=True):
        yield from _lines(part, below, names, depth + 1)


def _words(condition: Condition, names: RulesetNames) -> str:
    match condition:
        case All():
            return gettext("All of these:")
        case AnyOf():
            return gettext("At least one of these:")
        case Not():
            return gettext("This is not so:")
        case Is() | OneOf() | IsHere() | InGroup() | Compare() | Retirement():
            return sentence(condition, names)
        case _:
            assert_never(condition)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case Is() | OneOf() | IsHere() | InGroup() | Compare() | Retirement():
            return ()
        case _:
            assert_never(condition)
