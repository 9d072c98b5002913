"""Of whom each token of a sentence speaks: who was named last, in this clause or before it.

The speaker is the first adult. Parents, brothers, grandchildren and grown-up children are nobody
of the household: what is said of them belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ..model.households import MOST_CHILDREN, Subject
from .closed_words import WordClass
from .tokens import Token

EVERY_CHILD = "all"
"""The label of all children together."""
JOINED = "|"
"""Parts the labels of several children: «老二老三»."""

#: Relatives whom one has by grown-up children only.
_OF_GROWN = re.compile("孙|女婿|儿媳")

Last = Literal["adult", "child", "other"]
Third = Literal["", "partner", "child", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of whom is spoken at a place.

    ``child``: the label of the child named last, None before any; ``last``: who was named last;
    ``here``: whether in this clause; ``third``: whom «他» and «她» mean.
    """

    adults: tuple[int, ...] = (1,)
    child: str | None = None
    last: Last = "adult"
    here: bool = False
    third: Third = ""


@dataclass(slots=True, kw_only=True)
class People:
    """Who was told: whether there is a partner, and the children in the order of the words."""

    partner: Token | None = None
    alone: Token | None = None
    childless: Token | None = None
    labels: dict[str, tuple[int, Token]] = field(default_factory=dict)
    grown: set[str] = field(default_factory=set)
    count: int = 0
    counted: Token | None = None

    def note(self, token: Token, before: Token | None, *, supposed: bool) -> None:
        """Take what a token says about who there is; ``before``: the token in front of it.

        ``supposed``: it is said of somebody else, or only asked or imagined.
        """
        if token.is_a("couple") or (token.is_a("partner")):
            self.partner = self.partner or token
        if token.is_a("each") and token.word is not None and token.word.text[:3] == "两个人":
            self.partner = self.partner or token
        if token.is_a("other") and _OF_GROWN.search(token.word_text):
            self.grown |= {"son", "daughter"}
        if token.is_a("alone") and not supposed:
            self.alone = self.alone or token
        if token.is_a("childless") and not supposed:
            self.childless = self.childless or token
        if token.children is not None and token.children > self.count:
            self.count, self.counted = min(token.children, MOST_CHILDREN), token
        if token.word is None or token.word.child is None or is_same_child(before, token):
            return
        label, rank = token.word.child
        if (token.children or 1) == 1 or not self.labels:
            self.labels.setdefault(label if (token.children or 1) == 1 else "", (rank, token))

    def children(self) -> list[str]:
        """The labels of the children, the eldest first where the words rank them."""
        told = [name for name in self.labels if name not in self.grown]
        specific = [name for name in told if name]
        named = specific if specific else told
        ranked = sorted(named, key=lambda name: self.labels[name][0] or 50)
        return ranked[:MOST_CHILDREN]

    def number(self) -> int:
        """How many children were told."""
        grown = len(self.grown)
        ranks = [rank for name in self.children() if (rank := self.labels[name][0]) < 50]
        told = [rank - grown for rank in ranks]
        return max([len(self.children()), self.count - grown, *told])

    def subjects(self, label: str) -> tuple[Subject, ...]:
        """The children that a label means; none where it may be this one or that."""
        if label in self.grown:
            return ()
        many = self.number()
        if JOINED in label:
            parts = [its for part in label.split(JOINED) for its in self.subjects(part)]
            return tuple(parts)
        if label == EVERY_CHILD:
            return tuple(Subject("child", n) for n in range(1, min(many, MOST_CHILDREN) + 1))
        named = self.children()
        if label == "" and "" not in named:
            return (Subject("child", 1),) if many == 1 else ()
        if label not in named:
            return ()
        rank = self.labels[label][0]
        if rank == 99:
            place = many
        elif rank:
            place = rank - sum(
                1 for name in self.grown if 0 < self.labels.get(name, (0, None))[0] < rank
            )
        else:
            place = named.index(label) + 1
        if label == "" and many > 1:
            return ()
        return (Subject("child", place),) if 1 <= place <= MOST_CHILDREN else ()


_BESIDE: tuple[WordClass, ...] = ("with", "joins")
#: What makes two people one subject: «我和老婆».
_AND = frozenset(("和", "跟", "与", "同"))

#: «在我家» is where somebody lives, not of whom is spoken.
_HOMES = frozenset(("我家", "我屋头", "我屋", "我们家"))
_AT = frozenset(("在", "住", "住在", "来", "到"))


def scopes_of(clause: Sequence[Token], before: Scope, people: People) -> list[Scope]:
    """The scope at each token of a clause that follows another, told from left to right."""
    scope = replace(before, here=False)
    found = []
    for place, token in enumerate(clause):
        scope = _after(clause, place, token, scope, people)
        found.append(scope)
    return found


