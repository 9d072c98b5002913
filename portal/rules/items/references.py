"""Which item names which: what rests on a source, what asks a question, who compares an amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..conditions.tree import Condition, parameters_of, questions_of
from ..model.family import JOINS, JOINS_DISTRICT, JOINS_RURAL
from ..model.ruleset import Ruleset, Service
from .change_scope import cited
from .parts import Document, Value, is_service, items_of


@dataclass(frozen=True, slots=True, order=True)
class ItemPlace:
    """Where an item stands."""

    path: str
    place: str


_NAMING = {
    "districts": ("groups", "districts"),
    "district": ("districts",),
    "cluster": ("groups",),
    "groups": ("groups",),
    "union": ("groups",),
    "contacts": ("contacts",),
    "topics": ("topics",),
    "topic": ("topics",),
    "paper": ("papers",),
    "see": ("policies",),
    "anniversary_of": ("questions",),
    "grants": ("questions",),
}
"""Fields that name shared items, and the sections in which these stand."""


class References:
    """Who names whom in the documents of a release, both ways."""

    def __init__(self, documents: Mapping[str, Document], ruleset: Ruleset) -> None:
        self._documents = documents
        self._ruleset = ruleset
        self._items = {
            path: items_of(path, document) for path, document in sorted(documents.items())
        }
        self._shared = {
            place: ItemPlace(path, place)
            for path, items in self._items.items()
            if not is_service(path)
            for place in items
        }
        self._services = {
            str(document["service"]["id"]): path
            for path, document in documents.items()
            if is_service(path)
        }
        self._used = self._collected()

    def users(self, path: str, place: str) -> tuple[ItemPlace, ...]:
        """The items that name this one, in the order of the documents."""
        return tuple(self._used.get(ItemPlace(path, _whole(path, place)), ()))

    def _collected(self) -> dict[ItemPlace, list[ItemPlace]]:
        found: dict[ItemPlace, dict[ItemPlace, None]] = {}
        for path, items in self._items.items():
            for place, value in items.items():
                own = ItemPlace(path, place)
                for named in self._named(path, place, value):
                    found.setdefault(named, {})[own] = None
        return {named: list(users) for named, users in found.items()}

    def _named(self, path: str, place: str, value: Value) -> Iterator[ItemPlace]:
        kind = place.split("/", 1)[0]
        if kind == "examples":
            return
        yield from self._known("sources", cited(value))
        for field, sections in _NAMING.items():
            for section in sections:
                yield from self._known(section, _names(value.get(field)))
        for name in _names(value.get("services")):
            if name in self._services:
                yield ItemPlace(self._services[name], "service")
        if is_service(path):
            yield from self._named_in_service(path, place, value)

    def _named_in_service(self, path: str, place: str, value: Value) -> Iterator[ItemPlace]:
        service = self._ruleset.services.get(self._documents[path]["service"]["id"])
        for condition in _conditions(service, place) if service else ():
            yield from self._known("questions", questions_of(condition))
            for name in parameters_of(condition):
                yield ItemPlace(path, f"parameters/{name}")
        if value.get("grants_family"):
            yield from self._known("questions", (JOINS, JOINS_DISTRICT, JOINS_RURAL))
        for name in _names(value.get("costs")):
            yield ItemPlace(path, f"parameters/{name}")

    def _known(self, section: str, names: Iterable[str]) -> Iterator[ItemPlace]:
        for name in names:
            if found := self._shared.get(f"{section}/{name}"):
                yield found


def _whole(path: str, place: str) -> str:
    """What is named where a row of it is looked at: the parameter."""
    parts = place.split("/", 3)
    return "/".join(parts[:2]) if is_service(path) and len(parts) == 4 else place


def _names(named: object) -> tuple[str, ...]:
    if isinstance(named, str):
        return (named,)
    return tuple(map(str, named)) if isinstance(named, list | dict) else ()


def _conditions(service: Service, place: str) -> tuple[Condition, ...]:
    """The conditions that an item of a service holds."""
    kind, _, name = place.partition("/")
    if kind == "service":
        brings = service.grants_family
        own = (service.concerns, service.ahead, brings and brings.when)
        return tuple(condition for condition in own if condition)
    requirement = service.requirements.get(name) if kind == "requirements" else None
    found = (requirement.when, requirement.judged_when) if requirement else ()
    return tuple(condition for condition in found if condition is not None)
