"""What stands on a household's road, in words: for the list, the picture and the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from flask import url_for

from ....i18n import Wording, gettext
from ....rules.evaluation.next_steps import BeginBy
from ....rules.evaluation.outcomes import Outcome
from ....rules.evaluation.roadmap import Milestone, OpenWindow
from ....rules.evaluation.windows import Opening, stem
from ....rules.model.households import Subject
from ....rules.model.months import Month
from ...http import request_context
from ...lines.calendar_days import CalendarDay
from ...lines.step_words import step_lines
from ...lines.time_line import MarkKind
from ...lines.whose import Whose
from ..consultation import Consultation
from .slips import outside

_DETAILS = 1
"""Sentences below a last month to begin; that rules may change is said once for the whole road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One thing on the road.

    ``key``: what it is, whatever its month; ``opens``, ``closes``: the days of its window, which
    are ``usual`` where they are those of past years; ``from_first_day``: from the first day of its
    month on, else by its last at the latest.
    """

    key: str
    kind: MarkKind
    month: Month
    subjects: tuple[Subject, ...]
    who: str
    name: str
    text: str
    href: str
    service: str
    opens: date | None = None
    closes: date | None = None
    usual: bool = False
    from_first_day: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day of the road; ``sentence``: with the day before it, for paper and for copying."""

    key: str
    day: date
    title: str
    text: str
    sentence: str
    service: str


def day_lines(listed: Iterable[Stop], today: date) -> tuple[DayLine, ...]:
    """The days of a road that lie ahead, soonest first; what has no day is not among them."""
    words = request_context.wording()
    days = (line for stop in listed for line in _days(stop, today, words))
    return tuple(sorted(days, key=lambda line: (line.day, line.title)))


def calendar_days(current: Consultation) -> tuple[CalendarDay, ...]:
    """The same for a calendar, each with the address of its guide."""
    district = current.district.id
    return tuple(
        CalendarDay(
            key=line.key,
            day=line.day,
            title=line.title,
            text=line.text,
            address=outside(".guide", district=district, name=line.service),
        )
        for line in day_lines(stops(current, Whose(current.household)), current.state.day)
    )


def _days(stop: Stop, today: date, words: Wording) -> Iterator[DayLine]:
    for suffix, day, what in _moments(stop, today):
        if day < today:
            continue
        name = gettext("%(service)s: %(what)s", service=stop.name, what=what)
        title = gettext("%(who)s: %(what)s", who=stop.who, what=name) if stop.who else name
        yield DayLine(
            key=f"{stop.key}/{suffix}",
            day=day,
            title=title,
            text=stop.text,
            sentence=gettext("%(day)s: %(what)s", day=words.day(day), what=title),
            service=stop.service,
        )


def _moments(stop: Stop, today: date) -> Iterator[tuple[str, date, str]]:
    """The days of a stop, each with what it is: the first day, the last one, the day to ask."""
    if stop.opens is not None and stop.closes is not None:
        if stop.usual and stop.opens < today:
            yield "closes", stop.closes, gettext("closed on this day in past years; ask before")
        elif stop.usual:
            yield "opens", stop.opens, gettext("opened on this day in past years; ask now")
        else:
            yield "opens", stop.opens, gettext("opens")
            yield "closes", stop.closes, gettext("last day")
    elif stop.kind == "begin_by":
        yield "begin", stop.month.first_day, gettext("this month is the last to begin")
    elif stop.kind == "opens":
        if stop.from_first_day:
            yield "from", stop.month.first_day, gettext("can be done from this day on")
        else:
            yield "from", stop.month.last_day, gettext("can be done by this day at the latest")


def stops(current: Consultation, whose: Whose) -> tuple[Stop, ...]:
    """Everything on the road, in its order."""
    maker = _StopMaker(current, whose)
    return tuple(maker.stops())


