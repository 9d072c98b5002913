"""The roadmap: one time line for the household, as a picture, as a list and as dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, url_for

from ....i18n import gettext
from ....rules.model.months import Month
from ...http import request_context
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.family_plan import FamilyPlan, family_plan_lines
from ...lines.time_line import Mark, MarkKind, TimeLine, time_line
from ...lines.whose import PersonLine, Whose
from ..consultation import Consultation, consultation
from .road_days import Stop, day_lines, stops


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """One thing at a station; ``number``: the same in the picture, none for what is there now."""

    number: int | None
    kind: MarkKind
    who: str
    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Station:
    """A month on the road with what it brings."""

    when: str
    now: bool
    stops: tuple[StopLine, ...]


@dataclass(frozen=True, slots=True)
class UnclearLine:
    """Something to find out first, and who can."""

    who: str
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapPage:
    """The context of the roadmap; ``kinds``: what the marks of the picture mean."""

    title: str
    district_name: str
    day: str
    people: tuple[PersonLine, ...]
    picture: TimeLine | None
    kinds: tuple[tuple[MarkKind, str], ...]
    stations: tuple[Station, ...]
    plan: FamilyPlan | None
    days: tuple[str, ...]
    go_on: str
    find_out: tuple[UnclearLine, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/roadmap", "roadmap", show)


def show() -> Response:
    """The road as a picture and as a list by month."""
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    words = request_context.wording()
    here = Month.on(current.state.day)
    whose = Whose(current.household)
    found = stops(current, whose)
    listed = sorted(found, key=lambda stop: _place(stop, here))
    following = current.agenda.next
    context = RoadmapPage(
        title=gettext("Roadmap of your household") if whose.are_several else gettext("Roadmap"),
        district_name=words.text(current.district.name),
        day=words.day(current.state.day),
        people=whose.lines(),
        picture=_picture(listed, here, whose),
        kinds=tuple((kind, _kind_words(kind)) for kind in _kinds(listed)),
        stations=tuple(_stations(listed, here)),
        plan=family_plan_lines(current.plan, here, current.frame.ruleset, whose, words),
        days=tuple(line.sentence for line in day_lines(found, current.state.day)),
        go_on=url_for(".question", question=following.question, who=str(following.subject))
        if following
        else "",
        find_out=_unclear(current, whose),
    )
    return page("resident/result/roadmap.html", context)


def _place(stop: Stop, here: Month) -> tuple[Month, bool]:
    """What can be done now, then what comes in this month, then by month."""
    return stop.month, stop.month == here and stop.kind != "now"


def _stations(listed: list[Stop], here: Month) -> list[Station]:
    numbers = _numbers(listed)
    return [
        Station(
            when=gettext("Now")
            if month == here and not later
            else request_context.wording().month(month),
            now=month == here and not later,
            stops=tuple(_line(stop, numbers.get(stop.key)) for stop in group),
        )
        for (month, later), group in groupby(listed, key=lambda stop: _place(stop, here))
    ]


def _numbers(listed: Iterable[Stop]) -> dict[str, int]:
    """The numbers of what is still to come."""
    coming = (stop.key for stop in listed if stop.kind != "now")
    return {key: number for number, key in enumerate(coming, 1)}


def _line(stop: Stop, number: int | None) -> StopLine:
    return StopLine(
        number=number,
        kind=stop.kind,
        who=stop.who,
        name=stop.name,
        text=stop.text,
        href=stop.href,
    )


def _picture(listed: list[Stop], here: Month, whose: Whose) -> TimeLine | None:
    """A row for each person; what is of the whole household stands in a row of its own."""
    numbers = _numbers(listed)
    people = [*whose.people]
    if any(stop.subjects and stop.subjects[0].kind == "household" for stop in listed):
        people = [*whose.household.of_kind("household"), *people]
    coming = [
        Mark(
            number=numbers[stop.key],
            kind=stop.kind,
            month=stop.month,
            rows=tuple(people.index(its) for its in stop.subjects if its in people),
        )
        for stop in listed
        if stop.key in numbers
    ]
    busy = {its for stop in listed if stop.kind == "now" for its in stop.subjects}
    now = Mark(
        number=0,
        kind="now",
        month=here,
        rows=tuple(row for row, its in enumerate(people) if its in busy),
    )
    return time_line(here, tuple(map(whose.name, people)), (now, *coming))


def _kinds(listed: list[Stop]) -> list[MarkKind]:
    order: tuple[MarkKind, ...] = ("now", "opens", "window", "begin_by")
    return [kind for kind in order if any(stop.kind == kind for stop in listed)]


def _kind_words(kind: MarkKind) -> str:
    return {
        "now": gettext("can be done now"),
        "opens": gettext("opens or is full"),
        "window": gettext("a window of the year"),
        "begin_by": gettext("must begin by then"),
    }[kind]


def _unclear(current: Consultation, whose: Whose) -> tuple[UnclearLine, ...]:
    questions = current.frame.ruleset.questions
    words = request_context.wording()
    return tuple(
        UnclearLine(
            who=whose.who((its.subject,)),
            name=words.text(questions[its.question].short),
            href=url_for(".question", question=its.question, who=str(its.subject)),
        )
        for its in current.road.unclear
    )
