"""A guide as a card on another site: no script, no cookie; the one page that may be framed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ....rules.model.districts import District
from ....rules.model.ruleset import Service
from ...http import request_context
from ...http.page_cache import kept_when_asked
from ...http.pages import page
from ...lines.office_guide import particular_words
from ...lines.phrasebook import phrasebook
from .. import lookups
from .service_guide import Guide, GuideMaker

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


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """The context of the card; ``more``: requirements that only the guide shows."""

    name: str
    summary: str
    district_name: str
    day: str
    href: str
    exists: bool
    kind_words: str
    entitlement: bool
    requirements: tuple[str, ...]
    more: int
    dates: tuple[str, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/embed/<district>/<service>", "embed", kept_when_asked(embed))


def embed(district: str, service: str) -> Response:
    """The card of a service in a district, today or on the day asked for."""
    place = lookups.district(district)
    found = lookups.service(service)
    on = lookups.day_asked()
    response = page("resident/guide/embed.html", _context(place, found, on))
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _context(district: District, service: Service, on: date | None) -> EmbedPage:
    words = request_context.wording()
    day = on or request_context.today()
    written = on.isoformat() if on else None
    guide = _guide(district, service, day) if district.period.holds(day) else None
    lines = (*guide.requirements, *guide.further_requirements) if guide else ()
    texts = tuple(line.text for line in lines)
    return EmbedPage(
        name=words.text(service.name),
        summary=words.text(service.summary),
        district_name=words.text(district.name),
        day=words.day(day),
        href=url_for(".guide", district=district.id, name=service.id, on=written),
        exists=guide is not None,
        kind_words=guide.kind_words if guide else "",
        entitlement=service.kind == "entitlement",
        requirements=texts[:_MOST],
        more=len(texts[_MOST:]),
        dates=_dates(guide) if guide else (),
    )


def _guide(district: District, service: Service, day: date) -> Guide:
    release = request_context.release()
    frame = release.frame(district, day).service(service.id)
    return GuideMaker(frame, phrasebook()).guide(None)


def _dates(guide: Guide) -> tuple[str, ...]:
    """When it is open, and how long it takes."""
    windows = [f"{line.text} {line.when}".strip() for line in guide.windows]
    label = particular_words("time_limit")
    limits = [
        text for line in guide.particulars if line.label == label for text, _sources in line.texts
    ]
    return (*windows, *limits)
