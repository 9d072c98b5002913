"""The page of a draft: what it changes, what is wrong with it and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing import under_way
from ....publishing.assembly import Checked, assemble_for_release, check_within
from ....publishing.derived_texts import converter_of
from ....publishing.item_edits import WorkingCopy
from ....rules.numbers import read_count
from ....store import drafts as store
from ....store.draft_steps import KEPT
from ....store.draft_undo import steps_of
from ....store.drafts import DraftRecord, NotEditable, seen_mark, submitted_with
from ....store.item_remarks import remarks_of
from ....store.releases import publications
from ....store.releases.history import all_release_notes
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import subject
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page, is_part_asked
from .change_lines import ChangeLine, ChangesPage, change_line, changes_page
from .draft_check import DraftCheck, draft_check
from .draft_lines import DraftLine, draft_line, may_approve
from .draft_states import hold_reason_words, not_editable_words, state_of
from .event_lines import EventLine, event_line
from .remark_lines import RemarkLine, remark_lines
from .since_lines import SinceLine, since_lines
from .step_lines import StepLine, step_lines
from .unfinished import UnfinishedLine, unfinished_lines

LONGEST_TITLE = 200
_LONGEST_WHY = 2000
_COMMENTING = ("approve_draft", "comment_draft")
_STEPS = 5
"""So many of the last steps stand on the page of a draft."""
_REMARKS_SHOWN = 20
"""So many remarks at items stand on the page of a draft."""
_UNDER_WAY = ("editing", "in_review", "approved")
"""States in which other releases can come between a draft and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedTexts:
    """What was typed into the forms of a draft's page and is shown again with what is wrong."""

    from_day: str
    submit: str = ""
    back: str = ""
    comment: str = ""
    title: str
    why: str


class TooLong(Exception):
    """More was typed than is kept; its argument says how many characters are."""


