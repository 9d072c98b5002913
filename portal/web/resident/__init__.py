"""The resident's pages: the same parts in each channel, registered once per language.

A phone's start page and what it takes over from a kiosk are its own, as are the kiosk's own pages.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from ...i18n import LANGUAGES
from ..kiosk import pages as kiosk
from . import (
    about,
    changes,
    check,
    checklists,
    comparisons,
    guides,
    home,
    receiving,
    reporting,
    results,
    roads,
    searching,
    taking,
)

PARTS = (
    *(home, guides, searching, changes, reporting),
    *(check, results, roads, comparisons, checklists, taking),
    about,
)


def _blueprint(channel: str, *own: Callable[[Blueprint], None]) -> Blueprint:
    made = Blueprint(channel, __name__)
    for part in PARTS:
        part.add_routes(made)
    for add_routes in own:
        add_routes(made)
    return made


CHANNELS = {
    "phone": _blueprint("phone", home.add_start, receiving.add_routes),
    "kiosk": _blueprint("kiosk", kiosk.add_routes),
}


def register(app: Flask) -> None:
    """Register the pages as ``phone-zh``, ``kiosk-en`` …: `url_for(".x")` keeps both."""
    for channel, pages in CHANNELS.items():
        for language in LANGUAGES.values():
            prefix = ("" if channel == "phone" else f"/{channel}") + language.prefix
            app.register_blueprint(
                pages, name=f"{channel}-{language.id}", url_prefix=prefix or None
            )
