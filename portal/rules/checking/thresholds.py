"""Thresholds: every amount a condition compares with is met by examples from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..amounts import amount_of
from ..answers import read_answers
from ..compiling import Place
from ..conditions import (
    Amount,
    Compare,
    Condition,
    Literal,
    atoms,
    parameters_of,
    questions_of,
)
from ..model import Example, Ruleset, Service
from ..parameters import Row
from ..problems import Problem
from .places import Places


@dataclass(frozen=True, slots=True)
class Lack:
    """A threshold without an example on one of its sides.

    ``place``: the condition in the document; ``row``: the amount, None for a number that stands in
    the condition; ``distance``: how far the answer of the example should lie from it; ``side``: the
    same in words.
    """

    service: Service
    place: str
    comparison: Compare
    row: Row | None
    distance: float
    side: str
    label: str

    @property
    def words(self) -> str:
        """Which example is lacking: ``exactly at work_months = 6 (city, since 2025-08-01)``."""
        return f"{self.side} {self.label}"


def check_thresholds(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Each row of each parameter a comparison uses needs an example at it and one a step off."""
    for lack in lacks(ruleset):
        hint = "examples cover both sides of every threshold"
        yield places.in_service(lack.service, lack.place, f"no example {lack.words}", hint)


def lacks(ruleset: Ruleset) -> Iterator[Lack]:
    """Every side of a threshold that no example shows."""
    for service in ruleset.services.values():
        yield from lacks_of(ruleset, service)


def lacks_of(ruleset: Ruleset, service: Service) -> Iterator[Lack]:
    """Every side of a threshold of one service that none of its examples shows."""
    for place, condition in service.conditions():
        for comparison in comparisons(condition):
            for row, label in thresholds(service, comparison):
                for distance, side in _uncovered(ruleset, service, comparison, row):
                    yield Lack(service, place, comparison, row, distance, side, label)


def comparisons(condition: Condition) -> Iterator[Compare]:
    """The comparisons of one answer with an amount or a number."""
    for atom in atoms(condition):
        if isinstance(atom, Compare) and len(questions_of(atom)) == 1:
            yield atom


def thresholds(service: Service, comparison: Compare) -> Iterator[tuple[Row | None, str]]:
    """Each amount that a comparison may meet, None for a number in the condition, and its words."""
    for term in (comparison.left, comparison.right):
        if isinstance(term, Literal):
            yield None, str(term.value)
        elif isinstance(term, Amount):
            for row in service.parameters[term.parameter].rows:
                since = row.scope.period.since
                where = "+".join(row.scope.names) or "city"
                yield row, f"{term.parameter} = {row.value} ({where}, since {since})"


def _uncovered(
    ruleset: Ruleset, service: Service, comparison: Compare, row: Row | None
) -> Iterator[tuple[float, str]]:
    distances = {
        round(distance, 2)
        for example in service.examples
        if (distance := distance_of(ruleset, service, comparison, row, example)) is not None
    }
    step = _step(ruleset, comparison)
    if comparison.operator in ("<=", ">"):
        wanted = {0: "exactly at", step: "one step above"}
    elif comparison.operator in ("==", "!="):
        wanted = {0: "exactly at"}
    else:
        wanted = {0: "exactly at", -step: "one step below"}
    if _reversed(comparison):
        wanted = {-distance: words for distance, words in wanted.items()}
    for distance, words in wanted.items():
        if distance not in distances:
            yield distance, words


def _reversed(comparison: Compare) -> bool:
    return isinstance(comparison.left, Amount | Literal)


def _step(ruleset: Ruleset, comparison: Compare) -> float:
    question = ruleset.questions[questions_of(comparison)[0]]
    return 0.1 if question.kind == "number" and question.decimals else 1


def distance_of(
    ruleset: Ruleset, service: Service, comparison: Compare, row: Row | None, example: Example
) -> float | None:
    """How far an example's answer lies from the threshold; None if it does not touch this row."""
    district = ruleset.gazetteer.districts[example.district]
    in_force = {
        name: service.parameters[name].in_force(district, example.day)
        for name in parameters_of(comparison)
    }
    if row is not None and row not in in_force.values():
        return None
    answers, _ = read_answers(ruleset.questions, example.answers, example.day, ruleset.gazetteer)
    place = Place(district, example.day, ruleset.gazetteer, ruleset.questions, service.parameters)
    values = [amount_of(term, place, answers) for term in (comparison.left, comparison.right)]
    if None in values:
        return None
    left, right = values
    difference = left - right  # type: ignore[operator]
    return -difference if _reversed(comparison) else difference
