"""What to do now, what opens when: services that open services, and the windows of the year.

Only *meets* grants, once, in the month of the outcome plus the service's time limit; a grant never
takes away what a person already has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .answers import Answer, Answers
from .districts import District
from .evaluation import Evaluation, Frame, Outcome
from .findings import Reason
from .model import Ruleset, Service, Window
from .months import NONE, Month

HORIZON = 60
"""Months looked ahead."""
_WORKING_DAYS, _CALENDAR_DAYS = 5, 7


@dataclass(frozen=True, slots=True)
class Milestone:
    """A service that is met from a month on; ``opened_by``: services whose grants it needed."""

    month: Month
    service: str
    opened_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window of the year that comes next: from a month to a month."""

    month: Month
    until: Month
    service: str
    window: Window


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Milestones and windows, each by month."""

    milestones: tuple[Milestone, ...]
    windows: tuple[OpenWindow, ...]


def roadmap(
    ruleset: Ruleset, district: District, day: date, answers: Answers, today: date
) -> Roadmap:
    """The road ahead of a situation, if nothing but time and the services taken up change it."""
    start, given = Month.on(day), dict(answers)
    frame = Frame(ruleset, district, day)
    now = {found.service.id: found for found in frame.evaluate(given, today)}
    waiting = [name for name, found in now.items() if _may_come(found)]
    milestones = [Milestone(start, name) for name in waiting if _met(now[name])]
    pending = [grant for m in milestones for grant in _grants(frame, m)]
    waiting = [name for name in waiting if not _met(now[name])]
    granted: dict[str, str] = {}
    for ahead in range(1, HORIZON + 1):
        month = start.later(ahead)
        if not waiting or not district.period.holds(month.first_day):
            break
        for due, service, question, value in pending:
            if due <= month and _is_gain(given.get(question)):
                given[question], granted[question] = value, service
        frame = Frame(ruleset, district, month.first_day)
        reached = [n for n in waiting if _met(frame.service(n).evaluate(given, today))]
        for name in reached:
            milestone = Milestone(month, name, _opened_by(frame, name, given, granted, today))
            milestones.append(milestone)
            pending += _grants(frame, milestone)
        waiting = [name for name in waiting if name not in reached]
    return Roadmap(tuple(milestones), _windows(ruleset, now, district, day, answers))


def _met(found: Evaluation) -> bool:
    return found.outcome is Outcome.MEETS


def _may_come(found: Evaluation) -> bool:
    """Whether time or a grant may still turn the outcome to met; never across a gap."""
    if not found.covered or found.outcome is Outcome.DOES_NOT_CONCERN:
        return False
    return not any(finding.reason is Reason.GAP for finding in found.findings)


_Grant = tuple[Month, str, str, Answer]


def _grants(frame: Frame, milestone: Milestone) -> Iterator[_Grant]:
    """What a met service makes true, and from which month on."""
    service = frame.ruleset.services[milestone.service]
    days = timedelta(days=_days(service, frame.district, frame.day))
    due = max(Month.on(frame.day + days), milestone.month)
    for question, value in service.grants.items():
        answer = due if value == "this_month" else value
        yield due, service.id, question, answer  # type: ignore[misc]


def _days(service: Service, district: District, day: date) -> int:
    """A service's time limit in calendar days, 0 if none is published."""
    for its in service.particulars:
        if its.kind == "time_limit" and its.scope.holds(district, day):
            if its.working_days:
                return its.working_days * _CALENDAR_DAYS // _WORKING_DAYS + 2
            return its.days or 0
    return 0


def _is_gain(answer: Answer) -> bool:
    return answer in (None, False, NONE)


def _opened_by(
    frame: Frame, name: str, given: Answers, granted: dict[str, str], today: date
) -> tuple[str, ...]:
    found = frame.service(name).evaluate(given, today)
    used = {question for finding in found.findings for question in finding.answers}
    services = [service for question, service in granted.items() if question in used]
    return tuple(dict.fromkeys(service for service in services if service != name))


def _windows(
    ruleset: Ruleset,
    now: dict[str, Evaluation],
    district: District,
    day: date,
    answers: Answers,
) -> tuple[OpenWindow, ...]:
    found = []
    for service in ruleset.services.values():
        if now[service.id].outcome is Outcome.DOES_NOT_CONCERN:
            continue
        for window in service.windows:
            span = _next(window, day, answers) if window.scope.holds(district, day) else None
            if span is not None:
                found.append(OpenWindow(*span, service.id, window))
    return tuple(sorted(found, key=lambda its: its.month))


def _next(window: Window, day: date, answers: Answers) -> tuple[Month, Month] | None:
    """When a window is open next, as months; None if it is over or depends on what is unknown."""
    here = Month.on(day)
    if window.opens and window.closes:
        return (Month.on(window.opens), Month.on(window.closes)) if window.closes >= day else None
    if window.month:
        until = window.until_month or window.month
        year = day.year + (until < day.month)
        return Month.of(year, window.month), Month.of(year, until)
    since = answers.get(window.anniversary_of or "")
    if not isinstance(since, Month):
        return None
    month = next(m for n in range(1, 200) if (m := since.later(12 * n - 1)) >= here)
    return month, month
