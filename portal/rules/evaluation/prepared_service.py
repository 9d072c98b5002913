"""The conditions of a service, compiled once for all districts and days.

What is left for a district and a day: the amounts, groups and months that atoms look up there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from ..conditions.compiler import Prepared, Tests, combined, prepare, unread
from ..conditions.place import Place
from ..conditions.traces import Combined, Results
from ..conditions.tree import (
    AnyOf,
    Atom,
    Compare,
    Condition,
    Elapsed,
    Literal,
    Not,
    atoms,
    parameters_of,
)
from ..model.ruleset import Question, Requirement, Ruleset, Service, Window

_NumberOf = Callable[[Atom], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequirement:
    """The conditions of a requirement over the tests of its service.

    ``numbers``: of the tests they read; ``parameters``: the amounts they name.
    """

    when: Combined | None
    judged_when: Combined | None
    numbers: tuple[int, ...]
    parameters: tuple[str, ...]


class OtherTests:
    """Tests that stand in for others: the same conditions with other amounts, or on a later day."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._pairs = tuple(pairs)

    def over(self, results: Results) -> Results:
        """What the tests come to, each of those that are stood in for by the other."""
        found = list(results)
        for number, other in self._pairs:
            found[number] = results[other]
        return found


class PreparedService:
    """All that decides about a service, over tests of which each has a number.

    Formalities decide nothing and are left out. ``windows``: of those that come in a year of each
    person's own, whether it is told when that begins.
    """

    def __init__(self, service: Service, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._numbers: dict[tuple[Atom, bool], int] = {}
        self._prepared: list[Prepared] = []
        self._parameters: list[frozenset[str]] = []
        # Whom it concerns, and from when on, is told by the cut-off of this year alone.
        this_year = self._number_of(either_year=False)
        self.concerns = _over(service.concerns, this_year)
        self.ahead = _over(service.ahead, this_year)
        self.windows = {
            window.id: combined(told_since(window), this_year)
            for window in service.windows
            if window.anniversary_of
        }
        self._always = frozenset(range(len(self._prepared)))
        own = self._number_of(either_year=service.last_grade is not None)
        self.requirements = {
            name: _requirement(its, own)
            for name, its in service.requirements.items()
            if its.check != "formality"
        }

    def at(self, place: Place, in_force: Iterable[str]) -> Tests:
        """Its tests in a district on a day, as far as requirements in force there read them."""
        read = self._always.union(*(self.requirements[name].numbers for name in in_force))
        each = enumerate(self._prepared)
        return Tests([prepared(place) if its in read else unread for its, prepared in each])

    def elsewhere(
        self, place: Place, requirement: str, tests: Tests, changed: Collection[str] | None = None
    ) -> OtherTests:
        """The tests of a requirement in another place, taken up among those of the first.

        ``changed``: the amounts that differ there, if nothing else does.
        """
        return OtherTests(
            (number, tests.add(self._prepared[number](place)))
            for number in self.requirements[requirement].numbers
            if changed is None or not self._parameters[number].isdisjoint(changed)
        )

    def _number_of(self, *, either_year: bool) -> _NumberOf:
        def number(atom: Atom) -> int:
            known = self._numbers.get((atom, either_year))
            if known is None:
                known = self._numbers[atom, either_year] = len(self._prepared)
                self._prepared.append(prepare(atom, self._questions, either_year=either_year))
                self._parameters.append(frozenset(parameters_of(atom)))
            return known

        return number


def prepared_service(service: Service, ruleset: Ruleset) -> PreparedService:
    """A service of a ruleset, prepared when it is first asked for and as long as the ruleset is."""
    key = PreparedService, service.id
    if key not in ruleset.worked_out:
        ruleset.worked_out[key] = PreparedService(service, ruleset.questions)
    found: PreparedService = ruleset.worked_out[key]
    return found


def told_since(window: Window) -> Condition:
    """Whether somebody told from when a yearly window counts, or it is none of theirs."""
    told = Compare(Elapsed(window.anniversary_of or "", "months"), ">=", Literal(0))
    return AnyOf((Not(window.when), told)) if window.when else told


def _requirement(its: Requirement, number: _NumberOf) -> PreparedRequirement:
    asked = [condition for condition in (its.when, its.judged_when) if condition]
    named = dict.fromkeys(name for condition in asked for name in parameters_of(condition))
    numbers = dict.fromkeys(number(atom) for condition in asked for atom in atoms(condition))
    return PreparedRequirement(
        when=_over(its.when, number),
        judged_when=_over(its.judged_when, number),
        numbers=tuple(numbers),
        parameters=tuple(named),
    )


def _over(condition: Condition | None, number: _NumberOf) -> Combined | None:
    return combined(condition, number) if condition else None
