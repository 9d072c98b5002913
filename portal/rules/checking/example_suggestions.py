"""Examples for both sides of every threshold, made of those a service has already.

An example is moved to a district and a day on which the amount is in force, its answer set to the
amount or a step off; the outcome is the one that the rules come to. People look at them before
anything is published.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any, assert_never

from ..conditions.place import Place
from ..conditions.tree import parameters_of, questions_of
from ..conditions.verdict import Verdict
from ..evaluation.answer_reader import Answers, plain
from ..evaluation.outcomes import Frame
from ..evaluation.term_values import around
from ..impact.situation_search import meeting
from ..impact.situations import Start, moved, starts
from ..model.districts import District
from ..model.parameters import Row
from ..model.ruleset import Example, Ruleset
from ..model.units import Unit
from .examples import evaluate_example
from .reach import boundary_days
from .thresholds import Lack, Side, distance_of, lacks_of

_MOST = 200
_UNKNOWN = "unknown"
_SIDES = {Side.AT: "正好", Side.BELOW: "差一点到", Side.ABOVE: "刚超过"}

Suggestion = tuple[str, dict[str, Any]]
"""A service and an example of it, as its document holds it."""


def suggested_examples(
    ruleset: Ruleset, services: Iterable[str] | None = None
) -> tuple[Suggestion, ...]:
    """The examples that the thresholds of a ruleset lack, as far as they can be made.

    ``services``: those in which some are lacking, if that is known.
    """
    found: list[Suggestion] = []
    for service in ruleset.services if services is None else services:
        examples = _suggested(ruleset, service, _MOST - len(found))
        found += [(service, _document(example)) for example in examples]
    return tuple(found)


def suggested_for(ruleset: Ruleset, service: str) -> tuple[dict[str, Any], ...]:
    """The examples that the thresholds of one service lack, as its document holds them."""
    return tuple(map(_document, _suggested(ruleset, service, _MOST)))


def _suggested(ruleset: Ruleset, service: str, most: int) -> list[Example]:
    """The examples that the thresholds of one service lack."""
    found: list[Example] = []
    hopeless: set[Hashable] = set()
    while len(found) < most:
        lacking = lacks_of(ruleset, ruleset.services[service])
        lack = next((its for its in lacking if _key(its) not in hopeless), None)
        if lack is None:
            break
        example = next(_examples(ruleset, lack), None)
        if example is None:
            hopeless.add(_key(lack))
            continue
        found.append(example)
        ruleset = _with(ruleset, service, example)
    return found


def _key(lack: Lack) -> Hashable:
    return lack.service.id, lack.place, lack.comparison, lack.row, lack.distance


def _with(ruleset: Ruleset, service: str, example: Example) -> Ruleset:
    its = ruleset.services[service]
    grown = replace(its, examples=(*its.examples, example))
    return replace(ruleset, services={**ruleset.services, service: grown})


def _examples(ruleset: Ruleset, lack: Lack) -> Iterator[Example]:
    """Examples that show the side of the threshold, the likeliest to be telling first."""
    service = lack.service.id
    written = sorted(starts([ruleset], service), key=lambda its: not its.meets)
    for district, day in _where(ruleset, lack, written):
        frame = Frame(ruleset, district, day).service(service)
        answers = [moved(its, frame.place) for its in written] or [{}]
        answers.insert(0, meeting(frame, answers[0], ()))
        for candidate in answers:
            yield from _at(ruleset, lack, frame.place, candidate)


def _where(ruleset: Ruleset, lack: Lack, written: list[Start]) -> list[tuple[District, date]]:
    """Districts and days in which the amount is in force: first those where it decides something,
    then those named most closely, then the earliest."""
    districts = ruleset.gazetteer.districts
    if lack.row is None:
        return [(districts[its.district], its.day) for its in written]
    named = [lack.service.parameters[name] for name in parameters_of(lack.comparison)]
    found = [
        (district, day)
        for day in sorted(_days(ruleset, lack, lack.row, written))
        for district in ruleset.gazetteer.on(day)
        if any(its.in_force(district, day) is lack.row for its in named)
    ]
    scope = lack.row.scope
    return sorted(found, key=lambda at: (not _decides(lack, *at), -(scope.rank(at[0]) or 0)))


def _days(ruleset: Ruleset, lack: Lack, row: Row, written: list[Start]) -> set[date]:
    """Days within the row on which something may begin to count or does so for the last time."""
    period = row.scope.period
    days = {period.since, period.until, *(its.day for its in written)}
    turns = {day for day in boundary_days(lack.service) if day > date.min}
    days |= turns | {day - timedelta(days=1) for day in turns}
    days |= {its.period.since for its in ruleset.gazetteer.districts.values()}
    return {day for day in days if day is not None and period.holds(day)}


def _decides(lack: Lack, district: District, day: date) -> bool:
    """Whether the service is held there then and asks what the amount belongs to."""
    kind, _, rest = lack.place.partition(".")
    requirement = lack.service.requirements.get(rest.partition(".")[0])
    asked = kind == "service" or (requirement and requirement.scope.holds(district, day))
    return bool(asked) and any(its.scope.holds(district, day) for its in lack.service.covers)


def _at(ruleset: Ruleset, lack: Lack, place: Place, answers: Answers) -> Iterator[Example]:
    """The answers with the compared one set on the side that is lacking."""
    for question, answer in around(lack.comparison, place, answers):
        written = {n: plain(a) for n, a in {**answers, question: answer}.items()}
        example = Example(
            name="", day=place.day, district=place.district.id, answers=written, expect=""
        )
        distance = distance_of(ruleset, lack.service, lack.comparison, lack.row, example)
        if distance is not None and round(distance, 2) == lack.distance:
            yield _judged(ruleset, lack, place, example)


def _judged(ruleset: Ruleset, lack: Lack, place: Place, example: Example) -> Example:
    """The example with its name and what it comes to."""
    found = evaluate_example(ruleset, lack.service.id, example)
    verdicts = {its.requirement.id: its.verdict for its in found.findings}
    return replace(
        example,
        name=_name(ruleset, lack, place),
        expect=found.outcome.value,
        undecided=tuple(n for n, v in verdicts.items() if v is Verdict.UNKNOWN),
        failed=tuple(n for n, v in verdicts.items() if v is Verdict.NO),
        shows=next(iter(parameters_of(lack.comparison)), ""),
    )


def _name(ruleset: Ruleset, lack: Lack, place: Place) -> str:
    """``正好48个月（务工月数，永川区，2027年1月1日）``, unlike any before."""
    question = ruleset.questions[questions_of(lack.comparison)[0]].short.zh
    where = f"{question}，{place.district.name.zh}，{day_named(place.day)}"
    name = f"{_SIDES[lack.side]}{_figure(lack)}（{where}）"
    return name_unlike(name, {its.name for its in ruleset.services[lack.service.id].examples})


def day_named(day: date) -> str:
    """A day in the name of an example."""
    return f"{day.year}年{day.month}月{day.day}日"


def name_unlike(name: str, taken: Collection[str]) -> str:
    """A name that no other example has: itself, or numbered."""
    numbered = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(its for its in numbered if its not in taken)


def _figure(lack: Lack) -> str:
    """The amount as people say it; money in yuan."""
    if lack.row is None or not isinstance(lack.row.value, int | float):
        return str(lack.threshold.values["amount"])
    parameters = (lack.service.parameters[name] for name in parameters_of(lack.comparison))
    unit = next(its.unit for its in parameters if lack.row in its.rows)
    value = lack.row.value / 100 if unit.startswith("fen") else lack.row.value
    figure = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{figure}{_unit_words(unit)}"


def _unit_words(unit: Unit) -> str:
    match unit:
        case "fen":
            return "元"
        case "fen_per_month":
            return "元一月"
        case "fen_per_year":
            return "元一年"
        case "sqm":
            return "平方米"
        case "percent":
            return "%"
        case "months":
            return "个月"
        case "years":
            return "年"
        case "persons":
            return "人"
        case "days":
            return "天"
        case "day" | "text":
            return ""
        case _:
            assert_never(unit)


def _document(example: Example) -> dict[str, Any]:
    answers: Mapping[str, Any] = {
        name: _UNKNOWN if value is None else value for name, value in example.answers.items()
    }
    found: dict[str, Any] = {
        "name": example.name,
        "day": example.day,
        "district": example.district,
        "answers": dict(answers),
        "expect": example.expect,
    }
    found |= {"undecided": list(example.undecided)} if example.undecided else {}
    found |= {"failed": list(example.failed)} if example.failed else {}
    found |= {"shows": example.shows} if example.shows else {}
    return found | {"generated": True}
