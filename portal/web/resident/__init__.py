"""The resident's pages: one blueprint, registered once per channel and language."""

from __future__ import annotations

from flask import Blueprint, Flask

from ...i18n import LANGUAGES
from ..surroundings import CHANNELS
from . import (
    about,
    changes,
    check,
    checklists,
    comparisons,
    guides,
    home,
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

resident = Blueprint("resident", __name__)
for part in PARTS:
    part.add_routes(resident)


def register(app: Flask) -> None:
    """Register the pages as ``phone-zh``, ``phone-en`` …: `url_for(".x")` keeps both."""
    for channel in CHANNELS:
        for language in LANGUAGES.values():
            prefix = ("" if channel == "phone" else f"/{channel}") + language.prefix
            app.register_blueprint(
                resident, name=f"{channel}-{language.id}", url_prefix=prefix or None
            )
