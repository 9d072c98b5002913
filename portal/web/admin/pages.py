"""Administrators' pages: the shell around them, and the fragments htmx asks for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, make_response, render_template, request, url_for

from ...i18n import LANGUAGES
from ...store.people import Person
from .. import surroundings
from ..pages import Switch
from . import holding, navigation


@dataclass(frozen=True, slots=True)
class AdminShell:
    """What surrounds every administrators' page; ``csrf_token`` stands in each of its forms."""

    language: str
    tag: str
    languages: tuple[Switch, ...]
    person: Person | None
    entries: tuple[navigation.Entry, ...]
    csrf_token: str
    home: str


def _languages() -> tuple[Switch, ...]:
    view = (request.endpoint or "").partition(".")[2]
    if request.method != "GET":
        view = "board"
    values = {**(request.view_args or {}), **request.args.to_dict()} if view != "board" else {}
    own = surroundings.language().id
    return tuple(
        Switch(its.name, its.tag, url_for(f"admin-{its.id}.{view}", **values), its.id == own)
        for its in LANGUAGES.values()
    )


def shell() -> AdminShell:
    """The surroundings of the page being made; strangers and half-proved people see no entries."""
    language, signed_in = surroundings.language(), g.get("signed_in")
    inside = signed_in is not None and signed_in.complete
    return AdminShell(
        language.id,
        language.tag,
        _languages(),
        signed_in.person if signed_in else None,
        navigation.entries(signed_in.person) if inside else (),
        holding.form_token(),
        url_for(f"phone-{language.id}.home"),
    )


def admin_page(
    template: str, context: object, *, fragment: str | None = None, status: int = 200
) -> Response:
    """A page, or its named fragment when htmx asks for it.

    ``fragment`` is the name of a block, which is also the id of the element it fills.
    """
    partial = fragment is not None and request.headers.get("HX-Request") == "true"
    layout = "layouts/fragment.html" if partial else "layouts/admin.html"
    body = render_template(template, page=context, shell=shell(), layout=layout, fragment=fragment)
    response = make_response(body, status)
    if fragment is not None:
        response.vary.add("HX-Request")
    return response
