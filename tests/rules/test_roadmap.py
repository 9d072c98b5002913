"""The road ahead: what opens when, what opens what, and the windows of the year."""

from datetime import date

from portal.rules.answers import read_answers
from portal.rules.building import load
from portal.rules.model import Ruleset
from portal.rules.months import Month
from portal.rules.roadmap import Milestone, Roadmap, roadmap

from .worlds import COMMON, HEAD, PARAMETERS, TODAY, requirement, service

COVER = '[[covers]]\nsince = 2020-01-01\nsource = "law"\n'


def other(name: str, text: str, head: str = "") -> dict[str, str]:
    changed = HEAD.replace('id = "flat"', f'id = "{name}"') + head
    return {f"services/housing/{name}.toml": changed + COVER + text + PARAMETERS}


INSURED = requirement("paid", "months(insured_since) >= work_months")
RULES = load(
    {
        **COMMON,
        "services/housing/flat.toml": service(INSURED),
        **other(
            "insurance",
            requirement("free", "owns_home == no")
            + '[[particulars]]\nkind = "time_limit"\ntext.zh = "天"\ntext.en = "Days"\ndays = 15\n'
            + 'source = "law"\n'
            + '[[windows]]\nid = "autumn"\ntext.zh = "秋"\ntext.en = "Autumn"\nmonth = 9\n'
            + 'until_month = 10\nsource = "law"\n'
            + '[[windows]]\nid = "yearly"\ntext.zh = "年"\ntext.en = "Yearly"\n'
            + 'anniversary_of = "work_since"\nsource = "law"\n'
            + '[[windows]]\nid = "past"\ntext.zh = "过"\ntext.en = "Past"\nopens = 2025-01-01\n'
            + 'closes = 2025-02-01\nsource = "law"\n',
            head='grants = { insured_since = "this_month" }\n',
        ),
    }
)


def road(raw: dict[str, object], rules: Ruleset = RULES, day: date = TODAY) -> Roadmap:
    answers, problems = read_answers(rules.questions, raw, day, rules.gazetteer)
    assert not problems
    return roadmap(rules, rules.gazetteer.districts["town"], day, answers, TODAY)


def test_a_service_opens_another_after_its_time_limit_and_the_months_it_needs() -> None:
    found = road({"owns_home": False, "insured_since": "none"})
    assert found.milestones == (
        Milestone(Month.read("2026-11"), "insurance"),
        Milestone(Month.read("2027-06"), "flat", ("insurance",)),
    ), "15 days from 24 November is December; six paid months later is June"


def test_a_grant_takes_nothing_away() -> None:
    found = road({"owns_home": False, "insured_since": "2026-08"})
    assert Milestone(Month.read("2027-02"), "flat") in found.milestones


def test_what_is_never_met_is_no_milestone() -> None:
    assert road({"owns_home": True, "insured_since": "none"}).milestones == ()


def test_windows_come_next_year_when_this_years_is_over() -> None:
    months = {its.window.id: str(its.month) for its in road({}).windows}
    assert months == {"autumn": "2027-09"}
    inside = road({"work_since": "2024-02"}, day=date(2026, 10, 5)).windows
    assert {its.window.id: str(its.month) for its in inside} == {
        "autumn": "2026-09",
        "yearly": "2027-01",
    }
