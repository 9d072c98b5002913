"""Review and publication: the impact, another person's approval, the release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...publishing import releasing
from ...publishing.previewing import NotCheckable, impact_within
from ...publishing.releasing import Refused
from ...rules.impact import Impact
from ...store import drafts as store
from ...store import publications
from ...store.people import Person
from ...store.publications import BaseMoved, WrongState
from .. import surroundings
from .draft_lines import DraftLine, draft_line
from .drafts import draft_page, others_draft
from .guarding import EVERYBODY, allowed, freshly_confirmed, person
from .impacts import ImpactTable, impact_table
from .navigation import COUNTED
from .pages import admin_page

APPROVERS = ("approver", "manager")
_LONGEST = 2000
_SECONDS = 1.5
"""How long a part of a page waits for an impact before it shows how far it is."""


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """The context of what waits: for review, for publication, for its day."""

    in_review: tuple[DraftLine, ...]
    approved: tuple[DraftLine, ...]
    scheduled: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """The context of a draft's impact."""

    draft: DraftLine
    impact: ImpactTable | None
    progress: tuple[int, int] | None
    digest: str
    approved_with: str
    may_approve: bool
    is_editable: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>"
    blueprint.add_url_rule("/reviews", "reviews", reviews)
    blueprint.add_url_rule(f"{own}/impact", "impact", impact)
    for name, view in (
        ("submit", submit),
        ("return", send_back),
        ("approve", approve),
        ("publish", publish),
        ("unschedule", unschedule),
    ):
        blueprint.add_url_rule(f"{own}/{name}", f"{name}_draft", view, methods=["POST"])
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(WrongState, _too_late)
    blueprint.register_error_handler(BaseMoved, _too_late)


def _waiting(person: Person) -> int:
    """How many drafts wait for a review that this person may give."""
    if person.role not in APPROVERS:
        return 0
    return sum(person.id not in draft.editors for draft in store.list_drafts(("in_review",)))


COUNTED["reviews"] = _waiting


@allowed(*EVERYBODY)
def reviews() -> Response:
    """What waits."""
    lists = (store.list_drafts((state,)) for state in ("in_review", "approved"))
    in_review, approved = (tuple(draft_line(draft) for draft in found) for found in lists)
    scheduled = tuple(draft_line(draft) for draft in releasing.waiting(surroundings.today()))
    return admin_page("admin/reviews.html", ReviewsPage(in_review, approved, scheduled))


@allowed(*EVERYBODY)
def impact(number: int) -> Response:
    """Whose outcome a draft changes, where, from what to what."""
    draft, today = store.read_draft(number), surroundings.today()
    assembled = releasing.upon(draft, today)
    patience = _SECONDS if request.headers.get("HX-Request") == "true" else float("inf")
    try:
        found = impact_within(assembled, today, patience)
    except NotCheckable:
        found = None
    me = person()
    context = ImpactPage(
        draft_line(draft),
        impact_table(found, assembled, number) if isinstance(found, Impact) else None,
        found if isinstance(found, tuple) else None,
        found.digest if isinstance(found, Impact) else "",
        draft.impact,
        me.role in APPROVERS and draft.state == "in_review" and me.id not in draft.editors,
        draft.state == "editing",
    )
    return admin_page("admin/impact.html", context, fragment="impact")


def _words() -> str:
    return request.form.get("words", "").strip()[:_LONGEST]


def _back(number: int) -> Response:
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def _day_asked() -> date | None:
    """The day typed for the release, None for at once; raises Refused for anything else."""
    written = request.form.get("from_day", "").strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as fault:
        raise Refused("day") from fault
    return day if day > surroundings.today() else None


@allowed(*EVERYBODY)
def submit(number: int) -> Response:
    """Send a draft to review, to begin at once or on a day."""
    refused = others_draft(number)
    if refused is not None:
        return refused
    releasing.submit(number, person(), _words(), surroundings.today(), _day_asked())
    return _back(number)


@allowed(*EVERYBODY)
def send_back(number: int) -> Response:
    """Send a draft back to editing: a reviewer with words, or its own people taking it back."""
    refused = others_draft(number)
    if refused is not None:
        return refused
    is_own = person().id in store.read_draft(number).editors
    publications.take_back(number, person(), "taken back" if is_own else "returned", _words())
    return _back(number)


@allowed(*APPROVERS)
def approve(number: int) -> Response:
    """Approve another person's draft with the impact that was on the page."""
    seen = request.form.get("impact", "")
    releasing.approve(number, person(), seen, _words(), surroundings.today())
    return _back(number)


@freshly_confirmed
@allowed(*APPROVERS)
def publish(number: int) -> Response:
    """Publish an approved draft, at once or for its day."""
    releasing.publish(number, person(), surroundings.today())
    return _back(number)


@freshly_confirmed
@allowed(*APPROVERS)
def unschedule(number: int) -> Response:
    """Cancel a scheduled release; the draft can be edited again."""
    releasing.cancel(number, person(), _words())
    return _back(number)


def _refused(fault: Refused) -> Response:
    words = {
        releasing.EMPTY: gettext("Nothing is changed in this draft yet."),
        releasing.UNREADABLE: gettext("Something typed into a form cannot be read yet."),
        releasing.PROBLEMS: gettext("The draft has problems. Mend them first; each is listed."),
        releasing.MOVED: gettext(
            "The same item was published otherwise meanwhile. Set the draft upon it first."
        ),
        releasing.OWN: gettext("Another person must approve what you changed yourself."),
        releasing.IMPACT: gettext(
            "The impact is no longer the one that was approved. Look at it again."
        ),
        "day": gettext("Write a day as 2026-11-22."),
    }
    return draft_page(int((request.view_args or {})["number"]), words[fault.why], 409)


def _too_late(_fault: Exception) -> Response:
    words = gettext("Somebody was quicker: this is how the draft stands now.")
    return draft_page(int((request.view_args or {})["number"]), words, 409)
