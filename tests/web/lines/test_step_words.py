"""Next steps in words: whole sentences in Chinese and English, with whom to ask and what to say."""

from datetime import date

import pytest

from portal.i18n import LANGUAGES, gettext, spoken_in
from portal.rules.building import load
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.household_outcomes import flat_outcome
from portal.rules.evaluation.next_steps import next_steps
from portal.rules.evaluation.outcomes import Frame
from portal.rules.evaluation.step_order import household_steps
from portal.rules.model.ruleset import Ruleset
from portal.rules.model.texts import Text
from portal.web.lines.step_words import StepLine, said_in_both, step_lines
from tests.rules.school_worlds import school_world
from tests.rules.worlds import COMMON, TODAY, outcomes_of, requirement, service, world


def told(rules: Ruleset, raw: dict[str, object], day: date = TODAY) -> list[tuple[StepLine, Text]]:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems
    frame = Frame(rules, rules.gazetteer.districts["town"], day)
    found = frame.service("flat").evaluate(answers, TODAY)
    return [
        said_in_both(step, frame) for step in next_steps(frame, flat_outcome(found, answers), TODAY)
    ]


WORK = requirement("works", "work == contract and months(work_since) >= work_months")


def test_what_time_brings_names_the_months_and_the_end_of_the_last() -> None:
    ((line, text),) = told(world(WORK), {"work": "contract", "work_since": "2026-08"})
    assert text.zh.startswith("公租房：还差3个月，最迟2027年2月底就都符合了。")
    assert text.en.startswith(
        "Flat: 3 months are still lacking: by the end of February 2027 at the latest every "
        "published requirement is met."
    )
    assert (line.month, line.kind) == ("2027-02", "wait")


def test_what_is_full_from_the_first_day_says_from_when_on() -> None:
    paid = requirement("paid", "months(insured_since) >= work_months")
    ((_, text),) = told(world(paid), {"insured_since": "2026-08"})
    assert "2027年2月起就都符合" in text.zh


def test_somebody_is_asked_by_telephone_with_the_sentence_of_the_rules() -> None:
    ask = 'judged_when = "work == flexible"\nask.zh = "灵活就业算不算？"\nask.en = "Does it count?"'
    rules = world(requirement("works", "work == contract", ask))
    ((line, text),) = told(rules, {"work": "flexible"})
    assert line.head == "打12345问：公租房。"
    assert line.say == ("灵活就业算不算？",)
    assert line.contact == "12345"
    assert "“Does it count?”" in text.en


def test_a_requirement_without_a_sentence_of_its_own_is_quoted_as_a_question() -> None:
    rules = world(requirement("works", "work == contract", 'judged_when = "work == flexible"'))
    ((line, _),) = told(rules, {"work": "flexible"})
    assert line.say == ("办公租房，规定是‘条件’，我的情况算不算？",)


def test_an_amount_that_ended_is_asked_with_its_year_and_value() -> None:
    line_of_income = """
[parameters.limit]
text.zh = "收入线"
text.en = "Income line"
unit = "fen_per_month"
[[parameters.limit.rows]]
since = 2020-01-01
until = 2025-12-31
value = 414800
source = "law"
"""
    rules = world(requirement("poor", "income <= limit") + line_of_income, WORK)
    steps = told(rules, {"income": 400000, "work": "contract", "work_since": "2026-01"})
    assert [line.kind for line, _ in steps] == ["apply", "ask"]
    assert steps[1][0].say == ("收入线，2025年是4,148元，现在是多少？",)


def test_what_is_asked_while_a_window_is_open_says_until_when_it_is() -> None:
    window = (
        '[[windows]]\nid = "autumn_2026"\ntext.zh = "报名"\ntext.en = "Registration"\n'
        'opens = 2026-11-01\ncloses = 2026-12-31\nsource = "law"\n'
    )
    judged = requirement("works", "work == contract", 'judged_when = "work == flexible"')
    ((line, _),) = told(world(judged + window), {"work": "flexible"})
    assert "最迟2026年12月31日。" in line.details
    assert (line.kind, line.day) == ("ask", "2026-12-31")


