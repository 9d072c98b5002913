"""An oracle with exact days: what conditions come to for somebody who began on a certain day.

Written apart from the rules: it walks the tree with whole days and Kleene's three values.
"""

from __future__ import annotations

import calendar
import operator
from collections.abc import Iterator, Mapping
from datetime import date

from portal.rules.conditions.place import Place
from portal.rules.conditions.tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Atom,
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
from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.findings import RequirementFrame
from portal.rules.model.months import Month

Begun = Mapping[str, date]
"""Month question → the day on which it began."""

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def days_of(month: Month) -> Iterator[date]:
    """Every day of a month."""
    for day in range(1, calendar.monthrange(month.year, month.month)[1] + 1):
        yield date(month.year, month.month, day)


def exact_months(begun: date, until: date) -> int:
    """Whole months from a day to another; a month without that day is full on its last one."""
    last = calendar.monthrange(until.year, until.month)[1]
    whole = 12 * (until.year - begun.year) + until.month - begun.month
    return max(0, whole if until.day >= min(begun.day, last) else whole - 1)


def exact_verdict(condition: Condition, place: Place, answers: Answers, begun: Begun) -> Verdict:
    """What a condition comes to when the days are known; what is not answered is unknown."""
    match condition:
        case Not(part):
            return ~exact_verdict(part, place, answers, begun)
        case All(parts):
            verdict = Verdict.YES
            for part in parts:
                verdict = verdict & exact_verdict(part, place, answers, begun)
            return verdict
        case AnyOf(parts):
            verdict = Verdict.NO
            for part in parts:
                verdict = verdict | exact_verdict(part, place, answers, begun)
            return verdict
        case _:
            found = _holds(condition, place, answers, begun)
            return Verdict.UNKNOWN if found is None else Verdict.YES if found else Verdict.NO


def _holds(atom: Atom, place: Place, answers: Answers, begun: Begun) -> bool | None:
    match atom:
        case Compare(left, name, right):
            one = _amount(left, place, answers, begun)
            other = _amount(right, place, answers, begun)
            return None if one is None or other is None else _COMPARE[name](one, other)
        case InGroup(Here(), group):
            return group in place.district.groups
        case InGroup(Asked(question), group):
            value = answers.get(question)
            members = place.gazetteer.members(group, place.day)
            return None if value is None else value in members
        case IsHere(question, negated):
            value = answers.get(question)
            return None if value is None else (value == place.district.id) is not negated
        case OneOf(question, options):
            value = _chosen(question, answers)
            return None if value is None else value in options
        case Is(question, option, negated):
            value = _chosen(question, answers)
            return None if value is None else (value == option) is not negated
        case Retirement():
            return _retired(atom, place, answers, begun)
    raise AssertionError(atom)


_BEFORE = {"man": (60, 4, 36), "fifty_five": (55, 4, 36), "fifty": (50, 2, 60)}
"""Of each class: the age before 2025, the months for one month more, the months at most."""


def _retired(atom: Retirement, place: Place, answers: Answers, begun: Begun) -> bool | None:
    """Whether retirement is reached on the day, where every class somebody may belong to agrees."""
    if atom.birth not in begun:
        return None
    sex, post = answers.get(atom.sex), answers.get(atom.post)
    classes = {"male": ["man"], "female": ["fifty_five", "fifty"]}.get(str(sex), list(_BEFORE))
    if post is not None:
        classes = [name for name in classes if name in ("man", post)]
    reached = {_reached(name, begun[atom.birth], place.day) for name in classes}
    return reached.pop() if len(reached) == 1 else None


def _reached(name: str, birth: date, day: date) -> bool:
    age, step, most = _BEFORE[name]
    late = 12 * (birth.year + age - 2025) + birth.month
    later = min(most, max(0, (late + step - 1) // step))
    return exact_months(birth, day) >= 12 * age + later


def _chosen(question: str, answers: Answers) -> object:
    value = answers.get(question)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _amount(term: Term, place: Place, answers: Answers, begun: Begun) -> int | float | None:
    match term:
        case Literal(value):
            return value
        case Amount(parameter):
            row = place.row(parameter)
            return row.value if row and isinstance(row.value, int | float) else None
        case Asked(question):
            answer = answers.get(question)
            return answer if isinstance(answer, int | float) else None
        case Elapsed(question, unit, cutoff):
            until = _until(place, cutoff)
            months = until and _months(question, place, answers, begun, until)
            return months if months is None or unit == "months" else months // 12


def _until(place: Place, cutoff: str | None) -> date | None:
    row = place.row(cutoff) if cutoff else None
    value = row.value if row else place.day if cutoff is None else None
    return value if isinstance(value, date) else None


def _months(question: str, place: Place, answers: Answers, begun: Begun, until: date) -> int | None:
    answer = answers.get(question)
    if isinstance(answer, str):
        return 0
    if question not in begun:
        return None
    if place.questions[question].paid_months:
        day = begun[question]
        return max(0, 12 * (until.year - day.year) + until.month - day.month)
    return exact_months(begun[question], until)


def exact_finding(frame: RequirementFrame, place: Place, answers: Answers, begun: Begun) -> Verdict:
    """The verdict of a requirement when the days are known."""
    its = frame.requirement
    if its.when is None:
        return Verdict.UNKNOWN
    verdict = exact_verdict(its.when, place, answers, begun)
    if its.check == "judgement":
        verdict = verdict & Verdict.UNKNOWN
    elif its.judged_when is not None and verdict is Verdict.NO:
        verdict = exact_verdict(its.judged_when, place, answers, begun) & Verdict.UNKNOWN
    contested = frame.contest is not None and verdict is Verdict.NO
    return Verdict.UNKNOWN if contested else verdict
