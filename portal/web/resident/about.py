"""About the portal and its privacy."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from ...rules.sources import TIERS
from .. import surroundings
from ..caching import kept
from ..pages import page
from ..presenting.citations import tier_words


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source in the list of all sources."""

    title: str
    number: str
    tier: str
    verified: str
    review: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
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
    words, release = surroundings.wording(), surroundings.release()
    sources = release.ruleset.sources.values()
    return AboutPage(
        release.number,
        words.day(release.published_at.astimezone(surroundings.CHONGQING).date()),
        tuple(
            (
                tier_words(tier),
                tuple(
                    SourceEntry(
                        words.text(source.title),
                        source.number or "",
                        tier_words(source.tier),
                        words.day(source.verified_on),
                        words.day(source.review_by),
                        source.url or "",
                        words.maybe(source.note),
                    )
                    for source in sources
                    if source.tier == tier
                ),
            )
            for tier in TIERS
        ),
        tuple(
            (words.text(contact.name), words.text(contact.about), contact.tel)
            for contact in release.ruleset.contacts.values()
        ),
    )


def about() -> Response:
    """What this is, what it rests on, who decides."""
    return page("about.html", _context())


def privacy() -> Response:
    """What becomes of answers: nothing."""
    return page("privacy.html", _context())
