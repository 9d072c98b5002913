"""The clerk view, behind the PIN of the counter: clauses, sources, the reasoning, receipts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...i18n import gettext
from ...store import enrolment
from ...store.attempts import Throttled
from ...store.enrolment import WrongPin
from .. import surroundings
from ..pages import page
from ..presenting.findings import FindingMaker
from ..presenting.reasoning import ReasonedFinding, reasoned
from ..presenting.results import ResultLine, ResultMaker
from ..receipts import read_receipt
from ..resident import asked
from ..resident.situation import Situation, situation
from . import machine, unlocking
from .enrolling import throttled_words

_LONGEST = 12


@dataclass(frozen=True, slots=True)
class PinPage:
    """The context of the page that asks for the PIN."""

    error: str


@dataclass(frozen=True, slots=True)
class ClerkPage:
    """The context of the clerk view: the results there are, and the check of a receipt."""

    lines: tuple[tuple[ResultLine, str], ...]
    code: str
    error: str


@dataclass(frozen=True, slots=True)
class ClausesPage:
    """The context of one service's clauses."""

    line: ResultLine
    district_name: str
    day: str
    findings: tuple[ReasonedFinding, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/clerk", "clerk", show)
    blueprint.add_url_rule("/clerk", "unlock", unlock, methods=["POST"])
    blueprint.add_url_rule("/clerk/receipt", "check_receipt", check_receipt, methods=["POST"])
    blueprint.add_url_rule("/clerk/<service>", "clauses", clauses)


def _asked(error: str = "", status: int = 200) -> Response:
    return page("kiosk/pin.html", PinPage(error), status=status)


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]


def show() -> Response:
    """The view, or the question for the PIN."""
    return _view() if unlocking.unlocked() else _asked()


def unlock() -> Response:
    """Take the PIN; a right one opens the view for this session alone."""
    pin = request.form.get("pin", "")[:_LONGEST]
    try:
        enrolment.prove_pin(machine.this(), pin, surroundings.now())
    except WrongPin:
        return _asked(gettext("This is not the PIN of this counter."), 422)
    except Throttled as fault:
        return _asked(throttled_words(fault), 429)
    return unlocking.unlock(_to(url_for(".clerk")))


def _maker(current: Situation) -> ResultMaker:
    words, today = surroundings.wording(), surroundings.today()
    return ResultMaker(current.frame.ruleset, current.answers, current.held.day, words, today)


def _view(code: str = "", error: str = "") -> Response:
    current = situation()
    lines: tuple[tuple[ResultLine, str], ...] = ()
    if current:
        maker = _maker(current)
        lines = tuple(
            (maker.line(its), url_for(".clauses", service=its.service.id))
            for its in current.evaluations()
        )
    return page("kiosk/clerk.html", ClerkPage(lines, code, error), status=422 if error else 200)


def check_receipt() -> Response:
    """On to what a receipt says, if it was made here."""
    if not unlocking.unlocked():
        return _to(url_for(".clerk"))
    code = request.form.get("code", "").strip()[:200]
    found = read_receipt(code)
    if found is None:
        words = gettext("This receipt was not made here, or its code was copied wrongly.")
        return _view(code, words)
    return _to(url_for(".receipt", code=found.code))


def clauses(service: str) -> Response:
    """One service: each requirement with clause, source and the tree of its reasoning."""
    if not unlocking.unlocked():
        return _to(url_for(".clerk"))
    found, current = asked.service(service), situation()
    if current is None:
        return _to(url_for(".clerk"))
    frame, maker = current.frame.service(found.id), _maker(current)
    evaluation = frame.evaluate(current.answers, surroundings.today())
    findings: FindingMaker = maker.findings
    context = ClausesPage(
        maker.line(evaluation),
        maker.wording.text(current.district.name),
        maker.wording.day(current.held.day),
        reasoned(frame, evaluation, findings),
    )
    return page("kiosk/clauses.html", context)
