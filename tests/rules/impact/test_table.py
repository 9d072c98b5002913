"""What a draft decides differently: exactly those whose outcome changes, where and since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.rules.building import load
from portal.rules.evaluation.outcomes import Outcome, Strength
from portal.rules.impact import Amended, Impact, ImpactRow, Varied, impact, impact_steps
from portal.rules.model.ruleset import Ruleset
from portal.rules.model.texts import Text
from tests.rules.worlds import COMMON, TODAY, requirement, service, world

WORK = requirement("works", "work == contract and months(work_since) >= work_months")
ROOM = requirement("room", "space < minimum_space", source="page")
HOME = requirement("homeless", "owns_home == no")
INSURED = requirement("insured", "insured_district == here")
SIX = 'value = 6\nsource = "law"'


def example(
    answers: str, expect: str = "meets", district: str = "town", day: date = TODAY, name: str = "A"
) -> str:
    return f"""
[[examples]]
name = "{name}"
day = {day}
district = "{district}"
answers = {{ {answers} }}
expect = "{expect}"
"""


def amended(rules: str, old: str, new: str) -> tuple[Ruleset, Ruleset]:
    """Two rulesets that differ by one passage of the service's document."""
    assert rules.count(old) == 1
    before = rules
    after = rules.replace(old, new)
    return tuple(load({**COMMON, "services/housing/flat.toml": its}) for its in (before, after))  # type: ignore[return-value]


def told(found: Impact) -> list[tuple[str, str]]:
    """The outcomes before and after of each row."""
    return [
        (
            row.outcome_before.value if row.outcome_before else "",
            row.outcome_after.value if row.outcome_after else "",
        )
        for row in found.rows
    ]


def row_of(found: Impact, before: Outcome, after: Outcome) -> ImpactRow:
    (row,) = (r for r in found.rows if (r.outcome_before, r.outcome_after) == (before, after))
    return row


LATER = date(2027, 3, 10)
NO_TO_MEETS = (Outcome.DOES_NOT_MEET, Outcome.MEETS)
MEETS_TO_NO = (Outcome.MEETS, Outcome.DOES_NOT_MEET)


def raised_from_a_day() -> tuple[Ruleset, Ruleset]:
    """Twelve months instead of six, in the town alone, from 2027 on."""
    local = f'{SIX}\n[[parameters.work_months.rows]]\nsince = 2027-01-01\ndistricts = "town"'
    return amended(service(WORK), SIX, f'{local}\nvalue = 12\nsource = "law"')


def test_a_raised_amount_shows_the_people_between_from_its_day_in_its_district() -> None:
    row = row_of(impact(*raised_from_a_day(), TODAY), *MEETS_TO_NO)
    assert row.districts == ("town",)
    assert (row.since, row.until) == (date(2027, 1, 1), None)
    assert row.varied == (Varied(question="work_since", low=6, high=11, unit="months"),)
    assert row.amounts == (Amended("work_months", 6, 12),)
    assert row.cause == ("requirements.works", "parameters.work_months")


def test_who_is_not_between_the_amounts_is_compared_and_unchanged() -> None:
    found = impact(*raised_from_a_day(), TODAY)
    assert found.districts == ("town",)
    assert found.services == ("flat",)
    assert date(2026, 12, 31) in found.days
    assert found.unchanged == found.situations - sum(row.count for row in found.rows) > 0


def test_months_are_tried_on_the_last_day_of_this_month_and_the_day_before() -> None:
    found = impact(*amended(service(WORK), SIX, SIX.replace("6", "9")), TODAY)
    assert {date(2026, 11, 29), date(2026, 11, 30)} <= set(found.days)
    turns = {(row.outcome_before, row.outcome_after): row.varied for row in found.rows}
    asked = Outcome.ASK_THE_COUNTER
    no = Outcome.DOES_NOT_MEET
    assert turns[MEETS_TO_NO] == (Varied(question="work_since", low=6, high=8, unit="months"),)
    assert turns[asked, no] == (Varied(question="work_since", low=5, high=6, unit="months"),), (
        "five or six by the day"
    )
    assert turns[Outcome.MEETS, asked] == (
        Varied(question="work_since", low=8, high=9, unit="months"),
    )


