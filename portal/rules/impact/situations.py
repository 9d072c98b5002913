"""Situations to compare: examples on other days and in other districts, and steps around amounts.

Moved to another day, months keep their distance to the day; moved to another district, places that
were the example's own become the new one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..conditions.place import Place
from ..conditions.tree import Compare
from ..evaluation.answer_reader import EARLIEST, Answer, Answers, read_answers
from ..evaluation.outcomes import Outcome, ServiceFrame
from ..evaluation.term_values import around
from ..model.districts import Gazetteer
from ..model.months import Month, Span, full_base
from ..model.ruleset import Ruleset
from .contrast import Contrast
from .situation_search import alternatives, meeting

_NOWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """An example as it is written: where comparing starts."""

    name: str
    district: str
    day: date
    answers: Answers
    meets: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Answers to compare in a district on a day; ``example``: its name if it is one as written."""

    district: str
    day: date
    answers: Answers
    example: str = ""


def starts(rulesets: Iterable[Ruleset], service: str) -> tuple[Start, ...]:
    """The examples of a service in some rulesets, each situation once."""
    found: dict[object, Start] = {}
    for ruleset in rulesets:
        examples = ruleset.services[service].examples if service in ruleset.services else ()
        for its in examples:
            for raw, expected in its.flat():
                answers, _ = read_answers(ruleset.questions, raw, its.day, ruleset.gazetteer)
                meets = expected in (Outcome.MEETS.value, Outcome.COUNTER_DECIDES.value)
                start = Start(
                    name=its.name, district=its.district, day=its.day, answers=answers, meets=meets
                )
                found.setdefault((its.district, its.day, _fixed(answers)), start)
    return tuple(found.values())


def moved(start: Start, place: Place) -> Answers:
    """An example's answers as they would be on another day in another district."""
    if (start.district, start.day) == (place.district.id, place.day):
        return start.answers
    found = {name: _moved(name, answer, start, place) for name, answer in start.answers.items()}
    return {name: answer for name, answer in found.items() if answer != _NOWHERE}


def _moved(name: str, answer: Answer, start: Start, place: Place) -> Answer:
    question = place.questions.get(name)
    if isinstance(answer, Month | Span):
        paid = question is not None and question.paid_months
        return _shifted(answer, start.day, place.day, paid=paid)
    if question is None or question.kind != "district" or not isinstance(answer, str):
        return answer
    if answer == start.district:
        return place.district.id
    return _then(answer, place.day, place.gazetteer)


def _shifted(answer: Month | Span, day: date, to: date, *, paid: bool) -> Month | Span:
    """As many full months before one day as before the other; never after it."""
    distance = full_base(to, paid=paid) - full_base(day, paid=paid)

    def shifted(month: Month) -> Month:
        return Month(max(EARLIEST, min(Month.on(to), month + distance)))

    if isinstance(answer, Span):
        return Span(shifted(answer.earliest), shifted(answer.latest))
    return shifted(answer)


def _then(name: str, day: date, gazetteer: Gazetteer) -> str:
    """The district that the area of a district belongs to on a day, as far as it is one."""
    district = gazetteer.districts.get(name)
    if district is None or district.period.holds(day):
        return name if district else _NOWHERE
    later = [its.district for its in gazetteer.successors(district, day) if its.rest]
    earlier = [one.id for one, its in gazetteer.predecessors(name) if its.rest]
    there = {its.id for its in gazetteer.on(day)}
    return next((one for one in later + earlier if one in there), _NOWHERE)


def situations(contrast: Contrast, starts: tuple[Start, ...]) -> Iterator[Situation]:
    """What to compare, each situation once."""
    seen: set[Hashable] = set()
    for its in _situations(contrast, starts):
        key = _fixed(its.answers)
        if key not in seen:
            seen.add(key)
            yield its


def _fixed(answers: Answers) -> Hashable:
    """Answers in a fixed order: equal for equal situations."""
    return tuple(sorted(answers.items(), key=lambda its: its[0]))


def _situations(contrast: Contrast, starts: tuple[Start, ...]) -> Iterator[Situation]:
    """Examples and situations that meet all others first, then steps around both."""
    place = contrast.there[0].place

    def here(answers: Answers) -> Situation:
        return Situation(district=place.district.id, day=place.day, answers=answers)

    examples = [(moved(its, place), its) for its in starts]
    for answers, start in examples:
        yield _as_written(start, contrast) or here(answers)
    met = next((answers for answers, start in examples if start.meets), {})
    solved = [meeting(*its) for its in _wanted(contrast, met)]
    for answers in solved:
        yield here(answers)
        for question, answer in _varied(contrast, answers):
            yield here({**answers, question: answer})
    for answers, _ in examples:
        for question, answer in _steps(contrast, answers):
            yield here({**answers, question: answer})


def _as_written(start: Start, contrast: Contrast) -> Situation | None:
    if start.day not in contrast.where.get(start.district, ()):
        return None
    return Situation(
        district=start.district, day=start.day, answers=start.answers, example=start.name
    )


def _wanted(
    contrast: Contrast, start: Answers
) -> Iterator[tuple[ServiceFrame, Answers, tuple[str, ...]]]:
    """On each side: to meet everything, and everything but one of the differing requirements."""
    for frame in contrast.there:
        yield frame, start, ()
        yield from ((frame, start, (name,)) for name in contrast.touched)


def _varied(contrast: Contrast, answers: Answers) -> Iterator[tuple[str, Answer]]:
    """An answer on every side of what a differing part asks."""
    for asked in contrast.asked.values():
        for atom, place in asked:
            yield from alternatives(atom, place, answers)


def _steps(contrast: Contrast, answers: Answers) -> Iterator[tuple[str, Answer]]:
    """For each number that a differing part compares: one step below, at and one above."""
    for asked in contrast.asked.values():
        for atom, place in asked:
            if isinstance(atom, Compare):
                yield from around(atom, place, answers)
