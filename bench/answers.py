"""What answers are worth: outcomes of random households who answer everything, and their steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.household_outcomes import flat_outcome
from portal.rules.evaluation.next_steps import next_steps
from portal.rules.evaluation.outcomes import Evaluation, Frame, Outcome
from portal.rules.model.districts import District
from portal.rules.model.ruleset import Ruleset

from .figures import Figure, Part, figure
from .households import SEED, households
from .situations import DAY, ready, shipped
from .timing import Effort

HOUSEHOLDS = 1_000
_AIMS = {Outcome.ASK_THE_COUNTER: "at most 20"}

#: The services there were when the shares were first counted, all of them procedures. They are
#: counted beside, so that a change of kind hides nothing.
FIRST_COUNTED = (
    "affordable-rental",
    "college-entrance",
    "compulsory-education",
    "elderly-and-childcare",
    "employee-insurance",
    "employee-provident-fund",
    "equal-pay-and-wages",
    "flexible-medical",
    "flexible-pension",
    "flexible-provident-fund",
    "minimum-living-allowance",
    "move-registration-online",
    "occupational-injury",
    "preschool",
    "public-rental",
    "renting",
    "residence-permit",
    "residence-permit-endorsement",
    "resident-medical",
    "resident-pension",
    "returning-to-start-a-business",
    "rural-rights",
    "school-transfer",
    "senior-high-entrance",
    "settle-as-graduate-or-skilled",
    "settle-by-work",
    "settle-in-countryside",
    "settle-with-family",
    "shared-ownership",
    "skills-training",
    "transfer-and-settlement",
    "unemployment-benefit",
    "vocational-school",
)

Case = tuple[District, Answers, Evaluation]


def run(effort: Effort) -> Part:
    """Count outcomes over the same households each time."""
    rules = shipped()
    number = HOUSEHOLDS // 10 if effort.quick else HOUSEHOLDS
    cases = list(evaluated(rules, DAY, number))
    concerned = [found for *_, found in cases if found.outcome is not Outcome.DOES_NOT_CONCERN]
    procedures = [its for its in concerned if its.outcome is not Outcome.INFORMATION]
    before = [
        Outcome.ASK_THE_COUNTER if its.outcome is Outcome.INFORMATION else its.outcome
        for its in concerned
        if its.service.id in FIRST_COUNTED
    ]
    figures = (
        *shares("Procedures", [its.outcome for its in procedures]),
        *shares("Services first counted, information as ask", before),
    )
    without = stepless(rules, DAY, cases)
    return Part(
        title="Answers",
        figures=figures,
        notes=(
            f"{number} households drawn with the seed {SEED}, every question answered, spread over"
            f" all districts on {DAY}; {len(procedures)} outcomes of procedures that concern.",
            *undecided(procedures),
        ),
        failed=tuple(f"{name} has an outcome without a next step" for name in without),
    )


def evaluated(rules: Ruleset, day: date, number: int) -> Iterator[Case]:
    """Every service for every household."""
    frames: dict[str, Frame] = {}
    for district, answers in households(rules, day, number):
        if district.id not in frames:
            frames[district.id] = ready(rules, district.id)
        for found in frames[district.id].evaluate(answers, day):
            yield district, answers, found


def shares(name: str, outcomes: Iterable[Outcome]) -> list[Figure]:
    """The share of each outcome, in per cent."""
    counted = Counter(outcomes)
    whole = sum(counted.values()) or 1
    good = counted[Outcome.MEETS] + counted[Outcome.COUNTER_DECIDES]
    return [
        figure(f"{name}: meets or counter_decides", "%", [100 * good / whole], "at least 45"),
        *(
            figure(f"{name}: {outcome.value}", "%", [100 * number / whole], _AIMS.get(outcome, ""))
            for outcome, number in counted.most_common()
        ),
    ]


def undecided(procedures: Iterable[Evaluation]) -> Iterator[str]:
    """Of each service that is asked about, how often and what keeps it from being decided."""
    asked: dict[str, int] = Counter()
    every: dict[str, int] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for found in procedures:
        service = found.service.id
        every[service] += 1
        if found.outcome is Outcome.ASK_THE_COUNTER:
            asked[service] += 1
            kept = {reason.value for its in found.findings for reason in its.reasons}
            reasons.setdefault(service, Counter()).update(kept or {"nothing computed"})
    for service in sorted(asked, key=lambda name: -asked[name]):
        share = 100 * asked[service] / every[service]
        why = _listed(reasons[service])
        yield f"`{service}`: {share:.0f} % of {every[service]} asked, by {why}"


def _listed(counted: Mapping[str, int]) -> str:
    return ", ".join(sorted(counted, key=lambda name: -counted[name]))


def stepless(rules: Ruleset, day: date, cases: Iterable[Case]) -> tuple[str, ...]:
    """Services that leave somebody whom they concern without a next step."""
    frames: dict[str, Frame] = {}
    found = set()
    for district, answers, evaluation in cases:
        if district.id not in frames:
            frames[district.id] = ready(rules, district.id)
        concerns = evaluation.outcome is not Outcome.DOES_NOT_CONCERN
        if concerns and not next_steps(frames[district.id], flat_outcome(evaluation, answers), day):
            found.add(evaluation.service.id)
    return tuple(sorted(found))
