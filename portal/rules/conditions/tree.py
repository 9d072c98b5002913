"""What a requirement asks: a tree of frozen values, parsed from one line and never executed.

Terms stand for something with an amount (an answer, elapsed months, a parameter, a number) or a
place (``here``); atoms compare terms; ``All``, ``AnyOf`` and ``Not`` combine atoms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.retirement import PARAMETERS


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a question of kind number or money."""

    question: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Months or whole years since the month answered, up to the day or a cut-off parameter."""

    question: str
    unit: str  # "months" or "years"
    cutoff: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """The amount of a parameter in force on the day in the district."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number that no law can change."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Here:
    """The district of the situation."""


Term = Asked | Elapsed | Amount | Literal


@dataclass(frozen=True, slots=True)
class Compare:
    """Two amounts compared by ``== != < <= > >=``."""

    left: Term
    operator: str
    right: Term


@dataclass(frozen=True, slots=True)
class Is:
    """``question == option`` (or ``!=``); for yes/no questions the option is ``yes`` or ``no``."""

    question: str
    option: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """``question in (option, …)``."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsHere:
    """``question == here`` (or ``!=``) for a question of kind district."""

    question: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InGroup:
    """``question in group(name)`` or ``here in group(name)``."""

    place: Asked | Here
    group: str


@dataclass(frozen=True, slots=True)
class Retirement:
    """``retirement(birth, sex, post)``: the month of retirement has come on the day."""

    birth: str
    sex: str
    post: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


Atom = Compare | Is | OneOf | IsHere | InGroup | Retirement
Condition = Atom | Not | All | AnyOf


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom of a condition, from left to right."""
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from atoms(part)
    elif isinstance(condition, Not):
        yield from atoms(condition.part)
    else:
        yield condition


def _terms(atom: Atom) -> tuple[Term | Here, ...]:
    if isinstance(atom, Compare):
        return (atom.left, atom.right)
    if isinstance(atom, InGroup):
        return (atom.place,)
    if isinstance(atom, Retirement):
        return (Asked(atom.birth), Asked(atom.sex), Asked(atom.post))
    return (Asked(atom.question),)


def questions_of(condition: Condition) -> tuple[str, ...]:
    """The questions a condition mentions, in order, each once."""
    found: dict[str, None] = {}
    for atom in atoms(condition):
        for term in _terms(atom):
            if isinstance(term, Asked | Elapsed):
                found[term.question] = None
    return tuple(found)


def parameters_of(condition: Condition) -> tuple[str, ...]:
    """The parameters a condition mentions, in order, each once."""
    found: dict[str, None] = {}
    for atom in atoms(condition):
        if isinstance(atom, Retirement):
            found |= dict.fromkeys(PARAMETERS)
        for term in _terms(atom):
            if isinstance(term, Amount):
                found[term.parameter] = None
            elif isinstance(term, Elapsed) and term.cutoff:
                found[term.cutoff] = None
    return tuple(found)
