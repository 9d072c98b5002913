"""The lists of drafts: under way, ended, waiting for review; and the start of a new one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing import release_steps
from ....store import drafts as store
from ....store.drafts import NoSuchDraft
from ....store.people.accounts import Person
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..pages import WAITING_COUNTS, admin_page
from .draft_lines import APPROVERS, DraftLine, draft_lines
from .draft_page import LONGEST_TITLE


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """The context of what waits: for review, for publication, for its day."""

    in_review: tuple[DraftLine, ...]
    approved: tuple[DraftLine, ...]
    scheduled: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsPage:
    """The context of the list of drafts."""

    drafts: tuple[DraftLine, ...]
    ended: bool
    title: str
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts", "drafts", show_all)
    blueprint.add_url_rule("/reviews", "reviews", reviews)
    blueprint.add_url_rule("/drafts", "begin_draft", begin, methods=["POST"])
    blueprint.register_error_handler(NoSuchDraft, _no_such_draft)


def _list(title: str = "", error: str = "", status: int = 422) -> Response:
    ended = request.args.get("ended") == "1"
    found = store.list_drafts(("published", "withdrawn") if ended else store.OPEN)
    context = DraftsPage(drafts=draft_lines(found), ended=ended, title=title, error=error)
    return admin_page("admin/drafts/drafts.html", context, status=status if error else 200)


@allowed(*EVERYBODY)
def show_all() -> Response:
    """Drafts under way, or with ``?ended=1`` those that ended."""
    return _list()


@allowed(*EVERYBODY)
def begin() -> Response:
    """Start a draft with nothing in it yet; with ``then=service`` go on to a new service."""
    title = request.form.get("title", "").strip()
    if not title or len(title) > LONGEST_TITLE:
        return _list(title, gettext("Say in a few words what the change is about."))
    number = store.begin(title, "", request_context.release().number, person().id)
    view = ".new_service" if request.form.get("then") == "service" else ".draft"
    return see_other(url_for(view, number=number))


def _waiting(person: Person) -> int:
    """How many drafts wait for a review that this person may give."""
    if person.role not in APPROVERS:
        return 0
    return sum(person.id not in draft.editors for draft in store.list_drafts(("in_review",)))


WAITING_COUNTS["reviews"] = _waiting


@allowed(*EVERYBODY)
def reviews() -> Response:
    """What waits."""
    lists = (store.list_drafts((state,)) for state in ("in_review", "approved"))
    in_review, approved = (draft_lines(found) for found in lists)
    scheduled = draft_lines(release_steps.waiting(request_context.today()))
    return admin_page("admin/drafts/reviews.html", ReviewsPage(in_review, approved, scheduled))


def _no_such_draft(_fault: NoSuchDraft) -> Response:
    return _list(error=gettext("There is no draft of this number."), status=404)