def test_a_step_below_stops_at_no_month() -> None:
    none = SIX.replace("6", "0")
    found = impact(*amended(service(WORK), SIX, none), TODAY)
    assert all(varied.low >= 0 for row in found.rows for varied in row.varied)


def test_paid_months_are_tried_on_no_other_day() -> None:
    paid = requirement("paid", "months(insured_since) >= work_months")
    found = impact(*amended(service(paid), SIX, SIX.replace("6", "9")), TODAY)
    assert not {date(2026, 11, 29), date(2026, 11, 30)} & set(found.days)
    row = row_of(found, *MEETS_TO_NO)
    assert row.varied == (Varied(question="insured_since", low=6, high=8, unit="months"),)


def test_an_amount_for_some_time_shows_until_its_last_day() -> None:
    local = f"""{SIX}
[[parameters.work_months.rows]]
since = 2027-01-01
until = 2027-06-30
then = "default"
districts = "hill"
value = 12
source = "law"
"""
    row = row_of(impact(*amended(service(WORK), SIX, local), TODAY), *MEETS_TO_NO)
    assert (row.since, row.until) == (date(2027, 1, 1), date(2027, 6, 30))
    assert row.districts == ("hill",)


def test_a_change_of_scope_in_the_middle_of_a_month_ends_where_an_amount_beside_it_does() -> None:
    dated = requirement("insured", "months(work_since, cut_off) >= work_months")
    later = example('owns_home = true, work_since = "2020-01"', "ask_the_counter", day=LATER)
    rules = service(HOME, dated) + later
    found = impact(*amended(rules, HOME, HOME + "until = 2026-11-15\n"), TODAY)
    row = row_of(found, *NO_TO_MEETS)
    assert (row.since, row.until) == (date(2026, 11, 16), date(2026, 12, 31))


def test_amounts_that_differ_by_district_stand_in_rows_of_their_own() -> None:
    local = SIX + "".join(
        f'\n[[parameters.work_months.rows]]\ndistricts = "{district}"\nvalue = {value}\n'
        'source = "law"\n'
        for district, value in (("town", 12), ("hill", 18))
    )
    found = impact(*amended(service(WORK), SIX, local), TODAY)
    spans = {row.districts: row.varied[0] for row in found.rows}
    assert spans[("town",)].high == 11
    assert spans[("hill",)].high == 17


def test_square_metres_and_fen_go_by_their_own_steps() -> None:
    found = impact(*amended(service(ROOM), "value = 15", "value = 13"), TODAY)
    (varied,) = row_of(found, *MEETS_TO_NO).varied
    assert varied == Varied(question="space", low=13, high=14.9, unit="sqm")
    line = '[[parameters.income_line.rows]]\nvalue = 400000\nsource = "law"\n'
    poor = service(requirement("poor", "income <= income_line")) + line
    found = impact(*amended(poor, "value = 400000", "value = 500000"), TODAY)
    row = row_of(found, Outcome.DOES_NOT_MEET, Outcome.MEETS)
    assert row.varied == (Varied(question="income", low=400001, high=500000, unit="fen"),)


def test_years_turn_at_their_month() -> None:
    years = """
[parameters.insured_years]
text.zh = "年数"
text.en = "Years"
unit = "years"
[[parameters.insured_years.rows]]
value = 6
source = "page"
"""
    grown = service(requirement("grown", "years(insured_since) >= insured_years")) + years
    old = 'value = 6\nsource = "page"'
    row = row_of(impact(*amended(grown, old, old.replace("6", "8")), TODAY), *MEETS_TO_NO)
    assert row.varied == (Varied(question="insured_since", low=6, high=7, unit="years"),)


def test_nothing_changed_is_an_empty_table_with_a_digest_of_its_own() -> None:
    found = impact(world(WORK), world(WORK), TODAY)
    assert found == Impact()
    assert found.digest == impact(world(ROOM), world(ROOM), TODAY).digest


def test_wording_changes_no_outcome() -> None:
    rules = world(WORK)
    flat = rules.services["flat"]
    works = replace(flat.requirements["works"], text=Text("新", "New"))
    worded = replace(flat, name=Text("房", "Flat"), requirements={"works": works})
    assert impact(rules, replace(rules, services={"flat": worded}), TODAY) == Impact()


