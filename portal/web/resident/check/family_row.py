"""The row of the family over a question: whose turn it is, who is done, who is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

from ....i18n import gettext
from ....rules.model.households import Subject
from ...lines.people import person_name
from ..consultation import Consultation

Turn = Literal["now", "done", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """The household or one of its people in the row."""

    kind: str
    name: str
    turn: Turn
    turn_words: str


def family_row(current: Consultation, asked: Subject) -> tuple[FamilyMember, ...]:
    """Everybody in the order in which they are asked; empty for somebody alone."""
    household = current.household
    if len(household.adults) + len(household.children) == 1:
        return ()
    to_come = {its.subject for its in current.agenda.asked}
    turns = {who: _turn(who, asked, to_come) for who in household.subjects()}
    return tuple(
        FamilyMember(
            kind=who.kind,
            name=person_name(who, household),
            turn=turn,
            turn_words=_turn_words(turn),
        )
        for who, turn in turns.items()
    )


def _turn(who: Subject, asked: Subject, to_come: set[Subject]) -> Turn:
    if who == asked:
        return "now"
    return "later" if who in to_come else "done"


def _turn_words(turn: Turn) -> str:
    match turn:
        case "now":
            return gettext("being asked")
        case "done":
            return gettext("done")
        case "later":
            return gettext("still to come")
        case _:
            assert_never(turn)
