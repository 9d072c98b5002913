"""Home of the kiosk, what it keeps for reading without the server, and where that ends."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, url_for

from ..http import kiosk_machine, request_context
from ..http.kiosk_frame import own_district
from ..http.pages import page
from ..resident.home import EventCard, TopicCard, event_cards, topic_cards


@dataclass(frozen=True, slots=True)
class KioskHome:
    """The context of the kiosk's start page; ``district`` is empty where it is none any more."""

    district: str
    topics: tuple[TopicCard, ...]
    events: tuple[EventCard, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The context of the page shown in place of what needs the server."""

    district: str
    topics: tuple[TopicCard, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/", "home", home)
    blueprint.add_url_rule("/unreachable", "unreachable", unreachable)
    blueprint.add_url_rule("/pack", "pack", pack)


def home() -> Response:
    """The topics of this district."""
    district = own_district()
    return page(
        "kiosk/home.html", KioskHome(district, topic_cards(district or None), event_cards())
    )


def unreachable(status: int = 200) -> Response:
    """That the check needs the server, and the guides that are still there."""
    district = own_district()
    context = Unreachable(district, topic_cards(district or None))
    return page("kiosk/unreachable.html", context, status=status)


def pack() -> Response:
    """The pages a kiosk keeps: guides of its district in its languages; changes with the rules."""
    release = request_context.release()
    district = own_district()
    names = (*release.ruleset.topics, *release.ruleset.services) if district else ()
    pages = [
        address
        for language in kiosk_machine.this().setup.languages
        for address in _kept(f"kiosk-{language}", district, names)
    ]
    made = {"release": release.number, "day": request_context.today().isoformat()}
    return jsonify({**made, "pages": pages})


def _kept(name: str, district: str, names: tuple[str, ...]) -> list[str]:
    found = [url_for(f"{name}.{view}") for view in ("home", "unreachable", "about", "privacy")]
    if district:
        found.append(url_for(f"{name}.district", district=district))
    return found + [url_for(f"{name}.guide", district=district, name=each) for each in names]
