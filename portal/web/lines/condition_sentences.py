"""Conditions as sentences, in the words that residents see.

Editors read them beside what they build, a clerk beside what decided. Where the words of questions
and amounts come from differs: from documents that are being written, or from the rules in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ...i18n import Wording, amount_words, gettext
from ...rules.conditions.tree import (
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
from ...rules.model.ruleset import Ruleset, Service


class ConditionNames(Protocol):
    """What the parts of a condition are called."""

    @property
    def wording(self) -> Wording:
        """The language."""

    def question(self, name: str) -> str:
        """The label of a question."""

    def is_yes_no(self, question: str) -> bool:
        """Whether a question is answered yes or no."""

    def unit(self, question: str) -> str:
        """The unit of a question's answers; empty where they have none."""

    def option(self, question: str, option: str) -> str:
        """An option in words."""

    def group(self, name: str) -> str:
        """The name of a group of districts."""

    def amount(self, parameter: str) -> str:
        """What an amount is called."""


@dataclass(frozen=True, slots=True)
class RulesetNames:
    """The names of the rules in force, for the conditions of one service."""

    ruleset: Ruleset
    service: Service
    wording: Wording

    def question(self, name: str) -> str:
        return self.wording.text(self.ruleset.questions[name].short)

    def is_yes_no(self, question: str) -> bool:
        return self.ruleset.questions[question].kind == "yes_no"

    def unit(self, question: str) -> str:
        asked = self.ruleset.questions[question]
        return "fen" if asked.kind == "money" else asked.unit

    def option(self, question: str, option: str) -> str:
        if self.is_yes_no(question):
            return gettext("yes") if option == "yes" else gettext("no")
        options = self.ruleset.questions[question].options
        return next(self.wording.text(its.text) for its in options if its.id == option)

    def group(self, name: str) -> str:
        return self.wording.text(self.ruleset.gazetteer.groups[name].name)

    def amount(self, parameter: str) -> str:
        return self.wording.text(self.service.parameters[parameter].text)


def sentence(condition: Condition, names: ConditionNames) -> str:
    """A condition as a sentence in the language of the page."""
    match condition:
        case All(parts):
            return gettext(", and ").join(_part(part, names) for part in parts)
        case AnyOf(parts):
            return gettext(", or ").join(_part(part, names) for part in parts)
        case Not(part):
            return _negation(part, names)
        case Retirement():
            return gettext("%(what)s is reached", what=retirement_words(condition, names))
        case Is(question, option, negated):
            return _is(question, (option,), names, negated=negated)
        case OneOf(question, options):
            return _is(question, options, names, negated=False)
        case IsHere(question, negated):
            name = names.question(question)
            if negated:
                return gettext("“%(question)s” is not the district asked about", question=name)
            return gettext("“%(question)s” is the district asked about", question=name)
        case InGroup(place, group):
            return _in_group(place, group, names, negated=False)
        case Compare(left, operator, right):
            return _compare(left, operator, right, names)


def _negation(part: Condition, names: ConditionNames) -> str:
    match part:
        case OneOf(question, options):
            return _is(question, options, names, negated=True)
        case InGroup(place, group):
            return _in_group(place, group, names, negated=True)
        case Retirement():
            return gettext("%(what)s is not reached yet", what=retirement_words(part, names))
    return gettext("not (%(part)s)", part=sentence(part, names))


def _part(part: Condition, names: ConditionNames) -> str:
    words = sentence(part, names)
    is_group = isinstance(part, All | AnyOf)
    return gettext("(%(part)s)", part=words) if is_group else words


def retirement_words(retirement: Retirement, names: ConditionNames) -> str:
    """Retirement, with what it is worked out from."""
    answered = (
        names.question(name) for name in (retirement.birth, retirement.sex, retirement.post)
    )
    return gettext("retirement age (by %(answers)s)", answers=gettext(", ").join(answered))


def _is(question: str, options: tuple[str, ...], names: ConditionNames, *, negated: bool) -> str:
    name = names.question(question)
    named = [gettext("“%(words)s”", words=names.option(question, option)) for option in options]
    if negated:
        words = gettext(" and not ").join(named)
        return gettext("“%(question)s” is not %(options)s", question=name, options=words)
    words = gettext(" or ").join(named)
    if names.is_yes_no(question):
        return gettext("“%(question)s” is answered %(options)s", question=name, options=words)
    return gettext("“%(question)s” is %(options)s", question=name, options=words)


def _in_group(place: Asked | Here, group: str, names: ConditionNames, *, negated: bool) -> str:
    named = names.group(group)
    if isinstance(place, Here):
        if negated:
            return gettext("the district asked about lies outside “%(group)s”", group=named)
        return gettext("the district asked about lies in “%(group)s”", group=named)
    name = names.question(place.question)
    if negated:
        return gettext("“%(question)s” lies outside “%(group)s”", question=name, group=named)
    return gettext("“%(question)s” lies in “%(group)s”", question=name, group=named)


def comparison_words(operator: str) -> str:
    """A comparison in words."""
    return {
        ">=": gettext("is at least"),
        ">": gettext("is more than"),
        "<=": gettext("is at most"),
        "<": gettext("is less than"),
        "==": gettext("is exactly"),
        "!=": gettext("is not exactly"),
    }[operator]


def _compare(left: Term, operator: str, right: Term, names: ConditionNames) -> str:
    return gettext(
        "%(left)s %(comparison)s %(right)s",
        left=_side(left, right, names),
        comparison=comparison_words(operator),
        right=_side(right, left, names),
    )


def _side(term: Term, other: Term, names: ConditionNames) -> str:
    """One side of a comparison; a number takes the unit of the other side."""
    if not isinstance(term, Literal):
        return term_words(term, names)
    unit = _unit(other, names)
    return amount_words(names.wording, unit, term.value) if unit else str(term.value)


def _unit(term: Term, names: ConditionNames) -> str:
    if isinstance(term, Elapsed):
        return term.unit
    if not isinstance(term, Asked):
        return ""
    return names.unit(term.question)


def term_words(term: Term, names: ConditionNames) -> str:
    """One side of a comparison in words."""
    match term:
        case Literal(value):
            return str(value)
        case Amount(parameter):
            return gettext("“%(words)s”", words=names.amount(parameter))
        case Asked(question):
            return gettext("“%(words)s”", words=names.question(question))
        case Elapsed(question, unit, cutoff):
            return _elapsed(question, unit, cutoff, names)


def _elapsed(question: str, unit: str, cutoff: str | None, names: ConditionNames) -> str:
    name = names.question(question)
    until = gettext("“%(words)s”", words=names.amount(cutoff)) if cutoff else ""
    if unit == "years":
        if until:
            return gettext("full years of “%(name)s” up to %(day)s", name=name, day=until)
        return gettext("full years of “%(name)s”", name=name)
    if until:
        return gettext("months of “%(name)s” up to %(day)s", name=name, day=until)
    return gettext("months of “%(name)s”", name=name)
