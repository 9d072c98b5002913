"""About the portal and its privacy."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from ...rules.model.sources import TIERS
from ...store.releases.city_in_use import in_city
from ..http import request_context
from ..http.page_cache import kept
from ..http.pages import page
from ..lines.citations import tier_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source in the list of all sources."""

    title: str
    number: str
    tier: str
    verified: str
    review: str
    url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    release: int
    published: str
    sources: tuple[tuple[str, tuple[SourceEntry, ...]], ...]
    contacts: tuple[tuple[str, str, str], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/about", "about", kept(about))
    blueprint.add_url_rule("/privacy", "privacy", kept(privacy))


def _context() -> AboutPage:
    words = request_context.wording()
    release = request_context.release()
    sources = release.ruleset.sources.values()
    return AboutPage(
        release=release.number,
        published=words.day(in_city(release.published_at).date()),
        sources=tuple(
            (
                tier_words(tier),
                tuple(
                    SourceEntry(
                        title=words.text(source.title),
                        number=source.number or "",
                        tier=tier_words(source.tier),
                        verified=words.day(source.verified_on),
                        review=words.day(source.review_by),
                        url=source.url or "",
                        note=words.maybe(source.note),
                    )
                    for source in sources
                    if source.tier == tier
                ),
            )
            for tier in TIERS
        ),
        contacts=tuple(
            (words.text(contact.name), words.text(contact.about), contact.tel)
            for contact in release.ruleset.contacts.values()
        ),
    )


def about() -> Response:
    """What this is, what it rests on, who decides."""
    return page("resident/about.html", _context())


def privacy() -> Response:
    """What becomes of answers: nothing."""
    return page("resident/privacy.html", _context())
