"""The last steps: submit, approve, publish now or from a day; scheduled releases follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ..store.drafts import DraftRecord, Seal, contents_of, list_drafts, read_draft
from ..store.people.accounts import Person
from ..store.releases import publications
from ..store.releases.publications import (
    Following,
    HeldRelease,
    Publication,
    SealBroken,
    WrongState,
)
from ..store.releases.rollbacks import open_rollback
from ..store.releases.stored import newest_number
from .assembly import (
    Assembled,
    Checked,
    assemble_for_release,
    assembled_upon,
    check_within,
    impact_within,
)
from .derived_texts import derive
from .under_way import PATIENT_SECONDS, finished, patience_of_step


class StepRefused(Exception):
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
SEAL = "seal"
PAST = "past"
ROLLBACK = "rollback"
"""Why a step is refused: nothing changed; something typed cannot be read; problems; the base moved
in the same item; one's own change; the impact is another than the approved one; the draft is not
the one that was looked at; the day is over; a rollback waits to be settled first."""


def _ready(draft: DraftRecord, today: date, seconds: float) -> Assembled:
    """The documents of a draft that may be published. Raises StepRefused, StillUnderWay."""
    if not draft.changes:
        raise StepRefused(EMPTY)
    if any(change.given for change in draft.changes):
        raise StepRefused(UNREADABLE)
    assembled = assemble_for_release(draft, today)
    why = _unfit(assembled, seconds)
    if why:
        raise StepRefused(why)
    return assembled


def _unfit(assembled: Assembled, seconds: float) -> str:
    """Why documents cannot be published; empty if they can. Raises StillUnderWay."""
    if assembled.moved:
        return MOVED
    return PROBLEMS if _checked(assembled, seconds).problems else ""


def _checked(assembled: Assembled, seconds: float) -> Checked:
    return finished(check_within(assembled, seconds))


def seal_of(
    draft: DraftRecord,
    assembled: Assembled,
    sealed_on: date,
    seconds: float = PATIENT_SECONDS,
) -> Seal:
    """The seal over a draft upon a release, its impact as of a day.

    ``seconds``: how long it waits for the impact. Raises NotCheckable, StillUnderWay.
    """
    digest = finished(impact_within(assembled, sealed_on, seconds)).digest
    contents = contents_of(draft.title, draft.from_day, draft.changes)
    return Seal(contents=contents, sealed_on=sealed_on, impact=digest)


def submit(
    number: int, person: Person, words: str, today: date, from_day: date | None = None
) -> None:
    """Send a draft to review, to begin at once or on a day.

    Raises StepRefused, WrongState, StillUnderWay.
    """
    if from_day and from_day < today:
        raise StepRefused(PAST)
    draft = replace(read_draft(number), from_day=from_day)
    seconds = patience_of_step(len(draft.changes))
    seal = seal_of(draft, _ready(draft, today, seconds), today, seconds)
    publications.submit(number, person, seal, words, from_day)


def approve(number: int, person: Person, seen: str, words: str, today: date) -> None:
    """Approve what another person made; ``seen``: the seal over what was looked at.

    Raises StepRefused, WrongState, StillUnderWay.
    """
    draft = read_draft(number)
    if person.id in draft.editors:
        raise StepRefused(OWN)
    if draft.state != "in_review":
        raise WrongState(draft.state)
    seconds = patience_of_step(len(draft.changes))
    ready = _ready(draft, today, seconds)
    seal = seal_of(draft, ready, draft.sealed_on or today, seconds)
    if seal.digest != seen:
        raise StepRefused(SEAL)
    try:
        publications.approve(number, person, seal, words)
    except SealBroken as fault:
        raise StepRefused(SEAL) from fault


def publish(number: int, person: Person, today: date) -> int:
    """Publish an approved draft; returns the number of its release.

    Releases scheduled for the same day or later are made anew upon it. An approval that does not
    survive this publication, or the one before, is void and its release held.
    Raises StepRefused, WrongState, BaseMoved, SealBroken, StillUnderWay.
    """
    draft = read_draft(number)
    newest = newest_number()
    if draft.state != "approved":
        raise WrongState(draft.state)
    # Asked after the newest number: a rollback made since then moves the base.
    if open_rollback() is not None:
        raise StepRefused(ROLLBACK)
    assembled = assemble_for_release(draft, today)
    seconds = patience_of_step(len(draft.changes))
    why = _void(draft, assembled, seconds)
    if why:
        publications.hold(number, person, why)
        raise StepRefused(why)
    begins = draft.from_day if draft.from_day and draft.from_day > today else None
    publication = _publication(draft, assembled, newest, begins)
    later = following(publication.files, begins or today, today, draft.id, seconds)
    return publications.publish(publication, person, later)


def _void(draft: DraftRecord, assembled: Assembled, seconds: float) -> str:
    """Why the approval of a draft does not hold upon these documents; empty if it does.

    Raises StillUnderWay.
    """
    why = _unfit(assembled, seconds)
    if why:
        return why
    if draft.sealed_on is None:
        return SEAL
    seal = seal_of(draft, assembled, draft.sealed_on, seconds)
    return "" if seal.digest == draft.seal else IMPACT


def following(
    files: Mapping[str, str],
    begins: date,
    today: date,
    published: int = 0,
    seconds: float = PATIENT_SECONDS,
) -> list[Following]:
    """What becomes of drafts approved for a day or later: made anew upon documents, or held.

    ``published``: the draft of which the documents are, if they are of one; ``seconds``: how long
    each waits for its check, and for its impact. Raises StillUnderWay.
    """
    in_force = [(begins, files)]
    found = list[Following]()
    for draft in waiting(today):
        if not draft.from_day or draft.from_day < begins:
            continue
        assembled = assembled_upon(draft, in_force[-1][1])
        why = _void(draft, assembled, seconds)
        if why:
            found.append(HeldRelease(draft.id, why))
            continue
        day = draft.from_day if draft.from_day > today else None
        found.append(_publication(draft, assembled, 0, day))
        in_force.append((draft.from_day, assembled.files))
    for draft in list_drafts(("approved",)):
        day = max(draft.from_day or today, today)
        bases = [documents for since, documents in in_force if since <= day]
        if draft.id == published or not bases:
            continue
        why = _void(draft, assembled_upon(draft, bases[-1]), seconds)
        if why:
            found.append(HeldRelease(draft.id, why))
    return found


def _publication(
    draft: DraftRecord, assembled: Assembled, newest: int, from_day: date | None
) -> Publication:
    ruleset = _checked(assembled, PATIENT_SECONDS).ruleset
    assert ruleset is not None
    assert draft.sealed_on is not None
    return Publication(
        draft=draft.id,
        upon=newest,
        seal=seal_of(draft, assembled, draft.sealed_on),
        files=assembled.files,
        derived=derive(ruleset),
        note=draft.title,
        author=draft.author,
        approver=draft.approver,
        from_day=from_day,
    )


def waiting(today: date) -> tuple[DraftRecord, ...]:
    """Drafts whose release is scheduled and has not begun, in the order of their days."""
    scheduled = (
        draft
        for draft in list_drafts(("scheduled",))
        if draft.from_day and (draft.from_day > today or draft.paused)
    )
    return tuple(sorted(scheduled, key=lambda draft: (draft.from_day or today, draft.id)))


def cancel(number: int, person: Person, words: str) -> None:
    """Cancel a scheduled release; the draft can be edited again. Raises WrongState."""
    publications.cancel(number, person, words)
