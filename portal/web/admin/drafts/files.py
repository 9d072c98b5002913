"""Documents out and in as files: a release or a draft as a zip, a zip as a draft."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing.archives import Archive, imported, opened, packed
from ....publishing.assembly import assemble
from ....publishing.item_edits import documents_of, require, touch_of
from ....publishing.seed import changes_to
from ....rules.items.merge import ItemDifference
from ....rules.items.parts import Document
from ....rules.problems import ContentError, Problem
from ....store.drafts import begin, read_draft
from ....store.releases.stored import files_of, number_in_force
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person, taking
from ..forms.item_names import subject
from ..forms.labels import problem_words
from ..forms.lexicon import Lexicon
from ..pages import admin_page
from ..releases import require_known

_LARGEST_UPLOAD = 4 * 1024 * 1024
_LARGEST_CARRIED = 450_000
"""Characters of a form's field, below what the server reads of one."""
_LONGEST_NAME = 100
_MOST_LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAccount:
    """What a zip would change, told before anything is saved.

    ``lines``: what each item is called and what becomes of it; ``more`` of them are not listed.
    ``kept``: documents in force that the zip lacks. ``carried``: the documents that differ.
    """

    name: str
    documents: int
    kept: int
    folder: str
    placed: tuple[tuple[str, str], ...]
    passed_over: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    more: int
    carried: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """The context of the import: problems of the files that were sent, or what they change."""

    problems: tuple[tuple[str, object], ...] = ()
    error: str = ""
    account: ImportAccount | None = None


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
    page = ImportPage(problems=lines, error=error)
    return admin_page("admin/drafts/import.html", page, status=status)


@allowed(*EVERYBODY)
def ask_import() -> Response:
    """The form that takes a zip."""
    return _import_page()


@taking(_LARGEST_UPLOAD + 4096)
@allowed(*EVERYBODY)
def take() -> Response:
    """What a zip of content files would change; once that was seen, a draft of it."""
    carried = request.form.get("carried", "")
    name = request.form.get("name", "")[:_LONGEST_NAME]
    data = _carried_bytes(carried)
    if not carried:
        sent = request.files.get("archive")
        data = sent.read(_LARGEST_UPLOAD + 1) if sent else b""
        name = (sent.filename or "zip")[:_LONGEST_NAME] if sent else "zip"
    if not data:
        return _import_page(error=gettext("Choose a zip file."))
    base = number_in_force(request_context.today())
    in_force = files_of(base)
    try:
        archive = opened(data, in_force)
        files = imported(archive, in_force)
    except ContentError as fault:
        return _import_page(fault.problems)
    changes = changes_to(files, base)
    _require_all(changes, base)
    if not changes:
        return _import_page(error=gettext("The files say what is published already."))
    if not carried:
        return _told(name, archive, files, changes)
    title = gettext("Import of %(name)s", name=name)
    number = begin(title, "", base, person().id, changes, "import")
    return see_other(url_for(".draft", number=number))


def _carried_bytes(carried: str) -> bytes:
    """The zip that a page of ours carried; nothing where it is none."""
    try:
        return base64.b64decode(carried, validate=True)
    except ValueError:
        return b""


def _told(
    name: str, archive: Archive, files: Mapping[str, str], changes: Sequence[ItemDifference]
) -> Response:
    """The page that says what would become a draft, and carries it to the next step."""
    changed = {change.path: files[change.path] for change in changes}
    carried = base64.b64encode(packed(changed)).decode("ascii")
    base = documents_of(number_in_force(request_context.today()))
    documents = {**base, **{path: tomllib.loads(text) for path, text in changed.items()}}
    if len(carried) > _LARGEST_CARRIED:
        return _import_page(error=gettext("Too much differs at once. Send the files in parts."))
    account = ImportAccount(
        name=name,
        documents=len(archive.documents),
        kept=len(files.keys() - archive.documents.keys()),
        folder=archive.folder,
        placed=archive.placed,
        passed_over=archive.passed_over[:_MOST_LINES],
        lines=tuple(_line(change, documents) for change in changes[:_MOST_LINES]),
        more=max(0, len(changes) - _MOST_LINES),
        carried=carried,
    )
    return admin_page("admin/drafts/import.html", ImportPage(account=account))


def _line(change: ItemDifference, documents: Mapping[str, Document]) -> tuple[str, str]:
    """What an item is called, and what becomes of it."""
    if change.before is None:
        becomes = gettext("new")
    else:
        becomes = gettext("removed") if change.after is None else gettext("changed")
    words = Lexicon(
        documents=documents,
        path=change.path,
        place=change.place,
        wording=request_context.wording(),
    )
    return subject(words, change.path, change.place, change.after or change.before), becomes


def _require_all(changes: Sequence[ItemDifference], base: int) -> None:
    """Whoever is limited to districts and topics may import changes of these alone."""
    gazetteer = request_context.release().ruleset.gazetteer
    for change in changes:
        require(
            person(),
            touch_of(change.path, change.place, change.before, change.after, gazetteer, base),
        )
