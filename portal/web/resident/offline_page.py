"""The offline page: shown without a network for a page that the service worker has not cached."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from ..http.page_cache import kept
from ..http.pages import page


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """The context of the page; the browser itself lists what it has kept."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/offline", "offline", kept(show))


def show() -> Response:
    """The page that the service worker keeps for later."""
    return page("resident/offline.html", OfflinePage())
