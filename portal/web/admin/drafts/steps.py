"""The steps of a draft: undone one after the other, redone, and a draft given up brought back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.draft_undo import turn
from ....publishing.item_edits import WorkingCopy
from ....rules.numbers import read_count
from ....store.draft_steps import KEPT
from ....store.draft_undo import (
    ChangedSince,
    Direction,
    ItemReturn,
    NoSuchStep,
    count_steps,
    returns_of,
    steps_of,
)
from ....store.drafts import EDITABLE
from ....store.releases import publications
from ....store.releases.publications import GoneForGood
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import subject
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page, is_part_asked, page_of_list
from .conflicts import undo_conflict
from .draft_page import draft_page, refuse_others_draft
from .step_lines import StepLine, step_lines

_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPage:
    """The context of all steps of a draft that are kept."""

    number: int
    draft: str
    editable: bool
    days: int
    steps: tuple[StepLine, ...]
    page: int
    pages: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item that was changed after a step; its page shows both versions."""

    subject: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSincePage:
    """The context of a step of which parts were changed since; ``rest``: how many were not."""

    number: int
    draft: str
    step: int
    action: str
    items: tuple[ChangedItem, ...]
    more: int
    rest: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>"
    blueprint.add_url_rule(f"{own}/steps", "draft_steps", show)
    blueprint.add_url_rule(f"{own}/undo", "undo_changed", changed)
    blueprint.add_url_rule(f"{own}/undo", "undo_step", undo, methods=["POST"])
    blueprint.add_url_rule(f"{own}/redo", "redo_step", redo, methods=["POST"])
    blueprint.add_url_rule(f"{own}/restore", "restore_draft", restore, methods=["POST"])
    blueprint.register_error_handler(NoSuchStep, _no_such_step)
    blueprint.register_error_handler(GoneForGood, _gone_for_good)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """Every step, the newest first."""
    copy = working_copy(number)
    count = count_steps(number)
    at = page_of_list(count, _PAGE, lambda page: url_for(".draft_steps", number=number, page=page))
    found = steps_of(number, _PAGE, at.first)
    context = StepsPage(
        number=number,
        draft=copy.draft.title,
        editable=copy.draft.state == EDITABLE,
        days=KEPT.days,
        steps=step_lines(copy, found),
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
    )
    return admin_page("admin/drafts/steps.html", context)


def _step_asked() -> int:
    step = read_count(request.values.get("step", ""))
    if step is None:
        abort(404)
    return step


@allowed(*EVERYBODY)
def undo(number: int) -> Response:
    """Undo a step as a whole, or with ``rest=1`` what of it nobody changed since."""
    return _turned(number, "undo")


@allowed(*EVERYBODY)
def redo(number: int) -> Response:
    """Make an undone step again."""
    return _turned(number, "redo")


def _turned(number: int, direction: Direction) -> Response:
    step = _step_asked()
    copy = working_copy(number)
    now = request_context.now()
    rest = request.form.get("rest") == "1"
    try:
        turn(copy, step, direction, person(), now, rest=rest)
    except ChangedSince:
        response = _changed_page(number, step, direction, 409)
        if is_part_asked():
            address = url_for(".undo_changed", number=number, step=step, way=direction)
            response.headers["HX-Redirect"] = address
        return response
    return see_other(url_for(".draft", number=number, turned=step))


@allowed(*EVERYBODY)
def changed(number: int) -> Response:
    """What of a step was changed since; with ``?path=&place=`` both versions of one item."""
    step = _step_asked()
    direction: Direction = "redo" if request.args.get("way") == "redo" else "undo"
    return _changed_page(number, step, direction, 200)


def _changed_page(number: int, step: int, direction: Direction, status: int) -> Response:
    copy = working_copy(number)
    found = returns_of(number, step, direction, request_context.now())
    moved = [its for its in found if its.is_changed]
    asked = (request.args.get("path", ""), request.args.get("place", ""))
    one = next((its for its in found if (its.path, its.place) == asked), None)
    if one is None and len(found) == 1:
        (one,) = found
    if one is not None:
        return undo_conflict(copy, one, status)
    context = ChangedSincePage(
        number=number,
        draft=copy.draft.title,
        step=step,
        action=url_for(f".{direction}_step", number=number),
        items=tuple(_changed_item(copy, step, direction, its) for its in moved[:_PAGE]),
        more=max(0, len(moved) - _PAGE),
        rest=len(found) - len(moved),
    )
    return admin_page("admin/drafts/undo_changed.html", context, status=status)


def _changed_item(
    copy: WorkingCopy, step: int, direction: Direction, its: ItemReturn
) -> ChangedItem:
    value = copy.item(its.path, its.place) or its.to
    return ChangedItem(
        subject(lexicon_of(copy, its.path, its.place), its.path, its.place, value),
        url_for(
            ".undo_changed",
            number=copy.draft.id,
            step=step,
            way=direction,
            path=its.path,
            place=its.place,
        ),
    )


@allowed(*EVERYBODY)
def restore(number: int) -> Response:
    """Bring a draft back that was given up; it is edited again."""
    refused = refuse_others_draft(number)
    if refused is not None:
        return refused
    publications.restore(number, person(), request_context.now())
    return see_other(url_for(".draft", number=number))


def _no_such_step(_fault: NoSuchStep) -> Response:
    words = gettext(
        "Nothing was changed: somebody has undone or redone this step already, or it is too old. "
        "This is how the draft stands now."
    )
    return draft_page(int((request.view_args or {})["number"]), words, 409)


def _gone_for_good(_fault: GoneForGood) -> Response:
    words = gettext(
        "This draft was given up more than %(days)s days ago and cannot be brought back. "
        "Begin a new one; what it said stands below.",
        days=KEPT.days,
    )
    return draft_page(int((request.view_args or {})["number"]), words, 409)
