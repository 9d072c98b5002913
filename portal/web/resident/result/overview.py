"""The result of a household: what to do first, then by topic how it stands for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext, ngettext
from ....rules.evaluation.household_outcomes import SubjectOutcome
from ....rules.model.households import MOST_ADULTS, MOST_CHILDREN
from ....rules.model.months import Month
from ....store.kiosks.machines import PAPERS
from ....store.usage_counts import count_all
from ...http import request_context
from ...http.pages import page
from ...http.qr_codes import QrCode, qr_drawn
from ...http.redirects import see_other
from ...lines.family_plan import FamilyPlan, family_plan_lines
from ...lines.kept_lines import KeptLines
from ...lines.phrasebook import phrasebook
from ...lines.results import ServiceLine, service_line
from ...lines.stand_lines import Standing, count_words
from ...lines.step_cards import StepCard, step_list
from ...lines.step_words import RowWords
from ...lines.whose import PersonLine, Whose, inside
from ..consultation import Consultation, consultation
from .road_days import day_lines, stops
from .slips import PaperLine, outside, paper_lines, usual_paper

_AT_MOST_DATES = 6
"""Dates on the slip of a household: the next ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGroup:
    """The services of one topic that are the household's own business.

    ``aside``: how many of the topic's services it need not do; they are listed apart.
    """

    id: str
    name: str
    count: str
    lines: tuple[ServiceLine, ...]
    aside: str


@dataclass(frozen=True, slots=True)
class FoldedGroup:
    """Services that are folded away: their heading says which."""

    id: str
    words: str
    lines: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """The context of the overview; ``first``: the steps on top of it.

    ``may_add``: words of the link that tells of more people; ``open_words``: what is not asked yet.
    """

    title: str
    district: str
    district_name: str
    topic_names: str
    day: str
    people: tuple[PersonLine, ...]
    may_add: str
    first: tuple[StepCard, ...]
    plan: FamilyPlan | None
    topics: tuple[TopicGroup, ...]
    folded: tuple[FoldedGroup, ...]
    go_on: str
    open_words: str
    answered: int
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSlipPage:
    """The context of the household's slip: the first steps and the next dates."""

    title: str
    district_name: str
    day: str
    people: tuple[str, ...]
    first: tuple[StepCard, ...]
    dates: tuple[str, ...]
    qr: QrCode | None
    paper: str
    papers: tuple[PaperLine, ...]
    back: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/result", "result", result)


def result() -> Response:
    """All services asked about; ``?district=`` looks elsewhere, ``?print=`` makes the slip."""
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    paper = request.args.get("print", "")
    if paper in PAPERS:
        return page("resident/result/household_slip.html", _slip(current, paper))
    found = current.all_outcomes()
    _count(current.topics, found)
    return page("resident/result/overview.html", _overview(current, found))


def _count(topics: Iterable[str], found: Iterable[SubjectOutcome]) -> None:
    """Count that a result was shown, and its outcomes, without where and for whom."""
    day = request_context.today()
    count_all("results", tuple(topics) or ("",), day)
    count_all("outcome", (its.outcome.value for its in found), day)


def _title(whose: Whose) -> str:
    return gettext("Result of your household") if whose.are_several else gettext("My result")


def _first(current: Consultation, whose: Whose) -> tuple[StepCard, ...]:
    return step_list(current.steps.first, current.frame, phrasebook(), whose).cards


def _overview(current: Consultation, found: Iterable[SubjectOutcome]) -> OverviewPage:
    words = request_context.wording()
    ruleset = current.frame.ruleset
    whose = Whose(current.household)
    first = _first(current, whose)
    lines = tuple(_service_lines(current, found, whose))
    agenda = current.agenda
    return OverviewPage(
        title=_title(whose),
        district=current.district.id,
        district_name=words.text(current.district.name),
        topic_names=gettext(", ").join(
            words.text(ruleset.topics[its].name) for its in current.topics
        ),
        day=words.day(current.state.day),
        people=whose.lines(),
        may_add=_may_add(whose),
        first=first,
        plan=family_plan_lines(current.plan, Month.on(current.state.day), ruleset, whose, words),
        topics=tuple(_topics(lines, current)),
        folded=tuple(_folded(lines)),
        go_on=url_for(".question", question=agenda.next.question, who=str(agenda.next.subject))
        if agenda.next
        else "",
        open_words=_open_words(current, whose),
        answered=len(current.given) - len(current.uncounted),
        paper=usual_paper(),
    )


