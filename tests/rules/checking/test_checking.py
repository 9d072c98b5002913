"""What can be wrong with rules that load."""

import pytest

from portal.problem_words import console_line, english
from portal.rules.checking import check
from portal.rules.problem_codes import CheckCode, DocumentCode
from tests.rules.worlds import COMMON, TODAY, requirement, service

FLAT = "services/housing/flat.toml"

SOUND = """
[[examples]]
name = "Enough months"
day = 2026-11-24
district = "town"
answers = { work = "contract", work_since = "2026-04" }
expect = "meets"
[[examples]]
name = "A month less"
day = 2026-11-24
district = "town"
answers = { work = "contract", work_since = "2026-06" }
expect = "does_not_meet"
"""
#: What a requirement says to the person.
SAID = 'unmet.zh = "还差"\nunmet.en = "Lacking"\nopen.zh = "还要知道"\nopen.en = "To be known"\n'
WORK = requirement("works", "work == contract and months(work_since) >= work_months", SAID)


def found(text: str, **changed: str) -> list[str]:
    files = {
        **COMMON,
        FLAT: text,
        **{k.replace("__", "/") + ".toml": v for k, v in changed.items()},
    }
    _, problems = check(files)
    return [console_line(p) for p in problems if p.code is not CheckCode.ASKED_BY_NOTHING]


def test_sound_rules_have_no_problem() -> None:
    assert found(service(WORK) + SOUND) == []


def test_both_sides_of_a_threshold_need_an_example() -> None:
    only_one = SOUND.replace('"2026-06"', '"2026-07"')
    assert "no example one step below work_months = 6" in found(service(WORK) + only_one)[0]


def test_an_example_in_the_month_in_which_the_day_decides_shows_neither_side() -> None:
    by_day = SOUND.replace('"2026-06" }\nexpect = "does_not_meet"', '"2026-05" }\nexpect = "DAY"')
    by_day = by_day.replace("DAY", "ask_the_counter")
    assert "no example one step below work_months = 6" in found(service(WORK) + by_day)[0]
    on_the_last_day = SOUND.replace("2026-11-24", "2026-11-30").replace("-05", "-06")
    exact = on_the_last_day.replace('"2026-04"', '"2026-05"')
    assert found(service(WORK) + exact) == []


def test_an_example_that_comes_out_otherwise_says_what_decided() -> None:
    wrong = SOUND.replace('expect = "meets"', 'expect = "ask_the_counter"')
    problems = found(service(WORK) + wrong)
    assert "is meets, not ask_the_counter (all yes)" in problems[0]


def test_a_literal_that_law_may_change_is_refused() -> None:
    text = service(requirement("works", "work == contract and months(work_since) >= 6")) + SOUND
    assert any("6 is a literal" in problem for problem in found(text))


@pytest.mark.parametrize(("since", "lacks"), [("2027-01-01", False), ("2026-12-31", True)])
def test_an_amount_needs_examples_only_while_a_cut_off_to_count_to_is_held(
    since: str, lacks: bool
) -> None:
    rows = f"""
[parameters.record]
text.zh = "月数"
text.en = "Months"
unit = "months"
[[parameters.record.rows]]
since = {since}
value = 12
source = "law"
"""
    more = requirement(
        "enrolled",
        "owns_home == yes or months(work_since, cut_off) >= record",
        'unmet.zh = "还差"\nunmet.en = "Short"\nask.zh = "算吗？"\nask.en = "Is it?"',
    )
    sound = SOUND.replace(
        'answers = { work = "contract"', 'answers = { owns_home = true, work = "contract"'
    )
    problems = found(service(WORK, more) + rows + sound)
    assert bool([p for p in problems if "record = 12" in p]) is lacks


def test_an_amount_that_is_not_listed_must_be_used_by_a_condition_or_a_sentence() -> None:
    hidden = """
[parameters.record]
text.zh = "月数"
text.en = "Months"
unit = "months"
shown = false
[[parameters.record.rows]]
value = 12
source = "law"
"""
    rules = service(WORK) + hidden + SOUND
    assert "is neither used nor shown" in found(rules)[0]
    named = SAID + 'note.zh = "以前是{record}"\nnote.en = "It was {record}"'
    said = requirement("works", "work == contract and months(work_since) >= work_months", named)
    assert found(service(said) + hidden + SOUND) == []


