"""Start of the check: the district, the topics, and whom it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict

from ....i18n import gettext
from ....rules.model.districts import WHOLE_CITY
from ....store.usage_counts import count
from ...answer_cookie import CheckState, read_cookie, write_cookie
from ...http import request_context
from ...http.kiosk_frame import own_district
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.place_finder import Finding, find
from ...lines.places import ClusterList, district_links
from .. import lookups
from ..consultation import consultation_of, own_consultation, without_a_district
from ..home import EventCard, TopicCard, event_cards, topic_cards
from ..lookups import written
from ..promise import PROMISE, Promise
from .people import told
from .question import continue_address, go_on

EVERYTHING = "all"
"""Stands in ``?topic=`` for all topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """The context of the start of the check; ``plain``: over a connection that keeps no answers.

    ``topics_chosen``: whether it is settled what the check is about, so that only the district is
    lacking; ``topics_known``: whether the address says so, as that of a guide's button does;
    ``chosen``: the topics, none for all; ``event``: the event in life it starts from;
    ``whole_city``: stands for the district where something asked about needs none;
    ``alike``, ``local``: the services that need none and those that do.
    """

    clusters: tuple[ClusterList, ...]
    district: str
    district_name: str
    found: Finding
    topics: tuple[TopicCard, ...]
    events: tuple[EventCard, ...]
    event: str
    event_name: str
    event_services: tuple[str, ...]
    topics_chosen: bool
    topics_known: bool
    chosen: tuple[str, ...]
    chosen_words: str
    whole_city: str
    alike: tuple[str, ...]
    local: tuple[str, ...]
    promise: Promise
    on: str
    error: str
    under_way: str
    expired: bool
    plain: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check", "check", start)
    blueprint.add_url_rule("/check", "begin", begin, methods=["POST"])


def start() -> Response:
    """Choose what the check is about, then the district."""
    return _start_page(request.args)


def _start_page(given: MultiDict[str, str], error: str = "") -> Response:
    context = _context(given, error)
    finds = request.headers.get("HX-Request") and "q" in given
    return page(
        "resident/check/start.html",
        context,
        fragment="found" if finds else "start",
        status=422 if error else 200,
    )


def _context(given: MultiDict[str, str], error: str) -> StartPage:
    release = request_context.release()
    words = request_context.wording()
    gazetteer = release.ruleset.gazetteer
    on = lookups.day_asked()
    under_way = own_consultation()
    day = on or request_context.today()
    name = given.get("district", own_district())
    district = gazetteer.districts.get(name)
    known = district is not None and district.period.holds(day)
    event = release.ruleset.life_events.get(given.get("event", ""))
    topics = _topics(given)
    (alike, local) = without_a_district(topics, day)

    def href(district: str) -> str:
        return url_for(".check", district=district, topic=topics or EVERYTHING, on=written(on))

    hrefs = {d.id: href(d.id) for d in gazetteer.on(day)}
    # The name of an abolished district in the address is looked up as if it had been typed.
    typed = given.get("q", "") or (words.text(district.name) if district and not known else "")
    return StartPage(
        clusters=district_links(gazetteer, day, words, release.derived, hrefs),
        district=name if known else "",
        district_name=words.text(district.name) if district and known else "",
        found=find(typed, release, day, words, href),
        topics=topic_cards(),
        events=event_cards(),
        event=event.id if event else "",
        event_name=words.text(event.name) if event else "",
        event_services=_names(event.services) if event else (),
        topics_chosen=event is not None or any(n in given for n in ("topic", "q", "district")),
        topics_known=event is not None or "topic" in given,
        chosen=topics,
        chosen_words=gettext(", ").join(
            words.text(release.ruleset.topics[name].name) for name in topics
        )
        or gettext("all topics"),
        whole_city=WHOLE_CITY.id if alike else "",
        alike=_names(alike),
        local=_names(local),
        promise=PROMISE,
        on=written(on) or "",
        error=error,
        under_way=continue_address(under_way) if under_way and under_way.given else "",
        expired=given.get("expired") == "1",
        plain=request_context.is_plain_http(),
    )


def _names(services: Iterable[str]) -> tuple[str, ...]:
    """What services are called."""
    known = request_context.release().ruleset.services
    return tuple(request_context.wording().text(known[name].name) for name in services)


def _topics(given: MultiDict[str, str]) -> tuple[str, ...]:
    """The topics asked for, in the order of the rules; else those of the event in life."""
    ruleset = request_context.release().ruleset
    asked = set(given.getlist("topic"))
    event = ruleset.life_events.get(given.get("event", ""))
    if event and not asked:
        asked = set(event.topics)
    return tuple(name for name in ruleset.topics if name in asked)


def begin() -> Response:
    """Begin with a district; answers given before stay and hold there too."""
    gazetteer = request_context.release().ruleset.gazetteer
    day = lookups.day_asked() or request_context.today()
    topics = _topics(request.form)
    district = gazetteer.find(request.form.get("district", ""))
    if district is WHOLE_CITY and not without_a_district(topics, day)[0]:
        district = None
    if district is None or not district.period.holds(day):
        return _start_page(request.form, gettext("Choose the district you ask about."))
    chosen = lookups.day_asked() is not None
    held = read_cookie()
    before = held or CheckState(day=day, district=district.id, children=({},))
    given = before.given or (None if before.chosen else before.day)
    begun = replace(before, day=day, district=district.id, topics=topics, chosen=chosen)
    begun = replace(begun, given=given if given and given < day else None)
    people = told(begun)
    current = consultation_of(people or begun)
    assert current is not None
    for topic in topics or ("",):
        count("check", topic, request_context.today())
    is_blank = held is None or not any(map(held.answers_of, held.subjects))
    if people is None and is_blank and not before.told:
        return write_cookie(see_other(url_for(".people")), current.state)
    return go_on(current)