class _StopMaker:
    """Words for the road of one household."""

    def __init__(self, current: Consultation, whose: Whose) -> None:
        self.current = current
        self.whose = whose
        self.wording = request_context.wording()
        self.here = Month.on(current.state.day)
        self.services = current.frame.ruleset.services
        self._keys: Counter[str] = Counter()

    def stops(self) -> Iterator[Stop]:
        """All of it: what can be done and when, the windows of the year, the last months.

        A window for which something waits, or in which it can be done now, is said with that.
        """
        entries = self.current.road.entries
        told = {
            (its.what.service, who): its.what
            for its in entries
            if isinstance(its.what, Milestone)
            for who in its.subjects
        }
        open_now: dict[tuple[str, Subject], Opening] = {}
        windows: list[tuple[OpenWindow, tuple[Subject, ...]]] = []
        for entry in entries:
            if isinstance(entry.what, OpenWindow):
                left = tuple(
                    who for who in entry.subjects if not self._is_said(entry.what, who, told)
                )
                if left:
                    windows.append((entry.what, left))
                if entry.what.opening.is_open(self.current.state.day):
                    open_now |= {
                        (entry.what.service, who): entry.what.opening for who in entry.subjects
                    }
        for entry in entries:
            match entry.what:
                case Milestone():
                    opening = open_now.get((entry.what.service, entry.subjects[0]))
                    yield self._milestone(entry.what, entry.subjects, opening)
                case BeginBy():
                    yield self._beginning(entry.what)
                case OpenWindow():
                    continue
                case _:
                    assert_never(entry.what)
        for window, subjects in windows:
            yield self._window(window, subjects)

    def _is_said(
        self, window: OpenWindow, who: Subject, told: Mapping[tuple[str, Subject], Milestone]
    ) -> bool:
        """Whether a milestone of the same service says a window already."""
        milestone = told.get((window.service, who))
        if milestone is None:
            return False
        if milestone.opening is not None:
            return milestone.opening == window.opening
        return self._is_now(milestone) and window.opening.is_open(self.current.state.day)

    def _is_now(self, milestone: Milestone) -> bool:
        return milestone.month <= self.here and milestone.from_first_day

    def _milestone(
        self, milestone: Milestone, subjects: tuple[Subject, ...], open_now: Opening | None
    ) -> Stop:
        opened = gettext(", ").join(self._name(name) for name in milestone.opened_by)
        told = []
        if milestone.outcome is Outcome.COUNTER_DECIDES:
            told.append(gettext("All we can check is met; the rest is the counter's part."))
        is_now = self._is_now(milestone)
        opening = milestone.opening or (open_now if is_now else None)
        if opening is not None:
            told.append(self._opening(opening))
        elif not milestone.from_first_day:
            told.append(gettext("By the end of the month at the latest."))
        if opened:
            told.append(gettext("First get: %(services)s.", services=opened))
        return Stop(
            key=self._key("opens", (milestone.service,), subjects),
            kind="now" if is_now and milestone.opening is None else "opens",
            month=max(milestone.month, self.here),
            subjects=subjects,
            who=self.whose.who(subjects),
            name=self._name(milestone.service),
            text=self.wording.joined(told),
            href=self._result(milestone.service, subjects),
            service=milestone.service,
            opens=opening.opens if opening else None,
            closes=opening.closes if opening else None,
            usual=opening is not None and opening.usual,
            from_first_day=milestone.from_first_day,
        )

    def _window(self, window: OpenWindow, subjects: tuple[Subject, ...]) -> Stop:
        opening = window.opening
        told = [_ended(self.wording.text(opening.window.text)), self._opening(opening)]
        return Stop(
            key=self._key(f"window/{stem(opening.window)}", (window.service,), subjects),
            kind="window",
            month=max(Month.on(opening.opens), self.here),
            subjects=subjects,
            who=self.whose.who(subjects),
            name=self._name(window.service),
            text=self.wording.joined(told),
            href=self._result(window.service, subjects),
            service=window.service,
            opens=opening.opens,
            closes=opening.closes,
            usual=opening.usual,
        )

    def _beginning(self, step: BeginBy) -> Stop:
        (line,) = step_lines((step,), self.current.frame, self.wording)
        opening = step.opening
        return Stop(
            key=self._key("begin_by" if step.clocks else "register", step.services, step.subjects),
            kind="begin_by" if step.clocks else "window",
            month=max(step.month, self.here),
            subjects=step.subjects,
            who=self.whose.who(step.subjects),
            name=gettext(", ").join(map(self._name, step.services)),
            text=self.wording.joined((line.brief, *line.details[:_DETAILS])),
            href=self._result(step.services[0], step.subjects),
            service=step.services[0],
            opens=opening.opens if opening else None,
            closes=opening.closes if opening else None,
            usual=opening is not None and opening.usual,
        )

    def _opening(self, opening: Opening) -> str:
        """From when to when; by the days of past years, said so and whom to ask."""
        days = {
            "first": self.wording.day_of_year(opening.opens),
            "last": self.wording.day_of_year(opening.closes),
        }
        if opening.usual:
            return gettext(
                "In past years open from %(first)s to %(last)s; this year's days were not found.",
                **days,
            )
        return gettext("Open from %(first)s to %(last)s.", **days)

    def _name(self, service: str) -> str:
        return self.wording.text(self.services[service].name)

    def _result(self, service: str, subjects: tuple[Subject, ...]) -> str:
        who = str(subjects[0]) if len(subjects) == 1 and self.whose.are_several else None
        return url_for(".service_result", service=service, who=who)

    def _key(self, what: str, services: Iterable[str], subjects: Iterable[Subject]) -> str:
        """What a thing is, whatever its month; the second of its kind is told by its place."""
        key = f"{what}/{'+'.join(services)}/{'+'.join(map(str, subjects))}"
        self._keys[key] += 1
        return f"{key}/{self._keys[key]}"


def _ended(sentence: str) -> str:
    """A text that another sentence follows: the names of windows mostly have no full stop."""
    return gettext("%(sentence)s.", sentence=sentence.rstrip("。."))
