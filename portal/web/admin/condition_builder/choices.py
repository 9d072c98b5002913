"""Choices of a test in the condition builder: subjects, and what fits a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, assert_never

from ....i18n import gettext
from ....rules.conditions.tree import Asked, Elapsed, Retirement, Term
from ....rules.conditions.vocabulary import FEN
from ....rules.model.question_kinds import QuestionKind
from ....rules.model.retirement import POSTS, SEXES
from ...lines.condition_sentences import comparison_words
from ..forms.lexicon import Choice, Lexicon
from .sentences import (
    group_words,
    option_words,
    parameter_words,
    question_words,
    retirement_words,
    term_words,
)
from .trees import COMPARISONS, FIGURE_CHOSEN, HERE, RETIREMENT, Node, retirement_of, term_of

_ELAPSED = ("months:", "years:")
SubjectKind = QuestionKind | Literal["here", "retirement", "elapsed"]
"""What a test is about: an answer, the district, retirement, or the time since a month."""
Taken = Literal["options", "group", "amount", ""]
"""How the value of a test is given."""


def subjects(lexicon: Lexicon, chosen: str = "") -> tuple[Choice, ...]:
    """What a test can be about: the questions in their order, months twice, and the district.

    Those that the service may use, by whom it is for; and the one that is ``chosen`` already.
    """
    found = []
    own = chosen.rpartition(":")[2]
    for name, item in lexicon.questions.items():
        if name not in lexicon.askable and name != own:
            continue
        words = question_words(lexicon, name)
        if item.get("kind") == "month":
            found.append(Choice(f"months:{name}", gettext("%(name)s: months", name=words)))
            found.append(Choice(f"years:{name}", gettext("%(name)s: full years", name=words)))
        else:
            found.append(Choice(name, words))
    for retirement in _retirements(lexicon):
        subject = f"{RETIREMENT}{retirement.birth}:{retirement.sex}:{retirement.post}"
        found.append(Choice(subject, retirement_words(retirement, lexicon)))
    return (*found, Choice(HERE, gettext("the district asked about")))


def _retirements(lexicon: Lexicon) -> Iterator[Retirement]:
    """What retirement may be worked out from: a month of birth, a sex, and a post beside it."""
    months = [
        name for name, question in lexicon.questions.items() if question.get("kind") == "month"
    ]
    for birth in (name for name in months if name == "birth_month"):
        for sex in _with_options(lexicon, SEXES):
            for post in _with_options(lexicon, POSTS):
                yield Retirement(birth, sex, post)


def _with_options(lexicon: Lexicon, options: tuple[str, ...]) -> list[str]:
    """The questions that have these options and no other."""
    questions = lexicon.questions.items()
    return [
        name for name, question in questions if set(question.get("options", {})) == set(options)
    ]


def operators(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    """How the subject of a test can be compared."""
    match kind := _subject_kind(node, lexicon):
        case "month" | None:
            return ()
        case "yes_no" | "choice":
            return (Choice("in", gettext("is one of")), Choice("not in", gettext("is none of")))
        case "here":
            return _group_operators()
        case "retirement":
            reached = Choice("reached", gettext("is reached"))
            return (reached, Choice("not_reached", gettext("is not reached yet")))
        case "district":
            here = Choice("is_here", gettext("is the district asked about"))
            return (here, Choice("not_here", gettext("is another district")), *_group_operators())
        case "number" | "money" | "elapsed":
            return tuple(
                Choice(comparison, comparison_words(comparison)) for comparison in COMPARISONS
            )
        case _:
            assert_never(kind)


def _group_operators() -> tuple[Choice, ...]:
    inside = Choice("group", gettext("lies in the group"))
    return (inside, Choice("not_group", gettext("lies outside the group")))


def _subject_kind(node: Node, lexicon: Lexicon) -> SubjectKind | None:
    if node.subject == HERE:
        return "here"
    if node.subject.startswith(RETIREMENT):
        return "retirement" if retirement_of(node.subject) in set(_retirements(lexicon)) else None
    if is_elapsed(node):
        return "elapsed" if lexicon.kind(node.subject.partition(":")[2]) == "month" else None
    return lexicon.kind(node.subject)


def is_elapsed(node: Node) -> bool:
    """Whether a test is about the months or years since a month that was answered."""
    return node.subject.startswith(_ELAPSED)


def takes(node: Node) -> Taken:
    """How the value of a test is given: options, group, amount, or nothing."""
    if node.operator in ("in", "not in"):
        return "options"
    if node.operator in ("group", "not_group"):
        return "group"
    return "amount" if node.operator in COMPARISONS else ""


def takes_figure(node: Node) -> bool:
    """Whether the value of a test is a number typed beside it."""
    return (
        takes(node) == "amount" and node.values[:1] != () and node.values[0].startswith("number:")
    )


def unit(node: Node, lexicon: Lexicon) -> str:
    """The unit of what a test is about."""
    elapsed, _, question = node.subject.rpartition(":")
    if node.subject.startswith(RETIREMENT):
        return ""
    if elapsed:
        return elapsed
    kind = lexicon.kind(question)
    return "fen" if kind == "money" else str(lexicon.questions.get(question, {}).get("unit", ""))


def values(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    """What the subject of a test can be compared with."""
    match taken := takes(node):
        case "options":
            question = lexicon.questions.get(node.subject, {})
            ids = (
                ("yes", "no")
                if question.get("kind") == "yes_no"
                else tuple(question.get("options", {}))
            )
            return tuple(Choice(i, option_words(lexicon, node.subject, i)) for i in ids)
        case "group":
            return tuple(
                Choice(c.id, group_words(lexicon, c.id)) for c in lexicon.choices("groups")
            )
        case "amount":
            return (*_amounts(node, lexicon), Choice(FIGURE_CHOSEN, gettext("a number")))
        case "":
            return ()
        case _:
            assert_never(taken)


def _amounts(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    own = unit(node, lexicon)
    found = [
        Choice(f"parameter:{name}", parameter_words(lexicon, name))
        for name, parameter in lexicon.document.get("parameters", {}).items()
        if FEN.get(str(parameter.get("unit")), parameter.get("unit")) == own
    ]
    for value in node.values:
        term = term_of(value) if value.startswith("question:") else None
        if term is not None and _is_known(term, lexicon):
            found.append(Choice(value, term_words(term, lexicon)))
    return tuple(found)


def _is_known(term: Term, lexicon: Lexicon) -> bool:
    if isinstance(term, Elapsed):
        days = {"", *(choice.id for choice in cutoffs(lexicon))}
        return lexicon.kind(term.question) == "month" and (term.cutoff or "") in days
    return isinstance(term, Asked) and lexicon.kind(term.question) in ("number", "money")


def cutoffs(lexicon: Lexicon) -> tuple[Choice, ...]:
    """The days up to which months can be counted."""
    return tuple(
        Choice(name, parameter_words(lexicon, name))
        for name, parameter in lexicon.document.get("parameters", {}).items()
        if parameter.get("unit") == "day"
    )


def fitted(node: Node, lexicon: Lexicon) -> Node:
    """The tree with what does not fit its subject taken out."""
    if node.kind != "test":
        return replace(node, parts=tuple(fitted(part, lexicon) for part in node.parts))
    fitting = [choice.id for choice in operators(node, lexicon)]
    operator = node.operator if node.operator in fitting else (fitting[0] if fitting else "")
    node = replace(node, operator=operator)
    known = {choice.id for choice in values(node, lexicon)}
    is_amount = takes(node) == "amount"
    kept = tuple(v for v in node.values if v in known or (is_amount and v.startswith("number:")))
    counted = is_elapsed(node) and node.cutoff in {choice.id for choice in cutoffs(lexicon)}
    return replace(node, values=kept, cutoff=node.cutoff if counted else "")
