"""All answers person by person, keeping them longer, and deleting them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for

from ....rules.model.households import Subject
from ...answer_cookie import forget, write_cookie
from ...http import request_context
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.answers import AnswerLine
from ...lines.people import person_name
from ..consultation import consultation
from .question import continue_address, no_answers
from .question_page import line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAnswers:
    """What was answered for the household or for somebody.

    ``uncounted``: what no longer counts, each with the answer that is the cause.
    """

    name: str
    lines: tuple[AnswerLine, ...]
    uncounted: tuple[tuple[AnswerLine, AnswerLine], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """The context of the page that lists all answers.

    ``kept``: whether they are kept for 24 hours.
    """

    district_name: str
    topic_name: str
    day: str
    people: tuple[PersonAnswers, ...]
    kept: bool
    go_on: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check/answers", "answers", answers)
    blueprint.add_url_rule("/check/answers", "keep", keep, methods=["POST"])
    blueprint.add_url_rule("/check/clear", "clear", clear, methods=["POST"])


def answers() -> Response:
    """All answers, each to be changed."""
    current = consultation()
    if current is None:
        return no_answers()
    causes = current.uncounted

    def of(who: Subject) -> PersonAnswers:
        own = [its for its in current.given if its.subject == who]
        return PersonAnswers(
            name=person_name(who, current.household),
            lines=tuple(line_of(current, its) for its in own if its not in causes),
            uncounted=tuple(
                (line_of(current, its), line_of(current, causes[its]))
                for its in own
                if its in causes
            ),
        )

    context = AnswersPage(
        district_name=request_context.wording().text(current.district.name),
        topic_name=current.topic_words,
        day=request_context.wording().day(current.state.day),
        people=tuple(map(of, current.household.subjects())),
        kept=current.state.kept,
        go_on=continue_address(current),
    )
    return page("resident/check/answers.html", context)


def keep() -> Response:
    """Keep the answers for 24 hours, or no longer so; never in a kiosk."""
    current = consultation()
    if current is None:
        return no_answers()
    kept = request.form.get("kept") == "yes" and request_context.channel() != "kiosk"
    back = ".result" if request.args.get("back") == "result" else ".answers"
    return write_cookie(see_other(url_for(back)), replace(current.state, kept=kept))


def clear() -> Response:
    """Forget everything and start over."""
    return forget(see_other(url_for(".home")))
