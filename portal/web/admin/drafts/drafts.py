"""Drafts: the lists, and one draft with what it changes, what is wrong with it and what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from flask import Blueprint, Response, request, url_for

from ....i18n import Wording, amount_words, gettext
from ....publishing import release_steps, under_way
from ....publishing.amount_jumps import AmountJump, amount_jump
from ....publishing.assembly import (
    Checked,
    Located,
    assemble_for_release,
    check_within,
    missing_examples,
)
from ....publishing.cautions import cautions
from ....publishing.derived_texts import Converter, Doubt, converter_of, new_doubts
from ....publishing.item_edits import WorkingCopy, save_all
from ....rules.checking.thresholds import EXAMPLE_LACKING
from ....rules.items.merge import differing
from ....rules.items.parts import Value
from ....rules.lists import in_yuan
from ....rules.numbers import read_count
from ....rules.stepwise import Progress
from ....store import drafts as store
from ....store.draft_steps import KEPT
from ....store.draft_undo import steps_of
from ....store.drafts import (
    DraftChange,
    DraftRecord,
    DraftRemark,
    NoSuchDraft,
    NotEditable,
    SubmittedDraft,
    seen_mark,
    submitted_with,
)
from ....store.item_remarks import RemarkRecord, open_counts, remarks_of
from ....store.people.accounts import Person
from ....store.releases import publications
from ....store.releases.city_in_use import in_city
from ....store.releases.history import all_release_notes
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..condition_builder.sentences import read_back
from ..forms.item_names import RENTS, DifferenceLine, difference_lines, pieces, subject
from ..forms.labels import ProblemWords, problem_words
from ..forms.lexicon import Lexicon, item_href, lexicon_of, working_copy
from ..pages import WAITING_COUNTS, admin_page, is_part_asked, page_of_list
from ..person_lines import whom_to_ask
from .caution_words import caution_words
from .example_renewal import FailingExample, failing_examples
from .remark_lines import RemarkLine, remark_lines, remarks_href
from .step_lines import StepLine, step_lines
from .unfilled import begun_value, to_fill
from .unfinished import UnfinishedLine, unfinished_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft in a list; ``approve_href``: where the reader decides on it, empty for others."""

    id: int
    title: str
    state: str
    state_words: str
    author: str
    changes: int
    touched: str
    href: str
    approve_href: str
    remarks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """An item that a draft changes: its name, what differs and the forms that go with it.

    ``not_yours``: that the reader may not edit it, and whom to ask; empty where they may.
    """

    path: str
    place: str
    subject: str
    kind: str
    differences: tuple[DifferenceLine, ...]
    href: str
    not_yours: str
    version: int
    unreadable: bool
    to_fill: tuple[str, ...]
    editor: str
    leap: str
    cautions: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    remarks_href: str
    remarks: tuple[RemarkLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem of a draft with a link to the field where it is mended.

    ``not_yours``: whom to ask where the reader may not edit the item, which then has no link.
    """

    words: ProblemWords
    where: str
    href: str
    not_yours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCheck:
    """What the checks say of a draft, or how far they are; ``href``: where they go on."""

    number: int
    href: str
    progress: Progress | None = None
    problems: tuple[ProblemLine, ...] = ()
    missing_examples: bool = False
    failing: tuple[FailingExample, ...] = ()
    editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """The context of the check of a draft, on a page of its own where nothing runs scripts."""

    draft: DraftLine
    check: DraftCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """Some of the changes of a draft; ``count``: of all."""

    lines: tuple[ChangeLine, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A remark on a draft."""

    who: str
    when: str
    kind: str
    words: str


def state_words(draft: DraftRecord) -> str:
    """A draft's state in words; a scheduled release that has begun is published."""
    words = {
        "editing": gettext("being edited"),
        "in_review": gettext("waiting for review"),
        "approved": gettext("approved"),
        "scheduled": gettext("scheduled"),
        "published": gettext("published"),
        "withdrawn": gettext("given up"),
    }
    return gettext("scheduled, waits for a rollback") if draft.paused else words[state_of(draft)]


def state_of(draft: DraftRecord) -> str:
    """A draft's state by the clock."""
    is_due = draft.from_day is not None and draft.from_day <= request_context.today()
    begun = draft.state == "scheduled" and is_due and not draft.paused
    return "published" if begun else draft.state


def draft_lines(drafts: Iterable[DraftRecord]) -> tuple[DraftLine, ...]:
    """Drafts as lines of a list; ``remarks``: how many remarks are open in each."""
    found = tuple(drafts)
    remarks = open_counts([draft.id for draft in found])
    return tuple(draft_line(draft, remarks.get(draft.id, 0)) for draft in found)


def draft_line(draft: DraftRecord, remarks: int) -> DraftLine:
    """A draft as a line of a list; ``remarks``: how many are open."""
    touched = request_context.wording().moment(in_city(draft.updated_at))
    return DraftLine(
        id=draft.id,
        title=draft.title,
        state=state_of(draft),
        state_words=state_words(draft),
        author=draft.author,
        changes=len(draft.changes),
        touched=touched,
        href=url_for(".draft", number=draft.id),
        approve_href=url_for(".impact", number=draft.id) if _may_approve(draft) else "",
        remarks=remarks,
    )


def _may_approve(draft: DraftRecord) -> bool:
    """Whether the person decides on a draft: it waits, and they wrote nothing of it."""
    me = person()
    return me.role in APPROVERS and draft.state == "in_review" and me.id not in draft.editors


def change_line(copy: WorkingCopy, change: DraftChange, converter: Converter) -> ChangeLine:
    """A change in words; ``converter``: that of the rules as the draft has them."""
    words = lexicon_of(copy, change.path, change.place)
    value = change.after or change.before
    if value is None and change.given:
        value = begun_value(copy, change)
    kind = "changed" if change.before and change.after else "dropped"
    if change.before is None:
        kind = "new"
    names = differing(change.before, change.after)
    is_example = change.place.startswith("examples/")
    return ChangeLine(
        path=change.path,
        place=change.place,
        subject=subject(words, change.path, change.place, value),
        kind=kind,
        differences=() if kind == "dropped" or is_example else _differences(words, change, names),
        href=item_href(copy.draft.id, change.path, change.place),
        not_yours=_not_yours(copy, change.path, change.place),
        version=change.version,
        unreadable=bool(change.given),
        to_fill=to_fill(change),
        editor=change.editor,
        leap=leap_words(words.wording, words.unit, amount_jump(copy, change)),
        cautions=tuple(
            caution_words(words, its) for its in cautions(copy, change, request_context.today())
        ),
        doubts=tuple(new_doubts(change.before, change.after, converter)),
        remarks_href=remarks_href(copy.draft.id, change.path, change.place),
    )


def _not_yours(copy: WorkingCopy, path: str, place: str) -> str:
    """That the reader may not edit an item of a draft, and whom to ask; empty where they may."""
    touch = copy.touch(path, place, copy.before(path, place), copy.item(path, place))
    me = person()
    return "" if touch.lies_within(me.districts, me.topics) else whom_to_ask(touch)


def leap_words(wording: Wording, unit: str, leap: AmountJump | None) -> str:
    """That an amount changes by much, for whoever approves it."""
    if leap is None:
        return ""
    before, after = (amount_words(wording, unit, value) for value in (leap.before, leap.after))
    if leap.percent > 0:
        more = gettext("%(percent)s%% more than before", percent=leap.percent)
    else:
        more = gettext("%(percent)s%% less than before", percent=-leap.percent)
    return gettext(
        "Look twice: %(before)s → %(after)s, %(more)s.", before=before, after=after, more=more
    )


@dataclass(frozen=True, slots=True)
class SinceLine:
    """An item that became another since a draft was looked at."""

    subject: str
    differences: tuple[DifferenceLine, ...]


def since_lines(copy: WorkingCopy, sent: SubmittedDraft) -> tuple[SinceLine, ...]:
    """What a draft says otherwise than when it was sent to review with a seal."""
    draft = copy.draft
    items = {(c.path, c.place): (c.before, c.after) for c in draft.changes}
    asked = [item for item in {**sent.items, **items} if items.get(item) != sent.items.get(item)]
    lines = [_since(copy, item, sent.items.get(item), items.get(item)) for item in asked]
    words = request_context.wording()
    heads = (
        (gettext("What is the change about?"), sent.title, draft.title),
        (
            gettext("Day on which it begins"),
            *(words.day(day) if day else "–" for day in (sent.from_day, draft.from_day)),
        ),
    )
    lines += [
        SinceLine(label, (_unstructured(was, now),)) for label, was, now in heads if was != now
    ]
    return tuple(lines)


def _unstructured(was: str, now: str) -> DifferenceLine:
    before, after = pieces(was, now)
    return DifferenceLine(label="", language="", before=before, after=after)


_Sides = tuple[Value | None, Value | None]


def _since(
    copy: WorkingCopy, item: tuple[str, str], was: _Sides | None, now: _Sides | None
) -> SinceLine:
    words = lexicon_of(copy, *item)
    published = copy.published(*item)
    old, new = (side[1] if side else published for side in (was, now))
    lines = difference_lines(words, old, new, differing(old, new), partial(read_back, words))
    return SinceLine(subject(words, *item, new or old), lines)


def _differences(
    words: Lexicon, change: DraftChange, names: tuple[str, ...]
) -> tuple[DifferenceLine, ...]:
    read = partial(read_back, words)
    return difference_lines(words, change.before, change.after, names, read)


def problem_line(copy: WorkingCopy, found: Located) -> ProblemLine:
    """A problem in words, with the field to mend."""
    words = lexicon_of(copy, found.problem.file, found.item)
    value = copy.item(found.problem.file, found.item) if found.item else None
    where = subject(words, found.problem.file, found.item, value) if found.item else ""
    anchor = f"#{found.field.replace('.', '-')}" if found.field else ""
    href = item_href(copy.draft.id, found.problem.file, found.item) + anchor if found.item else ""
    message = found.problem.message
    if found.field in RENTS and found.problem.file.startswith("offers/"):
        message = in_yuan(message)
    said = problem_words(message, found.problem.hint, words.entry_words)
    not_yours = _not_yours(copy, found.problem.file, found.item) if found.item else ""
    return ProblemLine(
        words=said,
        where=where or found.problem.file,
        href="" if not_yours else href,
        not_yours=not_yours,
    )


def changes_to_look_at(copy: WorkingCopy, converter: Converter) -> tuple[DraftChange, ...]:
    """The changes that their approver is warned of, amounts that leap first."""
    today = request_context.today()
    leaps = []
    others = []
    for change in copy.draft.changes:
        if amount_jump(copy, change):
            leaps.append(change)
        elif cautions(copy, change, today) or new_doubts(change.before, change.after, converter):
            others.append(change)
    return (*leaps, *others)


def changes_page(
    copy: WorkingCopy,
    converter: Converter,
    first: tuple[DraftChange, ...] = (),
    remarks: tuple[RemarkRecord, ...] = (),
) -> ChangesPage:
    """The changes of ``?page=`` in words; ``first``: those that stand before all others.

    ``remarks``: those that are told, each at its item.
    """
    number = copy.draft.id
    ahead = {(change.path, change.place) for change in first}
    changes = [*first, *(c for c in copy.draft.changes if (c.path, c.place) not in ahead)]
    count = len(changes)
    view = f".{_view()}" if _view() in _LISTING else ".draft"
    at = page_of_list(count, _SHOWN, lambda page: url_for(view, number=number, page=page))
    shown = changes[at.first : at.first + _SHOWN]
    return ChangesPage(
        lines=tuple(
            replace(change_line(copy, its, converter), remarks=_at(copy, its, remarks))
            for its in shown
        ),
        count=count,
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
    )


def _at(
    copy: WorkingCopy, change: DraftChange, remarks: tuple[RemarkRecord, ...]
) -> tuple[RemarkLine, ...]:
    item = change.path, change.place
    return remark_lines(copy, [its for its in remarks if (its.path, its.place) == item], person())


def draft_check(copy: WorkingCopy, found: Checked | Progress) -> DraftCheck:
    """What the checks say in words, or how far they are."""
    draft = copy.draft
    href = url_for(".draft_check", number=draft.id)
    editable = draft.state == "editing"
    if not isinstance(found, Checked):
        return DraftCheck(number=draft.id, href=href, progress=found, editable=editable)
    lacking = any(its.problem.code in EXAMPLE_LACKING for its in found.problems)
    return DraftCheck(
        number=draft.id,
        href=href,
        problems=tuple(problem_line(copy, its) for its in found.problems),
        missing_examples=lacking,
        failing=failing_examples(copy, found.problems),
        editable=editable,
    )


def said_line(said: DraftRemark) -> SaidLine:
    """A remark in words."""
    kinds = {
        "submitted": gettext("sent to review"),
        "returned": gettext("sent back"),
        "taken back": gettext("taken back"),
        "approved": gettext("approved"),
        "published": gettext("published"),
        "scheduled": gettext("scheduled"),
        "rescheduled": gettext("made anew upon a later release"),
        "cancelled": gettext("schedule cancelled"),
        "held": gettext("held: the approval is void"),
        "paused": gettext("does not begin until a rollback is confirmed"),
        "rolled back": gettext("taken out of force again"),
        "withdrawn": gettext("given up"),
        "restored": gettext("brought back"),
        "comment": gettext("said"),
    }
    when = request_context.wording().moment(in_city(said.at))
    words = hold_reason_words(said.words) if said.kind == "held" else said.words
    return SaidLine(who=said.who, when=when, kind=kinds.get(said.kind, said.kind), words=words)


def hold_reason_words(why: str) -> str:
    """Why a release is held."""
    words = {
        release_steps.MOVED: gettext("Another release changed the same item."),
        release_steps.PROBLEMS: gettext("Upon the newest release it has problems."),
        release_steps.IMPACT: gettext("Upon the newest release it changes other outcomes."),
        release_steps.SEAL: gettext("It was approved before changes were sealed."),
    }
    return words.get(why, why)


APPROVERS = ("approver", "manager")
_LONGEST_TITLE = 200
_LONGEST_WHY = 2000
_REMARKS = ("approve_draft", "comment_draft")
_SHOWN = 50
"""Changes on a page of a draft."""
_LISTING = ("draft", "impact")
"""Views whose pages list the changes of a draft."""
_STEPS = 5
"""So many of the last steps stand on the page of a draft."""
_REMARKS_SHOWN = 20
"""So many remarks at items stand on the page of a draft."""
_UNDER_WAY = ("editing", "in_review", "approved")
"""States in which other releases can come between a draft and its own."""


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
    item_remarks: tuple[RemarkLine, ...]
    more_remarks: int
    check: DraftCheck | None
    moved: tuple[ChangeLine, ...]
    remarks: tuple[SaidLine, ...]
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
    blueprint.add_url_rule("/drafts", "drafts", show_all)
    blueprint.add_url_rule("/reviews", "reviews", reviews)
    blueprint.add_url_rule("/drafts", "begin_draft", begin, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>", "draft", show)
    blueprint.add_url_rule("/drafts/<int:number>/check", "draft_check", check)
    blueprint.add_url_rule("/drafts/<int:number>", "rename_draft", rename, methods=["POST"])
    blueprint.add_url_rule(
        "/drafts/<int:number>/withdraw", "withdraw_draft", withdraw, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/drafts/<int:number>/comment", "comment_draft", comment, methods=["POST"]
    )
    blueprint.register_error_handler(NoSuchDraft, _no_such_draft)
    blueprint.register_error_handler(NotEditable, _not_editable)
    blueprint.register_error_handler(TooLong, _title_too_long)
    own = "/drafts/<int:number>/examples"
    blueprint.add_url_rule(own, "suggest_examples", suggest, methods=["POST"])


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
    if not title or len(title) > _LONGEST_TITLE:
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
        changes=changes_page(copy, converter),
        item_remarks=remark_lines(copy, remarks[:_REMARKS_SHOWN], me),
        more_remarks=max(0, len(remarks) - _REMARKS_SHOWN),
        check=draft_check(copy, found) if found else None,
        moved=tuple(change_line(copy, its_move.change, converter) for its_move in moved),
        remarks=tuple(said_line(said) for said in draft.remarks),
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
        may_approve=_may_approve(draft),
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
    given_up = [said.at for said in draft.remarks if said.kind == "withdrawn"]
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
        comment=given if view in _REMARKS else "",
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


@allowed(*EVERYBODY)
def check(number: int) -> Response:
    """What the checks say of a draft, or how far they are."""
    copy = working_copy(number)
    assembled = assemble_for_release(copy.draft, request_context.today())
    found = check_within(assembled, under_way.PATIENCE_SECONDS)
    remarks = open_counts([number]).get(number, 0)
    context = CheckPage(draft=draft_line(copy.draft, remarks), check=draft_check(copy, found))
    return admin_page("admin/drafts/check.html", context, fragment="check")


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
    title = written("title", _LONGEST_TITLE)
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


def _no_such_draft(_fault: NoSuchDraft) -> Response:
    return _list(error=gettext("There is no draft of this number."), status=404)


def not_editable_words() -> str:
    """Why nothing can be changed in a draft."""
    return gettext("This draft is no longer being edited. Take it back from review to change it.")


def _not_editable(fault: NotEditable) -> Response:
    response = draft_page(int(fault.args[0]), not_editable_words(), 409)
    if is_part_asked():
        response.headers["HX-Redirect"] = url_for(".draft", number=int(fault.args[0]))
    return response


@allowed(*EVERYBODY)
def suggest(number: int) -> Response:
    """Add the missing examples, each with the outcome that it comes to now: all or none."""
    copy = working_copy(number)
    assembled = assemble_for_release(copy.draft, request_context.today())
    patience = under_way.patience_of_step(len(copy.draft.changes))
    under_way.finished(check_within(assembled, patience))
    found = missing_examples(assembled.files)
    save_all(copy, person(), found, "examples")
    guide = request.form.get("guide", "")
    if copy.is_new_service(guide) and guide in copy.documents:
        return see_other(url_for(".new_service", number=number, service=guide))
    return see_other(url_for(".draft", number=number))
