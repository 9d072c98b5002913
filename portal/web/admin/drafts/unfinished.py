"""Forms of new items kept while they are typed, so that nothing is lost before it is added."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....rules.documents import shape_of
from ....store import unfinished_forms as store
from ....store.drafts import FormValues, NotEditable
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.labels import kind_words
from ..forms.lexicon import working_copy
from ..moments import moment_words
from ..pages import admin_page

NEW_SERVICE = ("services/new/new.toml", "service")
"""What the form of a new service is kept under, whatever its topic and id become."""
_FORMS_OWN = ("own-id", "guide", "position")
"""Fields of a form that belong to no field of the item."""
_NOT_KEPT = ("csrf_token", "seen", "by", "act")


@dataclass(frozen=True, slots=True)
class UnfinishedLine:
    """A form that somebody began: what it adds and where they go on."""

    words: str
    when: str
    href: str


@dataclass(frozen=True, slots=True)
class KeptFormPage:
    """The context of what is said after a form was kept; ``error``: why it could not be."""

    number: int
    kept: str
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/unfinished"
    blueprint.add_url_rule(own, "keep_form", keep, methods=["POST"])


def keep_href(number: int, path: str, under: str) -> str:
    """Where the form of a new item is kept while it is typed."""
    return url_for(".keep_form", number=number, path=path, under=under)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What stood in a form; ``when``: the moment in words."""

    given: FormValues
    own_id: str
    when: str


def kept_form(number: int, path: str, under: str) -> KeptForm | None:
    """What the person typed into the form of a new item before."""
    found = store.kept(number, person().id, path, under)
    if found is None:
        return None
    own_id = (found.given.get("own-id") or [""])[0]
    given = {name: list(its) for name, its in found.given.items() if name not in _FORMS_OWN}
    return KeptForm(given, own_id, moment_words(found.at))


def unfinished_lines(number: int) -> tuple[UnfinishedLine, ...]:
    """The forms that the person began in a draft, each with where to go on."""
    return tuple(
        UnfinishedLine(
            gettext("New: %(kind)s", kind=kind_words(its.under.rsplit("/", 1)[-1])),
            moment_words(its.at),
            _form_href(number, its.path, its.under, (its.given.get("guide") or [""])[0]),
        )
        for its in store.kept_in(number, person().id)
    )


def _form_href(number: int, path: str, under: str, guide: str = "") -> str:
    if (path, under) == NEW_SERVICE:
        return url_for(".new_service", number=number)
    return url_for(".new_item", number=number, path=path, under=under, guide=guide or None)


def forget(number: int, path: str, under: str) -> None:
    """The item of the form was added: what was typed is needed no more."""
    store.forget(number, person().id, path, under)


def _is_form(copy: WorkingCopy, path: str, under: str) -> bool:
    is_service = (path, under) == NEW_SERVICE
    return is_service or (shape_of(path) is not None and copy.takes_under(path, under))


@allowed(*EVERYBODY)
def keep(number: int) -> Response:
    """Keep what is typed; with ``act=forget`` throw it away and begin anew."""
    path = request.args.get("path", "")[:200]
    under = request.args.get("under", "")[:200]
    if not _is_form(working_copy(number), path, under):
        abort(404)
    if request.form.get("act") == "forget":
        forget(number, path, under)
        guide = request.form.get("guide", "")
        return see_other(_form_href(number, path, under, guide))
    given = {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}
    try:
        store.keep(number, person().id, path, under, given)
    except NotEditable:
        error = gettext(
            "Not kept: this draft is no longer being edited. What you wrote stands in the form."
        )
        return _said(KeptFormPage(number, "", error), 409)
    return _said(KeptFormPage(number, moment_words(request_context.now()), ""), 200)


def _said(context: KeptFormPage, status: int) -> Response:
    return admin_page("admin/drafts/kept_form.html", context, fragment="saved", status=status)