def _after(
    clause: Sequence[Token], place: int, token: Token, scope: Scope, people: People
) -> Scope:
    """The scope behind a token."""
    word = token.word
    if word is None:
        return scope
    if token.is_a("couple"):
        return replace(scope, adults=(1, 2), last="adult", here=True)
    if word.child is not None:
        return _after_child(clause, place, token, word.child[0], scope)
    if token.is_a("partner"):
        return _after_partner(clause, place, scope)
    if token.is_a("third") and scope.third:
        return _after_third(scope)
    if token.is_a("each"):
        both = people.partner is not None and (word.text[0] in "两俩" or not place)
        adults = (1, 2) if both and scope.last == "adult" else scope.adults
        every = scope.last == "child" and (scope.child == "" or not scope.here)
        child = EVERY_CHILD if every else scope.child
        return replace(scope, adults=adults, child=child)
    return _after_others(clause, place, token, scope)


def _after_child(
    clause: Sequence[Token], place: int, token: Token, label: str, scope: Scope
) -> Scope:
    former = clause[place - 1] if place else None
    if is_same_child(former, token):
        return scope
    if scope.last == "other" and scope.here and former is not None and former.is_a("with"):
        return scope
    if token.children is not None and token.children > 1:
        label = EVERY_CHILD
    elif joined := _joined_child(clause, place):
        label = f"{joined}{JOINED}{label}"
    return replace(scope, child=label, last="child", here=True, third="child")


def _after_partner(clause: Sequence[Token], place: int, scope: Scope) -> Scope:
    before = _text_before(clause, place)
    behind = _text_behind(clause, place)
    if behind == "的名字":
        return scope
    both = before in _AND or behind in _AND
    scope = replace(scope, third="partner")
    if before and not both and clause[place - 1].is_a(*_BESIDE):
        return scope
    return replace(scope, adults=(1, 2) if both else (2,), last="adult", here=True)


def _after_third(scope: Scope) -> Scope:
    if scope.third == "child":
        return replace(scope, last="child", here=True)
    if scope.third == "other":
        return replace(scope, last="other", here=True)
    return replace(scope, adults=(2,), last="adult", here=True)


def _after_others(clause: Sequence[Token], place: int, token: Token, scope: Scope) -> Scope:
    """The scope behind «我», or behind somebody who is nobody of the household."""
    is_beside = place > 0 and clause[place - 1].is_a(*_BESIDE)
    before = _text_before(clause, place)
    is_home = token.word_text in _HOMES and before in _AT
    if token.is_a("self") and scope.last != "adult" and scope.here and is_home:
        return scope
    if token.is_a("self") and scope.last == "other" and scope.here and before in _AND:
        return scope
    if token.is_a("self") and (before in _AND or not is_beside):
        both = before in _AND and 2 in scope.adults
        return replace(scope, adults=(1, 2) if both else (1,), last="adult", here=True)
    if token.is_a("other") and is_beside:
        return replace(scope, third="other")
    if token.is_a("other"):
        return replace(scope, last="other", here=True, third="other")
    return scope


def is_same_child(before: Token | None, token: Token) -> bool:
    """Whether two words side by side name one child: «大的男娃»."""
    if before is None or before.word is None or before.word.child is None or token.word is None:
        return False
    return (
        before.end == token.start
        and bool(before.word.child[1])
        and token.word.child is not None
        and not token.word.child[1]
    )


def _joined_child(clause: Sequence[Token], place: int) -> str:
    """The label of the child named just before another, with nothing or «和» between; or empty."""
    other = place - 1
    if other > 0 and _text_before(clause, place) in _AND:
        other -= 1
    word = clause[other].word if other >= 0 else None
    return "" if word is None or word.child is None else word.child[0]


def _text_before(clause: Sequence[Token], place: int) -> str:
    word = clause[place - 1].word if place else None
    return word.text if word is not None else ""


def _text_behind(clause: Sequence[Token], place: int) -> str:
    word = clause[place + 1].word if place + 1 < len(clause) else None
    return word.text if word is not None else ""


def everybody(tokens: Iterable[Token]) -> People:
    """Who is told in a sentence."""
    people = People()
    before: Token | None = None
    supposed = False
    for token in tokens:
        if token.is_a("stop", "full_stop", "self"):
            supposed = False
        named = token.word is not None and token.word.child is not None
        others = (token.is_a("other") or named) and not (before and before.is_a("with"))
        supposed = supposed or token.is_a("if", "ask") or others
        people.note(token, before, supposed=supposed)
        before = token
    return people
