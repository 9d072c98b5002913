"""The texts of a service with the amounts they name: units once it is built, values in a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..conditions.tree import Amount, Compare, Elapsed, atoms
from .parameters import LastKnown, Row, Value
from .ruleset import Requirement, Service
from .texts import NamedAmount, Text, lacks_amount, named_in, with_values

_OF_REQUIREMENTS = ("text", "without", "note", "unmet", "open", "action", "ask")
_OF_SERVICE = ("summary", "audience")
_LISTS = ("papers", "steps", "particulars", "windows", "points")
_OF_PARTS = ("text", "note")


def ages_of(service: Service) -> frozenset[str]:
    """The parameters that are compared with a person's age."""
    found = set()
    for _, condition in service.conditions():
        for atom in atoms(condition):
            if isinstance(atom, Compare):
                sides = (atom.left, atom.right)
                if any(isinstance(s, Elapsed) and s.question in _BORN for s in sides):
                    found |= {s.parameter for s in sides if isinstance(s, Amount)}
    return frozenset(found)


_BORN = ("birth_month", "child_birth_month")


def texts_of(service: Service) -> Iterator[tuple[str, Text]]:
    """Every text that may name amounts, with its place in the document."""
    for name in _OF_SERVICE:
        yield f"service.{name}", getattr(service, name)
    for requirement in service.requirements.values():
        for name in _OF_REQUIREMENTS:
            if text := getattr(requirement, name):
                yield f"requirements.{requirement.id}.{name}", text
    for kind in _LISTS:
        for number, part in enumerate(getattr(service, kind)):
            for name in _OF_PARTS:
                if text := getattr(part, name, None):
                    yield f"{kind}[{number}].{name}", text


def with_units(service: Service) -> Service:
    """A built service whose texts know the units of the amounts they name."""
    if not any(named_in(text) for _, text in texts_of(service)):
        return service
    ages = ages_of(service)

    def named(text: Text) -> Text:
        amounts = tuple(
            NamedAmount(name=name, unit=service.parameters[name].unit, is_age=name in ages)
            for name in named_in(text)
            if name in service.parameters
        )
        return replace(text, amounts=amounts) if amounts else text

    return replace(_mapped(service, named), names_amounts=True)


def with_amounts(
    service: Service, rows: Mapping[str, Row], last_known: Mapping[str, LastKnown]
) -> Service:
    """A service whose texts hold the amounts in force; the same where they name none.

    Where an amount that a requirement names is not in force, it says what stands in `without`. What
    one should ask names the amount that held last: the counter is to say whether it still holds.
    """
    if not service.names_amounts:
        return service
    values: dict[str, int | float | date | Text] = {name: r.value for name, r in rows.items()}
    found = _mapped(service, lambda text: with_values(text, values))
    asked = {name: its.value for name, its in last_known.items()} | values
    requirements = {
        name: _asking(_sayable(its), service.requirements[name].ask, asked)
        for name, its in found.requirements.items()
    }
    return replace(found, requirements=requirements)


def _sayable(requirement: Requirement) -> Requirement:
    if requirement.without is None or not lacks_amount(requirement.text):
        return requirement
    return replace(requirement, text=requirement.without)


def _asking(requirement: Requirement, ask: Text | None, values: Mapping[str, Value]) -> Requirement:
    return replace(requirement, ask=with_values(ask, values)) if ask else requirement


def _mapped(service: Service, change: Callable[[Text], Text]) -> Service:
    parts: dict[str, Any] = {
        kind: tuple(_part(part, _OF_PARTS, change) for part in getattr(service, kind))
        for kind in _LISTS
    }
    requirements = {
        name: _part(its, _OF_REQUIREMENTS, change) for name, its in service.requirements.items()
    }
    found: Service = _part(service, _OF_SERVICE, change)
    return replace(found, requirements=requirements, **parts)


def _part(part: Any, names: tuple[str, ...], change: Callable[[Text], Text]) -> Any:
    """A part with its texts changed; the same where nothing changes."""
    changed = {}
    for name in names:
        text = getattr(part, name, None)
        if text is not None and (its := change(text)) is not text:
            changed[name] = its
    return replace(part, **changed) if changed else part
