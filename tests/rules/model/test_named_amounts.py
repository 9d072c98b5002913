"""Amounts that texts name in braces: filled from the rows in force, and what is said without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.i18n import LANGUAGES, Wording
from portal.problem_words import english
from portal.rules.building import load_with_problems
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.districts import Period, Scope
from portal.rules.model.ruleset import Requirement, Ruleset
from portal.rules.model.texts import NamedAmount, Text
from tests.rules.worlds import TODAY, files_of, requirement, world

CHINESE = Wording(language=LANGUAGES["zh"], traditional={})
ENGLISH = Wording(language=LANGUAGES["en"], traditional={})
SAYING = requirement("works", "months(work_since) >= work_months").replace(
    'text.zh = "条件"\ntext.en = "A requirement"',
    'text.zh = "工作满{work_months}"\ntext.en = "Worked for {work_months}"',
)


def at(rules: Ruleset, district: str = "town", day: date = TODAY) -> Requirement:
    frame = Frame(rules, rules.gazetteer.districts[district], day).service("flat")
    return frame.requirements[0].requirement


def test_a_text_says_the_amount_in_force() -> None:
    found = at(world(SAYING))
    assert CHINESE.text(found.text) == "工作满6个月"
    assert ENGLISH.text(found.text) == "Worked for 6 months"


def test_every_text_of_the_service_that_a_place_shows_is_filled() -> None:
    head = 'ahead = "work == none"\n'
    more = (
        'unmet.zh = "还差{work_months}"\nunmet.en = "Still {work_months}"\n'
        'action.zh = "再做{work_months}"\naction.en = "Go on for {work_months}"\n'
    )
    step = """
[[steps]]
text.zh = "带{work_months}的流水"
text.en = "Bring {work_months} of records"
source = "law"
"""
    rules = world(requirement("works", "months(work_since) >= work_months", more), step, head=head)
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    found = frame.requirements[0].requirement
    assert found.unmet is not None
    assert found.action is not None
    said = [CHINESE.text(its) for its in (found.unmet, found.action, frame.service.steps[0].text)]
    assert said == ["还差6个月", "再做6个月", "带6个月的流水"]
    (finding,) = frame.evaluate({}, TODAY).findings
    assert finding.requirement is found
    assert frame.service.requirements["works"] == found


def test_where_no_amount_is_in_force_the_text_without_it_stands_or_what_is_laid_down() -> None:
    line = requirement("poor", "income <= income_line").replace("条件", "收入不超过{income_line}")
    assert CHINESE.text(at(world(line)).text) == "收入不超过规定的金额"
    more = 'without.zh = "收入在线以下"\nwithout.en = "Income below the line"\n'
    silent = line.replace('source = "law"', more + 'source = "law"')
    assert CHINESE.text(at(world(silent)).text) == "收入在线以下"


def test_on_a_day_on_which_the_amount_is_in_force_again_its_text_stands_again() -> None:
    more = 'without.zh = "工作够久"\nwithout.en = "Worked long enough"\n'
    rules = world(SAYING.replace('source = "law"', more + 'source = "law"'))
    service = rules.services["flat"]
    (row,) = service.parameters["work_months"].rows
    later = replace(row, scope=Scope(period=Period(since=date(2027, 3, 1))))
    parameters = {
        **service.parameters,
        "work_months": replace(service.parameters["work_months"], rows=(later,)),
    }
    rules = replace(rules, services={"flat": replace(service, parameters=parameters)})
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    assert CHINESE.text(frame.requirements[0].requirement.text) == "工作够久"
    then = frame.on(date(2027, 3, 1)).requirements[0].requirement
    assert CHINESE.text(then.text) == "工作满6个月"


def test_a_text_outside_of_any_place_never_shows_braces() -> None:
    text = world(SAYING).services["flat"].requirements["works"].text
    assert CHINESE.text(text) == "工作满规定的月数"
    assert ENGLISH.text(text) == "Worked for the number of months laid down"


def test_a_local_amount_is_said_in_its_district_only() -> None:
    space = requirement("small", "space < minimum_space").replace("条件", "不到{minimum_space}")
    rules = world(space)
    assert CHINESE.text(at(rules).text) == "不到15平方米"
    assert CHINESE.text(at(rules, "hill").text) == "不到规定的面积"


@pytest.mark.parametrize(
    ("unit", "value", "chinese", "english"),
    [
        ("months", 36, "36个月（3年）", "36 months (3 years)"),
        ("months", 12, "12个月（1年）", "12 months (1 year)"),
        ("months", 18, "18个月", "18 months"),
        ("months", 1, "1个月", "1 month"),
        ("fen_per_month", 414_800, "4,148元", "4,148 yuan"),
        ("fen", 1_050, "10.50元", "10.50 yuan"),
        ("sqm", 12.5, "12.5平方米", "12.5 square metres"),
        ("years", 3, "3年", "3 years"),
        ("days", 1, "1天", "1 day"),
        ("percent", 20, "20%", "20%"),
        ("persons", 2, "2人", "2 persons"),
        ("day", date(2026, 9, 30), "2026年9月30日", "30 September 2026"),
        ("text", Text("第一档", "level one"), "第一档", "level one"),
    ],
)
def test_amounts_are_said_as_people_say_them(
    unit: str, value: int | float | date | Text, chinese: str, english: str
) -> None:
    text = Text("{it}", "{it}", (NamedAmount(name="it", unit=unit, value=value),))
    assert (CHINESE.text(text), ENGLISH.text(text)) == (chinese, english)


def test_an_age_is_said_as_an_age() -> None:
    age = NamedAmount(name="it", unit="years", is_age=True, value=16)
    assert CHINESE.text(Text("满{it}", "{it}", (age,))) == "满16周岁"


def test_a_name_in_braces_that_is_no_parameter_is_a_problem() -> None:
    wrong = files_of(SAYING.replace("满{work_months}", "满{work_month}"))
    found = [(p.place, english(p.message)) for p in load_with_problems(wrong).problems]
    assert found == [("requirements.works.text", "'work_month' is not a known parameter")]


def test_the_text_without_an_amount_names_none_itself() -> None:
    more = 'without.zh = "满{work_months}"\nwithout.en = "A while"\n'
    wrong = files_of(requirement("works", "months(work_since) >= work_months", more))
    found = [p.place for p in load_with_problems(wrong).problems]
    assert found == ["requirements.works.without"]


ENDED = """
[parameters.record]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.record.rows]]
since = 2024-09-01
until = 2025-08-31
value = 24
source = "law"
"""
ASKING = requirement(
    "enrolled",
    "months(work_since) >= record",
    'unmet.zh = "还差{record}"\nunmet.en = "Still {record}"\n'
    'ask.zh = "还是{record}吗？"\nask.en = "Is it still {record}?"',
)


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2025, 8, 31), "还是24个月（2年）吗？"),
        (date(2027, 8, 31), "还是24个月（2年）吗？"),
        (date(2027, 9, 1), "还是规定的月数吗？"),
    ],
)
def test_what_to_ask_names_the_amount_known_last_for_two_years(day: date, asked: str) -> None:
    found = at(world(ASKING, ENDED), day=day)
    assert found.ask is not None
    assert CHINESE.text(found.ask) == asked


def test_only_what_to_ask_takes_an_amount_that_ended() -> None:
    found = at(world(ASKING, ENDED), day=date(2026, 11, 30))
    assert found.unmet is not None
    assert CHINESE.text(found.unmet) == "还差规定的月数"
