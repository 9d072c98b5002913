"""Examples: every situation an editor wrote down must come out as expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from ..conditions.verdict import Verdict
from ..evaluation.answer_reader import Answers, read_answers
from ..evaluation.household_outcomes import SubjectOutcome, evaluate_household
from ..evaluation.outcomes import Evaluation, Frame
from ..model.households import THE_HOUSEHOLD, Household, Subject
from ..model.ruleset import Example, ExampleHousehold, Ruleset
from ..problem_codes import CheckCode, ReasonCode
from ..problems import Message, Problem, say
from .places import Places


def check_examples(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Run all examples, and see that every outcome a service can have is shown by one."""
    for service in ruleset.services.values():
        if not service.examples:
            yield places.in_service(service, "examples", say(CheckCode.NO_EXAMPLES))
        for number, example in enumerate(service.examples):
            for message in deviations(ruleset, service.id, example):
                yield places.in_service(service, f"examples[{number}]", message)


def deviations(ruleset: Ruleset, service: str, example: Example) -> Iterator[Message]:
    """What comes out otherwise than an example expects, for each subject it expects it of."""
    if example.told is None:
        yield from _of_evaluation(example, evaluate_example(ruleset, service, example))
        return
    expected = {
        THE_HOUSEHOLD: example.expect,
        **{Subject("adult", n): its.expect for n, its in enumerate(example.told.adults, 1)},
        **{Subject("child", n): its.expect for n, its in enumerate(example.told.children, 1)},
    }
    for one in evaluate_told(ruleset, service, example, example.told):
        wanted = expected[one.subject]
        if wanted:
            named = replace(example, name=f"{example.name} ({one.subject})", expect=wanted)
            yield from _of_evaluation(named, one.evaluation)


def evaluate_told(
    ruleset: Ruleset, service: str, example: Example, told: ExampleHousehold
) -> tuple[SubjectOutcome, ...]:
    """What the household of an example comes to, sources as fresh as when they were last read."""

    def read(raw: Mapping[str, object]) -> Answers:
        return read_answers(ruleset.questions, raw, example.day, ruleset.gazetteer)[0]

    household = Household(
        household=read(told.household),
        adults=tuple(read(its.answers) for its in told.adults),
        children=tuple(read(its.answers) for its in told.children),
    )
    frame = Frame(ruleset, ruleset.gazetteer.districts[example.district], example.day)
    return evaluate_household(frame, household, service, _freshest(ruleset))


def evaluate_example(ruleset: Ruleset, service: str, example: Example) -> Evaluation:
    """An example's evaluation, its sources as fresh as when they were last read."""
    district = ruleset.gazetteer.districts[example.district]
    answers, _ = read_answers(ruleset.questions, example.answers, example.day, ruleset.gazetteer)
    frame = Frame(ruleset, district, example.day).service(service)
    return frame.evaluate(answers, _freshest(ruleset))


def _freshest(ruleset: Ruleset) -> date:
    """The day on which a source was last read."""
    return max(source.verified_on for source in ruleset.sources.values())


def _of_evaluation(example: Example, evaluation: Evaluation) -> Iterator[Message]:
    found = {f.requirement.id: f.verdict for f in evaluation.findings}
    outcome = evaluation.outcome.value
    if outcome != example.expect:
        yield say(
            CheckCode.EXAMPLE_OUTCOME,
            example=example.name,
            found=outcome,
            wanted=example.expect,
            because=_reasons(found),
        )
    strength = evaluation.strength and evaluation.strength.value
    if example.strength and strength != example.strength:
        if strength is None:
            yield say(
                CheckCode.EXAMPLE_WITHOUT_STRENGTH, example=example.name, wanted=example.strength
            )
        else:
            yield say(
                CheckCode.EXAMPLE_STRENGTH,
                example=example.name,
                found=strength,
                wanted=example.strength,
            )
    for name in example.undecided:
        if found.get(name) is not Verdict.UNKNOWN:
            yield say(CheckCode.EXAMPLE_NOT_UNKNOWN, example=example.name, requirement=name)
    for name in example.failed:
        if found.get(name) is not Verdict.NO:
            yield say(CheckCode.EXAMPLE_NOT_NO, example=example.name, requirement=name)


def _reasons(found: Mapping[str, Verdict]) -> tuple[Message, ...]:
    """The requirements that are not yes, or that all are."""
    codes = {Verdict.NO: ReasonCode.IS_NO, Verdict.UNKNOWN: ReasonCode.IS_UNKNOWN}
    reasons = [
        say(codes[verdict], requirement=name)
        for name, verdict in found.items()
        if verdict is not Verdict.YES
    ]
    return tuple(reasons) or (say(ReasonCode.ALL_YES),)
