"""A comparison up to a cut-off day, where it is not known which year's cut-off counts.

Met at this year's it is a yes, not met even at next year's a no; between them the counter judges.
"""

from __future__ import annotations

from ..model.answers import Answers
from ..model.school import GRADE, STAGE
from .traces import Compiled, Trace
from .verdict import UNKNOWN


def in_either_year(this_year: Compiled, next_year: Compiled) -> Compiled:
    """This year's comparison; with next year's beside it where stage and grade give no year."""

    def tested(answers: Answers) -> Trace:
        now = this_year(answers)
        is_told = answers.get(STAGE) is not None and answers.get(GRADE) is not None
        if is_told or now.missing or now.unclear:
            return now
        lacking = tuple(name for name in (STAGE, GRADE) if answers.get(name) is None)
        then = next_year(answers)
        if now.outlook == then.outlook:
            return now
        missing = tuple(name for name in lacking if name not in answers)
        if missing:
            return now._replace(outlook=now.outlook | then.outlook, missing=missing)
        return now._replace(outlook=UNKNOWN, by_day=(), by_year=lacking)

    return tested
