"""Items: the parts of a document that are changed, compared and guarded one by one.

An item is one requirement, one parameter, one row of a parameter, one policy, source, step,
counter … Its place is stable: ``requirements/old_enough``, ``parameters/minimum_age/rows/centre@
2025-08-01``, ``sources/labour-law``, ``steps/1f0c…``. Its value is plain data as TOML holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Value = dict[str, Any]
Document = Mapping[str, Any]

SECTIONS = (
    "city",
    "topics",
    "life_events",
    "contacts",
    "questions",
    "papers",
    "sources",
    "policies",
    "groups",
    "districts",
    "streets",
    "places",
    "facts",
    "counters",
    "offers",
)
"""Tables of entries by id, in documents that are not services."""


def is_service(path: str) -> bool:
    """Whether a service stands at a path."""
    return path.startswith("services/")


def kind_of(path: str, place: str) -> str:
    """The kind of an item: the name of its list or section, ``rows`` for those of a parameter."""
    return service_kind(place) if is_service(path) else place.split("/", 1)[0]


def service_kind(place: str) -> str:
    """The kind of an item of a service: ``requirements``, ``rows``, ``service`` …"""
    parts = place.split("/", 3)
    return "rows" if len(parts) == 4 else parts[0]


def names_of(value: Value) -> tuple[str, ...]:
    """The districts and groups that an item names."""
    named = value.get("districts", [])
    return (named,) if isinstance(named, str) else tuple(named)


def _where(entry: Value) -> str:
    return "+".join(names_of(entry)) or "city"


def _dated(entry: Value) -> str:
    return f"{_where(entry)}@{entry.get('since', '')}"


def _digest(words: object) -> str:
    return hashlib.sha256(str(words).encode()).hexdigest()[:10]


_KEYS: Mapping[str, Callable[[Value], str]] = {
    "covers": _dated,
    "rows": _dated,
    "papers": lambda entry: f"{entry.get('paper', '')}.{_dated(entry)}",
    "particulars": lambda entry: f"{entry.get('kind', '')}.{_dated(entry)}",
    "windows": lambda entry: str(entry.get("id", "")),
    "options": lambda entry: str(entry.get("id", "")),
    "points": lambda entry: str(entry.get("id", "")),
    "steps": lambda entry: _digest((entry.get("text") or {}).get("zh", "")),
    "examples": lambda entry: _digest(entry.get("name", "")),
}
"""What tells the entries of a list apart."""

LISTS = tuple(name for name in _KEYS if name != "rows")


ORDERED = (
    "requirements",
    "parameters",
    "papers",
    "steps",
    "particulars",
    "windows",
    "options",
    "points",
)
"""The parts of a service whose order is read by residents, or by those who look after it."""
SEQUENCE = "sequence"
"""The one field of an order: what tells its entries apart, in their order."""
_ORDER = "order/"


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one item: its new value, or None to remove it.

    ``position``: where a new or moved entry of a list stands, from 0; None: last, or unmoved.
    """

    place: str
    after: Value | None
    position: int | None = None


def key_of(kind: str, entry: Value) -> str:
    """What tells an entry apart in a list of a kind."""
    return _KEYS[kind](entry)


def _keyed(kind: str, entries: Iterable[Value]) -> Iterator[tuple[str, Value]]:
    seen: dict[str, int] = {}
    for entry in entries:
        key = key_of(kind, entry)
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}~{seen[key]}"), entry


def items_of(path: str, document: Document) -> dict[str, Value]:
    """Every item of a document: place → value, in the order of the document."""
    found: dict[str, Value] = {}
    if not is_service(path):
        for section in SECTIONS:
            for name, entry in document.get(section, {}).items():
                found[f"{section}/{name}"] = entry
        return found
    if "service" in document:
        found["service"] = document["service"]
    for name, entry in document.get("requirements", {}).items():
        found[f"requirements/{name}"] = entry
    for name, entry in document.get("parameters", {}).items():
        found[f"parameters/{name}"] = {k: v for k, v in entry.items() if k != "rows"}
        for key, row in _keyed("rows", entry.get("rows", [])):
            found[f"parameters/{name}/rows/{key}"] = row
    for kind in LISTS:
        for key, entry in _keyed(kind, document.get(kind, [])):
            found[f"{kind}/{key}"] = entry
    return found


def order_place(kind: str) -> str:
    """The place at which the order of a list or a section is changed."""
    return f"{_ORDER}{kind}"


def ordered_kind(place: str) -> str:
    """The list or section whose order stands at a place; empty elsewhere."""
    return place.removeprefix(_ORDER) if place.startswith(_ORDER) else ""


