"""Open data and the API, for people who write programs: what there is and where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from ...i18n import gettext
from ...store.releases.city_in_use import in_city
from ..api.open_data import open_files
from ..http import request_context
from ..http.page_cache import kept
from ..http.pages import page


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file: ``size`` in KiB, rounded up."""

    href: str
    name: str
    about: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
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
    words = request_context.wording()
    release = request_context.release()
    ruleset = release.ruleset
    district = ruleset.gazetteer.on(request_context.today())[0]
    files = tuple(
        FileLine(
            href=f"/api/v1/{file.name}",
            name=file.name,
            about=_about()[file.name],
            size=-(-len(file.data) // 1024),
            sha256=file.sha256,
        )
        for file in open_files().values()
    )
    context = OpenDataPage(
        release=release.number,
        published=words.day(in_city(release.published_at).date()),
        files=files,
        card=url_for(".embed", district=district.id, service=next(iter(ruleset.services))),
        feed=url_for(".feed"),
    )
    return page("resident/open_data.html", context)
