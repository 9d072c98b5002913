"""What a situation comes to before and after, and which parts of the service make it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..conditions.compiler import Interval
from ..conditions.place import Place
from ..conditions.tree import Asked, Compare, Elapsed
from ..evaluation.answer_reader import Answers
from ..evaluation.findings import Finding, RequirementFrame
from ..evaluation.outcomes import Evaluation, Outcome, ServiceFrame, Strength
from ..evaluation.term_values import amounts_of
from ..model.parameters import last_known
from .contrast import CONCERNS, Contrast
from .situations import Situation


@dataclass(frozen=True, slots=True)
class Amended:
    """An amount in force before and after; None where none is published."""

    parameter: str
    before: int | float | date | None
    after: int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Outcomes before and after, and the parts of the service they are due to.

    An outcome is None where the service or the district is not there. ``cause`` holds places of
    the document: ``service``, ``covers``, ``service.concerns``, ``requirements.x``,
    ``parameters.x``.
    """

    service: str
    outcome_before: Outcome | None
    strength_before: Strength | None
    outcome_after: Outcome | None
    strength_after: Strength | None
    cause: tuple[str, ...]
    amounts: tuple[Amended, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a differing requirement compares, in the unit compared; None: not answered."""

    question: str
    unit: str
    amounts: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A situation whose outcome or strength changes, wherever the same stands."""

    contrast: Contrast
    situation: Situation
    change: Change
    measures: tuple[Measure, ...]


_Compared = tuple[Evaluation | None, Evaluation | None]


def compare(speaker: Contrast, situation: Situation) -> Changed | None:
    """What changes for a situation, None if nothing does."""
    contrast = speaker.kept.get((situation.district, situation.day), speaker)
    sides = contrast.sides
    day = contrast.day
    today = contrast.sides.current
    old = sides.readable(sides.before, situation.answers, day)
    new = sides.readable(sides.after, situation.answers, day)
    if not contrast.as_a_whole and all(
        _found(its, old, today) == _found(later, new, today)
        for its, later in contrast.touched_frames
    ):
        return None
    compared = (
        contrast.before.evaluate(old, today) if contrast.before else None,
        contrast.after.evaluate(new, today) if contrast.after else None,
    )
    if _result(compared[0]) == _result(compared[1]):
        return None
    change, measures = _change(contrast, situation, compared)
    return Changed(contrast=speaker, situation=situation, change=change, measures=measures)


def _found(its: RequirementFrame | None, answers: Answers, today: date) -> object:
    """What of a requirement bears on the outcome of the service."""
    finding = its and its.find(answers, today)
    return finding and (
        finding.outlook,
        finding.missing,
        finding.confirmed,
        finding.reasons,
        finding.by_last_known,
        finding.known_lately,
        finding.routine,
    )


def _result(its: Evaluation | None) -> tuple[Outcome | None, Strength | None]:
    return (its.outcome, its.strength) if its else (None, None)


def _change(
    contrast: Contrast, situation: Situation, compared: _Compared
) -> tuple[Change, tuple[Measure, ...]]:
    causes = _causes(contrast, compared)
    names = [cause.removeprefix(_REQUIREMENT) for cause in causes]
    amended = tuple(dict.fromkeys(p for name in names for p in contrast.amended.get(name, ())))
    amounts = (Amended(p, *(_amount(its, p) for its in contrast.frames)) for p in amended)
    outcome_before, strength_before = _result(compared[0])
    outcome_after, strength_after = _result(compared[1])
    change = Change(
        service=contrast.service,
        outcome_before=outcome_before,
        strength_before=strength_before,
        outcome_after=outcome_after,
        strength_after=strength_after,
        cause=(*causes, *(f"parameters.{name}" for name in amended)),
        amounts=tuple(its for its in amounts if its.before != its.after),
    )
    measures = tuple(its for name in names for its in _measures(contrast, name, situation.answers))
    return change, measures


_REQUIREMENT = "requirements."


def _causes(contrast: Contrast, compared: _Compared) -> tuple[str, ...]:
    """Whose verdict differs; if none does, whose confirmation."""
    before, after = compared
    if before is None or after is None:
        return ("service",)
    if before.covered != after.covered:
        return ("covers",)
    if contrast.concern_differs and _not_of_concern(before) != _not_of_concern(after):
        return (CONCERNS,)
    old = _findings(before)
    new = _findings(after)
    names = [name for name in contrast.touched if _verdict(old, name) != _verdict(new, name)]
    return tuple(f"{_REQUIREMENT}{name}" for name in names or _otherwise_left(old, new))


def _not_of_concern(its: Evaluation) -> tuple[bool, ...]:
    """Whether anything but its requirements settles the outcome, and how."""
    return (
        its.outcome is Outcome.DOES_NOT_CONCERN,
        its.outcome is Outcome.INFORMATION,
        its.outcome is Outcome.NOT_YET,
        its.concern_open,
        its.concern_unsure,
        its.ahead_open,
        its.ahead_unsure,
        its.in_doubt,
    )


def _findings(its: Evaluation) -> Mapping[str, Finding]:
    return {finding.requirement.id: finding for finding in its.findings}


def _verdict(findings: Mapping[str, Finding], name: str) -> object:
    return findings[name].outlook if name in findings else None


def _otherwise_left(old: Mapping[str, Finding], new: Mapping[str, Finding]) -> list[str]:
    """Requirements of the same verdict that are founded otherwise, or left to the counter so."""
    return [name for name in old if name in new and _founded(old[name]) != _founded(new[name])]


def _founded(finding: Finding) -> tuple[object, ...]:
    return (
        finding.confirmed,
        finding.reasons,
        finding.by_last_known,
        finding.known_lately,
        finding.routine,
    )


def _amount(frame: ServiceFrame | None, parameter: str) -> int | float | date | None:
    """The amount in force, or the one that held last."""
    if frame is None or parameter not in frame.service.parameters:
        return None
    place = frame.place
    held = frame.rows.get(parameter) or last_known(
        frame.service.parameters[parameter], place.district, place.day
    )
    return held.value if held and isinstance(held.value, int | float | date) else None


def _measures(contrast: Contrast, name: str, answers: Answers) -> Iterator[Measure]:
    for atom, place in contrast.asked.get(name, ()):
        for term in (atom.left, atom.right) if isinstance(atom, Compare) else ():
            if isinstance(term, Asked | Elapsed):
                amounts = amounts_of(term, place, answers)
                yield Measure(term.question, _unit(term, place), amounts)


def _unit(term: Asked | Elapsed, place: Place) -> str:
    if isinstance(term, Elapsed):
        return term.unit
    question = place.questions[term.question]
    return "fen" if question.kind == "money" else question.unit
