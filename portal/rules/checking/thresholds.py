"""Thresholds: every amount a condition compares with is met by examples from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from ..conditions.compiler import comparer
from ..conditions.place import Place
from ..conditions.tree import (
    Amount,
    Compare,
    Condition,
    Elapsed,
    Literal,
    atoms,
    parameters_of,
    questions_of,
)
from ..conditions.verdict import UNKNOWN
from ..evaluation.answer_reader import read_answers
from ..evaluation.term_values import amounts_of
from ..model.parameters import Parameter, Row
from ..model.ruleset import Example, Ruleset, Service
from ..model.texts import Text
from ..problem_codes import CheckCode, Hint, ThresholdCode
from ..problems import Message, Problem, Value, say
from .places import Places


class Side(Enum):
    """Where an answer lies from a threshold."""

    AT = "at"
    BELOW = "below"
    ABOVE = "above"


_LACKING = {
    Side.AT: CheckCode.NO_EXAMPLE_AT,
    Side.BELOW: CheckCode.NO_EXAMPLE_BELOW,
    Side.ABOVE: CheckCode.NO_EXAMPLE_ABOVE,
}
EXAMPLE_LACKING = frozenset(_LACKING.values())
"""What is wrong where an example is lacking that the portal can write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A threshold without an example on one of its sides.

    ``place``: the condition in the document; ``row``: the amount, None for a number that stands in
    the condition; ``distance``: how far the answer of the example should lie from it; ``side``:
    which side that is.
    """

    service: Service
    place: str
    comparison: Compare
    row: Row | None
    distance: float
    side: Side
    threshold: Message

    @property
    def message(self) -> Message:
        """Which example is lacking."""
        return say(_LACKING[self.side], threshold=self.threshold)


def check_thresholds(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Each row of each parameter a comparison uses needs an example at it and one a step off."""
    for lack in lacks(ruleset):
        yield places.in_service(lack.service, lack.place, lack.message, say(Hint.BOTH_SIDES))


def lacks(ruleset: Ruleset) -> Iterator[Lack]:
    """Every side of a threshold that no example shows."""
    for service in ruleset.services.values():
        yield from lacks_of(ruleset, service)


def lacks_of(ruleset: Ruleset, service: Service) -> Iterator[Lack]:
    """Every side of a threshold of one service that none of its examples shows."""
    for place, condition in service.conditions():
        for comparison in comparisons(condition):
            for row, threshold in thresholds(service, comparison):
                if not _can_be_shown(service, comparison, row):
                    continue
                for distance, side in _uncovered(ruleset, service, comparison, row):
                    yield Lack(
                        service=service,
                        place=place,
                        comparison=comparison,
                        row=row,
                        distance=distance,
                        side=side,
                        threshold=threshold,
                    )


def comparisons(condition: Condition) -> Iterator[Compare]:
    """The comparisons of one answer with an amount or a number."""
    for atom in atoms(condition):
        if isinstance(atom, Compare) and len(questions_of(atom)) == 1:
            yield atom


def thresholds(service: Service, comparison: Compare) -> Iterator[tuple[Row | None, Message]]:
    """Each amount that a comparison may meet, None for a number in the condition, and its words."""
    for term in (comparison.left, comparison.right):
        if isinstance(term, Literal):
            yield None, say(ThresholdCode.NUMBER, amount=term.value)
        elif isinstance(term, Amount):
            for row in service.parameters[term.parameter].rows:
                yield row, _threshold(service.parameters[term.parameter], row)


def _threshold(compared: Parameter, row: Row) -> Message:
    """The amount of a row, with where and since when it is in force."""
    parameter = compared.id
    amount: Value = _amount(compared, row)
    places = row.scope.names
    since = row.scope.period.since
    if places and since:
        return say(
            ThresholdCode.SOMEWHERE_SINCE,
            parameter=parameter,
            amount=amount,
            places=places,
            day=since,
        )
    if places:
        return say(ThresholdCode.SOMEWHERE, parameter=parameter, amount=amount, places=places)
    if since:
        return say(ThresholdCode.EVERYWHERE_SINCE, parameter=parameter, amount=amount, day=since)
    return say(ThresholdCode.EVERYWHERE, parameter=parameter, amount=amount)


