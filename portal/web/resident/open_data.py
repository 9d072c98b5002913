"""Open data and the API, for people who write programs: what there is and where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from ...i18n import gettext
from .. import surroundings
from ..api.openness import open_files
from ..caching import kept
from ..pages import page


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file: ``size`` in KiB, rounded up."""

    href: str
    name: str
    about: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OpenDataPage:
    """The context of the page about open data."""

    release: int
    published: str
    files: tuple[FileLine, ...]
    card: str
    feed: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/open-data", "open_data", kept(show))


def _about() -> dict[str, str]:
    return {
        "release.json": gettext("All rules in force in one file"),
        "release.zip": gettext("The same as the documents that editors write"),
        "schema.json": gettext("What the one file may hold, for checking it"),
    }


def show() -> Response:
    """The files of the release in force, the API and the card for other sites."""
    words, release = surroundings.wording(), surroundings.release()
    files = tuple(
        FileLine(
            f"/api/v1/{file.name}",
            file.name,
            _about()[file.name],
            -(-len(file.data) // 1024),
            file.sha256,
        )
        for file in open_files().values()
    )
    context = OpenDataPage(
        release.number,
        words.day(release.published_at.astimezone(surroundings.CHONGQING).date()),
        files,
        url_for(".embed", district="shapingba", service="public-rental"),
        url_for(".feed"),
    )
    return page("open_data.html", context)
