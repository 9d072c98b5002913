"""Adding items to a draft by their forms."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from flask import Blueprint, Response, redirect, request

from ...i18n import gettext
from ...publishing.editing import LOCAL, Desk, Save, place_for, row_before, save
from ...rules.items import Value
from .desks import desk, item_href, lexicon
from .editing.fields import kind_of
from .editing.filling import filled
from .editing.reading import read_form
from .guarding import EVERYBODY, allowed, person
from .item_form import FilledForm, form_fields, form_page, named, typed

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/new", "new_item", new)
    blueprint.add_url_rule("/drafts/<int:number>/new", "create_item", create, methods=["POST"])


@allowed(*EVERYBODY)
def new(number: int) -> Response:
    """The form of a new item, empty but for what it begins with."""
    (path, _), its = named(), desk(number)
    under = request.args.get("under", "")
    fields = form_fields(path, kind_of(path, f"{under}/new"))
    given = filled(fields, _start(its, path, under), lexicon(its, path, f"{under}/new"))
    return form_page(its, path, "", FilledForm(given, {}), under=under)


def _start(its: Desk, path: str, under: str) -> Value:
    """What a new item begins with: the last amount, or the district of the document."""
    if under in LOCAL:
        return {"district": PurePosixPath(path).stem}
    if not under.endswith("/rows"):
        return {}
    rows = [value for place, value in its.places(path).items() if place.startswith(f"{under}/")]
    start = {k: v for k, v in (rows[-1] if rows else {}).items() if k not in ("since", "until")}
    own = person().districts
    return start | ({"districts": sorted(own)} if own else {})


@allowed(*EVERYBODY)
def create(number: int) -> Response:
    """Add a new item; an amount before it of the same districts ends the day before."""
    (path, _), its = named(), desk(number)
    under = request.values.get("under", "")
    fields = form_fields(path, kind_of(path, f"{under}/new"))
    given = typed()
    value, faults = read_form(fields, given, lexicon(its, path, f"{under}/new"))
    own_id = request.form.get("own-id", "").strip()
    place = "" if faults else place_for(path, under, value, own_id)
    error = _not_new(its, path, place, own_id) if not faults else ""
    if faults or error:
        form = FilledForm(given, dict(faults), error=error)
        return form_page(its, path, "", form, under=under, status=422)
    save(its, person(), Save(path, place, value, 0))
    earlier = row_before(its, path, place, value) if under.endswith("/rows") else None
    if earlier is not None:
        save(its, person(), Save(path, earlier[0], earlier[1], its.version(path, earlier[0])))
    return redirect(item_href(number, path, place), 303)  # type: ignore[return-value]


def _not_new(its: Desk, path: str, place: str, own_id: str) -> str:
    """Why a new item cannot stand at its place; empty if it can."""
    if place.endswith(f"/{own_id}") and not _ID.fullmatch(own_id):
        return gettext("Give it an id of lower-case letters, figures, - and _.")
    if its.item(path, place) is not None:
        return gettext("There is one of the same name, place and day already.")
    return ""
