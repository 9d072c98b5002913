"""The form of an item of a draft: shown, saved at every keystroke, and for a new item."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing import under_way
from ....publishing.assembly import Checked, assemble_for_release, check_within
from ....publishing.item_edits import (
    LOCAL,
    NotPermitted,
    Save,
    WorkingCopy,
    documents_of,
    place_for,
    require,
    row_before,
    save,
    save_all,
    touch_of,
)
from ....publishing.proposed_ids import id_for
from ....rules.documents import shape_of
from ....rules.items.parts import Value, is_service, items_of, kind_of
from ....rules.numbers import read_count
from ....store.drafts import FormValues, NotEditable, Stale, begin, drop_change, others_changing
from ....store.releases.city_in_use import in_city
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..condition_builder.form_parsing import with_unfinished
from ..error_pages import refuse
from ..forms.entry_ids import with_ids
from ..forms.fields import Field, fields_of
from ..forms.item_names import names_words, subject
from ..forms.labels import kind_words
from ..forms.lexicon import Choice, Lexicon, item_href, lexicon_of, working_copy
from ..forms.rendering import FieldFault, FieldView, flattened, shown
from ..forms.values import filled, read_form
from ..pages import admin_page, is_part_asked
from . import conflicts
from .draft_check import ProblemLine, problem_line
from .example_renewal import carry_examples
from .remark_lines import ItemRemarks
from .remarks import item_remarks
from .unfilled import ASKED, ORIGINAL, begun_value, faults_of
from .unfinished import forget, keep_href, kept_form

_OWN = ("csrf_token", "seen", "position", "own-id", "by", "guide")
_LONGEST = 20_000
_ORDER = "order"
"""Stands for a list where its order is to be changed and nothing is added to it."""
_REVIEWED_WITHIN = timedelta(days=180)
"""Until when a source that is read today is reviewed, unless somebody says another day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """The context of an item's form; ``place`` is empty while the item is new.

    ``guide``: the new service that it is a part of, to whose page it leads back; ``amounts``:
    those that its wordings may name in braces.
    """

    number: int
    draft: str
    path: str
    place: str
    guide: str
    guide_href: str
    own_id: str
    asks_id: bool
    amounts: tuple[Choice, ...]
    subject: str
    kind: str
    fields: tuple[FieldView, ...]
    version: int
    position: str
    is_listed: bool
    is_removed: bool
    saved: str
    error: str
    same: str
    faults: int
    problems: tuple[ProblemLine, ...]
    others: tuple[tuple[str, str], ...]
    action: str
    swaps: tuple[FieldView, ...]
    remarks: ItemRemarks | None
    keep: str
    kept: str
    is_autosaved: bool
    check: str
    asked_anew: tuple[tuple[str, str], ...]
    original: str


def named() -> tuple[str, str]:
    """The path and the place of the item asked for; 404 where no document could stand."""
    path = request.values.get("path", "")
    place = request.values.get("place", "")
    if shape_of(path) is None or len(path) > 200 or len(place) > 200:
        abort(404)
    return path, place


def form_fields(path: str, kind: str) -> tuple[Field, ...]:
    """The fields of a kind of item; 404 where a document has none of the kind."""
    try:
        return fields_of(is_service(path), kind)
    except KeyError:
        abort(404)


def typed() -> dict[str, list[str]]:
    """What was typed into the form, without what belongs to the page itself."""
    return {name: values for name, values in request.form.lists() if name not in _OWN}


def read_item(
    path: str, place: str, given: FormValues, words: Lexicon
) -> tuple[dict[str, Any], FormValues, dict[str, str]]:
    """The value of an item's form, what of the form is kept while it cannot be read, its faults."""
    fields = form_fields(path, kind_of(path, place))
    kept, unfinished = with_unfinished(with_ids(fields, given), words)
    value, faults = read_form(fields, kept, words)
    return value, kept, {**faults, **faults_of(kept), **unfinished, **_lengths(given)}


