"""Questions that matter only under some options of another question, derived from the rules.

``work == platform and platform_company == didi``: the company matters only to those who work for a
platform. Where everything that mentions a question stands under such a condition, the question
hangs on the other: its answer counts only while the other has one of these options, and it is not
worth asking of somebody who does not know the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import assert_never

from ..conditions.tree import (
    All,
    AnyOf,
    Compare,
    Condition,
    InGroup,
    Is,
    IsHere,
    Not,
    OneOf,
    Retirement,
    questions_of,
)
from ..model.ruleset import Question, Ruleset, Service
from .answer_reader import Answer, Answers

Options = Mapping[str, frozenset[str]]
"""Question → the options of it under which something matters."""

Dependence = Mapping[str, Options]
"""Question → the questions it hangs on, with their options."""


def dependence(ruleset: Ruleset) -> Dependence:
    """What every question of the rules hangs on; an earlier question never hangs on a later.

    Under whatever option it matters, it hangs on nothing.
    """
    found: dict[str, dict[str, frozenset[str]]] = {}
    questions = ruleset.questions
    for service in ruleset.services.values():
        for name, options in _mentions(service, questions):
            known = found.get(name)
            found[name] = dict(options) if known is None else _either(known, options)
    return {
        name: {
            other: options
            for other, options in on.items()
            if questions[other].place < questions[name].place
            and options != _every_option(questions[other])
        }
        for name, on in found.items()
    }


def uncounted(answers: Answers, depends: Dependence) -> Mapping[str, str]:
    """Answers that do not count as things are, each with the question whose answer is the cause."""
    found: dict[str, str] = {}
    for name in answers:
        cause = _cause(name, answers, depends)
        if cause:
            found[name] = cause
    return found


def _cause(name: str, answers: Answers, depends: Dependence) -> str:
    for other, options in depends.get(name, {}).items():
        if other in answers and answers[other] is not None:
            if _option(answers[other]) not in options:
                return other
        elif other in answers:
            continue
        if _cause(other, answers, depends):
            return other
    return ""


def unknowable(answers: Answers, depends: Dependence) -> frozenset[str]:
    """Questions not answered that hang on one answered «不知道»."""
    found: set[str] = set()
    while True:
        more = {
            name
            for name, on in depends.items()
            if name not in answers and name not in found
            for other in on
            if other in found or (other in answers and answers[other] is None)
        }
        if not more:
            return frozenset(found)
        found |= more


def _option(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def _mentions(service: Service, questions: Mapping[str, Question]) -> Iterator[tuple[str, Options]]:
    """Every mention of a question in a service, with the options under which it matters."""
    concerned = _under(service.concerns, questions, holds=True) if service.concerns else {}
    if service.concerns:
        yield from _inside(service.concerns, {}, questions)
    if service.ahead:
        yield from _inside(service.ahead, concerned, questions)
    for route in service.routes():
        yield from _inside(route, concerned, questions)
    for item in (its for table in service.points for its in table.items):
        if item.when:
            yield from _inside(item.when, concerned, questions)
        if item.per:
            yield item.per.question, concerned
    for requirement in service.requirements.values():
        when = requirement.when
        judged = requirement.judged_when
        if when is not None:
            yield from _inside(when, concerned, questions)
        if when is not None and judged is not None:
            failed = _under(when, questions, holds=False)
            yield from _inside(judged, _both(concerned, failed), questions)
    for window in service.windows:
        under = concerned
        if window.when:
            yield from _inside(window.when, concerned, questions)
            under = _both(concerned, _under(window.when, questions, holds=True))
        if window.anniversary_of:
            yield window.anniversary_of, under


def _inside(
    condition: Condition, under: Options, questions: Mapping[str, Question]
) -> Iterator[tuple[str, Options]]:
    match condition:
        case Not(part):
            yield from _inside(part, under, questions)
        case All(parts) | AnyOf(parts):
            holds = isinstance(condition, All)
            sides = [_under(part, questions, holds=holds) for part in parts]
            for place, part in enumerate(parts):
                beside = sides[:place] + sides[place + 1 :]
                yield from _inside(part, reduce(_both, beside, under), questions)
        case Retirement(birth, sex, post):
            yield birth, _beside(birth, under)
            yield sex, _beside(sex, under)
            yield post, _both(_beside(post, under), {sex: frozenset({"female"})})
        case Compare() | Is() | OneOf() | IsHere() | InGroup():
            for name in questions_of(condition):
                yield name, _beside(name, under)
        case _:
            assert_never(condition)


def _beside(name: str, under: Options) -> Options:
    return {other: its for other, its in under.items() if other != name}


def _under(condition: Condition, questions: Mapping[str, Question], *, holds: bool) -> Options:
    """The options under which a condition can come to yes (``holds``), or to no."""
    match condition:
        case Is(question, option, negated):
            return {question: _chosen(questions[question], (option,), among=holds != negated)}
        case OneOf(question, options):
            return {question: _chosen(questions[question], options, among=holds)}
        case Not(part):
            return _under(part, questions, holds=not holds)
        case All(parts) | AnyOf(parts):
            sides = [_under(part, questions, holds=holds) for part in parts]
            join = _both if isinstance(condition, All) == holds else _either
            return reduce(join, sides[1:], sides[0])
        case Compare() | IsHere() | InGroup() | Retirement():
            return {}
        case _:
            assert_never(condition)


def _chosen(question: Question, options: Iterable[str], *, among: bool) -> frozenset[str]:
    return frozenset(options) if among else _every_option(question) - set(options)


def _every_option(question: Question) -> frozenset[str]:
    match question.kind:
        case "yes_no":
            return frozenset({"yes", "no"})
        case "choice" | "number" | "money" | "month" | "district":
            return frozenset(option.id for option in question.options)
        case _:
            assert_never(question.kind)


def _both(one: Options, other: Options) -> dict[str, frozenset[str]]:
    found = {**one, **other}
    return found | {name: one[name] & other[name] for name in one.keys() & other.keys()}


def _either(one: Options, other: Options) -> dict[str, frozenset[str]]:
    return {name: one[name] | other[name] for name in one.keys() & other.keys()}
