"""Addresses of pages, each built once: a page of results names a hundred, most of them known."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

#: Values that come from the rules or from closed sets. What a person types is never kept.
_KNOWN = frozenset({"back", "district", "filename", "name", "question", "service", "size", "topic"})
_KNOWN |= {"v", "who"}
#: What Flask takes by name besides: parts of an address that pages seldom name.
_OPTIONS = ("_anchor", "_method", "_scheme", "_external")
_MOST_KEPT = 4096
_LONGEST = 80

Address = tuple[object, ...]


class Portal(Flask):
    """Flask that keeps the addresses it has built within requests."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._built: dict[Address, str] = {}

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """The address of a view; as Flask's, and the same for the same view and values."""
        options = {name: values.pop(name) for name in _OPTIONS if name in values}
        if not request or any(options.values()) or not _may_be_kept(values):
            return super().url_for(endpoint, **options, **values)
        asked = request._get_current_object()  # type: ignore[attr-defined]
        if endpoint.startswith("."):
            endpoint = f"{asked.blueprint}{endpoint}" if asked.blueprint else endpoint[1:]
        given = dict(values)  # Flask puts the defaults in itself, which is not the same twice
        self.inject_url_defaults(endpoint, values)
        root = asked.environ.get("SCRIPT_NAME", "")
        key: Address = (root, endpoint, *sorted(values.items()))
        built = self._built.get(key)
        if built is None:
            built = super().url_for(endpoint, **given)
            if len(self._built) >= _MOST_KEPT:
                self._built.clear()
            self._built[key] = built
        return built


def _may_be_kept(values: dict[str, Any]) -> bool:
    return values.keys() <= _KNOWN and all(
        isinstance(value, str) and len(value) <= _LONGEST for value in values.values()
    )
