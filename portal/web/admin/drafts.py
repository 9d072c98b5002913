"""Drafts: the list, and one draft with what it changes, what is wrong with it and what is next."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...publishing.drafting import assemble
from ...publishing.previewing import checked
from ...store import drafts as store
from ...store import publications
from ...store.drafts import NoSuchDraft, NotEditable
from ...store.releases import number_in_force
from .. import surroundings
from .desks import desk
from .draft_lines import (
    ChangeLine,
    DraftLine,
    ProblemLine,
    SaidLine,
    change_line,
    draft_line,
    problem_line,
    said_line,
    state_of,
)
from .guarding import EVERYBODY, allowed, person
from .pages import admin_page

_LONGEST_TITLE, _LONGEST_WHY = 200, 2000


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """The context of the list of drafts."""

    drafts: tuple[DraftLine, ...]
    ended: bool
    title: str
    error: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The context of a draft."""

    draft: DraftLine
    why: str
    editable: bool
    changes: tuple[ChangeLine, ...]
    problems: tuple[ProblemLine, ...]
    missing_examples: bool
    moved: tuple[ChangeLine, ...]
    remarks: tuple[SaidLine, ...]
    from_day: str
    error: str
    may_approve: bool
    may_publish: bool
    is_own: bool
    is_waiting: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts", "drafts", show_all)
    blueprint.add_url_rule("/drafts", "begin_draft", begin, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>", "draft", show)
    blueprint.add_url_rule("/drafts/<int:number>", "rename_draft", rename, methods=["POST"])
    blueprint.add_url_rule(
        "/drafts/<int:number>/withdraw", "withdraw_draft", withdraw, methods=["POST"]
    )
    blueprint.add_url_rule("/drafts/<int:number>/comment", "comment_draft", say, methods=["POST"])
    blueprint.register_error_handler(NoSuchDraft, _no_such_draft)
    blueprint.register_error_handler(NotEditable, _not_editable)


def _list(title: str = "", error: str = "", status: int = 422) -> Response:
    ended = request.args.get("ended") == "1"
    found = store.list_drafts(("published", "withdrawn") if ended else store.OPEN)
    context = DraftsPage(tuple(draft_line(d) for d in found), ended, title, error)
    return admin_page("admin/drafts.html", context, status=status if error else 200)


@allowed(*EVERYBODY)
def show_all() -> Response:
    """Drafts under way, or with ``?ended=1`` those that ended."""
    return _list()


@allowed(*EVERYBODY)
def begin() -> Response:
    """Start a draft with nothing in it yet."""
    title = request.form.get("title", "").strip()
    if not title or len(title) > _LONGEST_TITLE:
        return _list(title, gettext("Say in a few words what the change is about."))
    number = store.begin(title, "", surroundings.release().number, person().id)
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def draft_page(number: int, error: str = "", status: int = 200) -> Response:
    """The page of a draft."""
    its, me, today = desk(number), person(), surroundings.today()
    draft = its.draft
    begins = max(draft.from_day or today, today)
    assembled = assemble(draft, number_in_force(begins))
    problems = checked(assembled).problems if state_of(draft) in store.OPEN else ()
    context = DraftPage(
        draft_line(draft),
        draft.why,
        draft.state == "editing",
        tuple(change_line(its, change) for change in draft.changes),
        tuple(problem_line(its, found) for found in problems),
        any(found.problem.message.startswith("no example ") for found in problems),
        tuple(change_line(its, moved.change) for moved in assembled.moved),
        tuple(said_line(said) for said in draft.remarks),
        draft.from_day.isoformat() if draft.from_day else "",
        error,
        me.role != "editor" and draft.state == "in_review" and me.id not in draft.editors,
        me.role != "editor" and draft.state == "approved",
        me.id in draft.editors,
        state_of(draft) == "scheduled",
    )
    return admin_page("admin/draft.html", context, fragment="draft", status=status)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """A draft."""
    return draft_page(number)


def others_draft(number: int) -> Response | None:
    """Editors steer the drafts they work on alone; approvers and managers any (None: go on)."""
    if person().role != "editor" or person().id in store.read_draft(number).editors:
        return None
    return draft_page(number, gettext("This draft belongs to somebody else."), 403)


@allowed(*EVERYBODY)
def rename(number: int) -> Response:
    """Say what a draft is for."""
    refused = others_draft(number)
    if refused is not None:
        return refused
    title = request.form.get("title", "").strip()[:_LONGEST_TITLE]
    why = request.form.get("why", "").strip()[:_LONGEST_WHY]
    if not title:
        error = gettext("Say in a few words what the change is about.")
        return draft_page(number, error, 422)
    store.rename(number, title, why)
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


@allowed(*EVERYBODY)
def withdraw(number: int) -> Response:
    """Give a draft up: by its own people, or by approvers and managers."""
    refused = others_draft(number)
    if refused is not None:
        return refused
    publications.withdraw(number, person(), request.form.get("words", "").strip()[:_LONGEST_WHY])
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


@allowed(*EVERYBODY)
def say(number: int) -> Response:
    """A comment."""
    words = request.form.get("words", "").strip()[:_LONGEST_WHY]
    if words:
        publications.comment(number, person(), words)
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]


def _no_such_draft(_fault: NoSuchDraft) -> Response:
    return _list(error=gettext("There is no draft of this number."), status=404)


def _not_editable(fault: NotEditable) -> Response:
    words = gettext("This draft is no longer being edited. Take it back from review to change it.")
    response = draft_page(int(fault.args[0]), words, 409)
    if request.headers.get("HX-Request") == "true":
        response.headers["HX-Redirect"] = url_for(".draft", number=int(fault.args[0]))
    return response
