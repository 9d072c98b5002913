"""The catalogue of items, who names whom, whose rules hold where, and amounts that end."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date

import pytest

from portal.rules.building import load
from portal.rules.items.catalogue import Entry, Wanted, entries
from portal.rules.items.references import ItemPlace, References
from portal.rules.items.rule_origin import Local, localness, picture, without_own
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import COMMON, TODAY, requirement, service

FLAT = "services/housing/flat.toml"
LOCAL = """
[[parameters.work_months.rows]]
districts = "hill"
until = 2026-12-20
value = 9
source = "page"
"""
FILES = {
    **COMMON,
    FLAT: service(
        requirement("worked", "months(work_since) >= work_months", source="law art.1"),
        requirement("roomy", "space >= minimum_space", 'districts = "centre"', source="page"),
        requirement("at_home", "owns_home == no", 'districts = "town"'),
    )
    + LOCAL,
}
DOCUMENTS = {path: tomllib.loads(text) for path, text in FILES.items()}


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    """The little world with a local row and two local requirements."""
    return load(FILES)


def catalogue(ruleset: Ruleset, on: date = TODAY) -> dict[str, Entry]:
    return {f"{e.path}:{e.place}": e for e in entries(DOCUMENTS, ruleset, on)}


def taken(ruleset: Ruleset, wanted: Wanted, on: date = TODAY, today: date = TODAY) -> set[str]:
    return {
        entry.place for entry in entries(DOCUMENTS, ruleset, on) if wanted.takes(entry, on, today)
    }


def test_every_item_is_there_with_words_place_days_and_sources(ruleset: Ruleset) -> None:
    entry = catalogue(ruleset)[f"{FLAT}:parameters/work_months/rows/hill@"]
    assert (entry.kind, entry.words.zh, entry.value) == ("rows", "月数", 9)
    assert entry.districts == {"hill"}
    assert entry.period.until == date(2026, 12, 20)
    assert (entry.sources, entry.tiers) == (("page",), {"secondary"})
    assert entry.review_by == date(2027, 5, 22)


def test_a_place_is_taken_through_its_groups_and_the_city(ruleset: Ruleset) -> None:
    in_town = taken(ruleset, Wanted(kind="requirements", district="town"))
    in_hill = taken(ruleset, Wanted(kind="requirements", district="hill"))
    assert in_town == {"requirements/worked", "requirements/roomy", "requirements/at_home"}
    assert in_hill == {"requirements/worked"}


def test_an_item_is_stale_once_the_first_of_its_sources_is_due(ruleset: Ruleset) -> None:
    wanted = Wanted(kind="requirements", stale=True)
    assert taken(ruleset, wanted) == set()
    late = taken(ruleset, wanted, today=date(2027, 5, 23))
    assert late == {"requirements/roomy"}


def test_a_tier_takes_what_rests_on_it_alone(ruleset: Ruleset) -> None:
    assert "requirements/roomy" in taken(ruleset, Wanted(tier="secondary"))
    assert "requirements/worked" not in taken(ruleset, Wanted(tier="secondary"))


def test_what_has_ended_is_taken_only_on_request(ruleset: Ruleset) -> None:
    row = "parameters/work_months/rows/hill@"
    on = date(2026, 12, 21)
    assert row not in taken(ruleset, Wanted(kind="rows"), on)
    assert row in taken(ruleset, Wanted(kind="rows", ended=True), on)


def test_an_amount_is_lacking_where_it_is_needed_and_nowhere_else(ruleset: Ruleset) -> None:
    now = catalogue(ruleset)
    assert now[f"{FLAT}:parameters/income_line"].lacking == {"new", "town", "hill"}
    assert now[f"{FLAT}:parameters/minimum_space"].lacking == frozenset()
    assert now[f"{FLAT}:parameters/work_months"].lacking == frozenset()
    later = catalogue(ruleset, date(2026, 12, 21))
    assert later[f"{FLAT}:parameters/work_months"].lacking == {"hill"}
    lacking = taken(ruleset, Wanted(lacking=True, district="town"), date(2026, 12, 21))
    assert lacking == {"parameters/income_line"}


def test_items_know_who_names_them(ruleset: Ruleset) -> None:
    references = References(DOCUMENTS, ruleset)
    row = "parameters/work_months/rows/hill@"
    for place in ("parameters/work_months", row):
        assert references.users(FLAT, place) == (ItemPlace(FLAT, "requirements/worked"),)
    assert references.users("questions.toml", "questions/space") == (
        ItemPlace(FLAT, "requirements/roomy"),
    )
    by_page = {its.place for its in references.users("sources/all.toml", "sources/page")}
    assert {"requirements/roomy", row} <= by_page
    assert "requirements/worked" not in by_page
    assert ItemPlace(FLAT, "requirements/roomy") in references.users(
        "districts.toml", "groups/centre"
    )
    assert references.users("papers/all.toml", "papers/id-card") == ()


def test_the_closest_rule_says_whose_it_is(ruleset: Ruleset) -> None:
    local = picture(ruleset, TODAY)
    assert {district: its["flat"] for district, its in local.items()} == {
        "new": Local.GROUP,
        "town": Local.OWN,
        "hill": Local.OWN,
    }
    assert picture(ruleset, date(2026, 12, 21))["hill"]["flat"] is Local.CITY
    assert without_own(ruleset, local) == ("new",)


def test_a_service_that_is_not_covered_is_nobodys_rule() -> None:
    text = FILES[FLAT].replace("since = 2020-01-01", 'districts = "hill"')
    local = picture(load({**FILES, FLAT: text}), TODAY)
    assert local["town"]["flat"] is Local.UNPUBLISHED


def test_the_picture_of_the_shipped_rules_agrees_with_a_count_by_hand(shipped: Ruleset) -> None:
    local = picture(shipped, TODAY)
    cells = Counter(kind for services in local.values() for kind in services.values())
    assert sum(cells.values()) == len(shipped.gazetteer.on(TODAY)) * len(shipped.services)
    uncovered = sum(
        not any(cover.scope.holds(district, TODAY) for cover in its.covers)
        for its in shipped.services.values()
        for district in shipped.gazetteer.on(TODAY)
    )
    assert cells[Local.UNPUBLISHED] == uncovered
    for district in shipped.gazetteer.on(TODAY):
        for its in shipped.services.values():
            named = [r for r in its.requirements.values() if district.id in r.scope.names]
            if named and localness(its, district, TODAY) is not Local.UNPUBLISHED:
                assert localness(its, district, TODAY) is Local.OWN
