"""One question as a page shows it: its fields, how far one has come, and why it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from flask import request, url_for

from ....i18n import Wording, gettext
from ....rules.evaluation.household_outcomes import proposed_size
from ....rules.evaluation.interview import Asking, HouseholdAgenda
from ....rules.evaluation.next_steps import FindOut
from ....rules.model.households import Subject
from ....rules.model.months import NONE, Span, read_months
from ....rules.model.question_kinds import QuestionKind
from ....rules.model.ruleset import Question
from ...http import request_context
from ...lines.answers import AnswerLine, answer_line
from ...lines.people import (
    about_person,
    question_hint,
    question_href,
    question_words,
    who_value,
)
from ...lines.phrasebook import phrasebook
from ...lines.places import ClusterList, district_links
from ...lines.requirement_words import quoted
from ...lines.step_cards import StepCard, step_list
from ...lines.whose import Whose
from ..consultation import Consultation
from .band_lines import BandLine, band_lines, year_choices
from .family_row import FamilyMember, family_row
from .household_size import prefilled, proposed_words
from .same_answer import SameOffer, same_for, same_offer
from .together import OtherQuestion, others_on_page, pages_of

Control = Literal["options", "month", "places", "figure"]
"""The form fields of a question."""

#: After so many answers a page shows what they come to so far.
_SO_FAR_EVERY = 8
#: How many of the first steps it shows.
_SO_FAR_STEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    value: str
    text: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LookUpLine:
    """Something answered «不知道» that is worth looking up, and where to find it."""

    label: str
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class QuestionReason:
    """A service the question matters to, and what it would settle there."""

    service: str
    requirement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """The context of one question's page.

    ``about``: whose question it is; ``family``: everybody told, with whose turn it is;
    ``bands``: spans to choose from where the month itself may not be needed; ``near_years`` stand
    open, ``decades`` folded; ``same``: the first adult's answer, to be taken over; ``same_for``:
    for whom else an answer may hold; ``others``: what is asked along with it; ``so_far``: the first
    steps that are known already; ``given`` holds the fields as they were typed; ``check`` names the
    check that its form is of; ``understood``: the answer before, where it was typed as a number, as
    it was understood; ``contradicted``: the answers given before that cannot stand beside this one;
    ``size_differs``: another number of people was told of, ``told``; ``find_out``: after three
    «不知道» in a row, what to look up before going on.
    """

    id: str
    kind: QuestionKind
    text: str
    about: str
    family: tuple[FamilyMember, ...]
    hint: str
    where: str
    none: str
    unit: str
    options: tuple[OptionLine, ...]
    clusters: tuple[ClusterList, ...]
    on: str
    bands: tuple[BandLine, ...]
    near_years: tuple[int, ...]
    decades: tuple[tuple[int, ...], ...]
    months: tuple[tuple[int, str], ...]
    same: SameOffer | None
    same_for: str
    others: tuple[OtherQuestion, ...]
    so_far: tuple[StepCard, ...]
    proposed: str
    given: Mapping[str, str]
    error: str
    number: int
    at_most: int
    percent: int
    reasons: tuple[QuestionReason, ...]
    district_name: str
    action: str
    back: str
    check: str
    understood: AnswerLine | None
    contradicted: tuple[AnswerLine, ...]
    size_differs: bool
    told: int
    find_out: tuple[LookUpLine, ...]

    @property
    def field(self) -> str:
        """The id of the field that an error leads to: the first that can take the focus."""
        match self.kind:
            case "number" | "money":
                return "value"
            case "month":
                if self.bands:
                    return f"value-{self.bands[0].value}"
                return "month" if self.given.get("year") and not self.given.get("month") else "year"
            case "yes_no" | "choice":
                chosen = (option for option in self.options if option.chosen)
                return f"value-{next(chosen, self.options[0]).value}"
            case "district":
                return "q"
            case _:
                assert_never(self.kind)

    @property
    def control(self) -> Control:
        """How the answer is given."""
        match self.kind:
            case "yes_no" | "choice":
                return "options"
            case "month":
                return "month"
            case "district":
                return "places"
            case "number" | "money":
                return "figure"
            case _:
                assert_never(self.kind)


def given_fields(question: Question, answers: Mapping[str, object]) -> dict[str, str]:
    """The form fields of an answer that was given before."""
    if question.id not in answers:
        return {}
    value = answers[question.id]
    if value is None:
        return {"value": "unknown"}
    if isinstance(value, bool):
        return {"value": "yes" if value else "no"}
    if question.kind == "month" and isinstance(value, str) and value != NONE:
        month = read_months(value)
        if isinstance(month, Span):
            return {"value": value}
        return {"year": str(month.year), "month": str(month.month)}
    if question.kind == "money" and isinstance(value, int):
        yuan = value / 100
        return {"value": f"{yuan:.0f}" if value % 100 == 0 else f"{yuan:.2f}"}
    return {"value": str(value)}


def option_lines(
    question: Question, given: Mapping[str, str], wording: Wording
) -> tuple[OptionLine, ...]:
    """The choices of a question of kind choice or yes_no; the others have none."""
    chosen = given.get("value", "")
    match question.kind:
        case "yes_no":
            words = {"yes": gettext("Yes"), "no": gettext("No")}
            return tuple(
                OptionLine(value=v, text=text, hint="", chosen=v == chosen)
                for v, text in words.items()
            )
        case "choice":
            return tuple(
                OptionLine(
                    value=option.id,
                    text=wording.text(option.text),
                    hint=wording.maybe(option.hint),
                    chosen=option.id == chosen,
                )
                for option in question.options
            )
        case "number" | "money" | "month" | "district":
            return ()
        case _:
            assert_never(question.kind)


def unit_words(question: Question) -> str:
    """The unit behind a number field."""
    if question.kind == "money":
        return gettext("yuan")
    match question.unit:
        case "sqm":
            return "㎡"
        case "persons":
            return gettext("persons")
        case "months":
            return gettext("months")
        case "grade":
            return gettext("grade (as a figure)")
        case "" | "fen_per_month":
            return ""
        case _:
            assert_never(question.unit)


def reasons_for(asked: Asking, current: Consultation) -> tuple[QuestionReason, ...]:
    """Which services still need the question about somebody, and for which requirement."""
    wording = request_context.wording()
    who = asked.subject
    question = asked.question
    found: dict[str, QuestionReason] = {}
    for outcome in current.all_outcomes():
        for candidate in outcome.candidates:
            involved = who.kind == "household" or who in (outcome.subject, candidate.adult)
            if not involved or question not in candidate.asks:
                continue
            evaluation = candidate.evaluation
            needing = [its for its in evaluation.findings if question in its.missing]
            text = quoted(needing[0].requirement, wording) if needing else ""
            name = wording.text(evaluation.service.name)
            found.setdefault(evaluation.service.id, QuestionReason(name, text))
    return tuple(found.values())


def progress(answered: int, agenda: HouseholdAgenda) -> int:
    """How far one has come, in percent; it never promises the end before it is reached."""
    total = answered + agenda.most
    return 100 if total == 0 else round(100 * answered / total)


def question_context(
    question: Question,
    who: Subject,
    current: Consultation,
    given: Mapping[str, str],
    error: str = "",
    contradicted: tuple[AnswerLine, ...] = (),
    *,
    size_differs: bool = False,
) -> QuestionPage:
    """The context of a question about somebody, with the fields as they were typed."""
    words = request_context.wording()
    release = request_context.release()
    own = Asking(who, question.id)
    before = current.without(own)
    agenda = before.agenda
    day = current.state.day
    answered = current.given
    place = answered.index(own) if own in answered else len(answered)
    pages = pages_of(answered[:place])
    hrefs = dict.fromkeys(release.ruleset.gazetteer.districts, "")
    clusters = (
        district_links(release.ruleset.gazetteer, day, words, release.derived, hrefs)
        if question.kind == "district"
        else ()
    )
    household = current.household
    (near, decades) = year_choices(question, day)
    new = own not in answered and not return_to()
    return QuestionPage(
        id=question.id,
        kind=question.kind,
        text=question_words(question, who, household),
        about=about_person(who, household),
        family=family_row(before, who),
        hint=question_hint(question, who, household),
        where=words.maybe(question.where),
        none=words.maybe(question.none),
        unit=unit_words(question),
        options=option_lines(question, given, words),
        clusters=clusters,
        on=day.isoformat() if current.state.chosen else "",
        bands=() if _asked_for_month(current, own, given) else band_lines(question, given, before),
        near_years=near,
        decades=decades,
        months=tuple((number, words.number(number)) for number in range(1, 13)),
        same=same_offer(current, own) if new else None,
        same_for=same_for(current, own) if new else "",
        others=others_on_page(before, own) if new and not error else (),
        so_far=_so_far(current) if new and pages and pages % _SO_FAR_EVERY == 0 else (),
        proposed=proposed_words(current, own),
        given=_prefilled(current, own, given),
        error=error,
        number=pages + 1,
        at_most=max(agenda.most - 1, 0),
        percent=progress(place, agenda),
        reasons=reasons_for(own, before),
        district_name=words.text(current.district.name),
        action=answer_action(who, question.id),
        back=question_href(answered[place - 1]) if place else url_for(".check"),
        check=current.state.check,
        understood=_understood(current, answered[place - 1]) if place else None,
        contradicted=contradicted,
        size_differs=size_differs,
        told=proposed_size(household),
        find_out=() if own in answered else _look_up(current),
    )


def _so_far(current: Consultation) -> tuple[StepCard, ...]:
    """The first steps that can be taken whatever is answered next."""
    useful = [its for its in current.steps.every if not isinstance(its, FindOut)]
    steps = tuple(useful[:_SO_FAR_STEPS])
    return step_list(steps, current.frame, phrasebook(), Whose(current.household)).cards


def _asked_for_month(current: Consultation, asked: Asking, given: Mapping[str, str]) -> bool:
    """Whether a span was given that does not decide: then the month itself is asked."""
    return "/" in given.get("value", "") and asked in current.agenda.asked


def _prefilled(current: Consultation, asked: Asking, given: Mapping[str, str]) -> Mapping[str, str]:
    return given or prefilled(current, asked)


def answer_action(who: Subject, question: str) -> str:
    """Where the form of a question is sent."""
    return url_for(".answer", question=question, who=who_value(who), **return_to())


def return_to() -> dict[str, Any]:
    """Where a changed answer leads back to: the list of answers or the result."""
    back = request.args.get("back", "")
    service = request.args.get("service", "")
    if back == "service_result" and service in request_context.release().ruleset.services:
        return {"back": back, "service": service}
    return {"back": back} if back in ("answers", "result") else {}


def line_of(current: Consultation, asked: Asking) -> AnswerLine:
    """An answer given for somebody."""
    question = current.frame.ruleset.questions[asked.question]
    answers = current.household.of(asked.subject)
    return answer_line(
        question,
        answers,
        current.state.day,
        phrasebook(),
        href=question_href(asked),
        who=who_value(asked.subject),
    )


def _look_up(current: Consultation) -> tuple[LookUpLine, ...]:
    """After three «不知道» in a row, what stands in the way of most results."""
    words = request_context.wording()
    questions = current.frame.ruleset.questions
    found = ((questions[its.question], question_href(its)) for its in current.to_find_out)
    return tuple(
        LookUpLine(
            label=words.text(question.short),
            where=words.maybe(question.where) or words.maybe(question.hint),
            href=href,
        )
        for question, href in found
    )


def _understood(current: Consultation, asked: Asking) -> AnswerLine | None:
    """An answer as it was understood, if it was typed as a number."""
    typed = current.frame.ruleset.questions[asked.question].kind in ("number", "money")
    return line_of(current, asked) if typed and current.answer_of(asked) is not None else None