def test_the_digest_is_that_of_the_table() -> None:
    before, after = raised_from_a_day()
    found = impact(before, after, TODAY)
    assert found.digest == impact(before, after, TODAY).digest
    assert found.digest != impact(after, before, TODAY).digest
    assert found.digest == replace(found, situations=1, days=()).digest
    changed = replace(found.rows[0], count=found.rows[0].count + 1)
    assert found.digest != replace(found, rows=(changed, *found.rows[1:])).digest


def test_the_digest_does_not_turn_with_the_day_it_is_computed_on() -> None:
    before, after = raised_from_a_day()
    first, later = (impact(before, after, date(2026, 11, day)) for day in (24, 25))
    assert first.digest == later.digest


def test_a_lowered_tier_weakens_what_was_confirmed() -> None:
    rules = world(HOME)
    law = replace(rules.sources["law"], tier="secondary", origins=2)
    found = impact(rules, replace(rules, sources={**rules.sources, "law": law}), TODAY)
    assert {(row.strength_before, row.strength_after) for row in found.rows} == {
        (Strength.CONFIRMED, Strength.INDICATIVE)
    }
    assert set(told(found)) == {("meets", "meets"), ("does_not_meet", "does_not_meet")}
    assert {row.cause for row in found.rows} == {("requirements.homeless",)}


def test_a_review_put_off_confirms_what_had_lapsed() -> None:
    rules = world(HOME)
    law = replace(rules.sources["law"], review_by=date(2026, 11, 23))
    lapsed = replace(rules, sources={**rules.sources, "law": law})
    found = impact(lapsed, rules, TODAY)
    assert {(row.strength_before, row.strength_after) for row in found.rows} == {
        (Strength.INDICATIVE, Strength.CONFIRMED)
    }
    assert impact(lapsed, rules, date(2026, 11, 23)).rows == ()


def test_an_added_requirement_turns_down_some_and_asks_the_others() -> None:
    found = impact(world(WORK), world(WORK, HOME), TODAY)
    assert set(told(found)) >= {("meets", "does_not_meet"), ("meets", "more_information")}
    assert row_of(found, *MEETS_TO_NO).cause == ("requirements.homeless",)


def test_a_removed_requirement_opens_the_service() -> None:
    found = impact(world(WORK, HOME), world(WORK), TODAY)
    assert ("does_not_meet", "meets") in told(found)


def test_another_option_shows_without_any_number() -> None:
    wider = requirement("works", "work in (contract, flexible)")
    found = impact(world(requirement("works", "work == contract")), world(wider), TODAY)
    assert told(found) == [("does_not_meet", "meets")]
    assert found.rows[0].samples[0].answers == {"work": "flexible"}


def test_whom_a_service_concerns_and_where_it_is_covered() -> None:
    fewer = world(WORK, head='concerns = "owns_home == no"\n')
    found = impact(world(WORK), fewer, TODAY)
    assert ("meets", "does_not_concern") in told(found)
    assert {row.cause for row in found.rows} == {("service.concerns",)}
    ended = world(WORK, covers="since = 2020-01-01\nuntil = 2026-12-31")
    row = row_of(impact(world(WORK), ended, TODAY), Outcome.MEETS, Outcome.INFORMATION)
    assert (row.cause, row.since) == (("covers",), date(2027, 1, 1))


def test_a_service_that_came_or_went_is_compared_with_nothing() -> None:
    rules = world(WORK)
    none = replace(rules, services={})
    came = impact(none, rules, TODAY)
    went = impact(rules, none, TODAY)
    assert {its.outcome_before for its in came.rows} == {None}
    assert {its.outcome_after for its in went.rows} == {None}
    assert ("", "meets") in told(came)
    assert ("meets", "") in told(went)


def test_a_contest_makes_a_no_undecided() -> None:
    contest = 'contested = [{ since = 2026-06-01, source = "page" }]'
    works = "months(work_since) >= work_months"
    before = world(requirement("w", works))
    after = world(requirement("w", works, contest))
    found = impact(before, after, TODAY)
    row = row_of(found, Outcome.DOES_NOT_MEET, Outcome.ASK_THE_COUNTER)
    assert row.since == date(2026, 6, 1)


