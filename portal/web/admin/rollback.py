"""Rolling back: the release before put into force by one person, confirmed or undone by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, Response, request, url_for

from ...i18n import gettext
from ...publishing import release_steps, rollback
from ...publishing.item_edits import documents_of
from ...publishing.rollback import LONGEST_REASON, SHORTEST_REASON, RollbackRefused, Why
from ...rules.items.merge import differences
from ...rules.numbers import read_count
from ...store.people.accounts import Person
from ...store.releases import rollbacks as store
from ...store.releases.history import all_release_notes
from ...store.releases.publications import BaseMoved, WrongState
from ...store.releases.rollbacks import RollbackRecord, State
from ...store.releases.stored import number_in_force
from ..http import request_context
from ..http.redirects import see_other
from . import error_pages, notices
from .auth.guard import EVERYBODY, allowed, freshly_confirmed, person
from .moments import moment_words
from .pages import admin_page
from .releases import DifferenceItem, difference_item

_APPROVERS = ("approver", "manager")
_MOST_SHOWN = 40
_MOST_PAST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSide:
    """A release by its number, what it was for and who made it."""

    number: int
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDraft:
    """A scheduled draft that does not begin meanwhile; ``is_due``: its day has come."""

    title: str
    day: str
    href: str
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackLine:
    """A rollback in words."""

    release: int
    taken_out: int
    reason: str
    by: str
    when: str
    state: str
    settled: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackPage:
    """The context of the page. ``open``: the rollback that waits for another person.

    ``in_force`` and ``before``: what a rollback would take out and put back, None where there is
    nothing before; ``items``: what residents read otherwise by it; ``who``, ``names``: who may
    confirm it, in a sentence that ends with their names.
    """

    open: RollbackLine | None
    is_overdue: bool
    may_confirm: bool
    may_undo: bool
    who: str
    names: tuple[str, ...]
    in_force: ReleaseSide | None
    before: ReleaseSide | None
    items: tuple[DifferenceItem, ...]
    more: int
    waiting: tuple[WaitingDraft, ...]
    past: tuple[RollbackLine, ...]
    words: str
    error: str
    least: int
    most: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/releases/rollback"
    blueprint.add_url_rule(own, "rollback", show)
    blueprint.add_url_rule(own, "roll_back", roll_back, methods=["POST"])
    blueprint.add_url_rule(f"{own}/confirm", "confirm_rollback", confirm, methods=["POST"])
    blueprint.add_url_rule(f"{own}/undo", "undo_rollback", undo, methods=["POST"])
    blueprint.register_error_handler(RollbackRefused, _refused)


@allowed(*EVERYBODY)
def show() -> Response:
    """What is in force, what was before, and whether a rollback waits."""
    found = store.open_rollback()
    me = person()
    if me.role not in _APPROVERS and (found is None or not _decides(found, me)):
        return error_pages.wrong_role()
    return _page()


@freshly_confirmed
@allowed(*EVERYBODY)
def roll_back() -> Response:
    """Put the release before into force at once. `publishing.rollback` refuses editors."""
    seen = read_count(request.form.get("seen", "")) or 0
    me = person()
    before = store.release_before(seen, request_context.today())
    note = gettext("Rolled back: as in release %(number)s", number=before)
    try:
        number = rollback.roll_back(me, _words(), seen, note, request_context.today())
    except (BaseMoved, WrongState):
        return _page(_refusal_words("moved"), 409)
    found = store.open_rollback()
    if found is not None and found.release == number:
        notices.rolled_back(found, me)
    return see_other(url_for(".rollback"))


@freshly_confirmed
@allowed(*EVERYBODY)
def confirm() -> Response:
    """Let somebody else's rollback stand."""
    try:
        rollback.confirm(_number(), person(), _words(), request_context.today())
    except (BaseMoved, WrongState):
        return _page(_refusal_words("settled"), 409)
    return see_other(url_for(".rollback"))


@freshly_confirmed
@allowed(*_APPROVERS)
def undo() -> Response:
    """Put back what somebody else's rollback took out."""
    number = _number()
    note = gettext("Rollback undone: release %(number)s was right", number=_taken_out(number))
    try:
        rollback.undo(number, person(), _words(), note, request_context.today())
    except (BaseMoved, WrongState):
        return _page(_refusal_words("settled"), 409)
    return see_other(url_for(".rollback"))


def _words() -> str:
    return request.form.get("words", "")


def _number() -> int:
    return read_count(request.form.get("release", "")) or 0


def _taken_out(number: int) -> int:
    return next((its.taken_out for its in store.rollbacks() if its.release == number), 0)


def _decides(found: RollbackRecord, who: Person) -> bool:
    return who.id in {its.id for its in rollback.deciders(found.by_id)}


