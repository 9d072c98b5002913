"""The last steps: submit, approve, publish now or from a day; scheduled releases follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..store import publications
from ..store.drafts import DraftCopy, list_drafts, read_draft
from ..store.people import Person
from ..store.publications import Publication
from ..store.releases import newest_number, number_in_force
from .deriving import derive
from .drafting import Assembled, assemble, assembled_upon
from .previewing import checked, impact_of


class Refused(Exception):
    """A step that cannot be taken; ``why`` is one of the reasons below."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


EMPTY = "empty"
UNREADABLE = "unreadable"
PROBLEMS = "problems"
MOVED = "moved"
OWN = "own"
IMPACT = "impact"
"""Why a step is refused: nothing changed; something typed cannot be read; problems; the base moved
in the same item; one's own change; the impact is not the one that was seen."""


def upon(draft: DraftCopy, today: date) -> Assembled:
    """A draft put together upon the release that will be in force when it begins."""
    begins = max(draft.from_day or today, today)
    return assemble(draft, number_in_force(begins))


def _ready(draft: DraftCopy, today: date) -> Assembled:
    """The documents of a draft that may be published. Raises Refused."""
    if not draft.changes:
        raise Refused(EMPTY)
    if any(change.given for change in draft.changes):
        raise Refused(UNREADABLE)
    assembled = upon(draft, today)
    if assembled.moved:
        raise Refused(MOVED)
    if checked(assembled).problems:
        raise Refused(PROBLEMS)
    return assembled


def submit(
    number: int, person: Person, words: str, today: date, from_day: date | None = None
) -> None:
    """Send a draft to review, to begin at once or on a day. Raises Refused, WrongState."""
    assembled = _ready(replace(read_draft(number), from_day=from_day), today)
    digest = impact_of(assembled, today).digest
    publications.submit(number, person, digest, words, from_day)


def approve(number: int, person: Person, seen: str, words: str, today: date) -> None:
    """Approve what another person made; ``seen``: hash of the impact that was looked at."""
    draft = read_draft(number)
    if person.id in draft.editors:
        raise Refused(OWN)
    if impact_of(_ready(draft, today), today).digest != seen:
        raise Refused(IMPACT)
    publications.approve(number, person, seen, words)


def publish(number: int, person: Person, today: date) -> int:
    """Publish an approved draft; returns the number of its release.

    Releases scheduled for the same day or later are made anew upon it, or cancelled where they
    disagree with it. Raises Refused, WrongState, BaseMoved.
    """
    draft = read_draft(number)
    newest, assembled = newest_number(), _ready(draft, today)
    if impact_of(assembled, today).digest != draft.impact:
        raise Refused(IMPACT)
    begins = draft.from_day if draft.from_day and draft.from_day > today else None
    publication = _publication(draft, assembled, newest, begins)
    later = _later(publication, begins or today, today)
    return publications.publish(publication, person, later)


def _later(first: Publication, begins: date, today: date) -> list[Publication | int]:
    """What becomes of releases scheduled from the day on: made anew upon this one, or cancelled."""
    files, found = first.files, list[Publication | int]()
    for draft in waiting(today):
        if not draft.from_day or draft.from_day < begins:
            continue
        assembled = assembled_upon(draft, files)
        if assembled.moved or checked(assembled).problems:
            found.append(draft.id)
            continue
        found.append(_publication(draft, assembled, first.upon, draft.from_day))
        files = assembled.files
    return found


def _publication(
    draft: DraftCopy, assembled: Assembled, newest: int, from_day: date | None
) -> Publication:
    ruleset = checked(assembled).ruleset
    assert ruleset is not None
    return Publication(
        draft.id,
        newest,
        assembled.files,
        derive(ruleset),
        draft.title,
        draft.author,
        draft.approver,
        from_day,
    )


def waiting(today: date) -> tuple[DraftCopy, ...]:
    """Drafts whose release is scheduled and has not begun, in the order of their days."""
    scheduled = (d for d in list_drafts(("scheduled",)) if d.from_day and d.from_day > today)
    return tuple(sorted(scheduled, key=lambda draft: (draft.from_day or today, draft.id)))


def cancel(number: int, person: Person, words: str) -> None:
    """Cancel a scheduled release; the draft can be edited again. Raises WrongState."""
    publications.cancel(number, person, words)