def test_districts_join_in_a_row_over_their_succession() -> None:
    found = impact(*amended(service(WORK), SIX, SIX.replace("6", "9")), TODAY)
    rows = {row.districts for row in found.rows}
    assert rows == {("old", "new", "town", "hill")}
    earlier = impact(*amended(service(WORK), SIX, SIX.replace("6", "9")), date(2025, 12, 24))
    assert all({"old", "town"} <= set(row.districts) for row in earlier.rows)
    assert all("new" not in row.districts for row in earlier.rows)


def test_a_district_that_leaves_a_group_is_noticed() -> None:
    local = requirement("central", "here in group(centre)")
    rules = world(local)
    town = replace(rules.gazetteer.districts["town"], groups=frozenset({"north"}))
    places = replace(rules.gazetteer, districts={**rules.gazetteer.districts, "town": town})
    row = row_of(impact(rules, replace(rules, gazetteer=places), TODAY), *MEETS_TO_NO)
    assert row.districts == ("town",)


def test_a_question_that_takes_other_answers_is_asked_anew() -> None:
    rules = world(requirement("works", "work in (contract, flexible)"))
    work = rules.questions["work"]
    fewer = replace(work, options=tuple(o for o in work.options if o.id != "flexible"))
    found = impact(rules, replace(rules, questions={**rules.questions, "work": fewer}), TODAY)
    assert ("meets", "more_information") in told(found)


def test_an_example_keeps_its_durations_and_its_place_wherever_it_is_moved() -> None:
    answers = (
        'work = "contract", work_since = "2025-12", insured_district = "hill", owns_home = false'
    )
    text = service(WORK, INSURED, HOME) + example(answers, district="hill", day=date(2026, 10, 31))
    local = f'{SIX}\n[[parameters.work_months.rows]]\nsince = 2027-03-01\ndistricts = "town"'
    found = impact(*amended(text, SIX, f'{local}\nvalue = 12\nsource = "law"'), TODAY)
    row = row_of(found, *MEETS_TO_NO)
    assert row.varied == (Varied(question="work_since", low=6, high=11, unit="months"),)
    for sample in row.samples:
        assert sample.answers["insured_district"] == "town"
        assert str(sample.answers["work_since"]) <= sample.day.isoformat()
    assert "2026-04" in {sample.answers["work_since"] for sample in row.samples}


def test_an_example_as_it_is_written_is_named_and_comes_first() -> None:
    text = service(WORK) + example(
        'work = "contract", work_since = "2025-12"', name="Ten months of work"
    )
    found = impact(*amended(text, SIX, SIX.replace("6", "12")), TODAY)
    samples = row_of(found, *MEETS_TO_NO).samples
    assert len(samples) == 3
    assert (samples[0].example, samples[0].district) == ("Ten months of work", "town")
    assert samples[0].answers == {"work": "contract", "work_since": "2025-12"}
    assert not samples[1].example


def test_an_answer_that_names_an_abolished_district_follows_its_area() -> None:
    answers = 'insured_district = "old", work = "contract", work_since = "2025-01"'
    here = requirement("elsewhere", "insured_district != here")
    text = service(WORK, here) + example(answers, day=date(2025, 12, 1))
    found = impact(*amended(text, SIX, SIX.replace("6", "12")), TODAY)
    places = {(s.answers.get("insured_district"), s.day) for r in found.rows for s in r.samples}
    assert all(place != "old" for place, day in places if day == TODAY)


def test_a_limit_shortens_evenly_and_says_so() -> None:
    before, after = raised_from_a_day()
    whole = impact(before, after, TODAY)
    short = impact(before, after, TODAY, limit=5)
    assert (whole.capped, short.capped) == (False, True)
    assert short.situations == 5
    assert short == impact(before, after, TODAY, limit=5)


def test_steps_go_up_to_their_end() -> None:
    steps = impact_steps(*raised_from_a_day(), TODAY)
    shares = [done / total for done, total in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1