def _who_decides(found: tuple[Person, ...]) -> str:
    """Who may confirm it, before their names; where nobody may, how somebody comes to."""
    if not found:
        return gettext(
            "Nobody else can confirm it yet: there is no other approver or manager, and no editor "
            "without limits. A manager adds one of them under «People»; where there is no other "
            "manager the operator adds one at the server."
        )
    if found[0].role == "editor":
        return gettext(
            "There is no other approver or manager, so one of these editors has to confirm it:"
        )
    return gettext("Another approver or manager has to confirm or undo it:")


def _refused(fault: RollbackRefused) -> Response:
    if fault.why == "role" and person().role not in _APPROVERS:
        return error_pages.wrong_role()
    status = 422 if fault.why in ("reason", "long") else 409
    return _page(_refusal_words(fault.why), status)


def _refusal_words(why: Why) -> str:
    match why:
        case "role":
            return gettext("Approvers and managers do this.")
        case "reason":
            return gettext(
                "Say why, in at least %(num)s characters, so that whoever looks at it next "
                "understands.",
                num=SHORTEST_REASON,
            )
        case "long":
            return gettext(
                "This is longer than the %(num)s characters that are kept. Shorten it; it stands "
                "below.",
                num=LONGEST_REASON,
            )
        case "first":
            return gettext("There is no release before this one.")
        case "open":
            return gettext("Somebody has rolled back already: confirm or undo that first.")
        case "moved":
            return gettext(
                "Another release has come into force meanwhile, so nothing was done. "
                "This is how things stand now."
            )
        case "unusable":
            return gettext(
                "The release before cannot be used by this version of the portal. "
                "Restore it as a draft in the list of releases."
            )
        case "own":
            return gettext("Another person must confirm or undo what you did yourself.")
        case "settled":
            return gettext("Somebody was quicker: this is how things stand now.")
        case _:
            assert_never(why)


def _page(error: str = "", status: int = 200) -> Response:
    today = request_context.today()
    me = person()
    found = store.open_rollback()
    if found is None:
        in_force = number_in_force(today)
        before = store.release_before(in_force, today)
    else:
        in_force = found.taken_out
        before = found.content_of
    deciders = rollback.deciders(found.by_id if found else me.id)
    sides = {note.number: note for note in all_release_notes()}
    items, more = _items(in_force, before) if before else ((), 0)
    context = RollbackPage(
        open=_line(found) if found else None,
        is_overdue=found is not None and found.is_overdue(request_context.now()),
        may_confirm=found is not None and _decides(found, me),
        may_undo=found is not None and _decides(found, me) and me.role in _APPROVERS,
        who=_who_decides(deciders),
        names=tuple(its.name for its in deciders),
        in_force=_side(in_force, sides[in_force].note, sides[in_force].author)
        if in_force in sides
        else None,
        before=_side(before, sides[before].note, sides[before].author) if before else None,
        items=items,
        more=more,
        waiting=_waiting(),
        past=tuple(_line(its) for its in store.rollbacks() if its.state != "open")[:_MOST_PAST],
        words=_words() if error else "",
        error=error,
        least=SHORTEST_REASON,
        most=LONGEST_REASON,
    )
    return admin_page("admin/rollback.html", context, status=status)


def _side(number: int, note: str, by: str) -> ReleaseSide:
    return ReleaseSide(number=number, note=note, by=by)


def _items(taken_out: int, before: int) -> tuple[tuple[DifferenceItem, ...], int]:
    """What residents read otherwise in the release before; examples they never read."""
    old = documents_of(taken_out)
    new = documents_of(before)
    found = [its for its in differences(old, new) if not its.place.startswith("examples/")]
    shown = tuple(difference_item(item, {**old, **new}) for item in found[:_MOST_SHOWN])
    return shown, max(0, len(found) - _MOST_SHOWN)


def _waiting() -> tuple[WaitingDraft, ...]:
    today = request_context.today()
    return tuple(
        WaitingDraft(
            title=draft.title,
            day=request_context.wording().day(draft.from_day) if draft.from_day else "",
            href=url_for(".draft", number=draft.id),
            is_due=draft.from_day is not None and draft.from_day <= today,
        )
        for draft in release_steps.waiting(today)
    )


def _line(its: RollbackRecord) -> RollbackLine:
    settled = moment_words(its.settled_at) if its.settled_at else ""
    return RollbackLine(
        release=its.release,
        taken_out=its.taken_out,
        reason=its.reason,
        by=its.by,
        when=moment_words(its.at),
        state=_state_words(its.state),
        settled=f"{its.settled_by} · {settled}" if settled else "",
        words=its.words,
    )


def _state_words(state: State) -> str:
    match state:
        case "open":
            return gettext("not confirmed yet")
        case "confirmed":
            return gettext("confirmed")
        case "undone":
            return gettext("undone")
        case _:
            assert_never(state)
