"""The questions of the check: one a page, the next derived from what is undecided.

POST → cookie → 303 → GET. «不知道» is always allowed and not asked again; every answer
can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from ....rules.evaluation.answer_reader import read_answer
from ....rules.evaluation.household_outcomes import SIZE
from ....rules.evaluation.interview import Asking
from ....rules.model.households import Subject
from ....rules.model.ruleset import Question
from ...answer_cookie import write_cookie
from ...http import request_context
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.answers import AnswerLine
from ...lines.people import question_href, question_words
from .. import lookups
from ..consultation import Consultation, consultation, consultation_of
from .answer_form import AnswerFault, read_field
from .clashes import clashes_with
from .error_words import contradiction_words, error_words
from .household_size import difference_words
from .other_check import LONGEST_FIELD, moved_to, other_check
from .question_page import answer_action, given_fields, line_of, question_context, return_to
from .same_answer import first_answer, for_all
from .together import ticked


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check/<question>", "question", question)
    blueprint.add_url_rule("/check/<question>", "answer", answer, methods=["POST"])


def continue_address(current: Consultation) -> str:
    """Where the check goes on: the next question, or the result."""
    following = current.agenda.next
    return question_href(following) if following else url_for(".result")


def go_on(current: Consultation) -> Response:
    """On to the next question, or to the result when nothing is left to ask."""
    return write_cookie(to(continue_address(current)), current.state)


def to(address: str) -> Response:
    """See there: htmx swaps questions in place and loads every other page whole."""
    whole = "/check/" not in address
    if request.headers.get("HX-Request") == "true" and whole:
        return Response(status=204, headers={"HX-Redirect": address})
    return see_other(address)


def no_answers() -> Response:
    """Nothing is held: start, saying that answers are kept for an hour only."""
    return to(url_for(".check", expired="1"))


def _asked_of(question: Question, current: Consultation) -> Subject | None:
    """Whom the address asks about: ``?who=``, else the first the question is of; None if nobody."""
    everybody = current.household.of_kind(question.of)
    named = Subject.read(request.args.get("who", ""))
    return named if named in everybody else next(iter(everybody), None)


def question(question: str) -> Response:
    """One question."""
    found = lookups.question(question)
    current = consultation()
    if current is None:
        return no_answers()
    who = _asked_of(found, current)
    if who is None:
        return to(url_for(".people"))
    given = given_fields(found, current.state.answers_of(who))
    return _shown(found, who, current, given)


def _shown(
    question: Question,
    who: Subject,
    current: Consultation,
    given: dict[str, str],
    error: str = "",
    contradicted: tuple[AnswerLine, ...] = (),
    *,
    size_differs: bool = False,
) -> Response:
    context = question_context(
        question, who, current, given, error, contradicted, size_differs=size_differs
    )
    return page(
        "resident/check/question.html", context, fragment="question", status=422 if error else 200
    )


def _typed() -> dict[str, str]:
    return {name: value[:LONGEST_FIELD] for name, value in request.form.items()}


def answer(question: str) -> Response:
    """Take one answer; with an error the page comes back and keeps what was typed.

    Where it contradicts answers given before, either these are changed, or it stands and they are
    asked again: so nobody gets stuck between two answers.
    """
    found = lookups.question(question)
    current = consultation()
    if current is None:
        return no_answers()
    who = _asked_of(found, current)
    if who is None:
        return to(url_for(".people"))
    named = request.form.get("check", "")
    if named and not current.state.is_check(named):
        moved = moved_to(named, current)
        if moved is None or request.form.get("move") != "1":
            words = question_words(found, who, current.household)
            return other_check(words, answer_action(who, found.id), current, moved)
        current = moved
    several = ticked(current, request.form)
    if several:
        return _go_back_or_on(_with_ticked(current, who, several))
    return _take(found, who, current)


def _take(found: Question, who: Subject, current: Consultation) -> Response:
    """Take the answer of a form that is of this check."""
    asked = Asking(who, found.id)
    raw, code = _read(found, asked, current)
    if code is not None:
        given = _typed()
        words = error_words(code, found, request_context.wording(), given.get("value", ""), raw)
        return _shown(found, who, current, given, words)
    changed = consultation_of(current.state.with_answer(who, found.id, raw), current.district.id)
    assert changed is not None
    stands = request.form.get("stands") == "yes"
    clashes = clashes_with(changed, asked)
    if clashes:
        others = tuple(dict.fromkeys(other for clash in clashes for other in clash.others))
        if not stands:
            lines = {other: line_of(current, other) for other in others}
            conflicting = [lines[other] for other in clashes[0].others]
            words = contradiction_words(clashes[0].reason, conflicting)
            return _shown(found, who, current, _typed(), words, tuple(lines.values()))
        kept = changed.state
        for other in others:
            kept = kept.without(other.subject, other.question)
        return write_cookie(to(question_href(others[0], **return_to())), kept)
    differs = difference_words(changed) if found.id == SIZE and not stands else ""
    if differs:
        return _shown(found, who, current, _typed(), differs, size_differs=True)
    if request.form.get("same_for"):
        changed = consultation_of(for_all(changed, asked, raw), current.district.id) or changed
    return _go_back_or_on(changed)


def _read(
    question: Question, asked: Asking, current: Consultation
) -> tuple[object, AnswerFault | None]:
    """The raw answer of a form, «the same» included, and what is wrong with it."""
    first = first_answer(current, asked) if request.form.get("same") else None
    if first:
        return current.state.answers_of(first.subject)[first.question], None
    raw, code = read_field(question, request.form)
    if code is None:
        gazetteer = request_context.release().ruleset.gazetteer
        _, problem = read_answer(question, raw, current.state.day, gazetteer)
        code = problem.code if problem else None
    return raw, code


def _with_ticked(
    current: Consultation, who: Subject, answers: Mapping[str, bool | None]
) -> Consultation:
    """With each of several answers; one that contradicts another is left, to be asked alone."""
    for name, value in answers.items():
        state = current.state.with_answer(who, name, value)
        changed = consultation_of(state, current.district.id)
        if changed is not None and not clashes_with(changed, Asking(who, name)):
            current = changed
    return current


def _go_back_or_on(changed: Consultation) -> Response:
    """Back to where an answer was changed from, or on to the next question."""
    back = return_to()
    if back and (back["back"] == "service_result" or changed.agenda.next is None):
        address = url_for(f".{back.pop('back')}", **back)
        return write_cookie(to(address), changed.state)
    return go_on(changed)
