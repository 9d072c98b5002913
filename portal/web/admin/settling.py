"""Two versions of one item: both are shown, the editor chooses leaf by leaf, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...publishing.drafting import assemble
from ...publishing.editing import Desk, Save, save
from ...publishing.permitting import require, touch_of
from ...rules.items import Value, is_service
from ...rules.merging import REMOVED, differing, grown, leaves, merged
from ...store.changes import Changed, Given, packed, unpacked
from ...store.changing import Stale, drop_change, rebase_change
from ...store.releases import number_in_force
from .. import surroundings
from .desks import desk, item_href, lexicon
from .editing.fields import fields_of, kind_of
from .editing.filling import filled
from .editing.reading import read_form
from .editing.subjects import DifferenceLine, difference_lines, subject
from .guarding import EVERYBODY, allowed, person
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class LeafChoice:
    """A leaf on which the two versions differ."""

    name: str
    line: DifferenceLine
    contested: bool


@dataclass(frozen=True, slots=True)
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


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/settle", "settle", settle, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/moved", "moved_item", moved)
    blueprint.add_url_rule("/drafts/<int:number>/rebase", "rebase_draft", rebase, methods=["POST"])


def _context(
    its: Desk,
    item: tuple[str, str],
    theirs: Value | None,
    mine: Value | None,
    conflicts: tuple[str, ...],
    said_by: tuple[str, str],
    seen: int,
    *,
    base: bool,
) -> ConflictPage:
    path, place = item
    words = lexicon(its, path, place)
    names = differing(theirs, mine)
    lines = difference_lines(words, theirs, mine, names)
    pairs = zip(names, lines, strict=True)
    return ConflictPage(
        its.draft.id,
        its.draft.title,
        path,
        place,
        subject(words, path, place, mine or theirs),
        *said_by,
        tuple(LeafChoice(name, line, name in conflicts) for name, line in pairs),
        packed(mine),
        packed(theirs),
        seen,
        base,
        REMOVED in conflicts,
    )


def conflict_page(its: Desk, theirs: Changed, given: Given) -> Response:
    """A colleague saved the item meanwhile: both versions, to choose from."""
    path, place = theirs.path, theirs.place
    words = lexicon(its, path, place)
    mine: Value | None = None
    if given:
        mine, _ = read_form(fields_of(is_service(path), kind_of(path, place)), given, words)
    merge = merged(theirs.before, theirs.after, mine)
    said_by = (theirs.editor, surroundings.wording().moment(theirs.updated_at))
    context = _context(
        its, (path, place), theirs.after, mine, merge.conflicts, said_by, theirs.version, base=False
    )
    return _shown(context, 409)


def _shown(context: ConflictPage, status: int) -> Response:
    response = admin_page("admin/conflict.html", context, fragment="item", status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#item", "innerHTML"
    return response


def _chosen() -> Value | None:
    """The value that the choices of the form come to."""
    mine, theirs = (unpacked(request.form.get(name, "")) for name in ("mine", "theirs"))
    if request.form.get("whole") == "theirs" or mine is None:
        return theirs
    flat, other = leaves(mine), leaves(theirs)
    for name in differing(theirs, mine):
        if request.form.get(f"leaf:{name}") == "theirs":
            flat.pop(name, None)
            if name in other:
                flat[name] = other[name]
    return grown(flat)


@allowed(*EVERYBODY)
def settle(number: int) -> Response:
    """Save what was chosen upon the version that was shown."""
    path, place = request.form.get("path", ""), request.form.get("place", "")
    its, seen = desk(number), request.form.get("seen", "")
    if not seen.isdigit() or len(request.form.get("mine", "")) > 100_000:
        abort(422)
    if request.form.get("base") == "1":
        return _settle_moved(its, path, place)
    chosen = _chosen()
    try:
        save(its, person(), Save(path, place, chosen, int(seen)))
    except Stale as stale:
        given = filled(
            fields_of(is_service(path), kind_of(path, place)),
            chosen or {},
            lexicon(its, path, place),
        )
        return conflict_page(its, stale.theirs, given)
    return redirect(item_href(number, path, place), 303)  # type: ignore[return-value]


def _settle_moved(its: Desk, path: str, place: str) -> Response:
    """Set a change upon what was published meanwhile."""
    published, chosen = its.published(path, place), _chosen()
    if packed(published) != request.form.get("theirs", ""):
        return redirect(  # type: ignore[return-value]
            url_for(".moved_item", number=its.draft.id, path=path, place=place), 303
        )
    require(person(), touch_of(path, place, published, chosen, its.gazetteer, its.release))
    if chosen == published:
        drop_change(its.draft.id, path, place, its.version(path, place))
    else:
        rebase_change(its.draft.id, path, place, published, chosen, person().id)
    return redirect(url_for(".draft", number=its.draft.id), 303)  # type: ignore[return-value]


@allowed(*EVERYBODY)
def moved(number: int) -> Response:
    """An item that was published otherwise since the draft changed it."""
    path, place, its = request.args.get("path", ""), request.args.get("place", ""), desk(number)
    change = its.draft.change(path, place)
    if change is None:
        abort(404)
    theirs = its.published(path, place)
    merge = merged(change.before, theirs, change.after)
    said_by = ("", surroundings.wording().day(surroundings.today()))
    context = _context(
        its, (path, place), theirs, merge.value, merge.conflicts, said_by, change.version, base=True
    )
    return _shown(context, 200)


@allowed(*EVERYBODY)
def rebase(number: int) -> Response:
    """Set all changes that go together with what was published meanwhile upon it."""
    its = desk(number)
    for found in assemble(its.draft, number_in_force(surroundings.today())).moved:
        if found.merge.conflicts:
            continue
        path, place, value = found.change.path, found.change.place, found.merge.value
        require(person(), touch_of(path, place, found.theirs, value, its.gazetteer, its.release))
        rebase_change(number, path, place, found.theirs, value, person().id)
    return redirect(url_for(".draft", number=number), 303)  # type: ignore[return-value]
