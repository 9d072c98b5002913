"""Drafts: the list, and one draft with what it changes, what is wrong with it and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...publishing import editing as desks
from ...publishing.drafting import Moved, assemble
from ...publishing.editing import Desk
from ...publishing.previewing import Located, checked
from ...rules.merging import differing
from ...store import drafts as store
from ...store import publications
from ...store.changes import Changed
from ...store.drafts import DraftCopy, NoSuchDraft, NotEditable, Said
from ...store.releases import number_in_force
from .. import surroundings
from .conditions.sentences import read_back
from .editing.lexicon import Lexicon
from .editing.problems import ProblemWords, problem_words
from .editing.subjects import DifferenceLine, difference_lines, subject
from .guarding import allowed, person
from .pages import admin_page

EVERYBODY = ("editor", "approver", "manager")
_LONGEST_TITLE, _LONGEST_WHY = 200, 2000


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    id: int
    title: str
    state: str
    state_words: str
    author: str
    changes: int
    touched: str
    href: str


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """The context of the list of drafts."""

    drafts: tuple[DraftLine, ...]
    ended: bool
    title: str
    error: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An item that a draft changes: its name, what differs and the forms that go with it."""

    path: str
    place: str
    subject: str
    kind: str
    differences: tuple[DifferenceLine, ...]
    href: str
    version: int
    unreadable: bool
    editor: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem of a draft with a link to the field where it is mended."""

    words: ProblemWords
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A remark on a draft."""

    who: str
    when: str
    kind: str
    words: str


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


def state_words(draft: DraftCopy) -> str:
    """A draft's state in words; a scheduled release that has begun is published."""
    words = {
        "editing": gettext("being edited"),
        "in_review": gettext("waiting for review"),
        "approved": gettext("approved"),
        "scheduled": gettext("scheduled"),
        "published": gettext("published"),
        "withdrawn": gettext("given up"),
    }
    return words[state_of(draft)]


def state_of(draft: DraftCopy) -> str:
    """A draft's state by the clock."""
    begun = draft.from_day is not None and draft.from_day <= surroundings.today()
    return "published" if draft.state == "scheduled" and begun else draft.state


def draft_line(draft: DraftCopy) -> DraftLine:
    """A draft as a line of a list."""
    touched = surroundings.wording().moment(draft.updated_at)
    return DraftLine(
        draft.id,
        draft.title,
        state_of(draft),
        state_words(draft),
        draft.author,
        len(draft.changes),
        touched,
        url_for(".draft", number=draft.id),
    )


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


def desk(number: int) -> Desk:
    """The desk for a draft. Raises NoSuchDraft."""
    gazetteer = surroundings.release().ruleset.gazetteer
    return desks.desk_of(number, gazetteer, surroundings.today())


def lexicon(its: Desk, path: str = "", place: str = "") -> Lexicon:
    """The names that an item of the desk may use."""
    return Lexicon(its.documents, path, place, surroundings.wording(), person().districts)


def item_href(number: int, path: str, place: str) -> str:
    """Where an item of a draft is edited."""
    return url_for(".edit_item", number=number, path=path, place=place)


def change_line(its: Desk, change: Changed) -> ChangeLine:
    """A change in words."""
    words = lexicon(its, change.path, change.place)
    kind = "changed" if change.before and change.after else ("new" if change.after else "dropped")
    names = differing(change.before, change.after)
    is_example = change.place.startswith("examples/")
    return ChangeLine(
        change.path,
        change.place,
        subject(words, change.path, change.place, change.after or change.before),
        kind,
        () if kind == "dropped" or is_example else _differences(words, change, names),
        item_href(its.draft.id, change.path, change.place),
        change.version,
        bool(change.given),
        change.editor,
    )


def _differences(
    words: Lexicon, change: Changed, names: tuple[str, ...]
) -> tuple[DifferenceLine, ...]:
    read = partial(read_back, words)
    return difference_lines(words, change.before, change.after, names, read)


def _moved_line(its: Desk, moved: Moved) -> ChangeLine:
    return change_line(its, moved.change)


def problem_line(its: Desk, found: Located) -> ProblemLine:
    """A problem in words, with the field to mend."""
    words = lexicon(its, found.problem.file, found.item)
    value = its.item(found.problem.file, found.item) if found.item else None
    where = subject(words, found.problem.file, found.item, value) if found.item else ""
    anchor = f"#{found.field.replace('.', '-')}" if found.field else ""
    href = item_href(its.draft.id, found.problem.file, found.item) + anchor if found.item else ""
    return ProblemLine(problem_words(found.problem), where or found.problem.file, href)


def _said(said: Said) -> SaidLine:
    kinds = {
        "submitted": gettext("sent to review"),
        "returned": gettext("sent back"),
        "taken back": gettext("taken back"),
        "approved": gettext("approved"),
        "published": gettext("published"),
        "scheduled": gettext("scheduled"),
        "rescheduled": gettext("made anew upon a later release"),
        "cancelled": gettext("schedule cancelled"),
        "withdrawn": gettext("given up"),
        "comment": gettext("said"),
    }
    when = surroundings.wording().moment(said.at)
    return SaidLine(said.who, when, kinds.get(said.kind, said.kind), said.words)


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
        tuple(_moved_line(its, moved) for moved in assembled.moved),
        tuple(_said(said) for said in draft.remarks),
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
