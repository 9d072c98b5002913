"""Short yes-or-no questions that are asked on one page: to be ticked, each with its own answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from ....rules.evaluation.interview import Asking
from ...lines.people import question_hint, question_words
from ..consultation import Consultation

#: Each group in the order of asking; only those that are open now stand on the page.
GROUPS = (
    ("owns_home", "sold_home"),
    ("has_residence_permit", "permit_suspended"),
    ("employer_directs", "job_lost", "draws_pension", "seeks_training", "starts_business"),
)
LISTED = "listed"
"""The field that says what stood on the page: what of it is not ticked is answered «no»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherQuestion:
    """One of the statements to tick."""

    id: str
    text: str
    hint: str
    ticked: bool


def others_on_page(current: Consultation, asked: Asking) -> tuple[OtherQuestion, ...]:
    """What is asked together with a question, itself first; none where it stands alone."""
    group = next((its for its in GROUPS if asked.question in its), ())
    open_now = {its.question for its in current.agenda.asked if its.subject == asked.subject}
    listed = [name for name in group if name in open_now]
    if len(listed) <= 1 or asked.question not in listed:
        return ()
    questions = current.frame.ruleset.questions
    return tuple(
        OtherQuestion(
            id=name,
            text=question_words(questions[name], asked.subject, current.household),
            hint=question_hint(questions[name], asked.subject, current.household),
            ticked=False,
        )
        for name in (asked.question, *(its for its in listed if its != asked.question))
    )


def pages_of(answered: Iterable[Asking]) -> int:
    """How many pages some answers were given on."""
    places = {name: place for place, group in enumerate(GROUPS) for name in group}
    return len({(its.subject, places.get(its.question, its.question)) for its in answered})


def ticked(current: Consultation, form: MultiDict[str, str]) -> Mapping[str, bool | None]:
    """The answer to each question of a page of several; none where the form is of one alone."""
    questions = current.frame.ruleset.questions
    allowed = {name for group in GROUPS for name in group if name in questions}
    listed = [name for name in form.getlist(LISTED) if name in allowed]
    if form.get("unknown"):
        return dict.fromkeys(listed)
    chosen = form.getlist("yes")
    return {name: name in chosen for name in listed}
