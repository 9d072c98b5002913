"""When it changes: the month exact, from both sides; nothing guessed beyond what is published."""

from datetime import date

from portal.rules.answers import read_answers
from portal.rules.evaluation import Outcome
from portal.rules.model import Ruleset
from portal.rules.months import Month
from portal.rules.timeline import Timeline, timeline

from .worlds import TODAY, evaluate, requirement, world

WORK = requirement("works", "work == contract and months(work_since) >= work_months")
PAID = requirement("paid", "months(insured_since) >= work_months")


def ahead(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> Timeline:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems
    district = rules.gazetteer.districts["town"]
    return timeline(rules, "flat", district, day, answers, TODAY)


def test_the_month_is_the_first_on_whose_first_day_it_is_met() -> None:
    rules, raw = world(WORK), {"work": "contract", "work_since": "2026-08"}
    assert ahead(rules, raw).month == Month.read("2027-03")
    assert evaluate(rules, raw, day=date(2027, 3, 1)).outcome is Outcome.MEETS
    assert evaluate(rules, raw, day=date(2027, 2, 1)).outcome is Outcome.DOES_NOT_MEET


def test_paid_months_count_whole() -> None:
    rules, raw = world(PAID), {"insured_since": "2026-08"}
    assert ahead(rules, raw).month == Month.read("2027-02")
    assert evaluate(rules, raw, day=date(2027, 1, 1)).outcome is Outcome.DOES_NOT_MEET


def test_what_time_does_not_heal_has_no_month() -> None:
    assert ahead(world(WORK), {"work": "none", "work_since": "2026-08"}) == Timeline()
    assert ahead(world(WORK), {"work": "contract", "work_since": "none"}) == Timeline()


def test_it_stops_where_an_amount_is_not_published_any_more() -> None:
    rules = world(requirement("long", "months(work_since, cut_off) >= work_months"))
    found = ahead(rules, {"work_since": "2026-08"})
    assert found == Timeline(unpublished_from=Month.read("2027-01"))


def test_it_stops_where_the_procedure_ends() -> None:
    rules = world(WORK, covers="since = 2020-01-01\nuntil = 2026-12-31")
    found = ahead(rules, {"work": "contract", "work_since": "2026-08"})
    assert found == Timeline(unpublished_from=Month.read("2027-01"))


def test_a_contested_no_turns_to_yes_in_its_month() -> None:
    extra = 'contested = [{ since = 2020-01-01, source = "page" }]'
    rules = world(requirement("works", "months(work_since) >= work_months", extra))
    assert ahead(rules, {"work_since": "2026-08"}).month == Month.read("2027-03")
