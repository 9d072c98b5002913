"""A usual judgement stays the counter's part where its amounts are only known last."""

from datetime import date

import pytest

from portal.rules.evaluation.outcomes import Outcome
from tests.rules.worlds import evaluate, requirement, world

ENDED = """
[parameters.record]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.record.rows]]
since = 2024-09-01
until = 2025-08-31
value = 12
source = "law"
[parameters.less]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.less.rows]]
since = 2024-09-01
until = 2025-08-31
value = 6
source = "law"
"""
WHEN = "months(work_since) >= record"
JUDGED = 'judged_when = "months(work_since) >= less"'
HOME = requirement("homeless", "owns_home == no")


@pytest.mark.parametrize(
    ("usual", "since", "day", "outcome"),
    [
        ("usual = true", "2025-10", date(2026, 11, 30), Outcome.COUNTER_DECIDES),
        ("usual = true", "2026-04", date(2026, 11, 30), Outcome.COUNTER_DECIDES),
        ("usual = true", "2026-08", date(2026, 11, 30), Outcome.ASK_THE_COUNTER),
        ("", "2026-04", date(2026, 11, 30), Outcome.ASK_THE_COUNTER),
        ("usual = true", "2027-02", date(2027, 9, 30), Outcome.ASK_THE_COUNTER),
    ],
)
def test_by_the_last_amounts_only_a_usual_judgement_may_be_left(
    usual: str, since: str, day: date, outcome: Outcome
) -> None:
    rules = world(requirement("enrolled", WHEN, f"{JUDGED}\n{usual}"), HOME, ENDED)
    found = evaluate(rules, {"work_since": since, "owns_home": False}, day=day)
    assert found.outcome is outcome
