"""Examples that say that an amount is missing: renewed or taken out when the amount arrives."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from ..rules.building import load_with_problems
from ..rules.checking.examples import deviations, evaluate_example, evaluate_told
from ..rules.conditions.verdict import Verdict
from ..rules.evaluation.outcomes import Evaluation
from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Value, items_of, key_of
from ..rules.model.ruleset import Example, Ruleset
from .assembly import Assembled


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedExample:
    """An example that no longer holds because the amount it misses is there now.

    ``after``: what it is renewed to, in the same situation; None: it is only taken out.
    """

    service: str
    example: Example
    before: Value
    path: str
    place: str
    after: Value | None

    @property
    def changes(self) -> tuple[ItemDifference, ...]:
        """The changes of a draft that put it right."""
        gone = ItemDifference(path=self.path, place=self.place, before=self.before, after=None)
        if self.after is None:
            return (gone,)
        place = f"examples/{key_of('examples', self.after)}"
        come = ItemDifference(path=self.path, place=place, before=None, after=self.after)
        return (gone, come)


def outdated_gap_examples(
    before: Ruleset, assembled: Assembled, amounts: Iterable[tuple[str, str]]
) -> tuple[OutdatedExample, ...]:
    """The examples that rest on a gap which a draft fills.

    ``before``: the rules in force; ``amounts``: path of the service and id of each amount that the
    draft gives a row. None where the draft's documents cannot be built: the check says why.
    """
    after = load_with_problems(assembled.files).ruleset
    if after is None:
        return ()
    by_path: dict[str, set[str]] = {}
    for path, amount in amounts:
        by_path.setdefault(path, set()).add(amount)
    return tuple(
        found
        for path, names in by_path.items()
        for found in _of_service(before, after, assembled, path, names)
    )


def _of_service(
    before: Ruleset, after: Ruleset, assembled: Assembled, path: str, names: set[str]
) -> Iterator[OutdatedExample]:
    service = PurePosixPath(path).stem
    if service not in before.services or service not in after.services:
        return
    items = items_of(path, tomllib.loads(assembled.files[path]))
    taken = {example.name for example in after.services[service].examples}
    places = {str(v["name"]): p for p, v in items.items() if p.startswith("examples/")}
    for example in after.services[service].examples:
        if not any(deviations(after, service, example)):
            continue
        if not names & _gaps(before, service, example):
            continue
        place = places[example.name]
        renewed = _renewed(after, service, example, items[place], taken)
        taken |= {str(renewed["name"])} if renewed else set()
        yield OutdatedExample(
            service=service,
            example=example,
            before=items[place],
            path=path,
            place=place,
            after=renewed,
        )


def _gaps(ruleset: Ruleset, service: str, example: Example) -> set[str]:
    """The amounts that an example misses by these rules."""
    found = _evaluations(ruleset, service, example)
    return {name for one in found for finding in one.findings for name in finding.gaps}


def _evaluations(ruleset: Ruleset, service: str, example: Example) -> Iterator[Evaluation]:
    if example.told is None:
        yield evaluate_example(ruleset, service, example)
        return
    for one in evaluate_told(ruleset, service, example, example.told):
        yield one.evaluation


def _renewed(
    ruleset: Ruleset, service: str, example: Example, value: Value, taken: set[str]
) -> Value | None:
    """The same situation with what it comes to now; None for a household, which is taken out."""
    if example.told is not None:
        return None
    found = evaluate_example(ruleset, service, example)
    verdicts = {its.requirement.id: its.verdict for its in found.findings}
    told: Mapping[str, object] = {
        "expect": found.outcome.value,
        "undecided": [name for name, its in verdicts.items() if its is Verdict.UNKNOWN],
        "failed": [name for name, its in verdicts.items() if its is Verdict.NO],
        "strength": found.strength.value if found.strength and "strength" in value else "",
    }
    kept = {name: its for name, its in value.items() if name not in told}
    name = {"name": _name(ruleset, example, taken)}
    return {**kept, **name, **{its: said for its, said in told.items() if said}}


def _name(ruleset: Ruleset, example: Example, taken: set[str]) -> str:
    """``With the amounts of the year known, in Shapingba on 2027-03-01``, unlike any before."""
    district = ruleset.gazetteer.districts[example.district].name.en
    name = f"With the amounts of the year known, in {district} on {example.day.isoformat()}"
    numbered = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(its for its in numbered if its not in taken)
