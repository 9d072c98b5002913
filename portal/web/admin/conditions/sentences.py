"""Conditions read back as sentences, in the words that residents see."""

from __future__ import annotations

from ....i18n import amount_words, gettext
from ....rules.conditions import (
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
    Term,
)
from ....rules.writing import ConditionError, read
from ..editing.lexicon import Lexicon
from .vocabulary import vocabulary_of


def read_back(lexicon: Lexicon, text: str) -> str:
    """A condition's text as a sentence; the text itself where it cannot be read."""
    try:
        return sentence(read(text, vocabulary_of(lexicon)), lexicon)
    except ConditionError:
        return text


def sentence(condition: Condition, lexicon: Lexicon) -> str:
    """A condition as a sentence in the language of the page."""
    match condition:
        case All(parts):
            return gettext(", and ").join(_part(part, lexicon) for part in parts)
        case AnyOf(parts):
            return gettext(", or ").join(_part(part, lexicon) for part in parts)
        case Not(OneOf(question, options)):
            return _is(question, options, lexicon, negated=True)
        case Not(InGroup(place, group)):
            return _in_group(place, group, lexicon, negated=True)
        case Not(part):
            return gettext("not (%(part)s)", part=sentence(part, lexicon))
        case Is(question, option, negated):
            return _is(question, (option,), lexicon, negated=negated)
        case OneOf(question, options):
            return _is(question, options, lexicon, negated=False)
        case IsHere(question, negated):
            name = question_words(lexicon, question)
            if negated:
                return gettext("“%(question)s” is not the district asked about", question=name)
            return gettext("“%(question)s” is the district asked about", question=name)
        case InGroup(place, group):
            return _in_group(place, group, lexicon, negated=False)
        case Compare(left, operator, right):
            return _compare(left, operator, right, lexicon)


def _part(part: Condition, lexicon: Lexicon) -> str:
    words = sentence(part, lexicon)
    is_group = isinstance(part, All | AnyOf)
    return gettext("(%(part)s)", part=words) if is_group else words


def question_words(lexicon: Lexicon, question: str) -> str:
    """The label of a question."""
    return lexicon.words(lexicon.questions.get(question, {}).get("short")) or question


def option_words(lexicon: Lexicon, question: str, option: str) -> str:
    """An option in words."""
    its = lexicon.questions.get(question, {})
    if its.get("kind") == "yes_no":
        return gettext("yes") if option == "yes" else gettext("no")
    return lexicon.words(its.get("options", {}).get(option, {}).get("text")) or option


def _is(question: str, options: tuple[str, ...], lexicon: Lexicon, *, negated: bool) -> str:
    name = question_words(lexicon, question)
    named = [
        gettext("“%(words)s”", words=option_words(lexicon, question, option)) for option in options
    ]
    if negated:
        words = gettext(" and not ").join(named)
        return gettext("“%(question)s” is not %(options)s", question=name, options=words)
    words = gettext(" or ").join(named)
    if lexicon.kind(question) == "yes_no":
        return gettext("“%(question)s” is answered %(options)s", question=name, options=words)
    return gettext("“%(question)s” is %(options)s", question=name, options=words)


def group_words(lexicon: Lexicon, group: str) -> str:
    """The name of a group of districts."""
    return next((c.words for c in lexicon.choices("groups") if c.id == group), group)


def _in_group(place: Asked | Here, group: str, lexicon: Lexicon, *, negated: bool) -> str:
    named = group_words(lexicon, group)
    if isinstance(place, Here):
        if negated:
            return gettext("the district asked about lies outside “%(group)s”", group=named)
        return gettext("the district asked about lies in “%(group)s”", group=named)
    name = question_words(lexicon, place.question)
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


def _compare(left: Term, operator: str, right: Term, lexicon: Lexicon) -> str:
    return gettext(
        "%(left)s %(comparison)s %(right)s",
        left=_side(left, right, lexicon),
        comparison=comparison_words(operator),
        right=_side(right, left, lexicon),
    )


def _side(term: Term, other: Term, lexicon: Lexicon) -> str:
    """One side of a comparison; a number takes the unit of the other side."""
    if not isinstance(term, Literal):
        return term_words(term, lexicon)
    unit = _unit(other, lexicon)
    return amount_words(lexicon.wording, unit, term.value) if unit else str(term.value)


def _unit(term: Term, lexicon: Lexicon) -> str:
    if isinstance(term, Elapsed):
        return term.unit
    if not isinstance(term, Asked):
        return ""
    its = lexicon.questions.get(term.question, {})
    return "fen" if its.get("kind") == "money" else str(its.get("unit", ""))


def term_words(term: Term, lexicon: Lexicon) -> str:
    """One side of a comparison in words."""
    match term:
        case Literal(value):
            return str(value)
        case Amount(parameter):
            return gettext("“%(words)s”", words=parameter_words(lexicon, parameter))
        case Asked(question):
            return gettext("“%(words)s”", words=question_words(lexicon, question))
        case Elapsed(question, unit, cutoff):
            return _elapsed(question, unit, cutoff, lexicon)


def parameter_words(lexicon: Lexicon, parameter: str) -> str:
    """What an amount is called."""
    its = lexicon.document.get("parameters", {}).get(parameter, {})
    return lexicon.words(its.get("text")) or parameter


def _elapsed(question: str, unit: str, cutoff: str | None, lexicon: Lexicon) -> str:
    name = question_words(lexicon, question)
    until = gettext("“%(words)s”", words=parameter_words(lexicon, cutoff)) if cutoff else ""
    if unit == "years":
        if until:
            return gettext("full years of “%(name)s” up to %(day)s", name=name, day=until)
        return gettext("full years of “%(name)s”", name=name)
    if until:
        return gettext("months of “%(name)s” up to %(day)s", name=name, day=until)
    return gettext("months of “%(name)s”", name=name)
