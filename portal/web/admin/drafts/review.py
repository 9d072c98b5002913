"""Review and publication: the impact, another person's approval, the release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing import release_steps, under_way
from ....publishing.assembly import NotCheckable, assemble_for_release, impact_within, loaded
from ....publishing.derived_texts import converter_of
from ....publishing.release_steps import StepRefused
from ....publishing.under_way import StillUnderWay
from ....rules.impact import Impact
from ....rules.lists.cells import read_day
from ....rules.numbers import read_count
from ....rules.problems import ReadError
from ....store import drafts as store
from ....store.drafts import seen_mark
from ....store.item_remarks import RemarkRecord, remarks_of
from ....store.releases import publications
from ....store.releases.publications import BaseMoved, SealBroken, WrongState
from ...http import request_context
from ...http.redirects import see_other
from .. import notices
from ..auth import session_cookie
from ..auth.guard import EVERYBODY, allowed, freshly_confirmed, person
from ..forms.lexicon import copy_of, working_copy
from ..forms.values import day_fault_words
from ..pages import admin_page, is_part_asked
from .change_lines import ChangesPage, changes_page, changes_to_look_at
from .draft_lines import APPROVERS, DraftLine, draft_line, may_approve
from .draft_page import draft_page, refuse_others_draft, written
from .impact import ImpactTable, impact_table
from .remark_lines import RemarkLine, remark_lines

_NO_DAY = "day"
_NO_REASON = "reason"
_FIELDS = {_NO_DAY: "from_day", release_steps.PAST: "from_day", _NO_REASON: "return-words"}
"""Why a step is refused for what stands in a field of the page, and which field it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactPage:
    """The context of a draft's impact."""

    draft: DraftLine
    why: str
    said: str
    begins: str
    sealed_on: str
    warned: int
    impact: ImpactTable | None
    progress: tuple[int, int] | None
    seal: str
    is_sealed: bool
    is_as_sent: bool
    changes: ChangesPage | None
    seen: str
    is_stale: bool
    may_approve: bool
    is_editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRemarksPage:
    """The context of the question whether a draft is approved with open remarks.

    ``newest``: the number of the last of them; one that is made later is asked about anew.
    """

    number: int
    draft: str
    seal: str
    words: str
    newest: int
    lines: tuple[RemarkLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWayPage:
    """The context of the page that shows how far the work is that a step of a draft needs.

    ``action``, ``fields``: the step as it was sent, to be sent again.
    """

    number: int
    draft: str
    progress: tuple[int, int]
    action: str
    fields: tuple[tuple[str, str], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>"
    blueprint.add_url_rule(f"{own}/impact", "impact", impact)
    for name, view in (
        ("submit", submit),
        ("return", send_back),
        ("approve", approve),
        ("publish", publish),
        ("unschedule", unschedule),
    ):
        blueprint.add_url_rule(f"{own}/{name}", f"{name}_draft", view, methods=["POST"])
    blueprint.register_error_handler(StepRefused, _refused)
    blueprint.register_error_handler(StillUnderWay, _under_way)
    blueprint.register_error_handler(WrongState, _too_late)
    blueprint.register_error_handler(BaseMoved, _too_late)
    blueprint.register_error_handler(SealBroken, _too_late)


@allowed(*EVERYBODY)
def impact(number: int) -> Response:
    """Whose outcome a draft changes, where, from what to what."""
    draft = store.read_draft(number)
    today = request_context.today()
    assembled = assemble_for_release(draft, today)
    as_of = draft.sealed_on or today
    try:
        found = impact_within(assembled, as_of, _patience(draft))
    except NotCheckable:
        found = None
    copy = copy_of(draft)
    ruleset = loaded(assembled.files).ruleset if isinstance(found, Impact) else None
    converter = converter_of(ruleset or request_context.release().ruleset)
    mark = seen_mark(draft)
    is_part = is_part_asked()
    remarks = remarks_of(number)
    warned = () if is_part else changes_to_look_at(copy, converter)
    words = request_context.wording()
    seen = request.args.get("seen", "") or mark
    context = ImpactPage(
        draft=draft_line(draft, sum(its.is_open for its in remarks)),
        why=draft.why,
        said=next((its.words for its in reversed(draft.events) if its.kind == "submitted"), ""),
        begins=words.day(draft.from_day) if draft.from_day else "",
        sealed_on=words.day(draft.sealed_on) if draft.sealed_on else "",
        warned=len(warned),
        impact=impact_table(found, assembled, number) if isinstance(found, Impact) else None,
        progress=found if isinstance(found, tuple) else None,
        seal=release_steps.seal_of(draft, assembled, as_of).digest
        if isinstance(found, Impact)
        else "",
        is_sealed=draft.sealed_on is not None,
        is_as_sent=isinstance(found, Impact) and found.digest == draft.impact,
        changes=None if is_part else changes_page(copy, converter, ".impact", warned, remarks),
        seen=seen,
        is_stale=seen != mark,
        may_approve=may_approve(draft),
        is_editable=draft.state == "editing",
    )
    return admin_page("admin/drafts/impact.html", context, fragment="impact")


def _patience(draft: store.DraftRecord) -> float:
    """How long this page computes: one that lists many changes leaves it to what comes next."""
    if is_part_asked() or request.args.get("go") == "1":
        return under_way.PATIENCE_SECONDS
    return under_way.patience(len(draft.changes))


def _back(number: int) -> Response:
    return see_other(url_for(".draft", number=number))


def _seal_words() -> str:
    return gettext(
        "The draft is no longer the one you looked at, so nothing was approved. "
        "Look at what changed since, then decide."
    )


def _day_asked() -> date | None:
    """The day typed for the release, None for at once; raises StepRefused for anything else."""
    typed = request.form.get("from_day", "").strip()
    if not typed:
        return None
    try:
        day = read_day(typed)
    except ValueError as fault:
        raise StepRefused(_NO_DAY) from fault
    return day if day != request_context.today() else None


@allowed(*EVERYBODY)
def submit(number: int) -> Response:
    """Send a draft to review, to begin at once or on a day."""
    refused = refuse_others_draft(number)
    if refused is not None:
        return refused
    release_steps.submit(number, person(), written("words"), request_context.today(), _day_asked())
    notices.draft_submitted(store.read_draft(number), person())
    return _back(number)


@allowed(*EVERYBODY)
def send_back(number: int) -> Response:
    """Send a draft back to editing: a reviewer with a reason, or its own people at will."""
    refused = refuse_others_draft(number)
    if refused is not None:
        return refused
    is_own = person().id in store.read_draft(number).editors
    words = written("words")
    if not is_own and not words:
        raise StepRefused(_NO_REASON)
    kind = "taken back" if is_own else "returned"
    publications.take_back(number, person(), kind, words)
    if not is_own:
        notices.draft_returned(store.read_draft(number), person(), words)
    return _back(number)


@allowed(*APPROVERS)
def approve(number: int) -> Response:
    """Approve another person's draft as it was on the page."""
    seen = request.form.get("seal", "")
    remaining = [its for its in remarks_of(number) if its.is_open]
    confirmed = read_count(request.form.get("open_remarks", ""))
    if remaining and confirmed != max(its.id for its in remaining):
        return _open_remarks_page(number, seen, remaining)
    try:
        release_steps.approve(number, person(), seen, written("words"), request_context.today())
    except StepRefused as fault:
        if fault.why != release_steps.SEAL:
            raise
        return draft_page(number, _seal_words(), 409, since_seen=seen)
    return _back(number)


def _open_remarks_page(number: int, seal: str, remaining: list[RemarkRecord]) -> Response:
    """What was remarked and is not settled, before a draft is approved all the same."""
    copy = working_copy(number)
    context = OpenRemarksPage(
        number=number,
        draft=copy.draft.title,
        seal=seal,
        words=written("words"),
        newest=max(its.id for its in remaining),
        lines=remark_lines(copy, remaining, person()),
    )
    return admin_page("admin/drafts/open_remarks.html", context, status=409)


@freshly_confirmed
@allowed(*APPROVERS)
def publish(number: int) -> Response:
    """Publish an approved draft, at once or for its day."""
    release_steps.publish(number, person(), request_context.today())
    notices.draft_published(store.read_draft(number), person())
    return _back(number)


@freshly_confirmed
@allowed(*APPROVERS)
def unschedule(number: int) -> Response:
    """Cancel a scheduled release; the draft can be edited again."""
    release_steps.cancel(number, person(), written("words"))
    return _back(number)


def _refused(fault: StepRefused) -> Response:
    words = {
        release_steps.EMPTY: gettext("Nothing is changed in this draft yet."),
        release_steps.UNREADABLE: gettext("Something typed into a form cannot be read yet."),
        release_steps.PROBLEMS: gettext("The draft has problems. Mend them first; each is listed."),
        release_steps.MOVED: gettext(
            "The same item was published otherwise meanwhile. Set the draft upon it first."
        ),
        release_steps.OWN: gettext("Another person must approve what you changed yourself."),
        release_steps.IMPACT: gettext(
            "The impact is no longer the one that was approved. The release is held: "
            "look at the draft and send it to review again."
        ),
        release_steps.SEAL: _seal_words(),
        release_steps.PAST: gettext(
            "This day is over: a release begins today at the earliest. What held before is said "
            "by the days of the items themselves."
        ),
        release_steps.ROLLBACK: gettext(
            "Somebody has put the release before back into force. Until another person has "
            "confirmed or undone that, nothing is published; approvals are kept."
        ),
        _NO_DAY: _day_words(fault),
        _NO_REASON: gettext("Say what should be different: its people see nothing else."),
    }
    field = _FIELDS.get(fault.why, "")
    number = int((request.view_args or {})["number"])
    return draft_page(number, words[fault.why], 422 if field else 409, field=field)


def _day_words(fault: StepRefused) -> str:
    """Why the day that was typed for the release cannot be taken."""
    cause = fault.__cause__
    return day_fault_words(cause, written("from_day")) if isinstance(cause, ReadError) else ""


def _under_way(fault: StillUnderWay) -> Response:
    """How far the check or the impact is for which a step waits; the page sends the step again."""
    number = int((request.view_args or {})["number"])
    fields = tuple(its for its in request.form.items(multi=True) if its[0] != session_cookie.FIELD)
    context = UnderWayPage(
        number=number,
        draft=store.read_draft(number).title,
        progress=fault.progress,
        action=request.full_path.rstrip("?"),
        fields=fields,
    )
    return admin_page("admin/drafts/under_way.html", context, status=202)


def _too_late(_fault: Exception) -> Response:
    words = gettext("Somebody was quicker: this is how the draft stands now.")
    return draft_page(int((request.view_args or {})["number"]), words, 409)
