"""Two versions of one item: both are shown, the editor chooses leaf by leaf, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ....publishing.assembly import assemble
from ....publishing.draft_undo import value_after
from ....publishing.item_edits import Save, WorkingCopy, require, save
from ....rules.documents import shape_of
from ....rules.items.merge import REMOVED, ItemDifference, differing, grown, leaves, merged
from ....rules.items.parts import Value, is_service, kind_of
from ....rules.numbers import read_count
from ....store.draft_undo import ItemReturn
from ....store.drafts import (
    DraftChange,
    FormValues,
    Stale,
    drop_change,
    packed,
    rebase_changes,
    unpacked,
)
from ....store.releases.stored import number_in_force
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.fields import fields_of
from ..forms.item_names import DifferenceLine, difference_lines, subject
from ..forms.lexicon import item_href, lexicon_of, working_copy
from ..forms.values import filled, read_form
from ..moments import moment_words
from ..pages import admin_page


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoVersions:
    """An item as it was found, and as it would be: what is chosen between.

    ``contested``: names of leaves that both changed; ``who`` and ``when``: of theirs; ``seen``:
    the version that the choice is saved upon; ``base``: theirs was published meanwhile;
    ``unread``: what was typed for mine and cannot be read.
    """

    path: str
    place: str
    theirs: Value | None
    mine: Value | None
    contested: tuple[str, ...]
    who: str = ""
    when: str
    seen: int
    base: bool = False
    is_undo: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafChoice:
    """A leaf on which the two versions differ."""

    name: str
    line: DifferenceLine
    contested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    """The context of the choice between two versions; ``mine`` is carried along in the form."""

    number: int
    draft: str
    path: str
    place: str
    subject: str
    who: str
    when: str
    choices: tuple[LeafChoice, ...]
    mine: str
    theirs: str
    seen: int
    base: bool
    gone: bool
    is_undo: bool
    unread: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/settle", "settle", settle, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/moved", "moved_item", moved)
    blueprint.add_url_rule("/drafts/<int:number>/rebase", "rebase_draft", rebase, methods=["POST"])


def _context(copy: WorkingCopy, versions: TwoVersions) -> ConflictPage:
    path = versions.path
    place = versions.place
    mine = versions.mine
    theirs = versions.theirs
    words = lexicon_of(copy, path, place)
    names = differing(theirs, mine)
    lines = difference_lines(words, theirs, mine, names)
    pairs = zip(names, lines, strict=True)
    return ConflictPage(
        number=copy.draft.id,
        draft=copy.draft.title,
        path=path,
        place=place,
        subject=subject(words, path, place, mine or theirs),
        who=versions.who,
        when=versions.when,
        choices=tuple(LeafChoice(name, line, name in versions.contested) for name, line in pairs),
        mine=packed(mine),
        theirs=packed(theirs),
        seen=versions.seen,
        base=versions.base,
        gone=REMOVED in versions.contested,
        is_undo=versions.is_undo,
        unread=versions.unread,
    )


def conflict_page(copy: WorkingCopy, theirs: DraftChange, given: FormValues) -> Response:
    """A colleague saved the item meanwhile: both versions, to choose from."""
    path = theirs.path
    place = theirs.place
    words = lexicon_of(copy, path, place)
    mine: Value | None = None
    faults: Mapping[str, str] = {}
    if given:
        mine, faults = read_form(fields_of(is_service(path), kind_of(path, place)), given, words)
    merge = merged(theirs.before, theirs.after, mine)
    versions = TwoVersions(
        path=path,
        place=place,
        theirs=theirs.after,
        mine=mine,
        contested=merge.conflicts,
        who=theirs.editor,
        when=moment_words(theirs.updated_at),
        seen=theirs.version,
        unread=tuple(text for name in faults for text in given.get(name, []) if text),
    )
    return _shown(copy, versions, 409)


def undo_conflict(copy: WorkingCopy, found: ItemReturn, status: int) -> Response:
    """An item was changed after the step that is undone: as it stands, and as it would be."""
    path = found.path
    place = found.place
    theirs = copy.item(path, place)
    mine = value_after(copy, found)
    change = copy.draft.change(path, place)
    gone = theirs is None or mine is None
    versions = TwoVersions(
        path=path,
        place=place,
        theirs=theirs,
        mine=mine,
        contested=(REMOVED,) if gone and theirs != mine else (),
        who=change.editor if change else "",
        when=moment_words(change.updated_at) if change else "",
        seen=copy.version(path, place),
        is_undo=True,
    )
    return _shown(copy, versions, status)


def _shown(copy: WorkingCopy, versions: TwoVersions, status: int) -> Response:
    context = _context(copy, versions)
    response = admin_page("admin/drafts/conflict.html", context, fragment="item", status=status)
    response.headers["HX-Retarget"] = "#item"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _sent_value(name: str) -> Value | None:
    """A value as the form carries it; whatever is no value of ours was not sent by our page."""
    try:
        value = unpacked(request.form.get(name, ""))
    except (ValueError, TypeError, RecursionError):
        abort(422)
    if value is not None and not isinstance(value, dict):
        abort(422)
    return value


def _chosen() -> Value | None:
    """The value that the choices of the form come to."""
    mine = _sent_value("mine")
    theirs = _sent_value("theirs")
    if request.form.get("whole") == "mine":
        return mine
    if request.form.get("whole") == "theirs" or mine is None:
        return theirs
    flat = leaves(mine)
    other = leaves(theirs)
    for name in differing(theirs, mine):
        if request.form.get(f"leaf:{name}") == "theirs":
            flat.pop(name, None)
            if name in other:
                flat[name] = other[name]
    return grown(flat)


@allowed(*EVERYBODY)
def settle(number: int) -> Response:
    """Save what was chosen upon the version that was shown."""
    path = request.form.get("path", "")
    place = request.form.get("place", "")
    copy = working_copy(number)
    seen = request.form.get("seen", "")
    version = read_count(seen)
    if shape_of(path) is None or not copy.takes(path, place):
        abort(404)
    if version is None or len(request.form.get("mine", "")) > 100_000:
        abort(422)
    if request.form.get("base") == "1":
        return _settle_moved(copy, path, place)
    chosen = _chosen()
    try:
        save(copy, person(), Save(path=path, place=place, after=chosen, seen=version))
    except Stale as stale:
        given = filled(
            fields_of(is_service(path), kind_of(path, place)),
            chosen or {},
            lexicon_of(copy, path, place),
        )
        return conflict_page(copy, stale.theirs, given)
    return see_other(item_href(number, path, place))


def _settle_moved(copy: WorkingCopy, path: str, place: str) -> Response:
    """Set a change upon what was published meanwhile."""
    published = copy.published(path, place)
    chosen = _chosen()
    if packed(published) != request.form.get("theirs", ""):
        return see_other(url_for(".moved_item", number=copy.draft.id, path=path, place=place))
    require(person(), copy.touch(path, place, published, chosen))
    if chosen == published:
        seen = copy.version(path, place)
        drop_change(copy.draft.id, path, place, seen, editor=person().id)
    else:
        rebased = ItemDifference(path=path, place=place, before=published, after=chosen)
        rebase_changes(copy.draft.id, [rebased], person().id)
    return see_other(url_for(".draft", number=copy.draft.id))


@allowed(*EVERYBODY)
def moved(number: int) -> Response:
    """An item that was published otherwise since the draft changed it."""
    path = request.args.get("path", "")
    place = request.args.get("place", "")
    copy = working_copy(number)
    change = copy.draft.change(path, place)
    if change is None:
        abort(404)
    theirs = copy.published(path, place)
    merge = merged(change.before, theirs, change.after)
    versions = TwoVersions(
        path=path,
        place=place,
        theirs=theirs,
        mine=merge.value,
        contested=merge.conflicts,
        when=request_context.wording().day(request_context.today()),
        seen=change.version,
        base=True,
    )
    return _shown(copy, versions, 200)


@allowed(*EVERYBODY)
def rebase(number: int) -> Response:
    """Set all changes that go together with what was published meanwhile upon it."""
    copy = working_copy(number)
    rebased = [
        ItemDifference(
            path=found.change.path,
            place=found.change.place,
            before=found.theirs,
            after=found.merge.value,
        )
        for found in assemble(copy.draft, number_in_force(request_context.today())).moved
        if not found.merge.conflicts
    ]
    for its in rebased:
        require(person(), copy.touch(its.path, its.place, its.before, its.after))
    rebase_changes(number, rebased, person().id)
    return see_other(url_for(".draft", number=number))
