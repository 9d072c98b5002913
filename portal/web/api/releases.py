"""Releases: which there were by today, and what differs between two, service by service."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flask import Blueprint, Response, jsonify

from ...rules.items.service_diff import Difference, differences
from ...store.releases.history import ReleaseNote, release_notes
from ...store.releases.stored import files_of, ruleset_of
from ..http import request_context
from .definitions import row_json
from .json_fields import maybe, number, words, written
from .problems import Fault, NotFound
from .shapes.published import (
    Differences,
    DifferenceShape,
    DocumentShape,
    ReleaseAnswer,
    ReleasesAnswer,
    ReleaseShape,
    ServiceDifferences,
)

_LONGEST_NUMBER = 9


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/releases", "releases", releases)
    blueprint.add_url_rule("/releases/<release>", "release", release)
    blueprint.add_url_rule("/releases/<before>/differences/<after>", "differences", changes)


def _note(note: ReleaseNote) -> ReleaseShape:
    return {
        "number": note.number,
        "published_at": note.published_at.isoformat(),
        "from_day": written(note.from_day),
        "note": note.note,
        "digest": note.digest,
    }


def releases() -> Response:
    """The releases that were in force by today, newest first."""
    found = [_note(note) for note in release_notes(request_context.today())]
    return jsonify(ReleasesAnswer(release=number(), releases=found))


def release(release: str) -> Response:
    """One release with its documents and their checksums."""
    wanted = _number(release)
    notes = release_notes(request_context.today())
    found = next((note for note in notes if note.number == wanted), None)
    if found is None:
        raise NotFound([Fault(pointer="/release", message="is not a release", hint=_newest(notes))])
    documents = [_document(path, text) for path, text in sorted(files_of(wanted).items())]
    return jsonify(ReleaseAnswer(release=number(), documents=documents, **_note(found)))


def _document(path: str, text: str) -> DocumentShape:
    data = text.encode()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _newest(notes: Iterable[ReleaseNote]) -> str:
    return f"the newest is {max((note.number for note in notes), default=0)}"


def changes(before: str, after: str) -> Response:
    """What differs between two releases, for each service that differs."""
    notes = release_notes(request_context.today())
    known = {note.number for note in notes}
    asked = {"before": _number(before), "after": _number(after)}
    strange = [name for name, wanted in asked.items() if wanted not in known]
    if strange:
        hint = _newest(notes)
        raise NotFound(
            [Fault(pointer=f"/{name}", message="is not a release", hint=hint) for name in strange]
        )
    one = asked["before"]
    other = asked["after"]
    found = _services(one, other)
    return jsonify(Differences(release=number(), before=one, after=other, services=found))


def _number(written: str) -> int:
    plain = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if plain else 0


def _services(before: int, after: int) -> list[ServiceDifferences]:
    old = ruleset_of(before).services
    new = ruleset_of(after).services
    found: list[ServiceDifferences] = []
    for name in dict.fromkeys([*old, *new]):
        changed = differences(old.get(name), new.get(name))
        if changed:
            found.append({"service": name, "differences": [_difference(its) for its in changed]})
    return found


def _difference(its: Difference) -> DifferenceShape:
    return {
        "kind": its.kind.value,
        "part": its.part,
        "id": its.id,
        "text": words(its.text),
        "before": maybe(its.before),
        "gone": [row_json(row) for row in its.gone],
        "come": [row_json(row) for row in its.come],
    }
