"""Amounts as a page shows them, and the sentence that stands where none is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, amount_words, gettext
from ...rules.conditions import Amount, Compare, Elapsed, atoms
from ...rules.model import Ruleset, Service
from ...rules.parameters import Parameter, Row
from .citations import SourceLine, source_lines


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A parameter in a district on a day; ``value`` is empty in a gap, ``missing`` then says it."""

    label: str
    value: str
    missing: str
    until: str
    sources: tuple[SourceLine, ...]


def ages_of(service: Service) -> frozenset[str]:
    """The parameters that are compared with a person's age."""
    found = set()
    for _, condition in service.conditions():
        for atom in atoms(condition):
            if isinstance(atom, Compare):
                sides = (atom.left, atom.right)
                if any(isinstance(s, Elapsed) and s.question == "birth_month" for s in sides):
                    found |= {s.parameter for s in sides if isinstance(s, Amount)}
    return frozenset(found)


def missing_words(parameter: Parameter, wording: Wording) -> str:
    """What to say while no amount is in force, and whom to ask."""
    if parameter.missing is not None:
        return wording.text(parameter.missing)
    return gettext(
        "%(what)s: no amount in force is published in the documents we hold; ask the counter "
        "or call 12345.",
        what=wording.text(parameter.text).rstrip("。."),
    )


def amount_line(
    service: Service,
    parameter: Parameter,
    row: Row | None,
    ruleset: Ruleset,
    wording: Wording,
    today: date,
) -> AmountLine:
    """One parameter with the row in force, or the gap."""
    label = wording.text(parameter.text).rstrip("。.")
    if row is None:
        return AmountLine(label, "", missing_words(parameter, wording), "", ())
    age = parameter.id in ages_of(service)
    until = row.scope.period.until
    return AmountLine(
        label,
        amount_words(wording, parameter.unit, row.value, age=age),
        "",
        wording.day(until) if until else "",
        source_lines(row.citations, ruleset, wording, today),
    )
