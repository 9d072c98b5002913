"""Who may change what: an editor's districts and topics hold for every item, whatever the road."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache

from ..rules.districts import Gazetteer
from ..rules.items import Document, Value
from ..rules.touching import Touch, touched, touched_by_source
from ..store.people import Person
from ..store.releases import files_of


class NotPermitted(Exception):
    """The change touches districts or topics that are not this person's."""


@lru_cache(maxsize=4)
def documents_of(release: int) -> Mapping[str, Document]:
    """The documents of a release as plain data."""
    return {path: tomllib.loads(text) for path, text in files_of(release).items()}


def touch_of(
    path: str,
    place: str,
    before: Value | None,
    after: Value | None,
    gazetteer: Gazetteer,
    base: int,
) -> Touch:
    """What a change touches; a source touches what rests on it in the release ``base``."""
    if place.startswith("sources/"):
        return touched_by_source(place.split("/", 1)[1], documents_of(base), gazetteer)
    return touched(path, place, (before, after), gazetteer)


def require(person: Person, touch: Touch) -> None:
    """Raises NotPermitted where the change is not this person's to make."""
    if not touch.lies_within(person.districts, person.topics):
        raise NotPermitted
