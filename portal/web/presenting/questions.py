"""A question as its page shows it, with why it is asked and how far one has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from ...i18n import Wording, gettext
from ...rules.evaluation import Evaluation
from ...rules.interview import Agenda
from ...rules.model import Question
from ...rules.months import Month
from .places import ClusterList


@dataclass(frozen=True, slots=True)
class OptionLine:
    value: str
    text: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A service the question matters to, and what it would settle there."""

    service: str
    requirement: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The context of one question's page. ``given`` holds the fields as they were typed."""

    id: str
    kind: str
    text: str
    hint: str
    where: str
    none: str
    unit: str
    options: tuple[OptionLine, ...]
    clusters: tuple[ClusterList, ...]
    years: tuple[int, ...]
    months: tuple[tuple[int, str], ...]
    given: Mapping[str, str]
    error: str
    number: int
    at_most: int
    percent: int
    reasons: tuple[Reasoning, ...]
    district_name: str
    action: str
    back: str

    @property
    def decades(self) -> tuple[tuple[int, ...], ...]:
        """The years to choose from by decade, newest first."""
        return tuple(tuple(group) for _, group in groupby(self.years, lambda year: year // 10))


def given_fields(question: Question, answers: Mapping[str, object]) -> dict[str, str]:
    """The form fields of an answer that was given before."""
    if question.id not in answers:
        return {}
    value = answers[question.id]
    if value is None:
        return {"value": "unknown"}
    if isinstance(value, bool):
        return {"value": "yes" if value else "no"}
    if question.kind == "month" and isinstance(value, str) and value != "none":
        month = Month.read(value)
        return {"year": str(month.year), "month": str(month.month)}
    if question.kind == "money" and isinstance(value, int):
        yuan = value / 100
        return {"value": f"{yuan:.0f}" if value % 100 == 0 else f"{yuan:.2f}"}
    return {"value": str(value)}


def option_lines(
    question: Question, given: Mapping[str, str], wording: Wording
) -> tuple[OptionLine, ...]:
    """The choices of a question of kind choice or yes_no."""
    chosen = given.get("value", "")
    if question.kind == "yes_no":
        words = {"yes": gettext("Yes"), "no": gettext("No")}
        return tuple(OptionLine(v, text, "", v == chosen) for v, text in words.items())
    return tuple(
        OptionLine(
            option.id,
            wording.text(option.text),
            wording.maybe(option.hint),
            option.id == chosen,
        )
        for option in question.options
    )


def unit_words(question: Question) -> str:
    """The unit behind a number field."""
    if question.kind == "money":
        return gettext("yuan")
    return {"sqm": "㎡", "persons": gettext("persons"), "months": gettext("months")}.get(
        question.unit, ""
    )


def reasons_for(
    question: str, evaluations: Iterable[Evaluation], wording: Wording
) -> tuple[Reasoning, ...]:
    """Which services still need the question, and for which requirement."""
    found = []
    for evaluation in evaluations:
        if question not in evaluation.missing:
            continue
        needing = [f for f in evaluation.findings if question in f.missing]
        text = wording.text(needing[0].requirement.text).rstrip("。.") if needing else ""
        found.append(Reasoning(wording.text(evaluation.service.name), text))
    return tuple(found)


def progress(answered: int, agenda: Agenda) -> int:
    """How far one has come, in percent; it never promises the end before it is reached."""
    total = answered + agenda.at_most
    return 100 if total == 0 else round(100 * answered / total)


def error_words(code: str, question: Question) -> str:
    """What was wrong with what was typed, and how to mend it."""
    if code == "empty":
        return gettext("Choose an answer, or choose that you don't know.")
    if code == "future":
        return gettext("This month has not come yet. Choose a month that has begun.")
    if code == "month":
        return gettext("Choose both a year and a month.")
    if code in ("number", "money"):
        return gettext("Write a number in figures, such as 3500.")
    if code == "decimals":
        return gettext("Write at most one digit after the point.")
    if code == "range":
        scale = 100 if question.kind == "money" else 1
        return gettext(
            "Write a number from %(least)s to %(most)s.",
            least=question.minimum // scale,
            most=question.maximum // scale,
        )
    return gettext("Choose one of the answers shown.")