def test_classes_of_a_household_may_be_literals() -> None:
    text = service(WORK, requirement("alone", "persons == 1 or persons > 0")) + SOUND
    assert not any("literal" in problem for problem in found(text))


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("请看 website", "See", "holds 'website'"),
        ("请看", "See 窗口", "English text holds Chinese"),
        ("您好,请看", "See", "half-width"),
        ("See", "See", "no Chinese"),
        ("满6个月", "Long enough", "written in figures"),
        ("满规定月数", "has work_months", "machine word"),
    ],
)
def test_wording_stays_in_its_language(zh: str, en: str, expected: str) -> None:
    text = (service(WORK) + SOUND).replace('text.zh = "条件"', f'text.zh = "{zh}"')
    text = text.replace('text.en = "A requirement"', f'text.en = "{en}"')
    assert any(expected in problem for problem in found(text)), found(text)


def test_a_chinese_name_may_stand_in_brackets() -> None:
    text = (service(WORK) + SOUND).replace('"A requirement"', '"At the police station (派出所)"')
    assert found(text) == []


ROWS = """
[parameters.extra]
text.zh = "数"
text.en = "Extra"
unit = "months"
[[parameters.extra.rows]]
since = 2025-01-01
until = 2025-06-30
value = 1
source = "law"
[[parameters.extra.rows]]
since = {since}
districts = [{names}]
value = 2
source = "law"
"""


@pytest.mark.parametrize(
    ("since", "names", "expected"),
    [
        ("2025-06-30", "", "in force together in old"),
        ("2025-09-01", "", "no amount between 2025-06-30 and 2025-09-01"),
        ("2025-07-01", "", None),
        ("2025-06-01", '"centre"', None),
    ],
)
def test_rows_neither_overlap_nor_leave_holes(since: str, names: str, expected: str | None) -> None:
    problems = found(service(WORK) + SOUND + ROWS.format(since=since, names=names))
    assert (expected is None and problems == []) or any(str(expected) in p for p in problems)


def test_two_groups_of_one_rank_in_force_together_are_a_problem() -> None:
    rows = ROWS.replace("until = 2025-06-30", 'districts = "all_of_it"')
    problems = found(service(WORK) + SOUND + rows.format(since="2025-07-01", names='"centre"'))
    assert any("in force together in old" in problem for problem in problems)


def test_a_covered_district_where_nothing_decides_is_a_problem() -> None:
    local = WORK.replace('source = "law"', 'source = "law"\ndistricts = "centre"')
    assert any("no requirement is in force" in p for p in found(service(local) + SOUND))


def test_a_question_that_no_requirement_asks_is_a_problem() -> None:
    _, problems = check({**COMMON, FLAT: service(WORK) + SOUND})
    idle = {p.place for p in problems if p.code is CheckCode.ASKED_BY_NOTHING}
    assert "questions.income" in idle
    assert "questions.work" not in idle


COVERAGE = """
[facts.A-1]
carried_by = ["requirement:flat/works", "source:law"]
[facts.A-2]
left_out = "low_confidence"
why = "A single weak page."
[facts.A-3]
carried_by = ["requirement:flat/workz"]
[facts.A-4]
[facts.A-5]
carried_by = ["policy:nothing"]
[facts.A-6]
left_out = "superseded"
"""


def test_every_fact_is_carried_or_says_why_not() -> None:
    problems = found(service(WORK) + SOUND, coverage=COVERAGE)
    assert len(problems) == 4
    for name, words in {
        "A-3": "is not there (did you mean works?)",
        "A-4": "needs either",
        "A-5": "is not there",
        "A-6": "why: is missing",
    }.items():
        assert any(name in problem and words in problem for problem in problems), problems


def demanded(*parts: str, head: str = "") -> list[tuple[str, str]]:
    """What a service lacks of the texts that are demanded."""
    _, problems = check({**COMMON, FLAT: service(*parts, head=head)})
    return [(p.place, english(p.hint)) for p in problems if p.code is DocumentCode.MISSING]


