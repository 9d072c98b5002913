"""The channels: the resident's pages on a phone and in a kiosk, each in every language.

A phone's start page and what it takes over from a kiosk are its own, as are the kiosk's own pages.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from ..i18n import LANGUAGES
from .kiosk import routes as kiosk
from .resident import about, home, offline_page, open_data, receipt, report, search, take_over
from .resident.check import answers, people, question, sentence, start
from .resident.consultation import keep_district
from .resident.guide import district, embed, history, service_guide
from .resident.result import (
    calendar_file,
    checklist,
    comparison,
    overview,
    roadmap,
    service_result,
)

RESIDENT = (
    home, district, service_guide, search, history, report, start, answers, people, question,
    overview, service_result, roadmap, comparison, checklist, receipt, about,
)  # fmt: skip
"""The resident's pages that every channel has."""


def _blueprint(channel: str, *own: Callable[[Blueprint], None]) -> Blueprint:
    made = Blueprint(channel, __name__)
    made.url_defaults(keep_district)
    for add_routes in (*(part.add_routes for part in RESIDENT), *own):
        add_routes(made)
    return made


#: The pages that there are on a phone alone.
_OF_PHONES = (calendar_file, take_over, embed, open_data, offline_page, sentence)

CHANNELS = {
    "phone": _blueprint("phone", home.add_start, *(part.add_routes for part in _OF_PHONES)),
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
