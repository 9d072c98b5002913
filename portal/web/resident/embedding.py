"""A guide as a card on another site: no script, no cookie; the one page that may be framed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ...rules.districts import District
from ...rules.model import Service
from .. import surroundings
from ..caching import kept
from ..pages import page
from ..presenting.guides import Guide, GuideMaker
from ..presenting.office_guide import particular_words
from . import asked

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
_MOST = 6


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """The context of the card; ``more``: requirements that only the guide shows."""

    name: str
    summary: str
    district_name: str
    day: str
    href: str
    exists: bool
    covered: bool
    requirements: tuple[str, ...]
    more: int
    dates: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/embed/<district>/<service>", "embed", kept(embed))


def embed(district: str, service: str) -> Response:
    """The card of a service in a district, today or on the day asked for."""
    place, found, on = asked.district(district), asked.service(service), asked.day_asked()
    response = page("embed.html", _context(place, found, on))
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _context(district: District, service: Service, on: date | None) -> EmbedPage:
    words, day = surroundings.wording(), on or surroundings.today()
    written = on.isoformat() if on else None
    guide = _guide(district, service, day) if district.period.holds(day) else None
    texts = tuple(line.text for line in guide.requirements) if guide else ()
    return EmbedPage(
        words.text(service.name),
        words.text(service.summary),
        words.text(district.name),
        words.day(day),
        url_for(".guide", district=district.id, name=service.id, on=written),
        guide is not None,
        guide is not None and guide.covered,
        texts[:_MOST],
        len(texts[_MOST:]),
        _dates(guide) if guide else (),
    )


def _guide(district: District, service: Service, day: date) -> Guide:
    release = surroundings.release()
    frame = release.frame(district, day).service(service.id)
    words, today = surroundings.wording(), surroundings.today()
    return GuideMaker(release.ruleset, frame, district, day, words, today).guide(None)


def _dates(guide: Guide) -> tuple[str, ...]:
    """When it is open, and how long it takes."""
    windows = [f"{line.text} {line.when}".strip() for line in guide.windows]
    label = particular_words("time_limit")
    limits = [
        text for line in guide.particulars if line.label == label for text, _sources in line.texts
    ]
    return (*windows, *limits)
