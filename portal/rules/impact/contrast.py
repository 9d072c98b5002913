"""A service in one district on one day, before and after: what of it differs there.

Where the same stands in several districts or on several days, one of them speaks for all: months
count from the day, and places that were its own are those of the district.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..conditions.place import Place
from ..conditions.tree import Atom, Condition, atoms, parameters_of
from ..evaluation.answer_reader import Answers, plain, read_answer
from ..evaluation.findings import RequirementFrame
from ..evaluation.outcomes import Frame, ServiceFrame
from ..model.parameters import last_known
from ..model.ruleset import Ruleset
from .decision_fingerprint import amount_in_force, shape, standing

CONCERNS = "service.concerns"
"""The place in the document of whom a service concerns, and when it is not yet the time; no
requirement has such a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two rulesets to compare; ``current``: the real current day;
    ``altered``: questions that take other answers in one of them."""

    before: Ruleset
    after: Ruleset
    current: date
    altered: frozenset[str]

    @classmethod
    def of(cls, before: Ruleset, after: Ruleset, today: date) -> Sides:
        old, new = (
            {name: shape(its) for name, its in side.questions.items()} for side in (before, after)
        )
        altered = (name for name in old.keys() | new if old.get(name) != new.get(name))
        return cls(before=before, after=after, current=today, altered=frozenset(altered))

    def readable(self, ruleset: Ruleset, answers: Answers, day: date) -> Answers:
        """The answers that the questions of one of the rulesets take."""
        if self.altered.isdisjoint(answers):
            return answers
        questions = ruleset.questions
        gazetteer = ruleset.gazetteer
        return {
            name: answer
            for name, answer in answers.items()
            if name in questions
            and read_answer(questions[name], plain(answer), day, gazetteer)[1] is None
        }


def _frame(ruleset: Ruleset, service: str, district: str, day: date) -> ServiceFrame | None:
    its = ruleset.gazetteer.districts.get(district)
    if service not in ruleset.services or its is None or not its.period.holds(day):
        return None
    return Frame(ruleset, its, day).service(service)


class Contrast:
    """A service before and after in a district; None where the service or district is not there.

    ``where``: districts, and the days on which the same stands there before and after; ``kept``:
    contrasts of places and days of their own among those.
    """

    def __init__(self, sides: Sides, service: str, district: str, day: date) -> None:
        self.sides = sides
        self.service = service
        self.day = day
        self.where: dict[str, list[date]] = {district: [day]}
        self.kept: dict[tuple[str, date], Contrast] = {}
        self.before = _frame(sides.before, service, district, day)
        self.after = _frame(sides.after, service, district, day)
        self._old, self._new = (its and standing(its, sides.current) for its in self.frames)

    def same_as(self, other: Contrast) -> bool:
        """Whether the same stands in both, before and after."""
        return (self._old, self._new) == (other._old, other._new)

    def speaks_for(self, other: Contrast, *, keep: bool) -> None:
        """Stand for another where the same stands; ``keep``: an example of its own is there."""
        for district, days in other.where.items():
            self.where.setdefault(district, []).extend(days)
            if keep:
                self.kept[district, other.day] = other

    @property
    def frames(self) -> tuple[ServiceFrame | None, ServiceFrame | None]:
        return self.before, self.after

    @property
    def there(self) -> tuple[ServiceFrame, ...]:
        """The sides that have the service here, the later first."""
        return tuple(its for its in (self.after, self.before) if its)

    @property
    def covered(self) -> tuple[bool, bool]:
        """Whether a procedure is held here before and after."""
        return bool(self._old and self._old.covered), bool(self._new and self._new.covered)

    @cached_property
    def concern_differs(self) -> bool:
        """Whether the service concerns others than before, or at another time."""
        old, new = (
            its and (its.concerns, its.ahead, its.anniversaries, its.decides)
            for its in (self._old, self._new)
        )
        return old != new

    @property
    def counts(self) -> bool:
        """Whether there is anything to compare: not if it is uncovered before and after."""
        one_side = (self.before is None) is not (self.after is None)
        return one_side or any(self.covered) or self.concern_differs

    @property
    def differs(self) -> bool:
        """Whether anything that decides differs; if not, no outcome can."""
        return self.counts and self._old != self._new

    @cached_property
    def as_a_whole(self) -> bool:
        """Whether more differs than single requirements."""
        absent = self.before is None or self.after is None
        return absent or self.covered[0] != self.covered[1] or self.concern_differs

    @cached_property
    def touched(self) -> tuple[str, ...]:
        """The requirements that differ here."""
        old, new = (its.requirements if its else {} for its in (self._old, self._new))
        return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))

    @cached_property
    def touched_frames(self) -> tuple[tuple[RequirementFrame | None, RequirementFrame | None], ...]:
        """The requirements that differ, as they stand before and after."""
        old, new = (_by_id(its) for its in self.frames)
        return tuple((old.get(name), new.get(name)) for name in self.touched)

    @cached_property
    def conditions(self) -> Mapping[str, tuple[tuple[Condition, ServiceFrame], ...]]:
        """What each differing part asks; ``concerns`` stands among the requirements."""
        names = (*self.touched, *((CONCERNS,) if self.concern_differs else ()))
        return {name: tuple(self._conditions(name)) for name in names}

    def _conditions(self, name: str) -> Iterator[tuple[Condition, ServiceFrame]]:
        for frame in self.there:
            its = frame.service.requirements.get(name)
            found = (its.when, its.judged_when) if its else ()
            service = frame.service
            for condition in (service.concerns, service.ahead) if name == CONCERNS else found:
                if condition:
                    yield condition, frame

    @cached_property
    def asked(self) -> Mapping[str, tuple[tuple[Atom, Place], ...]]:
        """Every atom of `conditions`."""
        return {
            name: tuple(
                (atom, frame.place) for condition, frame in its for atom in atoms(condition)
            )
            for name, its in self.conditions.items()
        }

    @cached_property
    def amended(self) -> Mapping[str, tuple[str, ...]]:
        """The parameters of each differing part whose amount in force, or its source, differs."""
        used = {
            name: dict.fromkeys(p for condition, _ in its for p in parameters_of(condition))
            for name, its in self.conditions.items()
        }
        return {
            name: tuple(p for p in its if self._amount(0, p) != self._amount(1, p))
            for name, its in used.items()
        }

    def _amount(self, side: int, parameter: str) -> object:
        frame = self.frames[side]
        if frame is None or parameter not in frame.service.parameters:
            return None
        last = last_known(frame.service.parameters[parameter], frame.place.district, self.day)
        return amount_in_force(frame, parameter, self.sides.current), last and last.value


def _by_id(frame: ServiceFrame | None) -> Mapping[str, RequirementFrame]:
    return {its.requirement.id: its for its in frame.requirements} if frame else {}
