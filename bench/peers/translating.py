"""Conditions written in the expression language of a peer, for one district and day.

What the portal looks up once when it compiles (amounts, members of groups, the day) is written out
as constants, so that a peer does no more than the portal does. An amount that is not published
becomes a comparison that does not hold: only verdicts that no amount could change are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from json import dumps

from portal.rules.conditions.place import Place
from portal.rules.conditions.retirement import schedules
from portal.rules.conditions.tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Retirement,
    Term,
)
from portal.rules.evaluation.findings import RequirementFrame, rests_on_one_page
from portal.rules.model.months import Month, full_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How a language writes what is not the same in all; months and years take ``{0}``, ``{1}``."""

    both: str
    either: str
    negation: str
    months: str
    years: str


_ZEN_MONTHS = "max([0, {0} - {1}])"
_CEL_MONTHS = "({0} > {1} ? {0} - {1} : 0)"
ZEN = Syntax(
    both=" and ",
    either=" or ",
    negation="not ({})",
    months=_ZEN_MONTHS,
    years=f"floor({_ZEN_MONTHS} / 12)",
)
CEL = Syntax(
    both=" && ", either=" || ", negation="!({})", months=_CEL_MONTHS, years=f"{_CEL_MONTHS} / 12"
)


def leaves_no_to_counter(its: RequirementFrame) -> bool:
    """Whether a no is left to the counter: it is contested, or rests on one page alone."""
    weak = rests_on_one_page(its.requirement.citations, its.sources)
    return its.contest is not None or weak


def requirement(its: RequirementFrame, place: Place, syntax: Syntax) -> str:
    """A requirement's verdict on complete answers: ``"yes"``, ``"no"`` or ``"counter"``."""
    when = its.requirement.when
    judged = its.requirement.judged_when
    if when is None:
        return '"counter"'
    no = '"counter"' if leaves_no_to_counter(its) else '"no"'
    if its.requirement.check == "judgement":
        return f'{condition(when, place, syntax)} ? "counter" : {no}'
    if judged is not None:
        no = f'({condition(judged, place, syntax)} ? "counter" : {no})'
    return f'{condition(when, place, syntax)} ? "yes" : {no}'


def condition(its: Condition, place: Place, syntax: Syntax) -> str:
    """A condition as an expression that is true or false."""
    match its:
        case Not(part):
            return syntax.negation.format(condition(part, place, syntax))
        case All(parts):
            return _joined(parts, syntax.both, place, syntax)
        case AnyOf(parts):
            return _joined(parts, syntax.either, place, syntax)
        case Compare(left, operator, right):
            sides = [_term(term, place, syntax) for term in (left, right)]
            return "false" if None in sides else f"({sides[0]} {operator} {sides[1]})"
        case Is(question, option, negated):
            return _equal(question, _option(question, option, place), negated)
        case OneOf(question, options):
            return f"({question} in [{', '.join(dumps(option) for option in options)}])"
        case IsHere(question, negated):
            return _equal(question, dumps(place.district.id), negated)
        case InGroup(Here(), group):
            return "true" if group in place.district.groups else "false"
        case InGroup(Asked(question), group):
            members = sorted(place.gazetteer.members(group, place.day))
            return f"({question} in {dumps(members)})"
        case Retirement():
            return _retirement(its, place, syntax)
    raise TypeError(f"{its} is no condition")


def births_by_class(
    its: Retirement, place: Place
) -> Iterator[tuple[tuple[tuple[str, str], ...], Month]]:
    """Who each class of retirement is, as questions with their options, and the last month of
    birth that has reached it for certain; nothing where an amount is not published.
    """
    by_class, gaps = schedules(place)
    if gaps:
        return
    full = full_base(place.day, paid=False)
    who = {
        "man": ((its.sex, "male"),),
        "woman_fifty": ((its.sex, "female"), (its.post, "fifty")),
        "woman_fifty_five": ((its.sex, "female"), (its.post, "fifty_five")),
    }
    for kind, schedule in by_class.items():
        births = (Month(full - 12 * schedule.age - late) for late in range(schedule.cap + 1))
        yield who[kind], next(birth for birth in births if schedule.month_of(birth) <= full)


def _retirement(its: Retirement, place: Place, syntax: Syntax) -> str:
    found = []
    for who, latest in births_by_class(its, place):
        parts = [_equal(question, dumps(option), False) for question, option in who]
        found.append(f"({syntax.both.join([*parts, f'({its.birth} <= {int(latest)})'])})")
    return f"({syntax.either.join(found)})" if found else "false"


def _joined(parts: tuple[Condition, ...], word: str, place: Place, syntax: Syntax) -> str:
    return "(" + word.join(condition(part, place, syntax) for part in parts) + ")"


def _equal(question: str, value: str, negated: bool) -> str:
    return f"({question} {'!=' if negated else '=='} {value})"


def _option(question: str, option: str, place: Place) -> str:
    if place.questions[question].kind == "yes_no":
        return "true" if option == "yes" else "false"
    return dumps(option)


def _term(term: Term, place: Place, syntax: Syntax) -> str | None:
    match term:
        case Literal(value):
            return str(value)
        case Asked(question):
            return question
        case Amount(parameter):
            row = place.row(parameter)
            return str(row.value) if row and isinstance(row.value, int | float) else None
        case Elapsed(question, unit, cutoff):
            return _elapsed(
                question, syntax.years if unit == "years" else syntax.months, cutoff, place
            )


def _elapsed(question: str, written: str, cutoff: str | None, place: Place) -> str | None:
    day = place.day
    if cutoff:
        row = place.row(cutoff)
        if row is None or not isinstance(row.value, date):
            return None
        day = row.value
    return written.format(full_base(day, paid=place.questions[question].paid_months), question)
