"""When it changes: the month exact, from both sides; nothing guessed beyond what is published."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.findings import Reason
from portal.rules.evaluation.outcomes import Frame, Outcome
from portal.rules.evaluation.timeline import (
    NOTHING,
    Certain,
    Timeline,
    Turn,
    certain_from,
    coming_months,
    timeline,
    turning_months,
)
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import TODAY, evaluate, requirement, world

WORK = requirement("works", "work == contract and months(work_since) >= work_months")
HOMELESS = requirement("homeless", "owns_home == no")
PAID = requirement("paid", "months(insured_since) >= work_months")


def ahead(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> Timeline:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems
    frame = Frame(rules, rules.gazetteer.districts["town"], day).service("flat")
    return timeline(frame, answers, TODAY)


def met(month: str, *, early: bool = False) -> Timeline:
    return Timeline(meets=Turn(month=Month.read(month), from_first_day=early))


def test_the_month_is_the_first_on_whose_last_day_it_is_met() -> None:
    rules = world(WORK)
    raw = {"work": "contract", "work_since": "2026-08"}
    assert ahead(rules, raw) == met("2027-02")
    assert evaluate(rules, raw, day=date(2027, 2, 28)).outcome is Outcome.MEETS
    assert evaluate(rules, raw, day=date(2027, 2, 27)).outcome is Outcome.ASK_THE_COUNTER
    assert evaluate(rules, raw, day=date(2027, 1, 31)).outcome is Outcome.DOES_NOT_MEET


def test_in_the_month_of_the_threshold_the_last_day_of_this_month_is_named() -> None:
    rules = world(WORK)
    raw = {"work": "contract", "work_since": "2026-05"}
    assert ahead(rules, raw) == met("2026-11")
    assert ahead(rules, raw, date(2026, 10, 31)) == met("2026-11")


def test_paid_months_count_whole_from_the_first_day() -> None:
    rules = world(PAID)
    raw = {"insured_since": "2026-08"}
    assert ahead(rules, raw) == met("2027-02", early=True)
    assert evaluate(rules, raw, day=date(2027, 1, 31)).outcome is Outcome.DOES_NOT_MEET


def test_what_time_does_not_heal_has_no_month() -> None:
    assert ahead(world(WORK), {"work": "none", "work_since": "2026-08"}) == NOTHING
    assert ahead(world(WORK), {"work": "contract", "work_since": "none"}) == NOTHING


def test_what_counts_to_a_cut_off_day_or_is_ahead_is_left_to_the_planner() -> None:
    rules = world(requirement("long", "months(work_since, cut_off) >= work_months"))
    assert ahead(rules, {"work_since": "2026-08"}) == NOTHING
    rules = world(WORK, head='ahead = "owns_home == yes"\n')
    raw = {"work": "contract", "work_since": "2026-08", "owns_home": False}
    assert ahead(rules, raw) == NOTHING


ENDING = """
[parameters.line]
text.zh = "线"
text.en = "Line"
unit = "months"
[[parameters.line.rows]]
since = 2020-01-01
until = 2026-12-31
value = 6
source = "law"
"""


def test_across_a_gap_only_the_counter_is_reached_by_what_was_known_last() -> None:
    rules = world(requirement("long", "months(work_since) >= line") + ENDING, HOMELESS)
    found = ahead(rules, {"work_since": "2026-06", "owns_home": False})
    assert found.meets == Turn(month=Month.read("2026-12"))
    found = ahead(rules, {"work_since": "2026-08", "owns_home": False})
    assert found == Timeline(unpublished_from=Month.read("2027-01"))


def test_who_is_within_what_was_known_last_goes_on_to_the_counter() -> None:
    rules = world(requirement("small", "persons <= limit") + LIMIT, WORK)
    raw = {"persons": 2, "work": "contract", "work_since": "2026-08"}
    found = ahead(rules, raw)
    assert found == Timeline(
        counter_decides=Turn(month=Month.read("2027-02"), by_last_known=True),
        unpublished_from=Month.read("2028-01"),
    )


LIMIT = """
[parameters.limit]
text.zh = "人数"
text.en = "Persons"
unit = "persons"
[[parameters.limit.rows]]
since = 2020-01-01
until = 2025-12-31
value = 3
source = "law"
"""


def test_two_months_are_reported_first_the_counter_then_everything() -> None:
    usual = requirement(
        "works",
        "months(work_since) >= long_months",
        'usual = true\njudged_when = "months(work_since) >= work_months"',
    )
    long = LIMIT.replace("limit", "long_months").replace('"persons"', '"months"')
    long = long.replace("until = 2025-12-31\n", "").replace("value = 3", "value = 12")
    rules = world(usual + long, HOMELESS)
    found = ahead(rules, {"work_since": "2026-08", "owns_home": False})
    assert found == Timeline(
        counter_decides=Turn(month=Month.read("2027-02")),
        meets=Turn(month=Month.read("2027-08")),
    )


def test_while_answers_are_lacking_the_month_is_that_in_which_nothing_is_refused() -> None:
    rules = world(WORK, HOMELESS)
    found = ahead(rules, {"work": "contract", "work_since": "2026-08"})
    assert found == Timeline(nothing_refused=Turn(month=Month.read("2027-02")))


def test_it_stops_where_the_procedure_ends() -> None:
    rules = world(WORK, covers="since = 2020-01-01\nuntil = 2026-12-31")
    found = ahead(rules, {"work": "contract", "work_since": "2026-08"})
    assert found == Timeline(unpublished_from=Month.read("2027-01"))


def test_a_contested_no_turns_to_yes_in_its_month() -> None:
    extra = 'contested = [{ since = 2020-01-01, source = "page" }]'
    rules = world(requirement("works", "months(work_since) >= work_months", extra))
    assert ahead(rules, {"work_since": "2026-08"}) == met("2027-02")


@given(
    since=st.integers(-30, 0).map(lambda ago: str(Month.of(2026, 11).later(ago))),
    born=st.sampled_from(["2026-08", "2025-11", "none"]),
    day=st.sampled_from([date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1)]),
    least=st.sampled_from(["> ", ">= ", "== "]),
)
def test_the_months_that_are_looked_at_miss_nothing(
    since: str, born: str, day: date, least: str
) -> None:
    rules = world(
        requirement("long", f"months(work_since) {least}work_months or years(work_since) >= 2"),
        requirement("paid", "years(insured_since) <= 1 and months(insured_since) >= line") + ENDING,
    )
    raw = {"work_since": since, "insured_since": born}
    answers, _ = read_answers(rules.questions, raw, day, rules.gazetteer)
    frame = Frame(rules, rules.gazetteer.districts["town"], day).service("flat")
    looked_at = set(turning_months(frame, answers, 60))
    before = None
    for month in coming_months(day, 60):
        found = frame.on(month.last_day).evaluate(answers, TODAY)
        state = (found.outcome, [f.verdict for f in found.findings])
        assert month in looked_at or state == before, month
        before = state


def test_a_requirement_that_a_day_decides_is_certain_from_the_last_day_of_the_month() -> None:
    at_most = requirement("new", "months(work_since) <= work_months")
    rules = world(WORK, at_most)
    answers, _ = read_answers(
        rules.questions, {"work": "contract", "work_since": "2026-05"}, TODAY, rules.gazetteer
    )
    for day, least, most in (
        (date(2026, 11, 1), Certain(date(2026, 11, 30), Verdict.YES), None),
        (date(2026, 12, 1), None, Certain(date(2026, 12, 31), Verdict.NO)),
    ):
        frame = Frame(rules, rules.gazetteer.districts["town"], day).service("flat")
        long_enough, short_enough = frame.evaluate(answers, TODAY).findings
        assert certain_from(frame, long_enough, answers, TODAY) == least
        assert certain_from(frame, short_enough, answers, TODAY) == most


def test_a_cut_off_in_the_middle_of_a_month_is_never_certain_by_time_alone() -> None:
    cut_off = """
[parameters.middle]
text.zh = "截止日"
text.en = "Cut-off"
unit = "day"
[[parameters.middle.rows]]
since = 2026-01-01
value = 2026-09-15
source = "law"
"""
    rules = world(requirement("long", "months(work_since, middle) >= work_months") + cut_off)
    answers, _ = read_answers(rules.questions, {"work_since": "2026-03"}, TODAY, rules.gazetteer)
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    (finding,) = frame.evaluate(answers, TODAY).findings
    assert finding.reason is Reason.DAY
    assert certain_from(frame, finding, answers, TODAY) is None
