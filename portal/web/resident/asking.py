"""The questions of the check: one a page, the next derived from what is undecided.

POST → cookie → 303 → GET. «不知道» is always allowed and not asked again; every answer
can be changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from ...rules.answers import read_answer
from ...rules.model import Question
from .. import surroundings
from ..answers import hold
from ..pages import page
from ..presenting.places import district_links
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
from .reading import read_field
from .situation import Situation, situation, situation_of

_OLDEST_YEAR = 100


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check/<question>", "question", question)
    blueprint.add_url_rule("/check/<question>", "answer", answer, methods=["POST"])


def continue_address(current: Situation) -> str:
    """Where the check goes on: the next question, or the result."""
    following = current.agenda().next
    return url_for(".question", question=following) if following else url_for(".result")


def go_on(current: Situation) -> Response:
    """On to the next question, or to the result when nothing is left to ask."""
    return hold(_to(continue_address(current)), current.held)


def _to(address: str) -> Response:
    """See there: htmx swaps questions in place and loads every other page whole."""
    whole = "/check/" not in address
    if request.headers.get("HX-Request") == "true" and whole:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)  # type: ignore[return-value]


def no_answers() -> Response:
    """Nothing is held: start, saying that answers are kept for an hour only."""
    return _to(url_for(".check", expired="1"))


def question(question: str) -> Response:
    """One question."""
    found, current = asked.question(question), situation()
    if current is None:
        return no_answers()
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
        return no_answers()
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
    return go_on(changed)
