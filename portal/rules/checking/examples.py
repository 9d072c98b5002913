"""Examples: every situation an editor wrote down must come out as expected."""

from __future__ import annotations

from collections.abc import Iterator

from ..answers import read_answers
from ..evaluation import Evaluation, Frame
from ..model import Example, Ruleset
from ..problems import Problem
from ..verdict import Verdict
from .places import Places


def check_examples(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Run all examples, and see that every outcome a service can have is shown by one."""
    for service in ruleset.services.values():
        if not service.examples:
            yield places.in_service(service, "examples", "there is none")
        for number, example in enumerate(service.examples):
            evaluation = evaluate_example(ruleset, service.id, example)
            for message in _deviations(example, evaluation):
                place = f"examples[{number}]"
                yield places.in_service(service, place, f"{example.name}: {message}")


def evaluate_example(ruleset: Ruleset, service: str, example: Example) -> Evaluation:
    """An example's evaluation, its sources as fresh as when they were last read."""
    district = ruleset.gazetteer.districts[example.district]
    answers, _ = read_answers(ruleset.questions, example.answers, example.day, ruleset.gazetteer)
    today = max(source.verified_on for source in ruleset.sources.values())
    return Frame(ruleset, district, example.day).service(service).evaluate(answers, today)


def _deviations(example: Example, evaluation: Evaluation) -> Iterator[str]:
    found = {f.requirement.id: f.verdict for f in evaluation.findings}
    outcome = evaluation.outcome.value
    if outcome != example.expect:
        because = ", ".join(
            f"{name} {verdict.value}"
            for name, verdict in found.items()
            if verdict is not Verdict.YES
        )
        yield f"is {outcome}, not {example.expect} ({because or 'all yes'})"
    strength = evaluation.strength and evaluation.strength.value
    if example.strength and strength != example.strength:
        yield f"is {strength}, not {example.strength}"
    for name in example.undecided:
        if found.get(name) is not Verdict.UNKNOWN:
            yield f"{name} is not unknown"
    for name in example.failed:
        if found.get(name) is not Verdict.NO:
            yield f"{name} is not no"
