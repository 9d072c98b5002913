"""The check: one thing per page, the next question derived from what is undecided.

POST → cookie → 303 → GET. «不知道» is always allowed and not asked again; every answer
can be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from ...i18n import gettext
from ...rules.answers import read_answer
from ...rules.model import Question
from ...store.counting import count
from .. import surroundings
from ..answers import Held, forget, held, hold
from ..kiosk.frame import own_district
from ..pages import page
from ..presenting.answers import AnswerLine, answer_line
from ..presenting.places import ClusterList, district_links
from ..presenting.questions import (
    QuestionPage,
    error_words,
    given_fields,
    option_lines,
    progress,
    reasons_for,
    unit_words,
)
from . import asked
from .home import TopicCard, topic_cards
from .reading import read_field
from .situation import Situation, situation, situation_of

_OLDEST_YEAR = 100


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
    blueprint.add_url_rule("/check/<question>", "question", question)
    blueprint.add_url_rule("/check/<question>", "answer", answer, methods=["POST"])


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
        _continue_address(under_way) if under_way and under_way.answers else "",
        given.get("expired") == "1",
    )
    return page("check.html", context, fragment="start", status=422 if error else 200)


def _continue_address(current: Situation) -> str:
    following = current.agenda().next
    return url_for(".question", question=following) if following else url_for(".result")


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
    return _go_on(current)


def _go_on(current: Situation) -> Response:
    """On to the next question, or to the result when nothing is left to ask."""
    return hold(_to(_continue_address(current)), current.held)


def _to(address: str) -> Response:
    """See there: htmx swaps questions in place and loads every other page whole."""
    whole = "/check/" not in address
    if request.headers.get("HX-Request") == "true" and whole:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)  # type: ignore[return-value]


def _no_answers() -> Response:
    """Nothing is held: start, saying that answers are kept for an hour only."""
    return _to(url_for(".check", expired="1"))


def question(question: str) -> Response:
    """One question."""
    found, current = asked.question(question), situation()
    if current is None:
        return _no_answers()
    return _question_page(found, current, given_fields(found, current.held.answers))


def _question_page(
    question: Question, current: Situation, given: dict[str, str], error: str = ""
) -> Response:
    words, release = surroundings.wording(), surroundings.release()
    before = replace(
        current, answers={k: v for k, v in current.answers.items() if k != question.id}
    )
    agenda, day = before.agenda(), current.held.day
    answered = list(current.answers)
    place = answered.index(question.id) if question.id in answered else len(answered)
    hrefs = dict.fromkeys(release.ruleset.gazetteer.districts, "")
    clusters = (
        district_links(release.ruleset.gazetteer, day, words, release.derived, hrefs)
        if question.kind == "district"
        else ()
    )
    context = QuestionPage(
        question.id,
        question.kind,
        words.text(question.text),
        words.maybe(question.hint),
        words.maybe(question.where),
        words.maybe(question.none),
        unit_words(question),
        option_lines(question, given, words),
        clusters,
        tuple(range(day.year, day.year - _OLDEST_YEAR, -1)),
        tuple((number, words.number(number)) for number in range(1, 13)),
        given,
        error,
        place + 1,
        max(agenda.at_most - 1, 0),
        progress(place, agenda),
        reasons_for(question.id, before.evaluations(), words),
        words.text(current.district.name),
        url_for(".answer", question=question.id, **_return_to()),
        url_for(".question", question=answered[place - 1]) if place else url_for(".check"),
    )
    return page("question.html", context, fragment="question", status=422 if error else 200)


def _return_to() -> dict[str, Any]:
    """Where a changed answer leads back to: the list of answers or the result."""
    back, service = request.args.get("back", ""), request.args.get("service", "")
    if back == "service_result" and service in surroundings.release().ruleset.services:
        return {"back": back, "service": service}
    return {"back": back} if back in ("answers", "result") else {}


def answer(question: str) -> Response:
    """Take one answer; with an error the page comes back and keeps what was typed."""
    found, current = asked.question(question), situation()
    if current is None:
        return _no_answers()
    raw, code = read_field(found, request.form)
    if not code:
        gazetteer = surroundings.release().ruleset.gazetteer
        _, problem = read_answer(found, raw, current.held.day, gazetteer)
        code = problem.code if problem else ""
    if code:
        given = {name: value[:80] for name, value in request.form.items()}
        return _question_page(found, current, given, error_words(code, found))
    changed = situation_of(current.held.with_answer(found.id, raw))
    assert changed is not None
    back = _return_to()
    if back and (back["back"] == "service_result" or changed.agenda().next is None):
        address = url_for(f".{back.pop('back')}", **back)
        return hold(_to(address), changed.held)
    return _go_on(changed)


def answers() -> Response:
    """All answers, each to be changed."""
    current = situation()
    if current is None:
        return _no_answers()
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
        _continue_address(current),
    )
    return page("answers.html", context)


def clear() -> Response:
    """Forget everything and start over."""
    return forget(redirect(url_for(".home"), 303))  # type: ignore[arg-type]