def _lengths(given: FormValues) -> dict[str, str]:
    """The fields with more in them than is kept; nothing is cut off."""
    words = gettext("At most %(num)s characters are kept. Shorten this.", num=_LONGEST)
    return {name: words for name, values in given.items() if any(len(v) > _LONGEST for v in values)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """An item's form at one moment: what stands in it and what is wrong.

    ``same``: the page of the item that stands already where a new one was to stand; ``own_id`` and
    ``kept``: of a new item that was typed before, and when that was.
    """

    given: FormValues
    faults: dict[str, str]
    saved: str = ""
    error: str = ""
    same: str = ""
    own_id: str = ""
    kept: str = ""


def form_page(
    copy: WorkingCopy,
    path: str,
    place: str,
    form: FilledForm,
    *,
    under: str = "",
    status: int = 200,
) -> Response:
    """The page of an item's form; of a new item's while ``place`` is empty."""
    item = place or f"{under}/new"
    kind = kind_of(path, item)
    words = lexicon_of(copy, path, item)
    value = copy.item(path, place) if place else None
    is_gone = place != "" and value is None
    begun = copy.draft.change(path, place)
    if value is None and begun is not None and begun.given:
        value = begun_value(copy, begun)
    problems = _problems(copy, path, place) if place else ()
    known = problems or ()
    faults: dict[str, FieldFault] = {p.field: p.line.words for p in known if p.field}
    faults |= form.faults
    fields = shown(form_fields(path, kind), form.given, faults, words)
    own = subject(words, path, place, value) if place else ""
    autosaved = request.form.get("by") == "autosave"
    checked_later = request.args.get("check") == "1" and is_part_asked()
    remarks = item_remarks(copy, path, place, "item") if place and not autosaved else None
    guide = guide_of(copy, path)
    context = EditPage(
        number=copy.draft.id,
        draft=copy.draft.title,
        path=path,
        place=place,
        guide=guide,
        guide_href=url_for(".new_service", number=copy.draft.id, service=guide) if guide else "",
        own_id=request.form.get("own-id", form.own_id),
        asks_id=not place and _asks_id(path, under),
        amounts=tuple(words.choices("parameters")) if kind in _NAME_AMOUNTS else (),
        subject=own or gettext("New: %(kind)s", kind=kind_words(kind)),
        kind=kind,
        fields=_with_remarks(fields, remarks) if remarks else fields,
        version=copy.version(path, place),
        position=_position(copy, path, place),
        is_listed=kind == "steps",
        is_removed=is_gone and copy.published(path, place) is not None,
        saved=form.saved,
        error=form.error,
        same=form.same,
        faults=len(form.faults),
        problems=tuple(p.line for p in known),
        others=_others(copy, path, place),
        action=_action(copy, path, place, under),
        swaps=tuple(flattened(fields)) if autosaved or checked_later else (),
        remarks=remarks,
        keep="" if place else keep_href(copy.draft.id, path, under),
        kept=form.kept,
        is_autosaved=autosaved,
        check=_check_href(copy, path, place) if problems is None else "",
        asked_anew=tuple((n, its) for n in (ASKED, ORIGINAL) for its in form.given.get(n, ())),
        original=_original(copy, form.given),
    )
    fragment = "problems" if checked_later else "saved" if autosaved else "item"
    return admin_page("admin/drafts/item_form.html", context, fragment=fragment, status=status)


def _with_remarks(fields: tuple[FieldView, ...], remarks: ItemRemarks) -> tuple[FieldView, ...]:
    """Fields that say how many remarks at them are open."""
    return tuple(
        replace(
            view, remarks=sum(its.is_open and its.field_name == view.name for its in remarks.lines)
        )
        for view in fields
    )


def refused_form(
    copy: WorkingCopy, path: str, place: str, form: FilledForm, *, under: str = ""
) -> Response:
    """The form again, of a change that reaches further than this person may: nothing is lost."""
    own = person().districts
    names = names_words(lexicon_of(copy), "places", sorted(own)) if own else ""
    words = gettext(
        "Not saved: this touches districts or topics outside those you look after, or the whole "
        "city. Change it, or ask an approver."
    )
    fields = {field.name for field in form_fields(path, kind_of(path, place or f"{under}/new"))}
    faults = dict(form.faults)
    if own and "districts" in fields:
        faults["districts"] = gettext("Choose only from your districts: %(names)s.", names=names)
    kept = FilledForm(given=form.given, faults=faults, error=words)
    return form_page(copy, path, place, kept, under=under, status=403)


def ended_form(
    copy: WorkingCopy, path: str, place: str, form: FilledForm, *, under: str = ""
) -> Response:
    """The form again, of a draft that a colleague has sent to review meanwhile: nothing is lost."""
    words = gettext(
        "Not saved: this draft is no longer being edited. What you wrote stands below. Take the "
        "draft back from review on its own page, then save again."
    )
    kept = FilledForm(given=form.given, faults=form.faults, error=words)
    return form_page(copy, path, place, kept, under=under, status=409)


def _original(copy: WorkingCopy, given: FormValues) -> str:
    """The page of the item of which a form is a copy; empty for none."""
    path, place = (*given.get(ORIGINAL, ()), "", "")[:2]
    return url_for(".item", path=path, place=place) if copy.published(path, place) else ""


_NAME_AMOUNTS = ("service", "requirements", "steps", "particulars", "windows")
"""Parts of a service whose wordings may name its amounts."""


def guide_of(copy: WorkingCopy, path: str) -> str:
    """The new service to whose page a form leads back: named, or that of the item itself."""
    guide = request.values.get("guide", "")
    found = guide or path
    return found if copy.is_new_service(found) and found in copy.documents else ""


def after_saving(copy: WorkingCopy, path: str) -> Response:
    """Where a saved form leads: to the page of the new service, else to the draft."""
    guide = guide_of(copy, path)
    if guide:
        return see_other(url_for(".new_service", number=copy.draft.id, service=guide))
    return see_other(url_for(".draft", number=copy.draft.id))


def _asks_id(path: str, under: str) -> bool:
    """Whether whoever adds an item names it."""
    if is_service(path):
        return under in ("requirements", "parameters")
    return under not in LOCAL


def _action(copy: WorkingCopy, path: str, place: str, under: str) -> str:
    if place:
        return url_for(".save_item", number=copy.draft.id, path=path, place=place)
    return url_for(".create_item", number=copy.draft.id, path=path, under=under)


def _position(copy: WorkingCopy, path: str, place: str) -> str:
    """The place number typed for an entry of a list, from 1."""
    if "position" in request.form:
        return request.form["position"]
    changed = copy.draft.change(path, place)
    position = changed.position if changed else None
    return "" if position is None else str(position + 1)


@dataclass(frozen=True, slots=True)
class _AtField:
    field: str
    line: ProblemLine


def _check_href(copy: WorkingCopy, path: str, place: str) -> str:
    """Where the check of an item goes on, beside its form."""
    return url_for(".edit_item", number=copy.draft.id, path=path, place=place, check=1)


def _problems(copy: WorkingCopy, path: str, place: str) -> tuple[_AtField, ...] | None:
    """The problems of this item, as the draft stands; None while the check goes on."""
    assembled = assemble_for_release(copy.draft, request_context.today())
    is_later = request.args.get("check") == "1"
    changes = 0 if is_later else len(copy.draft.changes)
    found = check_within(assembled, under_way.patience(changes))
    if not isinstance(found, Checked):
        return None
    return tuple(
        _AtField(problem.field, problem_line(copy, problem))
        for problem in found.problems
        if (problem.problem.file, problem.item) == (path, place)
    )


def _others(copy: WorkingCopy, path: str, place: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title, url_for(".draft", number=number))
        for number, title in others_changing(path, place, copy.draft.id)
    )


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    item = "/drafts/<int:number>/item"
    blueprint.add_url_rule("/change", "change_item", change, methods=["POST"])
    blueprint.add_url_rule(item, "edit_item", edit)
    blueprint.add_url_rule(item, "save_item", save_item, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/drop", "drop_item", drop, methods=["POST"])
    blueprint.add_url_rule("/drafts/<int:number>/remove", "remove_item", remove, methods=["POST"])
    blueprint.register_error_handler(NotPermitted, _not_permitted)
    blueprint.add_url_rule("/drafts/<int:number>/new", "new_item", new)
    blueprint.add_url_rule("/drafts/<int:number>/new", "create_item", create, methods=["POST"])


@allowed(*EVERYBODY)
def change() -> Response:
    """Begin to change an item: in the draft named, or in a new one that is named after it."""
    path, place = named()
    number = read_count(request.form.get("draft", ""))
    release = request_context.release()
    under = request.form.get("under", "")
    if under == _ORDER:
        return _to_order(path, place, number)
    if place and not under:
        value = items_of(path, documents_of(release.number).get(path, {})).get(place)
        gazetteer = release.ruleset.gazetteer
        require(person(), touch_of(path, place, value, value, gazetteer, release.number))
    number = _begun(number)
    if under:
        district = request.form.get("district") or None
        address = url_for(".new_item", number=number, path=path, under=under, district=district)
    else:
        address = item_href(number, path, place)
    return see_other(address)


def _begun(number: int | None) -> int:
    """The draft named, or a new one that is named after what it changes."""
    if number is not None:
        return number
    title = request.form.get("title", "").strip()[:200] or gettext("New draft")
    return begin(title, "", request_context.release().number, person().id)


def _to_order(path: str, place: str, number: int | None) -> Response:
    """On to the order of the list in which an item stands; of a service, of its requirements."""
    kind = "requirements" if place == "service" else kind_of(path, place)
    return see_other(url_for(".order", number=_begun(number), path=path, kind=kind))


@allowed(*EVERYBODY)
def edit(number: int) -> Response:
    """The form of an item, with what was typed last even where it cannot be read yet."""
    (path, place) = named()
    copy = working_copy(number)
    value = copy.item(path, place)
    changed = copy.draft.change(path, place)
    if value is None and changed is None:
        abort(404)
    touch = copy.touch(path, place, copy.before(path, place), value)
    require(person(), touch)
    kind = kind_of(path, place)
    words = lexicon_of(copy, path, place)
    if changed is not None and changed.given:
        _, given, faults = read_item(path, place, changed.given, words)
        return form_page(copy, path, place, FilledForm(given=given, faults=faults))
    shown_value = value or copy.published(path, place) or {}
    given = filled(form_fields(path, kind), shown_value, words)
    return form_page(copy, path, place, FilledForm(given=given, faults={}))


@allowed(*EVERYBODY)
def save_item(number: int) -> Response:
    """Save an item's form: what can be read becomes the draft's, the rest is kept as typed."""
    (path, place) = named()
    copy = working_copy(number)
    if not copy.takes(path, place):
        abort(404)
    value, given, faults = read_item(path, place, typed(), lexicon_of(copy, path, place))
    was = copy.published(path, place)
    try:
        _save(copy, path, place, value, given if faults else None)
    except Stale as stale:
        return conflicts.conflict_page(copy, stale.theirs, given)
    except NotPermitted:
        return refused_form(copy, path, place, FilledForm(given=given, faults=faults))
    except NotEditable:
        return ended_form(copy, path, place, FilledForm(given=given, faults=faults))
    if request.form.get("by") != "autosave" and not faults:
        _settle(path, place, value, number)
        carry_examples(number, path, place, was)
        return after_saving(copy, path)
    after = working_copy(number)
    form = FilledForm(
        given=given,
        faults=faults,
        saved=gettext(
            "Saved at %(time)s",
            time=request_context.wording().moment(in_city(request_context.now())),
        ),
    )
    return form_page(after, path, place, form, status=422 if faults else 200)


def _settle(path: str, place: str, value: Value, number: int) -> None:
    """Move a new entry of a list to the place that its day and its districts give it."""
    copy = working_copy(number)
    under, _, name = place.rpartition("/")
    change = copy.draft.change(path, place)
    if change is None or change.before is not None or not is_service(path):
        return
    if under in ("", "requirements", "parameters"):
        return
    own = place_for(path, under, value, name)
    if own == place or copy.item(path, own) is not None or copy.draft.change(path, own):
        return
    after = Save(path=path, place=own, after=value, seen=0, position=change.position)
    save(copy, person(), after)
    drop_change(number, path, place, change.version, editor=person().id)


def _save(copy: WorkingCopy, path: str, place: str, value: Value, given: FormValues | None) -> None:
    seen = request.form.get("seen", "0")
    position = read_count(request.form.get("position", ""), 999)
    after = Save(
        path=path,
        place=place,
        after=value,
        seen=read_count(seen) or 0,
        given=given,
        position=position - 1 if position else None,
        kind="typed" if request.form.get("by") == "autosave" else "saved",
    )
    save(copy, person(), after)


@allowed(*EVERYBODY)
def drop(number: int) -> Response:
    """Leave an item as it was before the draft."""
    path, place = named()
    seen = request.form.get("seen", "0")
    copy = working_copy(number)
    before = copy.before(path, place)
    after = copy.item(path, place)
    require(person(), copy.touch(path, place, before, after))
    try:
        drop_change(number, path, place, read_count(seen) or 0, editor=person().id)
    except Stale as stale:
        return conflicts.conflict_page(copy, stale.theirs, {})
    carry_examples(number, path, place, after, "dropped")
    return see_other(url_for(".draft", number=number))


@allowed(*EVERYBODY)
def remove(number: int) -> Response:
    """Take an item out of the rules."""
    (path, place) = named()
    copy = working_copy(number)
    seen = request.form.get("seen", "0")
    try:
        gone = Save(path=path, place=place, after=None, seen=read_count(seen) or 0, kind="removed")
        save(copy, person(), gone)
    except Stale as stale:
        return conflicts.conflict_page(copy, stale.theirs, {})
    carry_examples(number, path, place, copy.item(path, place), "removed")
    return see_other(url_for(".draft", number=number))


def _not_permitted(_fault: NotPermitted) -> Response:
    return admin_page("admin/drafts/not_yours.html", None, fragment="item", status=403)


ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@allowed(*EVERYBODY)
def new(number: int) -> Response:
    """The form of a new item, empty but for what it begins with."""
    (path, _) = named()
    copy = working_copy(number)
    under = request.args.get("under", "")
    if not copy.takes_under(path, under):
        return _nowhere()
    item = f"{under}/new"
    words = lexicon_of(copy, path, item)
    before = kept_form(number, path, under)
    if before is not None:
        _, given, _ = read_item(path, item, before.given, words)
        form = FilledForm(given=given, faults={}, own_id=before.own_id, kept=before.when)
        return form_page(copy, path, "", form, under=under)
    given = filled(form_fields(path, kind_of(path, item)), _start(copy, path, under), words)
    return form_page(copy, path, "", FilledForm(given=given, faults={}), under=under)


def _nowhere() -> Response:
    """What helps whom an address led where no form adds anything."""
    text = gettext(
        "No form can add this here: the service, or the amount, does not exist yet. "
        "Find the service and press what is to be added; a new service comes "
        "as files (“Releases”, “Import files”)."
    )
    return refuse(404, gettext("Nothing can be added at this address"), text)


def _start(copy: WorkingCopy, path: str, under: str) -> Value:
    """The defaults of a new item: the last amount, and the district asked for or the editor's."""
    if under in LOCAL:
        return {"district": PurePosixPath(path).stem}
    own = person().districts
    asked = request.args.get("district", "")
    if asked in copy.gazetteer.districts and (own is None or asked in own):
        own = frozenset({asked})
    scoped = any(
        field.name == "districts" for field in form_fields(path, kind_of(path, f"{under}/new"))
    )
    limits = {"districts": sorted(own)} if own and scoped else {}
    limits |= _as_elsewhere(copy, path, under)
    if not under.endswith("/rows"):
        return limits
    rows = [value for place, value in copy.places(path).items() if place.startswith(f"{under}/")]
    start = {k: v for k, v in (rows[-1] if rows else {}).items() if k not in ("since", "until")}
    return start | limits


def _as_elsewhere(copy: WorkingCopy, path: str, under: str) -> Value:
    """What a new item says by default: read today; of a new service, what its covers say."""
    today = request_context.today()
    if under == "sources":
        return {"verified_on": today, "review_by": today + _REVIEWED_WITHIN}
    covers = copy.documents.get(path, {}).get("covers", [])
    if not copy.is_new_service(path) or not covers:
        return {}
    names = {field.name for field in form_fields(path, kind_of(path, f"{under}/new"))}
    told = ("districts", "since", "source")
    return {name: covers[0][name] for name in told if name in covers[0] and name in names}


@allowed(*EVERYBODY)
def create(number: int) -> Response:
    """Add a new item; an amount before it of the same districts ends the day before."""
    (path, _) = named()
    copy = working_copy(number)
    under = request.values.get("under", "")
    if not copy.takes_under(path, under):
        return _nowhere()
    item = f"{under}/new"
    value, given, faults = read_item(path, item, typed(), lexicon_of(copy, path, item))
    own_id = request.form.get("own-id", "").strip()
    if not own_id and _asks_id(path, under) and not faults:
        own_id = id_for(copy, path, under, value)
    place = "" if faults else place_for(path, under, value, own_id)
    error = _not_new(copy, path, place, own_id) if not faults else ""
    if faults or error:
        same = item_href(number, path, place) if copy.item(path, place) is not None else ""
        form = FilledForm(given=given, faults=faults, error=error, same=same if error else "")
        return form_page(copy, path, "", form, under=under, status=422)
    try:
        earlier = row_before(copy, path, place, value) if under.endswith("/rows") else None
        ended = [(path, *earlier)] if earlier else []
        save_all(copy, person(), [(path, place, value), *ended], "saved")
    except NotPermitted:
        return refused_form(copy, path, "", FilledForm(given=given, faults=faults), under=under)
    except NotEditable:
        return ended_form(copy, path, "", FilledForm(given=given, faults=faults), under=under)
    except Stale as stale:
        return conflicts.conflict_page(copy, stale.theirs, given)
    forget(number, path, under)
    carry_examples(number, path, place, None)
    if under == "parameters":
        first = f"parameters/{own_id}/rows"
        guide = guide_of(copy, path) or None
        return see_other(url_for(".new_item", number=number, path=path, under=first, guide=guide))
    if guide_of(copy, path):
        return after_saving(copy, path)
    return see_other(item_href(number, path, place))


def _not_new(copy: WorkingCopy, path: str, place: str, own_id: str) -> str:
    """Why a new item cannot stand at its place; empty if it can."""
    if place.endswith(f"/{own_id}") and not ID.fullmatch(own_id):
        return gettext("Give it an id of lower-case letters, figures, - and _.")
    if copy.item(path, place) is not None:
        return gettext("There is one of the same name, place and day already.")
    return ""
