"""The form of an item of a draft: what stands in it, what is wrong with it, who else changes it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, request, url_for

from ...i18n import gettext
from ...publishing.editing import LOCAL, Desk
from ...publishing.previewing import checked
from ...publishing.releasing import upon
from ...rules.documents import shape_of
from ...rules.items import is_service
from ...store.changes import Given
from ...store.changing import others_changing
from .. import surroundings
from .desks import lexicon
from .draft_lines import ProblemLine, problem_line
from .editing.fields import Field, fields_of, kind_of
from .editing.labels import kind_words
from .editing.showing import Fault, FieldView, flattened, shown
from .editing.subjects import subject
from .pages import admin_page

_OWN = ("csrf_token", "seen", "position", "own-id", "by")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class EditPage:
    """The context of an item's form; ``place`` is empty while the item is new."""

    number: int
    draft: str
    path: str
    place: str
    own_id: str
    asks_id: bool
    subject: str
    kind: str
    fields: tuple[FieldView, ...]
    version: int
    position: str
    is_listed: bool
    is_removed: bool
    saved: str
    error: str
    faults: int
    problems: tuple[ProblemLine, ...]
    others: tuple[tuple[str, str], ...]
    action: str
    swaps: tuple[FieldView, ...]


def named() -> tuple[str, str]:
    """The path and the place of the item asked for; 404 where no document could stand."""
    path, place = request.values.get("path", ""), request.values.get("place", "")
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
    return {
        name: [value[:_LONGEST] for value in values]
        for name, values in request.form.lists()
        if name not in _OWN and not name.startswith("b-")
    }


@dataclass(frozen=True, slots=True)
class FilledForm:
    """An item's form at one moment: what stands in it and what is wrong."""

    given: Given
    faults: dict[str, str]
    saved: str = ""
    error: str = ""


def form_page(
    its: Desk, path: str, place: str, form: FilledForm, *, under: str = "", status: int = 200
) -> Response:
    """The page of an item's form; of a new item's while ``place`` is empty."""
    item = place or f"{under}/new"
    kind, words = kind_of(path, item), lexicon(its, path, item)
    value = its.item(path, place) if place else None
    problems = _problems(its, path, place) if place else ()
    faults: dict[str, Fault] = {p.field: p.line.words for p in problems if p.field}
    faults |= form.faults
    fields = shown(form_fields(path, kind), form.given, faults, words)
    own = subject(words, path, place, value) if place else ""
    autosaved = request.form.get("by") == "autosave"
    context = EditPage(
        its.draft.id,
        its.draft.title,
        path,
        place,
        request.form.get("own-id", ""),
        not place and _asks_id(path, under),
        own or gettext("New: %(kind)s", kind=kind_words(kind)),
        kind,
        fields,
        its.version(path, place),
        _position(its, path, place),
        kind == "steps",
        place != "" and value is None and its.published(path, place) is not None,
        form.saved,
        form.error,
        len(form.faults),
        tuple(p.line for p in problems),
        _others(its, path, place),
        _action(its, path, place, under),
        tuple(flattened(fields)) if autosaved else (),
    )
    fragment = "saved" if autosaved else "item"
    return admin_page("admin/item_form.html", context, fragment=fragment, status=status)


def _asks_id(path: str, under: str) -> bool:
    """Whether whoever adds an item names it."""
    if is_service(path):
        return under in ("requirements", "parameters")
    return under not in LOCAL


def _action(its: Desk, path: str, place: str, under: str) -> str:
    if place:
        return url_for(".save_item", number=its.draft.id, path=path, place=place)
    return url_for(".create_item", number=its.draft.id, path=path, under=under)


def _position(its: Desk, path: str, place: str) -> str:
    """The place number typed for an entry of a list, from 1."""
    changed = its.draft.change(path, place)
    position = changed.position if changed else None
    return "" if position is None else str(position + 1)


@dataclass(frozen=True, slots=True)
class _AtField:
    field: str
    line: ProblemLine


def _problems(its: Desk, path: str, place: str) -> tuple[_AtField, ...]:
    """The problems of this item, as the draft stands."""
    found = checked(upon(its.draft, surroundings.today())).problems
    return tuple(
        _AtField(problem.field, problem_line(its, problem))
        for problem in found
        if (problem.problem.file, problem.item) == (path, place)
    )


def _others(its: Desk, path: str, place: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title, url_for(".draft", number=number))
        for number, title in others_changing(path, place, its.draft.id)
    )
