"""What can be chosen in a test: its subject, and then what fits that subject."""

from __future__ import annotations

from dataclasses import replace

from ....i18n import gettext
from ....rules.conditions import Asked, Elapsed, Term
from ..editing.lexicon import Choice, Lexicon
from .sent import FIGURE_CHOSEN
from .sentences import (
    comparison_words,
    group_words,
    option_words,
    parameter_words,
    question_words,
    term_words,
)
from .trees import COMPARISONS, HERE, Node, term_of
from .vocabulary import FEN

_ELAPSED = ("months:", "years:")


def subjects(lexicon: Lexicon) -> tuple[Choice, ...]:
    """What a test can be about: the questions in their order, months twice, and the district."""
    found = []
    for name, its in lexicon.questions.items():
        words = question_words(lexicon, name)
        if its.get("kind") == "month":
            found.append(Choice(f"months:{name}", gettext("%(name)s: months", name=words)))
            found.append(Choice(f"years:{name}", gettext("%(name)s: full years", name=words)))
        else:
            found.append(Choice(name, words))
    return (*found, Choice(HERE, gettext("the district asked about")))


def operators(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    """How the subject of a test can be compared."""
    match _kind(node, lexicon):
        case "":
            return ()
        case "yes_no" | "choice":
            return (Choice("in", gettext("is one of")), Choice("not in", gettext("is none of")))
        case "here":
            return _group_operators()
        case "district":
            here = Choice("is_here", gettext("is the district asked about"))
            return (here, Choice("not_here", gettext("is another district")), *_group_operators())
        case _:
            return tuple(Choice(its, comparison_words(its)) for its in COMPARISONS)


def _group_operators() -> tuple[Choice, ...]:
    inside = Choice("group", gettext("lies in the group"))
    return (inside, Choice("not_group", gettext("lies outside the group")))


def _kind(node: Node, lexicon: Lexicon) -> str:
    if node.subject == HERE:
        return "here"
    if is_elapsed(node):
        return "elapsed" if lexicon.kind(node.subject.partition(":")[2]) == "month" else ""
    kind = lexicon.kind(node.subject)
    return "" if kind == "month" else kind


def is_elapsed(node: Node) -> bool:
    """Whether a test is about the months or years since a month that was answered."""
    return node.subject.startswith(_ELAPSED)


def takes(node: Node) -> str:
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
    if elapsed:
        return elapsed
    kind = lexicon.kind(question)
    return "fen" if kind == "money" else str(lexicon.questions.get(question, {}).get("unit", ""))


def values(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    """What the subject of a test can be compared with."""
    match takes(node):
        case "options":
            its = lexicon.questions.get(node.subject, {})
            ids = ("yes", "no") if its.get("kind") == "yes_no" else tuple(its.get("options", {}))
            return tuple(Choice(i, option_words(lexicon, node.subject, i)) for i in ids)
        case "group":
            return tuple(
                Choice(c.id, group_words(lexicon, c.id)) for c in lexicon.choices("groups")
            )
        case "amount":
            return (*_amounts(node, lexicon), Choice(FIGURE_CHOSEN, gettext("a number")))
        case _:
            return ()


def _amounts(node: Node, lexicon: Lexicon) -> tuple[Choice, ...]:
    own = unit(node, lexicon)
    found = [
        Choice(f"parameter:{name}", parameter_words(lexicon, name))
        for name, its in lexicon.document.get("parameters", {}).items()
        if FEN.get(str(its.get("unit")), its.get("unit")) == own
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
        for name, its in lexicon.document.get("parameters", {}).items()
        if its.get("unit") == "day"
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