def order_of(path: str, document: Document, kind: str) -> Value:
    """The order of a list or a section as an item: ``{"sequence": ["old_enough", …]}``."""
    under = f"{kind}/"
    places = (its.removeprefix(under) for its in items_of(path, document) if its.startswith(under))
    return {SEQUENCE: [name for name in places if "/rows/" not in name]}


def value_at(path: str, document: Document, place: str) -> Value | None:
    """An item of a document, or the order of some of its items."""
    kind = ordered_kind(place)
    if kind:
        return order_of(path, document, kind) if document else None
    return items_of(path, document).get(place)


def reordered(names: list[str], wanted: list[str]) -> list[str]:
    """Names in the order wanted; one that is not spoken of stays behind the one before it."""
    found = [name for name in wanted if name in names]
    spoken = frozenset(found)
    for at, name in enumerate(names):
        if name not in spoken:
            found.insert(found.index(names[at - 1]) + 1 if at else 0, name)
    return found


def keeps_order(one: Value, other: Value) -> bool:
    """Whether two orders agree on what both of them hold."""
    a, b = one[SEQUENCE], other[SEQUENCE]
    return [name for name in a if name in b] == [name for name in b if name in a]


def apply(path: str, document: Document, edits: Iterable[Edit]) -> dict[str, Any]:
    """A document with items changed, added and removed; empty if nothing is left of it."""
    result = _opened(document)
    edits = list(edits)
    orders = [edit for edit in edits if ordered_kind(edit.place)]
    others = [edit for edit in edits if not ordered_kind(edit.place)]
    ordered = sorted(others, key=lambda edit: edit.place.count("/"))
    removed = [edit for edit in ordered if edit.after is None]
    for edit in [*(edit for edit in ordered if edit.after is not None), *reversed(removed)]:
        _apply(result, edit)
    for edit in orders:
        _apply_order(path, result, ordered_kind(edit.place), edit.after)
    if is_service(path):
        if "service" not in result:
            return {}
        return result
    return {section: entries for section, entries in result.items() if entries}


def _opened(document: Document) -> dict[str, Any]:
    """A copy whose tables and lists can be changed; the items in them are shared."""
    found = {name: _copied(value) for name, value in document.items()}
    for name, entry in found.get("parameters", {}).items():
        found["parameters"][name] = {key: _copied(value) for key, value in entry.items()}
    return found


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value


def _apply(document: dict[str, Any], edit: Edit) -> None:
    parts = edit.place.split("/", 3)
    if parts[0] == "service":
        _set(document, "service", edit.after)
    elif len(parts) == 4:
        parameter = document.get("parameters", {}).get(parts[1])
        if parameter is not None:
            _apply_to_list(parameter, "rows", parts[3], edit)
    elif parts[0] == "parameters":
        _apply_to_parameter(document, parts[1], edit.after)
    elif parts[0] in LISTS and "service" in document:
        _apply_to_list(document, parts[0], edit.place.split("/", 1)[1], edit)
    else:
        _set(document.setdefault(parts[0], {}), edit.place.split("/", 1)[1], edit.after)


def _apply_order(path: str, document: dict[str, Any], kind: str, after: Value | None) -> None:
    entries = document.get(kind)
    if not entries or after is None:
        return
    names = reordered(order_of(path, document, kind)[SEQUENCE], after[SEQUENCE])
    if isinstance(entries, dict):
        document[kind] = {name: entries[name] for name in names}
    else:
        keyed = dict(_keyed(kind, entries))
        document[kind] = [keyed[name] for name in names]


def _set(table: dict[str, Any], name: str, value: Value | None) -> None:
    if value is None:
        table.pop(name, None)
    else:
        table[name] = dict(value)


def _apply_to_parameter(document: dict[str, Any], name: str, after: Value | None) -> None:
    parameters = document.setdefault("parameters", {})
    rows = parameters.get(name, {}).get("rows")
    _set(parameters, name, after)
    if after is not None and rows:
        parameters[name]["rows"] = rows


def _apply_to_list(table: dict[str, Any], kind: str, key: str, edit: Edit) -> None:
    entries: list[Value] = table.setdefault(kind, [])
    at = next((i for i, (k, _) in enumerate(_keyed(kind, entries)) if k == key), None)
    if at is not None:
        del entries[at]
    if edit.after is not None:
        last = len(entries) if at is None else at
        entries.insert(last if edit.position is None else edit.position, dict(edit.after))
    if not entries:
        del table[kind]
