"""Documents out and in as files: a release or a draft as a zip, a zip as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing.archives import imported, packed
from ....publishing.assembly import assemble
from ....publishing.item_edits import require, touch_of
from ....publishing.seed import changes_to, draft_of
from ....rules.problems import ContentError, Problem
from ....store.drafts import read_draft
from ....store.releases.stored import files_of, number_in_force
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person, taking
from ..forms.labels import problem_words
from ..pages import admin_page
from ..releases import require_known

_LARGEST_UPLOAD = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The context of the import: problems of the files that were sent, or that nothing differs."""

    problems: tuple[tuple[str, object], ...]
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/releases/<int:number>.zip", "export_release", export_release)
    blueprint.add_url_rule("/drafts/<int:number>.zip", "export_draft", export_draft)
    blueprint.add_url_rule("/import", "import_files", ask_import)
    blueprint.add_url_rule("/import", "take_files", take, methods=["POST"])


def _archive(files: Mapping[str, str], name: str) -> Response:
    response = Response(packed(files), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@allowed(*EVERYBODY)
def export_release(number: int) -> Response:
    """The documents of a release as a zip."""
    require_known(number)
    return _archive(files_of(number), f"release-{number}")


@allowed(*EVERYBODY)
def export_draft(number: int) -> Response:
    """The documents that a draft would publish, as a zip."""
    assembled = assemble(read_draft(number), number_in_force(request_context.today()))
    return _archive(assembled.files, f"draft-{number}")


def _import_page(problems: tuple[Problem, ...] = (), error: str = "") -> Response:
    lines = tuple(
        (f"{p.file}:{p.line}" if p.line else p.file, problem_words(p.message, p.hint))
        for p in problems
    )
    status = 422 if problems or error else 200
    return admin_page("admin/drafts/import.html", ImportPage(lines, error), status=status)


@allowed(*EVERYBODY)
def ask_import() -> Response:
    """The form that takes a zip."""
    return _import_page()


@taking(_LARGEST_UPLOAD + 4096)
@allowed(*EVERYBODY)
def take() -> Response:
    """A zip of content files as a draft; with a single problem nothing changes."""
    sent = request.files.get("archive")
    data = sent.read(_LARGEST_UPLOAD + 1) if sent else b""
    if not data:
        return _import_page(error=gettext("Choose a zip file."))
    try:
        files = imported(data)
    except ContentError as fault:
        return _import_page(fault.problems)
    base = number_in_force(request_context.today())
    _require_all(files, base)
    title = gettext("Import of %(name)s", name=(sent.filename or "zip")[:100] if sent else "zip")
    draft = draft_of(files, base, title, person().id)
    if not draft:
        return _import_page(error=gettext("The files say what is published already."))
    return see_other(url_for(".draft", number=draft))


def _require_all(files: Mapping[str, str], base: int) -> None:
    """Whoever is limited to districts and topics may import changes of these alone."""
    gazetteer = request_context.release().ruleset.gazetteer
    for change in changes_to(files, base):
        require(
            person(),
            touch_of(change.path, change.place, change.before, change.after, gazetteer, base),
        )
