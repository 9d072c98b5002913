"""The channels: the resident's pages on a phone and in a kiosk, each in every language.

A phone's start page and what it takes over from a kiosk are its own, as are the kiosk's own pages.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from ..i18n import LANGUAGES
from .kiosk import pages as kiosk
from .resident import PARTS, embedding, home, open_data, receiving


def _blueprint(channel: str, *own: Callable[[Blueprint], None]) -> Blueprint:
    made = Blueprint(channel, __name__)
    for add_routes in (*(part.add_routes for part in PARTS), *own):
        add_routes(made)
    return made


CHANNELS = {
    "phone": _blueprint(
        "phone",
        *(home.add_start, receiving.add_routes),
        *(embedding.add_routes, open_data.add_routes),
    ),
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
