"""One service in full, for one person of the household: what to do, what is lacking, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....rules.evaluation.household_outcomes import SubjectOutcome, shown_first
from ....rules.evaluation.next_steps import as_planned
from ....rules.evaluation.outcomes import Outcome
from ....rules.model.households import Subject
from ....store.kiosks.machines import PAPERS
from ...http import request_context
from ...http.pages import page
from ...http.qr_codes import QrCode, qr_drawn, qr_path
from ...http.redirects import see_other
from ...lines.phrasebook import phrasebook
from ...lines.results import Result, ResultMaker
from ...lines.stand_lines import short_words
from ...lines.step_words import StepWords
from ...lines.whose import Whose
from ...receipt_code import Receipt, receipt_code
from .. import lookups
from ..consultation import Consultation, consultation
from ..receipt import session_mark
from .slips import PaperLine, outside, paper_lines, usual_paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """Somebody whose result can be shown; ``words``: how it stands for them."""

    name: str
    icon: str
    words: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResultPage:
    """The context of one service's result, and of its slip.

    ``whose``: of whom it speaks, where several could be meant; ``you_means``: whom its sentences
    mean by «you», where that is the partner; ``by``: whose facts counted;
    ``share``: the steps as text, without any answer; ``slip``: the receipt as a QR code, on paper;
    ``of``: see `session_mark`.
    """

    result: Result
    district_name: str
    day: str
    whose: str
    you_means: str
    persons: tuple[PersonChoice, ...]
    by: str
    share: str
    receipt: str
    qr: QrCode
    slip: QrCode | None
    of: str | None
    paper: str
    papers: tuple[PaperLine, ...]
    slip_href: str
    back: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/result/<service>", "service_result", service_result)


def service_result(service: str) -> Response:
    """One service for the person of ``?who=``, else for whom it is shown first."""
    found = lookups.service(service)
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    shown = outcome_shown(current, found.id)
    paper = request.args.get("print", "")
    template = "slip.html" if paper in PAPERS else "result.html"
    return page(f"resident/result/{template}", _context(current, shown, paper))


def outcome_shown(current: Consultation, service: str) -> SubjectOutcome:
    """The outcome for the person of ``?who=``, else the one that is `shown_first`."""
    outcomes = current.outcomes(service)
    asked = Subject.read(request.args.get("who", ""))
    shown = next(
        (its for its in outcomes if its.subject == asked),
        min(outcomes, key=lambda its: shown_first(its.evaluation)),
    )
    return as_planned(current.frame, shown)


def result_maker(current: Consultation, shown: SubjectOutcome, whose: Whose) -> ResultMaker:
    """Words for what one service comes to for one person."""
    return ResultMaker(shown, current.state.day, phrasebook(), whose, current.uncounted)


def _context(current: Consultation, shown: SubjectOutcome, paper: str) -> ServiceResultPage:
    words = request_context.wording()
    whose = Whose(current.household)
    service = shown.evaluation.service
    outcomes = current.outcomes(service.id)
    steps = current.steps_of(service.id, shown.subject)
    result = result_maker(current, shown, whose).result(steps, current.frame)
    receipt = Receipt(
        release=request_context.release().number,
        day=current.state.day,
        district=current.district.id,
        service=service.id,
        outcome=shown.outcome.value,
        person=shown.subject.kind if whose.are_several else "",
    )
    code = "" if request_context.preview() else receipt_code(receipt)
    # Drawing one takes longer than the rest of the page.
    drawn = code and paper in PAPERS and qr_drawn(outside(".receipt", code=code))
    guide = outside(".guide", district=current.district.id, name=service.id)
    who = str(shown.subject) if len(outcomes) > 1 else None
    return ServiceResultPage(
        result=result,
        district_name=result.district_name,
        day=result.day,
        whose=whose.who((shown.subject,)),
        you_means=you_means(shown, whose),
        persons=tuple(person_choices(current, shown, whose)),
        by=by_words(shown, whose),
        share=_shared(result, StepWords(current.frame, words, whose)),
        receipt=code,
        qr=qr_path(guide),
        slip=drawn or None,
        of=session_mark(),
        paper=paper,
        papers=paper_lines(".service_result", paper, service=service.id, who=who),
        slip_href=url_for(".service_result", service=service.id, who=who, print=usual_paper()),
        back=url_for(".service_result", service=service.id, who=who),
    )


def person_choices(
    current: Consultation, shown: SubjectOutcome, whose: Whose, view: str = ".service_result"
) -> Iterator[PersonChoice]:
    """Everybody for whom a service is, with how it stands for each."""
    words = request_context.wording()
    service = shown.evaluation.service.id
    for its in current.outcomes(service):
        steps = current.steps_of(service, its.subject)
        yield PersonChoice(
            name=whose.name(its.subject),
            icon="child" if its.subject.kind == "child" else "adult",
            words=short_words(its.evaluation, steps, words),
            href=url_for(view, service=service, who=str(its.subject)),
            current=its.subject == shown.subject,
        )


def you_means(shown: SubjectOutcome, whose: Whose) -> str:
    """Rules speak to «you»: whom they mean, where that is not who reads."""
    adult = shown.by[0] if shown.by else shown.subject
    if adult.kind != "adult" or adult.number == 1:
        return ""
    return gettext("“You” means here: %(who)s.", who=whose.name(adult))


def by_words(shown: SubjectOutcome, whose: Whose) -> str:
    """Whose facts counted, where that is not plain: who should apply, or that both are equal."""
    silent = (Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.MORE_INFORMATION)
    if len(shown.candidates) < 2 or shown.outcome in silent or shown.evaluation.split_between:
        return ""
    names = whose.names(shown.by)
    if len(shown.by) > 1:
        return gettext("It comes to the same with the facts of either of you; either can apply.")
    if shown.outcome in (Outcome.MEETS, Outcome.COUNTER_DECIDES):
        return gettext(
            "Whose facts count: %(who)s, for they fit better. The same person should apply.",
            who=names,
        )
    return gettext("Whose facts count: %(who)s, for they fit better.", who=names)


def _shared(result: Result, told: StepWords) -> str:
    """The steps of the page as text that can be sent to somebody; no answer stands in it."""
    lines = [f"{result.line.name} · {result.district_name} · {result.day}", ""]
    cards = (card for card in result.steps.cards if card.line.kind != "find_out")
    for number, card in enumerate(cards, 1):
        lines.append(f"{number}. {told.text(card.line, brief=True)}")
    lines += [
        *result.steps.notes,
        "",
        gettext(
            "This is guidance, not an official site of the government. The office that handles "
            "your case decides."
        ),
    ]
    return "\n".join(lines)
