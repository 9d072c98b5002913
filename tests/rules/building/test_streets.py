"""Streets and places from their document, and the district of a street by day."""

from __future__ import annotations

from datetime import date

from portal.problem_words import console_line
from portal.rules.building import load, load_with_problems
from portal.rules.model.streets import bare_street
from tests.rules.worlds import COMMON

STREETS = """
[streets.old]
code = "500112"
names = ["001 统景镇", "002 回兴街道"]
neighbourhoods = ["回兴街道 长河 羽裳路"]
source = "law"
[streets.town]
code = "500106"
names = ["001 虎溪街道"]
note.zh = "推断的"
note.en = "Inferred"
source = "law"
[places.university-town]
name.zh = "大学城"
name.en = "University Town"
streets = ["town 虎溪街道"]
basis = "网页"
source = "page"
"""
EVENTS = """
[life_events.home]
order = 2
name.zh = "租房"
name.en = "Renting"
topics = ["housing"]
"""


def problems(streets: str = STREETS, **others: str) -> list[str]:
    named = {f"{name}.toml": text for name, text in others.items()}
    files = {**COMMON, "places.toml": streets, **named}
    return [console_line(problem) for problem in load_with_problems(files).problems]


def test_a_street_follows_what_became_of_its_district() -> None:
    gazetteer = load({**COMMON, "places.toml": STREETS}).gazetteer
    (town, rest, kept) = gazetteer.streets
    before = date(2026, 1, 24)
    after = date(2026, 1, 25)
    assert [gazetteer.district_of(s, before).id for s in (town, rest, kept)] == [
        "old",
        "old",
        "town",
    ]
    assert [gazetteer.district_of(s, after).id for s in (town, rest, kept)] == [
        "hill",
        "new",
        "town",
    ]
    assert rest.code == "500112002"
    assert rest.neighbourhoods == ("长河", "羽裳路")
    assert kept.note is not None
    assert gazetteer.places["university-town"].streets == (kept,)


def test_the_same_name_in_two_districts_is_no_problem_and_twice_in_one_is() -> None:
    assert problems(STREETS.replace("虎溪街道", "回兴街道")) == []
    (found,) = problems(STREETS.replace("001 虎溪街道", '001 虎溪街道", "002 虎溪街道'))
    assert "streets.town.names" in found
    assert "'虎溪街道' stands twice" in found


def test_what_a_list_of_streets_names_must_be_there() -> None:
    assert any(
        "'twn' is not a known district" in line
        for line in problems(STREETS.replace("[streets.town]", "[streets.twn]"))
    )
    (found,) = problems(STREETS.replace('"town 虎溪街道"', '"town 虎溪"'))
    assert "places.university-town.streets" in found
    assert "虎溪街道" in found
    (found,) = problems(STREETS.replace("回兴街道 长河", "回兴镇 长河"))
    assert "streets.old.neighbourhoods" in found
    (found,) = problems(STREETS.replace('streets = ["town 虎溪街道"]\n', ""))
    assert "names neither a street nor a district" in found


def test_a_town_that_moves_must_be_a_street_of_its_district() -> None:
    (found,) = problems(STREETS.replace("统景镇", "统井镇"))
    assert "districts.old.successors[1].towns" in found
    assert "统景镇" in found


def test_an_entry_of_streets_is_a_code_and_a_name() -> None:
    (found,) = problems(STREETS.replace("001 统景镇", "统景镇"))
    assert "streets.old.names[0]" in found
    assert "three figures, a space and the name of a street" in found


def test_a_street_is_called_without_what_it_is_unless_nothing_is_left() -> None:
    assert bare_street("观音桥街道") == "观音桥"
    assert bare_street("石桥苗族土家族乡") == "石桥"
    assert bare_street("新街镇") == "新街"
    assert bare_street("沱镇") == "沱镇"


def test_an_event_in_life_names_topics_and_services_of_these_topics() -> None:
    assert problems(life_events=EVENTS) == []
    (found,) = problems(life_events=EVENTS.replace('["housing"]', '["housin"]'))
    assert "life_events.home.topics" in found
    assert "did you mean housing?" in found
    (found,) = problems(life_events=EVENTS + 'services = ["nothing"]\n')
    assert "life_events.home.services" in found
    (found,) = problems(life_events=EVENTS.replace('["housing"]', "[]"))
    assert "life_events.home.topics" in found
