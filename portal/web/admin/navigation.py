"""The side navigation: a part's entry shows as soon as its view exists and the person may open it.

A new entry is one line in ENTRIES; the roles are those of the view. A part may count what waits:
``COUNTED["reviews"] = waiting`` shows the number beside the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import lazy_gettext

from ...store.people import Person
from .access import access_of

ENTRIES = (
    ("board", lazy_gettext("Overview")),
    ("find", lazy_gettext("Find")),
    ("drafts", lazy_gettext("Drafts")),
    ("reviews", lazy_gettext("Waiting for review")),
    ("sources", lazy_gettext("Sources")),
    ("counters", lazy_gettext("Counters")),
    ("reports", lazy_gettext("Residents' reports")),
    ("releases", lazy_gettext("Releases")),
    ("kiosks", lazy_gettext("Kiosks")),
    ("people", lazy_gettext("People")),
    ("audit", lazy_gettext("Audit log")),
    ("account", lazy_gettext("My account")),
)
COUNTED: dict[str, Callable[[Person], int]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation; ``count``: how many wait there."""

    words: str
    href: str
    current: bool
    count: int


def entries(person: Person) -> tuple[Entry, ...]:
    """The lines a person sees."""
    return tuple(_entry(view, str(words), person) for view, words in ENTRIES if opens(view, person))


def opens(view: str, person: Person) -> bool:
    """Whether a view exists and the person may open it."""
    return person.role in access_of(f"{request.blueprint}.{view}").roles


def _entry(view: str, words: str, person: Person) -> Entry:
    href = url_for(f".{view}")
    own = request.path == href if view == "board" else f"{request.path}/".startswith(f"{href}/")
    count = COUNTED[view](person) if view in COUNTED else 0
    return Entry(words, href, own, count)
