"""The check as a whole: where it starts, the list of its answers, forgetting them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from ...i18n import gettext
from ...store.counting import count
from .. import surroundings
from ..answers import Held, forget, held
from ..kiosk.frame import own_district
from ..pages import page
from ..presenting.answers import AnswerLine, answer_line
from ..presenting.places import ClusterList, district_links
from . import asked
from .asking import continue_address, go_on, no_answers
from .home import TopicCard, topic_cards
from .situation import situation, situation_of


@dataclass(frozen=True, slots=True)
class StartPage:
    """The context of the start of the check."""

    clusters: tuple[ClusterList, ...]
    district: str
    district_name: str
    topics: tuple[TopicCard, ...]
    topic: str
    on: str
    error: str
    under_way: str
    expired: bool


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The context of the page that lists all answers."""

    district_name: str
    topic_name: str
    day: str
    answers: tuple[AnswerLine, ...]
    go_on: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check", "check", start)
    blueprint.add_url_rule("/check", "begin", begin, methods=["POST"])
    blueprint.add_url_rule("/check/answers", "answers", answers)
    blueprint.add_url_rule("/check/clear", "clear", clear, methods=["POST"])


def start() -> Response:
    """Choose the district and the topics to be checked."""
    return _start_page(request.args)


def _start_page(given: MultiDict[str, str], error: str = "") -> Response:
    release, words = surroundings.release(), surroundings.wording()
    gazetteer, today = release.ruleset.gazetteer, surroundings.today()
    on, under_way = asked.day_asked(), situation()
    day = on or today
    name = given.get("district", own_district())
    district = gazetteer.districts.get(name)
    known = district is not None and district.period.holds(day)
    topic = given.get("topic", "")
    hrefs = {d.id: url_for(".check", district=d.id, topic=topic) for d in gazetteer.on(day)}
    context = StartPage(
        district_links(gazetteer, day, words, release.derived, hrefs),
        name if known else "",
        words.text(district.name) if district and known else "",
        topic_cards(),
        topic if topic in release.ruleset.topics else "",
        on.isoformat() if on else "",
        error,
        continue_address(under_way) if under_way and under_way.answers else "",
        given.get("expired") == "1",
    )
    return page("check.html", context, fragment="start", status=422 if error else 200)


def begin() -> Response:
    """Begin with a district; answers given before stay and hold there too."""
    gazetteer = surroundings.release().ruleset.gazetteer
    day = asked.day_asked() or surroundings.today()
    district = gazetteer.districts.get(request.form.get("district", ""))
    if district is None or not district.period.holds(day):
        return _start_page(request.form, gettext("Choose the district you ask about."))
    topic = request.form.get("topic") or None
    if topic not in surroundings.release().ruleset.topics:
        topic = None
    before = held()
    kept = before.answers if before and before.day == day else {}
    session = before.session if before else ""
    current = situation_of(Held(day, district.id, topic, kept, session))
    assert current is not None
    count("check", topic or "", surroundings.today())
    return go_on(current)


def answers() -> Response:
    """All answers, each to be changed."""
    current = situation()
    if current is None:
        return no_answers()
    words, ruleset = surroundings.wording(), surroundings.release().ruleset
    topic = ruleset.topics.get(current.held.topic or "")
    lines = tuple(
        answer_line(ruleset.questions[name], current.answers, ruleset, words, current.held.day)
        for name in current.answers
    )
    context = AnswersPage(
        words.text(current.district.name),
        words.text(topic.name) if topic else "",
        words.day(current.held.day),
        lines,
        continue_address(current),
    )
    return page("answers.html", context)


def clear() -> Response:
    """Forget everything and start over."""
    return forget(redirect(url_for(".home"), 303))  # type: ignore[arg-type]
