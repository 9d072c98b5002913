"""When an outcome turns if nothing but time passes, and when a day stops mattering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from typing import TypeGuard, assert_never

from ..conditions.retirement import schedules
from ..conditions.tree import (
    Amount,
    Asked,
    Atom,
    Compare,
    Elapsed,
    Literal,
    Retirement,
    Term,
    atoms,
)
from ..conditions.verdict import Verdict
from ..model.districts import Period
from ..model.months import Month, Span
from .answer_reader import Answer, Answers
from .findings import Finding, Reason
from .outcomes import Evaluation, Outcome, ServiceFrame, once_for_each_frame

HORIZON = 120
"""Months looked ahead."""

_RECENT = 24
"""Months after its end for which an amount known last still counts (semantics.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A month on whose last day something has come about.

    ``from_first_day``: on its first day already; ``by_last_known``: by amounts that ended, since
    those of that month were not found.
    """

    month: Month
    from_first_day: bool = False
    by_last_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What time brings; None where it brings nothing that was found.

    ``counter_decides``: first only the counter is left; ``meets``: first everything is met, never
    across a gap; ``nothing_refused``: where answers are still lacking, first no requirement is no;
    ``unpublished_from``: the month from which an amount or the procedure was not found.
    """

    counter_decides: Turn | None = None
    meets: Turn | None = None
    nothing_refused: Turn | None = None
    unpublished_from: Month | None = None

    @property
    def first(self) -> Turn | None:
        """The first that time brings."""
        return self.counter_decides or self.meets or self.nothing_refused


NOTHING = Timeline()
"""Where time brings nothing."""

_NOT_BY_TIME = frozenset(
    {Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.NOT_YET, Outcome.MEETS}
)


def timeline(
    frame: ServiceFrame, answers: Answers, today: date, now: Evaluation | None = None
) -> Timeline:
    """Evaluate the last day of this month and of each coming one with the rows in force then.

    On the last day of a month it no longer matters on which day of a month something began. It
    stops at a gap, unless what was known last would be enough. What depends on the time of school
    or on a cut-off day is the planner's: stage and grade move in it. ``now``: the evaluation of the
    day itself, where there is one already.
    """
    now = now or frame.evaluate(answers, today)
    if now.outcome in _NOT_BY_TIME or frame.service.ahead is not None or frame.has_cut_off:
        return NOTHING
    return _Walk(frame, answers, today, now).walked()


class _Walk:
    """Goes through the months on which something can turn."""

    def __init__(self, frame: ServiceFrame, answers: Answers, today: date, now: Evaluation) -> None:
        self.frame = frame
        self.answers = answers
        self.real_day = today
        self.found = now
        self.rest_is_open = now.outcome is Outcome.DOES_NOT_MEET and bool(now.further)

    def walked(self) -> Timeline:
        district = self.frame.place.district
        counter: Turn | None = None
        is_across_gap = False
        for month in turning_months(self.frame, self.answers, HORIZON):
            if not district.period.holds(month.last_day):
                return Timeline(counter_decides=counter, unpublished_from=month)
            found = self._on(month.last_day)
            if is_unpublished(found):
                return Timeline(counter_decides=counter, unpublished_from=month)
            is_across_gap |= any(Reason.GAP in finding.reasons for finding in found.findings)
            if self.rest_is_open and nothing_is_refused(found):
                return Timeline(nothing_refused=self._turn(month, 0, assumed=is_across_gap))
            rank = _rank(found.outcome)
            if found.outcome is Outcome.MEETS and not is_across_gap:
                is_later = counter is not None and counter.month != month
                return Timeline(
                    counter_decides=counter if is_later else None,
                    meets=self._turn(month, rank, assumed=False),
                )
            if rank and counter is None and self.found.outcome is not Outcome.COUNTER_DECIDES:
                counter = self._turn(month, 1, assumed=is_across_gap)
        return Timeline(counter_decides=counter)

    def _on(self, day: date) -> Evaluation:
        return self.frame.on(day).evaluate(self.answers, self.real_day)

    def _turn(self, month: Month, rank: int, *, assumed: bool) -> Turn:
        first = month.first_day
        early = False
        if first > self.frame.place.day and self.frame.place.district.period.holds(first):
            found = self._on(first)
            reached = _rank(found.outcome) >= rank if rank else _is_free(found)
            early = reached and not is_unpublished(found)
        return Turn(month=month, from_first_day=early, by_last_known=assumed)


def _rank(outcome: Outcome) -> int:
    """How far an outcome has come: 2 meets, 1 all but the counter's part, 0 no outcome to wait for.

    An outcome of its own kind, such as information, is none that time leads up to.
    """
    match outcome:
        case Outcome.MEETS:
            return 2
        case Outcome.COUNTER_DECIDES:
            return 1
        case (
            Outcome.DOES_NOT_CONCERN
            | Outcome.DOES_NOT_MEET
            | Outcome.MORE_INFORMATION
            | Outcome.ASK_THE_COUNTER
            | Outcome.INFORMATION
            | Outcome.NOT_YET
        ):
            return 0
        case _:
            assert_never(outcome)


def nothing_is_refused(found: Evaluation) -> bool:
    """Whether a service concerns and none of its requirements is no."""
    possible = (Outcome.MEETS, Outcome.COUNTER_DECIDES, Outcome.MORE_INFORMATION)
    return found.outcome in possible or (
        found.outcome is Outcome.ASK_THE_COUNTER
        and all(finding.verdict is not Verdict.NO for finding in found.findings)
    )


def _is_free(found: Evaluation) -> bool:
    """Whether nothing is refused whatever the day on which something began."""
    by_day = any(Reason.DAY in finding.reasons for finding in found.findings)
    return nothing_is_refused(found) and not by_day


def is_unpublished(found: Evaluation) -> bool:
    """Whether the procedure, or an amount that decides, was not found; one known last may do."""
    return not found.covered or any(
        not (finding.known_lately and finding.by_last_known is Verdict.YES)
        for finding in found.findings
        if Reason.GAP in finding.reasons
    )


@lru_cache(maxsize=64)
def coming_months(day: date, horizon: int) -> tuple[Month, ...]:
    """This month, unless the day is its last, and so many more, up to the end of the calendar."""
    start = Month.on(day)
    first = 0 if day < start.last_day else 1
    months = (start.later(ahead) for ahead in range(first, horizon + 1))
    return tuple(month for month in months if month.year <= MAXYEAR)


def turning_months(frame: ServiceFrame, answers: Answers, horizon: int) -> tuple[Month, ...]:
    """The coming months on whose last day something can be other than in the month before.

    Between them nothing turns: on the last days of months, elapsed months grow by one, so a
    comparison with an amount turns where they reach it or pass it; all else turns where something
    that is dated begins or ends.
    """
    turns = _turns(frame, answers)
    months = coming_months(frame.place.day, horizon)
    if turns is None or not months:
        return months
    first = months[0]
    last = months[-1]
    return (first, *sorted(month for month in turns if first < month <= last))


def _turns(frame: ServiceFrame, answers: Answers) -> Set[Month] | None:
    """Months in which something can turn; None where that cannot be read from the conditions."""
    dated, told = _read_once(frame)
    reached = _reached(told, frame, answers)
    return None if reached is None else dated | reached


@once_for_each_frame
def _read_once(frame: ServiceFrame) -> tuple[frozenset[Month], tuple[Compare | Retirement, ...]]:
    """The months in which something dated begins or ends, and the atoms that time can turn."""
    dated = frozenset(month for period in _periods(frame) for month in _ends(period))
    told = dict.fromkeys(
        atom
        for _, condition in frame.service.deciding_conditions()
        for atom in atoms(condition)
        if isinstance(atom, Retirement) or _is_elapsing(atom)
    )
    return dated, tuple(told)


def _is_elapsing(atom: Atom) -> TypeGuard[Compare]:
    """Whether an atom compares what has elapsed."""
    return isinstance(atom, Compare) and any(
        isinstance(term, Elapsed) for term in (atom.left, atom.right)
    )


def _periods(frame: ServiceFrame) -> Iterator[Period]:
    service = frame.service
    yield from (its.scope.period for its in service.covers)
    for requirement in service.requirements.values():
        yield requirement.scope.period
        yield from (its.scope.period for its in requirement.contested)
    for parameter in service.parameters.values():
        yield from (row.scope.period for row in parameter.rows)
    yield from (its.period for its in frame.place.gazetteer.districts.values())


def _ends(period: Period) -> Iterator[Month]:
    if period.since:
        yield Month.on(period.since)
    if period.until:
        last = Month.on(period.until)
        yield from (last.later(months) for months in (0, 1, _RECENT, _RECENT + 1))


def _reached(
    told: Iterable[Compare | Retirement], frame: ServiceFrame, answers: Answers
) -> set[Month] | None:
    found: set[Month] = set()
    for atom in told:
        match atom:
            case Compare(left, _, right):
                for term, other in ((left, right), (right, left)):
                    if not isinstance(term, Elapsed):
                        continue
                    thresholds = _thresholds(other, frame, answers)
                    if thresholds is None or term.cutoff:
                        return None
                    found |= set(_months_of(term, thresholds, answers))
            case Retirement():
                found |= set(_retirements(atom, frame, answers))
            case _:
                assert_never(atom)
    return found


def _retirements(atom: Retirement, frame: ServiceFrame, answers: Answers) -> Iterator[Month]:
    """The months of retirement of every class, by the schedule of today."""
    by_class, _ = schedules(frame.place)
    for begun in _begun(answers.get(atom.birth)):
        yield from (schedule.month_of(begun) for schedule in by_class.values())


def _begun(since: Answer) -> tuple[Month, ...]:
    """The month of an answer, or both ends of a span."""
    if isinstance(since, Span):
        return since.earliest, since.latest
    return (since,) if isinstance(since, Month) else ()


def _thresholds(
    term: Term, frame: ServiceFrame, answers: Answers
) -> tuple[int | float, ...] | None:
    match term:
        case Literal(value):
            return (value,)
        case Amount(parameter):
            rows = frame.service.parameters[parameter].rows
            return tuple(row.value for row in rows if isinstance(row.value, int | float))
        case Asked(question):
            answer = answers.get(question)
            return (answer,) if isinstance(answer, int | float) else ()
        case Elapsed():
            return None


def _months_of(
    term: Elapsed, thresholds: Iterable[int | float], answers: Answers
) -> Iterator[Month]:
    step = 12 if term.unit == "years" else 1
    for threshold in thresholds:
        for month in _begun(answers.get(term.question)):
            yield month.later(int(threshold) * step)
            yield month.later((int(threshold) + 1) * step)


@dataclass(frozen=True, slots=True)
class Certain:
    """From a day on it no longer matters when in a month something began: the verdict then."""

    day: date
    verdict: Verdict


def certain_from(
    frame: ServiceFrame, finding: Finding, answers: Answers, today: date
) -> Certain | None:
    """For a requirement that the day of a month decides, from when on it is certain at the latest.

    None for any other, and where time alone does not settle it: where the limit is a day in the
    middle of a month, or other things stay unknown.
    """
    then = frame.on_last_day_of_month(finding.requirement.id)
    if finding.reason is not Reason.DAY or then is None:
        return None
    verdict = then.find(answers, today).verdict
    last = Month.on(frame.place.day).last_day
    return None if verdict is Verdict.UNKNOWN else Certain(last, verdict)
