"""Releases: which there were by today, and what differs between two, service by service."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rules.differences import Difference, differences
from ...rules.parameters import Row
from ...store.history import ReleaseNote, release_notes
from ...store.releases import ruleset_of
from .. import surroundings
from .parts import envelope, scope_json, sources_json, value_json, words, written
from .problems import Fault, NotFound

_LONGEST_NUMBER = 9


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/releases", "releases", releases)
    blueprint.add_url_rule("/releases/<before>/differences/<after>", "differences", changes)


def _note(note: ReleaseNote) -> dict[str, Any]:
    return {
        "number": note.number,
        "published_at": note.published_at.isoformat(),
        "from_day": written(note.from_day),
        "note": note.note,
        "digest": note.digest,
    }


def releases() -> Response:
    """The releases that were in force by today, newest first."""
    return envelope(releases=[_note(note) for note in release_notes(surroundings.today())])


def changes(before: str, after: str) -> Response:
    """What differs between two releases, for each service that differs."""
    known = {note.number for note in release_notes(surroundings.today())}
    numbers = {"before": _number(before), "after": _number(after)}
    strange = [name for name, number in numbers.items() if number not in known]
    if strange:
        hint = f"the newest is {max(known, default=0)}"
        raise NotFound([Fault(f"/{name}", "is not a release", hint) for name in strange])
    services = _services(numbers["before"], numbers["after"])
    return envelope(**numbers, services=services)


def _number(written: str) -> int:
    plain = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if plain else 0


def _services(before: int, after: int) -> list[dict[str, Any]]:
    old, new = ruleset_of(before).services, ruleset_of(after).services
    found = []
    for name in dict.fromkeys([*old, *new]):
        changed = differences(old.get(name), new.get(name))
        if changed:
            found.append({"service": name, "differences": [_difference(its) for its in changed]})
    return found


def _difference(its: Difference) -> dict[str, Any]:
    return {
        "kind": its.kind.value,
        "part": its.part,
        "id": its.id,
        "text": words(its.text),
        "before": words(its.before),
        "gone": [_row(row) for row in its.gone],
        "come": [_row(row) for row in its.come],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "value": value_json(row),
        "then_default": row.then_default,
        **scope_json(row.scope),
        "sources": sources_json(row.citations),
    }
