"""How it stands with a service, in two or three words for each person of the household."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from ...i18n import Wording, gettext, ngettext
from ...rules.conditions.verdict import Verdict
from ...rules.evaluation.household_outcomes import SubjectOutcome
from ...rules.evaluation.next_steps import Apply, BeginBy, NextStep, Wait
from ...rules.evaluation.outcomes import Evaluation, Outcome
from ...rules.model.households import Subject
from .whose import Whose


class Standing(Enum):
    """What a service comes to, as an overview counts and orders it: what is for later last."""

    CAN = "can"
    OPEN = "open"
    ASK = "ask"
    LACKS = "lacks"
    LATER = "later"
    INFORMS = "informs"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandLine:
    """How it stands for one person, or for several of whom the same is true.

    ``name`` is empty where one person only could be meant.
    """

    outcome: str
    name: str
    words: str


def standing(evaluation: Evaluation) -> Standing:
    """Where a service is counted."""
    match evaluation.outcome:
        case Outcome.MEETS | Outcome.COUNTER_DECIDES:
            return Standing.CAN
        case Outcome.NOT_YET:
            return Standing.LATER
        case Outcome.MORE_INFORMATION:
            return Standing.OPEN
        case Outcome.ASK_THE_COUNTER:
            return Standing.ASK
        case Outcome.DOES_NOT_MEET:
            return Standing.LACKS
        case Outcome.INFORMATION:
            return Standing.INFORMS
        case Outcome.DOES_NOT_CONCERN:
            return Standing.ASIDE
        case _:
            assert_never(evaluation.outcome)


def count_words(kind: Standing, number: int) -> str:
    """So many services of a topic that stand so."""
    match kind:
        case Standing.CAN:
            return ngettext("%(num)s can be done", "%(num)s can be done", number)
        case Standing.LATER:
            return ngettext("%(num)s is for later", "%(num)s are for later", number)
        case Standing.OPEN:
            return ngettext("%(num)s needs more answers", "%(num)s need more answers", number)
        case Standing.ASK:
            return ngettext("%(num)s to ask about", "%(num)s to ask about", number)
        case Standing.LACKS:
            return ngettext("%(num)s lacks something", "%(num)s lack something", number)
        case Standing.INFORMS:
            return ngettext("%(num)s to read", "%(num)s to read", number)
        case Standing.ASIDE:
            return ngettext("%(num)s not needed", "%(num)s not needed", number)
        case _:
            assert_never(kind)


def short_words(evaluation: Evaluation, steps: Iterable[NextStep], wording: Wording) -> str:
    """How it stands with a service, in a few words."""
    listed = tuple(steps)
    match evaluation.outcome:
        case Outcome.MEETS | Outcome.COUNTER_DECIDES:
            return _ready_words(evaluation, listed, wording)
        case Outcome.NOT_YET:
            return _ahead_words(listed, wording)
        case Outcome.MORE_INFORMATION:
            return gettext("more to answer")
        case Outcome.ASK_THE_COUNTER:
            if evaluation.split_between:
                return gettext("ask: each of you meets a part")
            return gettext("ask first")
        case Outcome.DOES_NOT_MEET:
            return _lacking_words(evaluation, listed)
        case Outcome.INFORMATION:
            return gettext("how it works")
        case Outcome.DOES_NOT_CONCERN:
            return gettext("not needed")
        case _:
            assert_never(evaluation.outcome)


def _ready_words(evaluation: Evaluation, steps: Sequence[NextStep], wording: Wording) -> str:
    waits = [its for its in steps if isinstance(its, Wait) and its.opening is not None]
    if waits and not any(isinstance(its, Apply) for its in steps):
        return gettext("from %(month)s on", month=wording.month(waits[0].month))
    if any(isinstance(its, Apply) and its.held for its in steps):
        return gettext("you have it")
    if any(isinstance(its, Apply) and its.only_by_day for its in steps):
        return gettext("in a few days")
    if evaluation.outcome is Outcome.MEETS:
        return gettext("can be done")
    return gettext("can be done; the counter decides")


def _ahead_words(steps: Sequence[NextStep], wording: Wording) -> str:
    begins = [its for its in steps if isinstance(its, BeginBy) and its.clocks and not its.too_late]
    if begins:
        return gettext("begin by %(month)s", month=wording.month(begins[0].month))
    return gettext("not yet the time")


def _lacking_words(evaluation: Evaluation, steps: Sequence[NextStep]) -> str:
    for step in steps:
        if isinstance(step, Wait) and step.timeline.first is not None:
            left = step.months_left
            if not left:
                return gettext("a few days to go")
            return ngettext("%(num)s month to go", "%(num)s months to go", left)
    lacking = sum(its.verdict is Verdict.NO for its in evaluation.findings)
    return ngettext("%(num)s thing lacking", "%(num)s things lacking", lacking)


def stand_lines(
    found: Iterable[tuple[SubjectOutcome, tuple[NextStep, ...]]], whose: Whose, wording: Wording
) -> tuple[StandLine, ...]:
    """How it stands for everybody, the same said once of all of whom it is true."""
    people: dict[tuple[str, str], list[Subject]] = {}
    for outcome, steps in found:
        words = short_words(outcome.evaluation, steps, wording)
        people.setdefault((outcome.outcome.value, words), []).append(outcome.subject)
    return tuple(
        StandLine(outcome=value, name=whose.who(subjects), words=words)
        for (value, words), subjects in people.items()
    )
