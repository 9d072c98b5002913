"""Examples for both sides of every threshold, made of those a service has already.

An example is moved to a district and a day on which the amount is in force, its answer set to the
amount or a step off; the outcome is the one that the rules come to. People look at them before
anything is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from .amounts import around
from .answers import Answers, plain
from .checking.examples import evaluate_example
from .checking.thresholds import Lack, distance_of, lacks
from .compiling import Place
from .conditions import questions_of
from .districts import District
from .evaluation import Frame
from .impact.satisfying import meeting
from .impact.situations import Start, moved, starts
from .model import Example, Ruleset
from .verdict import Verdict

_MOST = 200
_UNKNOWN = "unknown"

Suggestion = tuple[str, dict[str, Any]]
"""A service and an example of it, as its document holds it."""


def suggested_examples(ruleset: Ruleset) -> tuple[Suggestion, ...]:
    """The examples that the thresholds of a ruleset lack, as far as they can be made."""
    found: list[Suggestion] = []
    hopeless: set[str] = set()
    while len(found) < _MOST:
        lack = next((its for its in lacks(ruleset) if _key(its) not in hopeless), None)
        if lack is None:
            break
        example = next(_examples(ruleset, lack), None)
        if example is None:
            hopeless.add(_key(lack))
            continue
        found.append((lack.service.id, _document(example)))
        ruleset = _with(ruleset, lack.service.id, example)
    return tuple(found)


def _key(lack: Lack) -> str:
    return f"{lack.service.id} {lack.place} {lack.words}"


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


def _where(ruleset: Ruleset, lack: Lack, written: list[Start]) -> Iterator[tuple[District, date]]:
    """Districts and days in which the amount is in force; the closest named first."""
    districts = ruleset.gazetteer.districts
    if lack.row is None:
        yield from ((districts[its.district], its.day) for its in written)
        return
    scope = lack.row.scope
    latest = max((its.day for its in written), default=None)
    day = scope.period.since or scope.period.until or latest
    if day is None:
        return
    ranked = sorted(ruleset.gazetteer.on(day), key=lambda its: -(scope.rank(its) or 0))
    for district in ranked:
        if any(p.in_force(district, day) is lack.row for p in lack.service.parameters.values()):
            yield district, day


def _at(ruleset: Ruleset, lack: Lack, place: Place, answers: Answers) -> Iterator[Example]:
    """The answers with the compared one set on the side that is lacking."""
    for question, answer in around(lack.comparison, place, answers):
        written = {n: plain(a) for n, a in {**answers, question: answer}.items()}
        example = Example("", place.day, place.district.id, written, "")
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
    )


def _name(ruleset: Ruleset, lack: Lack, place: Place) -> str:
    """``Exactly at work_months = 48 in Yongchuan on 2027-01-01 (months of work)``."""
    side, _, _ = lack.words.partition(" (")
    question = ruleset.questions[questions_of(lack.comparison)[0]].short.en.lower()
    words = f"{side} in {place.district.name.en} on {place.day.isoformat()} ({question})"
    name, number = words[0].upper() + words[1:], 2
    taken = {its.name for its in ruleset.services[lack.service.id].examples}
    while name in taken:
        name, number = f"{words[0].upper()}{words[1:]} {number}", number + 1
    return name


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
    return found | ({"failed": list(example.failed)} if example.failed else {})