@dataclass(frozen=True, slots=True)
class ReleaseLink:
    """The release made of a draft, what it changed, and the pages where residents read it."""

    number: int
    href: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """The context of a draft."""

    draft: DraftLine
    why: str
    editable: bool
    changes: ChangesPage
    remarks: tuple[RemarkLine, ...]
    more_remarks: int
    check: DraftCheck | None
    moved: tuple[ChangeLine, ...]
    events: tuple[EventLine, ...]
    from_day: str
    day_words: str
    error: str
    field: str
    typed: TypedTexts
    unsaved: tuple[str, ...]
    held: str
    since: tuple[SinceLine, ...]
    seen: str
    release: ReleaseLink | None
    may_approve: bool
    may_publish: bool
    is_own: bool
    is_waiting: bool
    steps: tuple[StepLine, ...]
    turned: StepLine | None
    may_restore: bool
    restore_days: int
    unfinished: tuple[UnfinishedLine, ...]
    guides: tuple[tuple[str, str], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>"
    blueprint.add_url_rule(own, "draft", show)
    blueprint.add_url_rule(own, "rename_draft", rename, methods=["POST"])
    blueprint.add_url_rule(f"{own}/withdraw", "withdraw_draft", withdraw, methods=["POST"])
    blueprint.add_url_rule(f"{own}/comment", "comment_draft", comment, methods=["POST"])
    blueprint.register_error_handler(NotEditable, _not_editable)
    blueprint.register_error_handler(TooLong, _title_too_long)


def draft_page(
    number: int, error: str = "", status: int = 200, *, field: str = "", since_seen: str = ""
) -> Response:
    """The page of a draft; ``since_seen``: the seal of what was looked at before."""
    copy = working_copy(number)
    me = person()
    today = request_context.today()
    draft = copy.draft
    state = state_of(copy.draft)
    is_under_way = state in _UNDER_WAY
    assembled = assemble_for_release(draft, today) if is_under_way else None
    patience = under_way.patience(len(draft.changes))
    found = check_within(assembled, patience) if assembled else None
    ruleset = found.ruleset if isinstance(found, Checked) else None
    converter = converter_of(ruleset or request_context.release().ruleset)
    moved = assembled.moved if assembled else ()
    sent = submitted_with(number, since_seen)
    remarks = remarks_of(number)
    steps = step_lines(copy, steps_of(number, _STEPS)) if draft.state == "editing" else ()
    context = DraftPage(
        draft=draft_line(draft, sum(its.is_open for its in remarks)),
        why=draft.why,
        editable=draft.state == "editing",
        changes=changes_page(copy, converter, ".draft"),
        remarks=remark_lines(copy, remarks[:_REMARKS_SHOWN], me),
        more_remarks=max(0, len(remarks) - _REMARKS_SHOWN),
        check=draft_check(copy, found) if found else None,
        moved=tuple(change_line(copy, its_move.change, converter) for its_move in moved),
        events=tuple(event_line(event) for event in draft.events),
        from_day=draft.from_day.isoformat() if draft.from_day else "",
        day_words=request_context.wording().day(draft.from_day) if draft.from_day else "",
        error=error,
        field=field,
        typed=_typed(draft),
        unsaved=_unsaved(draft) if error else (),
        held=hold_reason_words(draft.held),
        since=since_lines(copy, sent) if sent else (),
        seen=seen_mark(draft),
        release=_release_link(draft) if state in ("published", "scheduled") else None,
        may_approve=may_approve(draft),
        may_publish=me.role != "editor" and draft.state == "approved",
        is_own=me.id in draft.editors,
        is_waiting=state == "scheduled",
        steps=steps,
        turned=_turned(steps),
        may_restore=draft.state == "withdrawn" and _is_restorable(draft),
        restore_days=KEPT.days,
        unfinished=unfinished_lines(number) if draft.state == "editing" else (),
        guides=_guides(copy),
    )
    return admin_page("admin/drafts/draft.html", context, fragment="draft", status=status)


def _turned(steps: tuple[StepLine, ...]) -> StepLine | None:
    """The step that was undone or redone just now."""
    asked = read_count(request.args.get("turned", ""))
    return next((its for its in steps if its.id == asked), None)


def _is_restorable(draft: DraftRecord) -> bool:
    """Whether a draft that was given up can still be brought back."""
    given_up = [event.at for event in draft.events if event.kind == "withdrawn"]
    return bool(given_up) and request_context.now() - given_up[-1] < KEPT


def _guides(copy: WorkingCopy) -> tuple[tuple[str, str], ...]:
    """The new services of a draft, each with the page on which it is put together."""
    return tuple(
        (
            subject(lexicon_of(copy, path), path, "service", None),
            url_for(".new_service", number=copy.draft.id, service=path),
        )
        for path in copy.documents
        if copy.is_new_service(path)
    )


def _view() -> str:
    return (request.endpoint or "").rpartition(".")[2]


def _unsaved(draft: store.DraftRecord) -> tuple[str, ...]:
    """What was typed into a form that the page shows no more, as the draft went on meanwhile."""
    shown = {
        "rename_draft": draft.state == "editing",
        "submit_draft": draft.state == "editing",
        "return_draft": draft.state in ("in_review", "approved"),
    }
    if shown.get(_view(), True):
        return ()
    given = (request.form.get(name, "").strip() for name in ("title", "why", "from_day", "words"))
    return tuple(text for text in given if text)


def _typed(draft: store.DraftRecord) -> TypedTexts:
    """What stands in the forms: what was typed just now into one of them, else what is kept."""
    view = _view()
    given = request.form.get("words", "")
    day = draft.from_day.isoformat() if draft.from_day else ""
    return TypedTexts(
        from_day=request.form.get("from_day", day),
        submit=given if view == "submit_draft" else "",
        back=given if view in ("return_draft", "unschedule_draft") else "",
        comment=given if view in _COMMENTING else "",
        title=request.form.get("title", draft.title),
        why=request.form.get("why", draft.why),
    )


def _release_link(draft: store.DraftRecord) -> ReleaseLink | None:
    """Where to read on after publication."""
    if draft.release is None:
        return None
    before = max((n.number for n in all_release_notes() if n.number < draft.release), default=0)
    href = url_for(".difference", before=before, after=draft.release) if before else ""
    ruleset = request_context.release().ruleset
    language = request_context.language().id
    paths = dict.fromkeys(change.path for change in draft.changes)
    names = [PurePosixPath(path).stem for path in paths]
    words = request_context.wording()
    view = f"phone-{language}"
    pages = [
        *(
            (words.text(ruleset.services[n].name), url_for(f"{view}.service", service=n))
            for n in names
            if n in ruleset.services
        ),
        *(
            (words.text(name.name), url_for(f"{view}.district", district=name.id))
            for name in (ruleset.gazetteer.districts.get(n) for n in names)
            if name
        ),
    ]
    return ReleaseLink(draft.release, href, tuple(pages))


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """A draft."""
    return draft_page(number)


def refuse_others_draft(number: int) -> Response | None:
    """Editors steer the drafts they work on alone; approvers and managers any (None: go on)."""
    if person().role != "editor" or person().id in store.read_draft(number).editors:
        return None
    return draft_page(number, gettext("This draft belongs to somebody else."), 403)


def written(name: str, most: int = _LONGEST_WHY) -> str:
    """What was typed into a field of a draft's page. Raises TooLong, for nothing is cut off."""
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > most:
        raise TooLong(most)
    return text


@allowed(*EVERYBODY)
def rename(number: int) -> Response:
    """Say what a draft is for."""
    refused = refuse_others_draft(number)
    if refused is not None:
        return refused
    title = written("title", LONGEST_TITLE)
    why = written("why")
    if not title:
        error = gettext("Say in a few words what the change is about.")
        return draft_page(number, error, 422)
    store.rename(number, title, why)
    return see_other(url_for(".draft", number=number))


@allowed(*EVERYBODY)
def withdraw(number: int) -> Response:
    """Give a draft up: by its own people, or by approvers and managers."""
    refused = refuse_others_draft(number)
    if refused is not None:
        return refused
    publications.withdraw(number, person(), written("words"))
    return see_other(url_for(".draft", number=number))


@allowed(*EVERYBODY)
def comment(number: int) -> Response:
    """A comment."""
    words = written("words")
    if words:
        publications.comment(number, person(), words)
    return see_other(url_for(".draft", number=number))


def _title_too_long(fault: TooLong) -> Response:
    words = gettext(
        "This is longer than the %(num)s characters that are kept. Shorten it; it stands below.",
        num=fault.args[0],
    )
    return draft_page(int((request.view_args or {})["number"]), words, 422)


def _not_editable(fault: NotEditable) -> Response:
    response = draft_page(int(fault.args[0]), not_editable_words(), 409)
    if is_part_asked():
        response.headers["HX-Redirect"] = url_for(".draft", number=int(fault.args[0]))
    return response
