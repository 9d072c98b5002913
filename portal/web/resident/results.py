"""The result: all services asked about, and one of them in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...rules.evaluation import Evaluation, Outcome
from ...store.counting import count
from ...store.kiosks import PAPERS
from .. import surroundings
from ..pages import page
from ..presenting.results import ORDER, Result, ResultLine, ResultMaker, outcome_words
from ..qr import QrCode, qr_path
from ..receipts import Receipt
from . import asked
from .situation import Situation, situation


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The services with one outcome."""

    outcome: str
    words: str
    lines: tuple[ResultLine, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The context of the overview of results."""

    district: str
    district_name: str
    topic_name: str
    day: str
    release: int
    groups: tuple[OutcomeGroup, ...]
    go_on: str
    answered: int


@dataclass(frozen=True, slots=True)
class TakenResult:
    """The context of one service's result: the result, its receipt, and the guide as a QR code."""

    result: Result
    receipt: str
    qr: QrCode


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/result", "result", result)
    blueprint.add_url_rule("/result/<service>", "service_result", service_result)


def _maker(current: Situation) -> ResultMaker:
    return ResultMaker(
        current.frame.ruleset,
        current.answers,
        current.held.day,
        surroundings.wording(),
        surroundings.today(),
    )


def _count(topic: str, evaluations: Iterable[Evaluation]) -> None:
    """Count that a result was shown, and its outcomes, without where and for whom."""
    day = surroundings.today()
    count("results", topic, day)
    for evaluation in evaluations:
        count("outcome", evaluation.outcome.value, day)


def result() -> Response:
    """Every service asked about, grouped by outcome; ``?district=`` looks at another district."""
    current = situation(request.args.get("district"))
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    words, maker = surroundings.wording(), _maker(current)
    evaluations = current.evaluations()
    groups = []
    for outcome in ORDER:
        lines = tuple(maker.line(e) for e in evaluations if e.outcome is outcome)
        if lines:
            folded = outcome is Outcome.DOES_NOT_CONCERN
            groups.append(OutcomeGroup(outcome.value, outcome_words(outcome), lines, folded))
    topic = current.frame.ruleset.topics.get(current.held.topic or "")
    following = current.agenda().next
    _count(current.held.topic or "", evaluations)
    context = ResultsPage(
        current.district.id,
        words.text(current.district.name),
        words.text(topic.name) if topic else "",
        words.day(current.held.day),
        surroundings.release().number,
        tuple(groups),
        url_for(".question", question=following) if following else "",
        len(current.answers),
    )
    return page("results.html", context)


def service_result(service: str) -> Response:
    """One service in full: every requirement, the answer it used, its source."""
    found, current = asked.service(service), situation(request.args.get("district"))
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    frame = current.frame.service(found.id)
    evaluation = frame.evaluate(current.answers, surroundings.today())
    receipt = Receipt(
        surroundings.release().number,
        current.held.day,
        current.district.id,
        found.id,
        evaluation.outcome.value,
    )
    result = _maker(current).result(evaluation, frame)
    guide = url_for(
        f"phone-{surroundings.language().id}.guide",
        district=current.district.id,
        name=found.id,
        _external=True,
    )
    template = "slip.html" if request.args.get("print") in PAPERS else "result.html"
    return page(template, TakenResult(result, receipt.code, qr_path(guide)))
