"""Two checks in one browser: the form of one is sent while the browser is at the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Response, request

from ...http import request_context
from ...http.pages import page
from ..consultation import Consultation, consultation_of

#: Characters of a field that are shown again; longer values are no answer to anything.
LONGEST_FIELD = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCheckPage:
    """The context of the choice between two checks of one browser.

    ``question``: what was answered, empty where people were told of; ``form_name`` and
    ``form_check``: the check that the form is of, empty where it cannot go on;
    ``own_name`` and ``own_check``: the one that this browser is at; ``fields``: what was filled in.
    """

    question: str
    action: str
    form_name: str
    form_check: str
    own_name: str
    own_check: str
    fields: tuple[tuple[str, str], ...]


def moved_to(named: str, current: Consultation) -> Consultation | None:
    """The answers of this browser in the check that a form names, if there is such a check."""
    moved = current.state.moved_to(named)
    topics = request_context.release().ruleset.topics
    if moved is None or not set(moved.topics) <= set(topics):
        return None
    if not moved.chosen and moved.day < request_context.today():
        by_now = consultation_of(replace(moved, day=request_context.today()))
        return by_now or consultation_of(moved)
    return consultation_of(moved)


def check_words(described: Consultation) -> str:
    """A check in words: its district, its topics, its day."""
    words = request_context.wording()
    district = described.frame.ruleset.gazetteer.find(described.state.district)
    assert district is not None
    return " · ".join(
        (
            words.text(district.name),
            described.topic_words,
            words.day(described.state.day),
        )
    )


def other_check(
    question: str, action: str, current: Consultation, moved: Consultation | None
) -> Response:
    """The form is of a check in another window: both are named, and what was filled in is kept."""
    context = OtherCheckPage(
        question=question,
        action=action,
        form_name=check_words(moved) if moved else "",
        form_check=moved.state.check if moved else "",
        own_name=check_words(current),
        own_check=current.state.check,
        fields=tuple(
            (name, value[:LONGEST_FIELD])
            for name, value in request.form.items(multi=True)
            if name not in ("check", "move")
        ),
    )
    return page("resident/check/other_check.html", context, fragment="question", status=409)
