"""When an outcome turns to *meets* if nothing but time passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .answers import Answers
from .districts import District
from .evaluation import Evaluation, Frame, Outcome
from .findings import Reason
from .model import Ruleset
from .months import Month

HORIZON = 120
"""Months looked ahead."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """``month``: the first one on whose first day the service is met, None if none is found;
    ``unpublished_from``: the month from which an amount or the procedure is not published."""

    month: Month | None = None
    unpublished_from: Month | None = None


def timeline(
    ruleset: Ruleset, service: str, district: District, day: date, answers: Answers, today: date
) -> Timeline:
    """Evaluate the first day of each coming month with the rows in force then.

    It stops at a gap: what is not published is never guessed.
    """
    start = Month.on(day)
    for ahead in range(1, HORIZON + 1):
        month = start.later(ahead)
        if not district.period.holds(month.first_day):
            return Timeline(unpublished_from=month)
        frame = Frame(ruleset, district, month.first_day).service(service)
        found = frame.evaluate(answers, today)
        if _unpublished(found):
            return Timeline(unpublished_from=month)
        if found.outcome is Outcome.MEETS:
            return Timeline(month=month)
    return Timeline()


def _unpublished(found: Evaluation) -> bool:
    return not found.covered or any(finding.reason is Reason.GAP for finding in found.findings)
