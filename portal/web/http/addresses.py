"""Addresses of pages, each built once: a page of results names a hundred, most of them known."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, g, request
from flask.templating import Environment

from .template_functions import size_of

#: Values that come from the rules or from closed sets. What a person types is never kept.
_KNOWN = frozenset({"back", "district", "filename", "name", "print", "question", "service", "size"})
_KNOWN |= {"topic", "v", "who"}
_MOST_KEPT = 4096
_LONGEST = 80

Address = tuple[object, ...]


class Templates(Environment):
    """Templates that look their globals up in the environment itself: all have the same."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: those of all, unless it is given some of its own."""
        return super().make_globals(d) if d else self.globals


class Portal(Flask):
    """Flask that keeps the addresses it has built within requests."""

    jinja_environment = Templates

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._built: dict[Address, str] = {}

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The address of a view; as Flask's, and the same for the same view and values."""
        if _anchor or _method or _scheme or _external or not request or not _may_be_kept(values):
            return super().url_for(
                endpoint,
                _anchor=_anchor,
                _method=_method,
                _scheme=_scheme,
                _external=_external,
                **values,
            )
        asked = request._get_current_object()  # type: ignore[attr-defined]
        if endpoint.startswith("."):
            endpoint = f"{asked.blueprint}{endpoint}" if asked.blueprint else endpoint[1:]
        # All that an address takes over from the page it stands on (`Flask.url_defaults`).
        page = (asked.environ.get("SCRIPT_NAME", ""), size_of(asked), g.get("shown_in"))
        key: Address = (*page, endpoint, *values.items())
        built = self._built.get(key)
        if built is None:
            built = super().url_for(endpoint, **values)
            if len(self._built) >= _MOST_KEPT:
                self._built.clear()
            self._built[key] = built
        return built


def _may_be_kept(values: dict[str, Any]) -> bool:
    return values.keys() <= _KNOWN and all(
        value is None or (isinstance(value, str) and len(value) <= _LONGEST)
        for value in values.values()
    )
