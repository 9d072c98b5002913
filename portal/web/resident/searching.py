"""The search page. A query is never stored and never logged."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from ...store.counting import count
from .. import surroundings
from ..pages import page
from ..presenting.searching import HitGroup, search
from .home import TopicCard, topic_cards

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of the search page."""

    query: str
    groups: tuple[HitGroup, ...]
    topics: tuple[TopicCard, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/search", "search", show)


def show() -> Response:
    """What ``?q=`` finds among services, districts, policies and questions."""
    query = request.args.get("q", "").strip()[:_LONGEST]
    groups = search(query, surroundings.release(), surroundings.wording())
    if query:
        count("search" if groups else "search_empty", day=surroundings.today())
    return page("search.html", SearchPage(query, groups, topic_cards()))