def _service_lines(
    current: Consultation, found: Iterable[SubjectOutcome], whose: Whose
) -> Iterator[ServiceLine]:
    groups: dict[str, list[SubjectOutcome]] = {}
    for its in found:
        groups.setdefault(its.evaluation.service.id, []).append(its)
    words = RowWords(current.frame, request_context.wording())
    kept = KeptLines(current.frame, current.household)
    steps = current.steps
    for service, outcomes in groups.items():
        told = [(its, steps.of(service, its.subject)) for its in outcomes]
        yield kept.line(told, partial(service_line, told, words, whose))


def _topics(lines: Iterable[ServiceLine], current: Consultation) -> Iterator[TopicGroup]:
    """Lines by topic, in the order of the topics; what can be done now comes first."""
    listed = tuple(lines)
    words = request_context.wording()
    for topic in current.frame.ruleset.topics.values():
        of_topic = [its for its in listed if its.topic == topic.id and not its.is_entitlement]
        own = [its for its in of_topic if its.standing not in _FOLDED]
        if not own:
            continue
        told = [its for its in of_topic if its.standing is not Standing.INFORMS]
        counts = Counter(its.standing for its in told)
        counted = gettext(", ").join(
            count_words(kind, counts[kind]) for kind in Standing if counts[kind]
        )
        matters = ngettext("%(num)s matter", "%(num)s matters", len(told))
        yield TopicGroup(
            id=topic.id,
            name=words.text(topic.name),
            count=f"{matters}{gettext(': ')}{counted}",
            lines=tuple(sorted(own, key=_sooner)),
            aside=_aside_words(counts[Standing.ASIDE]),
        )


def _aside_words(number: int) -> str:
    """How many services of a topic are listed apart; empty where none is."""
    if not number:
        return ""
    return ngettext(
        "%(num)s you need not do: see at the end",
        "%(num)s you need not do: see at the end",
        number,
    )


_ORDER = tuple(Standing)
_FOLDED = (Standing.INFORMS, Standing.ASIDE)


def _sooner(line: ServiceLine) -> int:
    return _ORDER.index(line.standing)


def _folded(lines: Iterable[ServiceLine]) -> Iterator[FoldedGroup]:
    """What nobody here decides, what is not known of this district, and what does not concern."""
    groups = {
        "offers": gettext("Rights and offers you can ask for"),
        "not-found": gettext("The procedure of this district was not found"),
        "aside": gettext("Does not concern you"),
    }
    listed: dict[str, list[ServiceLine]] = {}
    for line in lines:
        if line.standing is Standing.ASIDE:
            listed.setdefault("aside", []).append(line)
        elif line.is_entitlement:
            listed.setdefault("offers", []).append(line)
        elif line.standing is Standing.INFORMS:
            listed.setdefault("not-found", []).append(line)
    for name, words in groups.items():
        if name in listed:
            yield FoldedGroup(name, words, tuple(listed[name]))


def _may_add(whose: Whose) -> str:
    """Words of the link that tells of more people; empty where there are as many as can be."""
    household = whose.household
    partner = len(household.adults) < MOST_ADULTS
    child = len(household.children) < MOST_CHILDREN
    if partner and child:
        return gettext("Add a partner or children")
    if partner:
        return gettext("Add a partner")
    return gettext("Add children") if child else ""


def _open_words(current: Consultation, whose: Whose) -> str:
    """What is not asked yet: of whom, and how many questions at most."""
    agenda = current.agenda
    most = ngettext("at most %(num)s question", "at most %(num)s questions", agenda.most)
    if not whose.are_several:
        return gettext(
            "This is the result so far. Not everything is asked yet: %(most)s.", most=most
        )
    people = dict.fromkeys(its.subject for its in agenda.asked)
    names = gettext(", ").join(inside(whose.name(its)) for its in people)
    return gettext(
        "This is the result so far. Still to be asked: %(who)s, %(most)s.", who=names, most=most
    )


def _slip(current: Consultation, paper: str) -> HouseholdSlipPage:
    words = request_context.wording()
    whose = Whose(current.household)
    district = outside(".district", district=current.district.id)
    days = day_lines(stops(current, whose), current.state.day)
    return HouseholdSlipPage(
        title=_title(whose),
        district_name=words.text(current.district.name),
        day=words.day(current.state.day),
        people=tuple(its.name for its in whose.lines()),
        first=_first(current, whose),
        dates=tuple(its.sentence for its in days[:_AT_MOST_DATES]),
        qr=qr_drawn(district) or None,
        paper=paper,
        papers=paper_lines(".result", paper),
        back=url_for(".result"),
    )
