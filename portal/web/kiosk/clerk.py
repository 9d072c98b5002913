"""The clerk view, behind the PIN of the counter: clauses, sources, the reasoning, receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ...i18n import gettext
from ...store.kiosks import enrolment
from ...store.kiosks.enrolment import WrongPin
from ...store.people.sign_in_throttle import Throttled
from ..http import kiosk_machine, request_context
from ..http.pages import page
from ..http.redirects import see_other
from ..lines.headlines import headline
from ..lines.phrasebook import phrasebook
from ..lines.reasoning import ReasonedFinding, reasoned
from ..lines.results import ResultLine, strength_words
from ..lines.stand_lines import StandLine, stand_lines
from ..lines.step_cards import StepList, step_list
from ..lines.whose import PersonLine, Whose
from ..receipt_code import read_receipt
from ..resident import lookups
from ..resident.consultation import Consultation, consultation
from ..resident.receipt import not_made_here, receipt_page
from ..resident.result.service_result import (
    PersonChoice,
    by_words,
    outcome_shown,
    person_choices,
    result_maker,
    you_means,
)
from . import clerk_unlock
from .enrolment import throttled_words

_LONGEST = 12


@dataclass(frozen=True, slots=True)
class PinPage:
    """The context of the page that asks for the PIN."""

    error: str


@dataclass(frozen=True, slots=True)
class ClerkLine:
    """A service: how it stands for whom, and where its clauses are."""

    name: str
    stands: tuple[StandLine, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkPage:
    """The context of the clerk view: the results there are, and the check of a receipt."""

    people: tuple[PersonLine, ...]
    lines: tuple[ClerkLine, ...]
    code: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClausesPage:
    """The context of one service's clauses: what it comes to, what to do, what decided it.

    ``whose``: of whom it speaks, where several could be meant; ``by``: whose facts counted.
    """

    line: ResultLine
    whose: str
    you_means: str
    persons: tuple[PersonChoice, ...]
    by: str
    headline: str
    strength_words: str
    steps: StepList
    district_name: str
    day: str
    findings: tuple[ReasonedFinding, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/clerk", "clerk", show)
    blueprint.add_url_rule("/clerk", "unlock", unlock, methods=["POST"])
    blueprint.add_url_rule("/clerk/receipt", "check_receipt", check_receipt, methods=["POST"])
    blueprint.add_url_rule("/clerk/receipt", "ask_receipt", show)
    blueprint.add_url_rule("/clerk/<service>", "clauses", clauses)


def _asked(error: str = "", status: int = 200) -> Response:
    return page("kiosk/pin.html", PinPage(error), status=status)


def show() -> Response:
    """The view, or the question for the PIN."""
    return _view() if clerk_unlock.unlocked() else _asked()


def unlock() -> Response:
    """Take the PIN; a right one opens the view for this session alone."""
    pin = request.form.get("pin", "")[:_LONGEST]
    try:
        enrolment.prove_pin(kiosk_machine.this(), pin, request_context.now())
    except WrongPin:
        return _asked(gettext("This is not the PIN of this counter."), 422)
    except Throttled as fault:
        return _asked(throttled_words(fault), 429)
    return clerk_unlock.unlock(see_other(url_for(".clerk")))


def _view(code: str = "", error: str = "") -> Response:
    current = consultation()
    people: tuple[PersonLine, ...] = ()
    lines: tuple[ClerkLine, ...] = ()
    if current:
        whose = Whose(current.household)
        people = whose.lines()
        lines = tuple(_lines(current, whose))
    context = ClerkPage(people=people, lines=lines, code=code, error=error)
    return page("kiosk/clerk.html", context, status=422 if error else 200)


def _lines(current: Consultation, whose: Whose) -> Iterator[ClerkLine]:
    words = request_context.wording()
    steps = current.steps  # of all services at once, so that none is evaluated twice
    for service in current.services:
        found = [(its, steps.of(service, its.subject)) for its in current.outcomes(service)]
        yield ClerkLine(
            words.text(current.evaluation(service).service.name),
            stand_lines(found, whose, words),
            url_for(".clauses", service=service),
        )


def check_receipt() -> Response:
    """What a receipt says, if it was made here; at no address that could be gone back to."""
    if not clerk_unlock.unlocked():
        return see_other(url_for(".clerk"))
    code = request.form.get("code", "").strip()[:300]
    found = read_receipt(code)
    if found is None:
        words = not_made_here()
        return _view(code, words)
    return receipt_page(found)


def clauses(service: str) -> Response:
    """One service: each requirement with clause, source and the tree of its reasoning."""
    if not clerk_unlock.unlocked():
        return see_other(url_for(".clerk"))
    found = lookups.service(service)
    current = consultation()
    if current is None:
        return see_other(url_for(".clerk"))
    shown = outcome_shown(current, found.id)
    whose = Whose(current.household)
    maker = result_maker(current, shown, whose)
    steps = current.steps_of(found.id, shown.subject)
    context = ClausesPage(
        line=maker.line(),
        whose=whose.who((shown.subject,)),
        you_means=you_means(shown, whose),
        persons=tuple(person_choices(current, shown, whose, ".clauses")),
        by=by_words(shown, whose),
        headline=headline(shown.evaluation, steps),
        strength_words=strength_words(shown.evaluation.strength),
        steps=step_list(steps, current.frame, phrasebook(), own=found.id),
        district_name=maker.wording.text(current.district.name),
        day=maker.wording.day(current.state.day),
        findings=reasoned(current.frame.service(found.id), shown.evaluation, maker.findings),
    )
    return page("kiosk/clauses.html", context)
