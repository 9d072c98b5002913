"""The city whose clock the portal goes by: that of the rules in use, before any are, its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from ...rules.building.city import CITY_PATH, read_city, shipped_city
from ...rules.model.city import City
from .current_release import Releases


def install(app: Flask, content: Path | None) -> None:
    """Give the application the city of its content folder; the shipped one where it says none."""
    app.extensions["portal_own_city"] = city_of_folder(content)


def city_of_folder(folder: Path | None) -> City:
    """The city of a content folder; the shipped one where there is none or it cannot be read."""
    if folder is None:
        return shipped_city()
    try:
        return read_city((folder / CITY_PATH).read_text(encoding="utf-8")) or shipped_city()
    except (OSError, UnicodeError):
        return shipped_city()


def city_of(app: Flask) -> City:
    """The city of the release that an application uses. Asks no database and needs no context."""
    releases = cast(Releases, app.extensions["portal_releases"])
    if releases.loaded is not None:
        return releases.loaded.ruleset.city
    return cast(City, app.extensions["portal_own_city"])


def city_in_use() -> City:
    """The city of the release in use."""
    return city_of(current_app)


def city_clock() -> ZoneInfo:
    """The time zone by which days begin in the city."""
    return city_in_use().clock


def in_city(moment: datetime) -> datetime:
    """A moment by the clock of the city."""
    return moment.astimezone(city_clock())