def places_demanded(*parts: str, head: str = "") -> list[str]:
    return [place for place, _ in demanded(*parts, head=head)]


ASK = 'ask.zh = "能不能办？"\nask.en = "Is it possible?"\n'


def test_a_requirement_that_can_be_no_or_open_must_say_so_to_the_person() -> None:
    bare = requirement("works", "work == contract")
    assert places_demanded(bare) == ["requirements.works.open", "requirements.works.unmet"]
    assert places_demanded(requirement("works", "work == contract", SAID)) == []
    assert places_demanded(requirement("photo", "", 'check = "formality"')) == []
    assert places_demanded(bare, head='kind = "entitlement"\n') == []


@pytest.mark.parametrize(
    ("when", "extra", "source"),
    [
        ("work == contract", 'judged_when = "persons == 1"', "law"),
        ("work == contract", 'contested = [{ since = 2023-03-10, source = "page" }]', "law"),
        ("work == contract", 'check = "judgement"', "law"),
        ("work == contract", "", "lone"),
        ("income <= income_line", "", "law"),
        ("months(work_since, cut_off) >= work_months", "", "law"),
    ],
)
def test_what_may_be_left_to_the_counter_must_say_what_to_ask(
    when: str, extra: str, source: str
) -> None:
    silent = requirement("works", when, SAID + extra, source)
    assert places_demanded(silent) == ["requirements.works.ask"]
    assert places_demanded(requirement("works", when, SAID + ASK + extra, source)) == []


ACTION = 'action.zh = "先去办"\naction.en = "Get it first"\n'


@pytest.mark.parametrize(
    ("when", "extra", "head", "idle"),
    [
        ("work == contract", "", "", False),
        ("", 'check = "formality"', "", True),
        ("", 'check = "judgement"', "", True),
        ("work == contract", "", 'kind = "entitlement"\n', True),
        ("work == contract", "since = 2018-01-01\nuntil = 2019-12-31", "", True),
        ("work == contract", "until = 2020-01-01", "", False),
    ],
)
def test_an_action_that_can_never_be_shown_is_a_problem(
    when: str, extra: str, head: str, idle: bool
) -> None:
    _, problems = check(
        {**COMMON, FLAT: service(requirement("works", when, ACTION + extra), head=head)}
    )
    told = [p for p in problems if "can never be shown" in english(p.message)]
    assert [p.place for p in told] == (["requirements.works.action"] if idle else [])


LEAD = """
[[sources.page.to_verify]]
text.zh = "听说山区不看收入。"
text.en = "They say that Hill does not look at income."
lead = true
service = "flat"
districts = "hill"
ask.zh = "山区看不看收入？"
ask.en = "Does Hill look at income?"
"""


def test_a_lead_is_found_for_its_service_and_district_and_says_what_to_ask() -> None:
    sources = COMMON["sources/all.toml"] + LEAD
    files = {**COMMON, "sources/all.toml": sources, FLAT: service(WORK) + SOUND}
    rules, _ = check(files)
    assert rules is not None
    districts = rules.gazetteer.districts
    (lead,) = rules.leads_of("flat", districts["hill"], TODAY)
    assert (lead.source, lead.ask.en) == ("page", "Does Hill look at income?")
    assert rules.leads_of("flat", districts["town"], TODAY) == ()
    assert rules.sources["page"].to_verify == ()


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('service = "flat"\n', "sources.page.to_verify[0].service"),
        (
            'ask.zh = "山区看不看收入？"\nask.en = "Does Hill look at income?"\n',
            "sources.page.to_verify[0].ask",
        ),
    ],
)
def test_a_lead_needs_its_service_and_the_sentence_to_ask(line: str, place: str) -> None:
    sources = COMMON["sources/all.toml"] + LEAD.replace(line, "")
    _, problems = check({**COMMON, "sources/all.toml": sources, FLAT: service(WORK) + SOUND})
    assert [p.place for p in problems if "lead" in english(p.message)] == [place]
