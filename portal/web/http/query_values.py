"""Query values that pages know. No other one reaches an address, a redirect or the page cache.

``url_for`` takes its options (``_method``, ``_external`` …) and the values of a route by name, so
whatever stands in a query would be read as one of them if it were passed on unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from flask import request

#: What every page of residents reads: the size of its type.
_SIZE = "size"
#: Sizes that an address names; the standard one it does not.
LARGER = ("large", "elder")
#: View → what it reads besides, on a phone and in a kiosk.
_RESIDENT: dict[str, tuple[str, ...]] = {
    "home": ("on",),
    "districts": ("topic", "q", "on"),
    "service": ("q", "on"),
    "district": ("on",),
    "guide": ("on",),
    "embed": ("on",),
    "search": ("q", "district"),
    "check": ("district", "topic", "event", "q", "on", "expired"),
    "begin": ("on",),
    "sentence": ("topic",),
    "read_sentence": ("topic",),
    "people": ("back", "district"),
    "change_people": ("back", "district"),
    "keep": ("back", "district"),
    "question": ("who", "back", "service", "district"),
    "answer": ("who", "back", "service", "district"),
    "answers": ("district",),
    "result": ("district",),
    "service_result": ("district", "print"),
    "roadmap": ("district",),
    "checklist": ("district", "service"),
    "compare": ("district",),
    "compare_service": ("district", "only"),
    "hand_off": ("district",),
    "receipt": ("of",),
    "report": ("service", "district", "sent"),
}
#: View → what it reads as often as it is given.
_REPEATED = {"checklist": ("service",), "check": ("topic",), "sentence": ("topic",)}
_ITEM = ("path", "place")
_ADMIN: dict[str, tuple[str, ...]] = {
    "board": ("ready", "next"),
    "second_factor": ("next",),
    "enrol": ("next",),
    "account": ("done",),
    "local": (),
    "find": (
        "q",
        "kind",
        "topic",
        "district",
        "tier",
        "service",
        "stale",
        "lacking",
        "ended",
        "on",
        "page",
    ),
    "item": _ITEM,
    "reports": ("state", "district", "service", "whose", "page"),
    "calendar": ("whose", "topic", "district", "holder"),
    "drafts": ("ended",),
    "draft": ("page", "turned"),
    "undo_changed": ("step", "way"),
    "edit_item": (*_ITEM, "guide", "check"),
    "new_item": (*_ITEM, "under", "guide", "district"),
    "draft_item": _ITEM,
    "new_service": ("service", "check", "like"),
    "order": ("path", "kind", "moved", "way"),
    "copies": ("path", "of", "to", "draft"),
    "moved_item": _ITEM,
    "impact": ("seen", "page"),
    "situation": ("answers", "day", "district", "service"),
    "preview": ("of", "view", "service", "district", "day", "language", "answers", "beside"),
    "preview_pages": ("day", "go"),
    "compare_releases": ("before", "after"),
    "counters": ("q",),
    "translations": ("page",),
    "replace": (
        "find",
        "replacement",
        "language",
        "kind",
        "topic",
        "district",
        "official",
        "draft",
    ),
    "remarks": ("path", "place", "back"),
    "yearly": ("year", "topic", "district", "draft", "page", "saved"),
    "audit": ("who", "what", "draft", "release", "first", "last", "older", "check"),
}
#: What the addresses of the API read; they have no language and no size.
_API = ("on", "district")
_API_CHANNELS = ("api", "openapi")


#: What a kept page may be made from; an address with another known value is made anew.
KEPT = ("on", _SIZE)
MADE_ANEW = frozenset(name for names in _RESIDENT.values() for name in names) - {*KEPT}


def known(endpoint: str | None) -> frozenset[str]:
    """The names of the query values that a view reads."""
    channel, _, view = (endpoint or "").partition(".")
    if channel.startswith("admin-"):
        return frozenset(_ADMIN.get(view, ()))
    if channel.startswith(("phone-", "kiosk-")):
        return frozenset((*_RESIDENT.get(view, ()), _SIZE))
    return frozenset(_API if channel in _API_CHANNELS else ())


def read(endpoint: str | None) -> dict[str, Any]:
    """The query of this request as far as a view reads it."""
    names = known(endpoint)
    values: dict[str, Any] = {k: v for k, v in request.args.items() if k in names}
    if not values.get("on"):
        values.pop("on", None)
    for name in _REPEATED.get((endpoint or "").rpartition(".")[2], ()):
        if name in values:
            values[name] = request.args.getlist(name)
    return values


def kept_values(endpoint: str | None) -> dict[str, str] | None:
    """The values that a kept page is made from; None where this one is made anew."""
    names = known(endpoint)
    if any(request.args.get(name) for name in names - {*KEPT}):
        return None
    return _counting(request.args.get, names)


@lru_cache(maxsize=256)
def kept_values_of(query: str) -> dict[str, str] | None:
    """The same of a query as it is written, before it is known which view it is for."""
    values = dict(reversed(parse_qsl(query, keep_blank_values=True)))
    return None if MADE_ANEW & values.keys() else _counting(values.get, KEPT)


def _counting(value_of: Callable[[str], str | None], names: Collection[str]) -> dict[str, str]:
    found = {name: value_of(name) or "" for name in KEPT if name in names}
    if found.get(_SIZE) not in LARGER:
        found.pop(_SIZE, None)
    return found


def address_values(endpoint: str | None) -> dict[str, Any]:
    """What ``url_for`` needs to lead to this page again: its query and the values of its route."""
    return read(endpoint) | (request.view_args or {})
