"""Rolling back: one person puts the release before into force, another confirms or undoes it.

Where there is no other approver or manager, an editor who may edit everything may confirm it, so
that an office of two is not kept from publishing; what was taken out they cannot put back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ..store.people.accounts import Person, accounts
from ..store.releases import rollbacks
from ..store.releases.rollbacks import PutBack, RollbackRecord, open_rollback, release_before
from ..store.releases.stored import files_of, newest_number, number_in_force
from .assembly import checked_ruleset
from .derived_texts import derive
from .item_edits import is_unlimited
from .release_steps import following

SHORTEST_REASON = 4
"""A reason of fewer characters says nothing to whoever confirms in the morning."""
LONGEST_REASON = 2000

Why = Literal["role", "reason", "long", "first", "open", "moved", "unusable", "own", "settled"]
"""Why it is refused: not of this role; no reason; a reason too long; there is no release before;
another one is open; another release is in force than the one looked at; the old documents cannot
be read any more; one's own must be settled by somebody else; it was settled already."""


class RollbackRefused(Exception):
    """It cannot be done; ``why`` says why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def roll_back(person: Person, reason: str, seen: int, note: str, today: date) -> int:
    """Put the release before into force at once; returns the number of the new release.

    ``seen``: the release in force that the person looked at; ``note``: what the history says.
    Raises RollbackRefused, BaseMoved, WrongState.
    """
    _may(person)
    words = _reason(reason)
    upon = newest_number()
    if open_rollback() is not None:
        raise RollbackRefused("open")
    in_force = number_in_force(today)
    if in_force != seen:
        raise RollbackRefused("moved")
    before = release_before(in_force, today)
    if not before:
        raise RollbackRefused("first")
    put_back = _put_back(in_force, before, upon)
    return rollbacks.roll_back(put_back, person, words, note, today)


def confirm(number: int, person: Person, words: str, today: date) -> None:
    """Let somebody else's rollback stand; what was scheduled follows upon it. See `deciders`.

    Raises RollbackRefused, BaseMoved, WrongState.
    """
    upon = newest_number()
    found = _to_settle(number, person)
    if person.id not in {its.id for its in deciders(found.by_id)}:
        raise RollbackRefused("role")
    later = following(files_of(found.release), date.min, today)
    rollbacks.confirm(number, person, _short(words), upon, later)


def undo(number: int, person: Person, reason: str, note: str, today: date) -> int:
    """Put back what somebody else's rollback took out; returns the number of the new release.

    Raises RollbackRefused, BaseMoved, WrongState.
    """
    _may(person)
    upon = newest_number()
    found = _to_settle(number, person)
    words = _reason(reason)
    put_back = _put_back(found.release, found.taken_out, upon)
    later = following(put_back.files, date.min, today)
    return rollbacks.undo(number, person, words, put_back, note, later)


def deciders(by: int) -> tuple[Person, ...]:
    """Who may confirm a rollback that somebody made: the other approvers and managers.

    Where there are none: the editors without limits. Empty where nobody may.
    """
    others = [its.person for its in accounts() if its.active and its.person.id != by]
    approvers = tuple(its for its in others if its.role != "editor")
    return approvers or tuple(its for its in others if is_unlimited(its))


def reminder_due(moment: datetime) -> RollbackRecord | None:
    """An overdue rollback to tell of by mail; given to one caller only."""
    return rollbacks.take_reminder(moment)


def _may(person: Person) -> None:
    if person.role == "editor":
        raise RollbackRefused("role")


def _reason(written: str) -> str:
    words = _short(written)
    if len("".join(words.split())) < SHORTEST_REASON:
        raise RollbackRefused("reason")
    return words


def _short(written: str) -> str:
    words = written.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_REASON:
        raise RollbackRefused("long")
    return words


def _to_settle(number: int, person: Person) -> RollbackRecord:
    found = open_rollback()
    if found is None or found.release != number:
        raise RollbackRefused("settled")
    if person.id == found.by_id:
        raise RollbackRefused("own")
    return found


def _put_back(taken_out: int, content_of: int, upon: int) -> PutBack:
    files = files_of(content_of)
    ruleset, _ = checked_ruleset(files)
    if ruleset is None:
        raise RollbackRefused("unusable")
    return PutBack(
        taken_out=taken_out,
        content_of=content_of,
        upon=upon,
        files=files,
        derived=derive(ruleset),
    )