def _amount(compared: Parameter, row: Row) -> Value:
    """An amount, money in yuan."""
    assert not isinstance(row.value, Text)
    if compared.unit.startswith("fen") and not isinstance(row.value, date):
        return say(ThresholdCode.YUAN, amount=row.value / 100)
    return row.value


def _can_be_shown(service: Service, comparison: Compare, row: Row | None) -> bool:
    """Whether an example could meet an amount: not while no cut-off to count to is held."""
    cutoffs = [
        side.cutoff
        for side in (comparison.left, comparison.right)
        if isinstance(side, Elapsed) and side.cutoff
    ]
    return row is None or all(
        any(held.scope.period.overlaps(row.scope.period) for held in service.parameters[name].rows)
        for name in cutoffs
    )


def _uncovered(
    ruleset: Ruleset, service: Service, comparison: Compare, row: Row | None
) -> Iterator[tuple[float, Side]]:
    distances = {
        round(distance, 2)
        for example in service.examples
        for answers, _ in example.flat()
        if (
            distance := distance_of(
                ruleset, service, comparison, row, replace(example, answers=answers)
            )
        )
        is not None
    }
    for distance, side in _sides(ruleset, comparison).items():
        if distance not in distances:
            yield distance, side


def _sides(ruleset: Ruleset, comparison: Compare) -> dict[float, Side]:
    """How far from a threshold examples must lie, and on which side that is."""
    step = _step(ruleset, comparison)
    if comparison.operator in ("<=", ">"):
        wanted = {0: Side.AT, step: Side.ABOVE}
    elif comparison.operator in ("==", "!="):
        wanted = {0: Side.AT}
    else:
        wanted = {0: Side.AT, -step: Side.BELOW}
    if _reversed(comparison):
        wanted = {-distance: side for distance, side in wanted.items()}
    return wanted


def shows_threshold(ruleset: Ruleset, service: Service, example: Example) -> bool:
    """Whether an example lies where a threshold of the amount that it shows needs one."""
    return any(
        round(distance, 2) in _sides(ruleset, comparison)
        for _, condition in service.conditions()
        for comparison in comparisons(condition)
        if example.shows in parameters_of(comparison)
        for row, _ in thresholds(service, comparison)
        for answers, _ in example.flat()
        if (
            distance := distance_of(
                ruleset, service, comparison, row, replace(example, answers=answers)
            )
        )
        is not None
    )


def _reversed(comparison: Compare) -> bool:
    return isinstance(comparison.left, Amount | Literal)


def _step(ruleset: Ruleset, comparison: Compare) -> float:
    question = ruleset.questions[questions_of(comparison)[0]]
    return 0.1 if question.kind == "number" and question.decimals else 1


def distance_of(
    ruleset: Ruleset, service: Service, comparison: Compare, row: Row | None, example: Example
) -> float | None:
    """How far an example's answer lies from the threshold; None if it does not touch this row.

    Where the day of the month decides it lies on neither side; else the nearer end counts.
    """
    district = ruleset.gazetteer.districts[example.district]
    in_force = {
        name: service.parameters[name].in_force(district, example.day)
        for name in parameters_of(comparison)
    }
    if row is not None and row not in in_force.values():
        return None
    answers, _ = read_answers(ruleset.questions, example.answers, example.day, ruleset.gazetteer)
    place = Place(
        district=district,
        day=example.day,
        gazetteer=ruleset.gazetteer,
        questions=ruleset.questions,
        parameters=service.parameters,
    )
    left = amounts_of(comparison.left, place, answers)
    right = amounts_of(comparison.right, place, answers)
    if left is None or right is None or comparer(comparison.operator)(left, right) == UNKNOWN:
        return None
    difference = min(left[0] - right[1], left[1] - right[0], key=abs)
    return -difference if _reversed(comparison) else difference
