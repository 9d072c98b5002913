"""The road ahead: what opens when, what opens what, and the windows of the year."""

from datetime import date

from portal.rules.building import load
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.household_outcomes import household_of
from portal.rules.evaluation.outcomes import Outcome
from portal.rules.evaluation.roadmap import Milestone, Roadmap, roadmap
from portal.rules.model.months import Month
from portal.rules.model.ruleset import Ruleset
from tests.rules.school_worlds import school_world
from tests.rules.worlds import COMMON, HEAD, PARAMETERS, TODAY, requirement, service

COVER = '[[covers]]\nsince = 2020-01-01\nsource = "law"\n'


def other(name: str, text: str, head: str = "") -> dict[str, str]:
    changed = HEAD.replace('id = "flat"', f'id = "{name}"') + head
    return {f"services/housing/{name}.toml": changed + COVER + text + PARAMETERS}


INSURED = requirement("paid", "months(insured_since) >= work_months")
TIME_LIMIT = (
    '[[particulars]]\nkind = "time_limit"\ntext.zh = "天"\ntext.en = "Days"\ndays = 15\n'
    'source = "law"\n'
)
GRANTS = 'grants = { insured_since = "this_month" }\n'
RULES = load(
    {
        **COMMON,
        "services/housing/flat.toml": service(INSURED),
        **other("insurance", requirement("free", "owns_home == no") + TIME_LIMIT, head=GRANTS),
    }
)
WINDOWS = load(
    {
        **COMMON,
        "services/housing/flat.toml": service(INSURED),
        **other(
            "insurance",
            requirement("free", "owns_home == no")
            + '[[windows]]\nid = "autumn"\ntext.zh = "秋"\ntext.en = "Autumn"\nmonth = 9\n'
            + 'until_month = 10\nsource = "law"\n'
            + '[[windows]]\nid = "yearly"\ntext.zh = "年"\ntext.en = "Yearly"\n'
            + 'anniversary_of = "work_since"\nsource = "law"\n'
            + '[[windows]]\nid = "past"\ntext.zh = "过"\ntext.en = "Past"\nopens = 2025-01-01\n'
            + 'closes = 2025-02-01\nsource = "law"\n',
            head=GRANTS,
        ),
    }
)


def road(raw: dict[str, object], rules: Ruleset = RULES, day: date = TODAY) -> Roadmap:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems
    return roadmap(
        rules,
        rules.gazetteer.districts["town"],
        day,
        household_of(answers, rules.questions),
        TODAY,
    )


def test_a_service_opens_another_after_its_time_limit_and_the_months_it_needs() -> None:
    found = road({"owns_home": False, "insured_since": "none"})
    assert found.milestones == (
        Milestone(month=Month.read("2026-11"), service="insurance"),
        Milestone(
            month=Month.read("2027-06"),
            service="flat",
            opened_by=("insurance",),
            from_first_day=True,
        ),
    ), "15 days from 24 November is December; six paid months later is June"


def test_a_grant_takes_nothing_away() -> None:
    found = road({"owns_home": False, "insured_since": "2026-08"})
    assert Milestone(month=Month.read("2027-02"), service="flat") in found.milestones


def test_what_is_never_met_is_no_milestone() -> None:
    assert road({"owns_home": True, "insured_since": "none"}).milestones == ()


def test_windows_come_next_year_when_this_years_is_over_those_of_past_years_too() -> None:
    windows = road({}, WINDOWS).windows
    assert {its.window.id: (str(its.month), its.usual) for its in windows} == {
        "past": ("2027-01", True),
        "autumn": ("2027-09", False),
    }
    inside = road({"work_since": "2024-02"}, WINDOWS, date(2026, 10, 5)).windows
    assert {its.window.id: str(its.month) for its in inside} == {
        "autumn": "2026-09",
        "yearly": "2027-01",
        "past": "2027-01",
    }


def test_what_is_met_outside_its_window_stands_where_the_next_one_opens() -> None:
    told: dict[str, object] = {"owns_home": False, "work_since": None}
    (insurance, flat) = road({**told, "insured_since": "none"}, WINDOWS).milestones
    assert (insurance.service, str(insurance.month)) == ("insurance", "2027-01")
    assert insurance.opening is not None
    assert insurance.opening.usual
    assert (flat.service, str(flat.month)) == ("flat", "2027-07")
    inside = road(told, WINDOWS, date(2026, 10, 5)).milestones
    assert (str(inside[0].month), inside[0].opening) == ("2026-10", None)


def test_where_only_the_counter_is_left_it_stands_on_the_road_and_grants_nothing() -> None:
    judged = requirement("free", "owns_home == no") + requirement("x", "", 'check = "judgement"')
    rules = load(
        {
            **COMMON,
            "services/housing/flat.toml": service(INSURED),
            **other("insurance", judged, head=GRANTS),
        }
    )
    (only,) = road({"owns_home": False, "insured_since": "none"}, rules).milestones
    assert (only.service, only.outcome) == ("insurance", Outcome.COUNTER_DECIDES)


def test_what_is_not_yet_due_says_by_when_to_begin() -> None:
    permit = requirement("permit", "months(residence_permit_since, exam_day) >= exam_months")
    rules = school_world(permit)
    raw = {"child_stage": "junior", "child_grade": 1, "residence_permit_since": "none"}
    found = road(raw, rules)
    assert found.milestones == ()
    assert [(str(its.month), len(its.clocks)) for its in found.beginnings] == [
        ("2028-09", 1),
        ("2031-09", 0),
    ]


def test_what_is_not_known_and_keeps_a_service_open_is_named() -> None:
    found = road({"owns_home": None, "insured_since": None}).unclear
    assert [its.question for its in found] == ["insured_since", "owns_home"]
    assert road({"owns_home": False, "insured_since": "2020-01"}).unclear == ()


def test_elapsed_months_are_full_by_the_end_of_a_month_and_this_month_counts_too() -> None:
    waiting = load(
        {
            **COMMON,
            "services/housing/flat.toml": service(
                requirement("works", "months(work_since) >= work_months")
            ),
        }
    )
    for since, month in (("2026-05", "2026-11"), ("2026-08", "2027-02")):
        found = road({"work_since": since}, waiting)
        assert found.milestones == (
            Milestone(month=Month.read(month), service="flat", from_first_day=False),
        )
    on_the_last_day = road({"work_since": "2026-05"}, waiting, date(2026, 11, 30))
    assert on_the_last_day.milestones == (Milestone(month=Month.read("2026-11"), service="flat"),)