def test_a_window_of_past_years_says_so_and_whom_to_call() -> None:
    window = (
        '[[windows]]\nid = "autumn_2025"\ntext.zh = "报名"\ntext.en = "Registration"\n'
        'opens = 2024-09-13\ncloses = 2024-12-31\nsource = "law"\n'
    )
    rules = world(requirement("homeless", "owns_home == no") + window)
    ((line, _),) = told(rules, {"owns_home": False})
    assert "往年12月31日截止。今年的日子没查到，现在就打12345问。" in "".join(line.details)
    assert line.day == "", "a day of past years is no deadline"
    ((line, _),) = told(rules, {"owns_home": False}, date(2027, 2, 1))
    assert "往年9月13日到12月31日办" in line.head


def test_clocks_say_whose_they_are_and_how_long_they_must_run() -> None:
    permit = requirement(
        "permit",
        "has_residence_permit == yes and months(residence_permit_since, exam_day) >= exam_months",
    )
    rules = school_world(permit)
    raw: dict[str, object] = {"child_stage": "junior", "child_grade": 1}
    raw["has_residence_permit"] = False
    (begin, _), *_ = told(rules, raw)
    assert begin.head == "公租房：最迟2028年9月要开始：您的居住证，要满36个月（3年）。"
    assert "按现在的规定；以后可能变。" in begin.details
    late = told(rules, {**raw, "child_stage": "senior", "child_grade": 2})
    assert "来不及了" in late[0][0].head
    assert late[-1][0].say


def test_papers_and_places_of_an_application_are_named() -> None:
    more = '[[papers]]\npaper = "id-card"\nsource = "law"\n'
    more += (
        '[[particulars]]\nkind = "where"\ntext.zh = "社区。"\ntext.en = "Here."\nsource = "law"\n'
    )
    text = service(requirement("homeless", "owns_home == no")) + more
    rules = load({**COMMON, "services/housing/flat.toml": text})
    ((line, said),) = told(rules, {"owns_home": False})
    assert line.papers == ("身份证",)
    assert [its.words for its in line.places] == ["社区"]
    assert "带：身份证。" in said.zh
    assert "Where: Here." in said.en


def test_a_counter_is_named_with_its_address_and_its_hours() -> None:
    hall = (
        '[counters.hall]\ndistrict = "town"\nname.zh = "大厅"\nname.en = "The hall"\n'
        'address.zh = "一路1号"\nhours.zh = "工作日9:00—12:00"\n'
        'hours.en = "Working days 9:00-12:00"\nsource = "law"\n'
    )
    text = service(requirement("homeless", "owns_home == no"))
    rules = load({**COMMON, "services/housing/flat.toml": text, "counters/town.toml": hall})
    ((line, said),) = told(rules, {"owns_home": False})
    (place,) = line.places
    assert place.hours is not None
    assert place.hours.words == "工作日9:00—12:00"
    assert "Working days 9:00-12:00" in said.en


def test_a_step_of_several_services_names_them_all() -> None:
    judged = requirement("owned", "owns_home == no")
    files = {**COMMON, "services/housing/flat.toml": service(judged)}
    files["services/housing/other.toml"] = (
        service(judged).replace('id = "flat"', 'id = "other"').replace("公租房", "宿舍")
    )
    rules = load(files)
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY)
    steps = household_steps(frame, outcomes_of(frame, {}), TODAY)
    with spoken_in(LANGUAGES["zh"]) as wording:
        (line,) = step_lines(steps.every, frame, wording)
    assert line.names == ("公租房", "宿舍")
    assert line.question == "owns_home"


@pytest.mark.parametrize(("language", "said"), [("zh", "是"), ("en", "Yes"), ("hant", "是")])
def test_a_language_of_choice_is_spoken_only_inside(language: str, said: str) -> None:
    with spoken_in(LANGUAGES[language]):
        assert gettext("Yes") == said
    assert gettext("Yes") == "Yes"


def test_what_to_apply_for_is_a_sentence_and_the_number_beside_it_a_contact() -> None:
    rules = world(requirement("works", "work == contract"))
    ((line, text),) = told(rules, {"work": "contract"})
    assert line.kind == "apply"
    assert "公租房" in line.head
    assert text.zh.startswith(line.head)
    assert line.contact in rules.contacts
