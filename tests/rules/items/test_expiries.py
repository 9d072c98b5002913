"""What lapses: only what nothing follows, under a name that outlives its renewal."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from portal.rules.items.expiries import Expiry, expiries
from portal.rules.items.references import References
from portal.rules.items.yearly_spans import series_name
from portal.rules.model.ruleset import Ruleset
from tests.conftest import SHIPPED, TODAY, read_folder

MEDICAL = "services/insurance/resident-medical.toml"
DUE = "parameters/first_level/rows/"


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    """The shipped documents as plain data."""
    return {path: tomllib.loads(text) for path, text in read_folder(SHIPPED).items()}


def found(documents: dict[str, Any], ruleset: Ruleset, on: date = TODAY) -> list[Expiry]:
    return list(expiries(documents, ruleset, References(documents, ruleset), on))


def of_medical(every: list[Expiry]) -> list[Expiry]:
    return [its for its in every if its.path == MEDICAL and its.place.startswith(DUE)]


def test_an_amount_lapses_on_its_last_day_until_another_row_follows(
    documents: dict[str, Any], shipped: Ruleset
) -> None:
    (lapse,) = of_medical(found(documents, shipped))
    assert lapse.until == date(2026, 12, 31)
    assert lapse.series == "parameters/first_level"
    renewed = deepcopy(documents)
    rows = renewed[MEDICAL]["parameters"]["first_level"]["rows"]
    rows.append(dict(rows[-1], since=date(2027, 1, 1), until=date(2027, 12, 31)))
    (after,) = of_medical(found(renewed, shipped))
    assert after.until == date(2027, 12, 31)
    assert after.key == lapse.key


def test_a_row_of_the_whole_city_stands_in_for_one_of_a_district(
    documents: dict[str, Any], shipped: Ruleset
) -> None:
    renewed = deepcopy(documents)
    rows = renewed[MEDICAL]["parameters"]["first_level"]["rows"]
    own = dict(rows[-1], districts=["yongchuan"], until=date(2026, 6, 30))
    rows.append(own)
    places = [its.series for its in of_medical(found(renewed, shipped))]
    assert places == ["parameters/first_level"]
    rows[-2]["until"] = date(2026, 3, 31)
    places = [its.series for its in of_medical(found(renewed, shipped))]
    assert places == ["parameters/first_level", "parameters/first_level@yongchuan"]


def test_windows_and_sources_lapse_too_and_come_in_the_order_of_their_days(
    documents: dict[str, Any], shipped: Ruleset
) -> None:
    every = found(documents, shipped)
    assert {its.kind for its in every} == {"row", "window", "source"}
    assert [its.until for its in every] == sorted(its.until for its in every)
    sources = {its.source: its.until for its in every if its.kind == "source"}
    assert sources == {name: its.review_by for name, its in shipped.sources.items()}


def test_a_source_touches_what_rests_on_it(documents: dict[str, Any], shipped: Ruleset) -> None:
    every = {its.source: its for its in found(documents, shipped) if its.kind == "source"}
    touches = [its.touch for its in every.values()]
    assert any(its.topics and len(its.topics) == 1 for its in touches)
    assert any(its.topics is None or len(its.topics) > 1 for its in touches)


@pytest.mark.parametrize(
    ("place", "value", "series"),
    [
        ("parameters/rent/rows/2026", {"until": date(2026, 12, 31)}, "parameters/rent"),
        (
            "parameters/rent/rows/2026",
            {"until": date(2026, 12, 31), "districts": ["b", "a"]},
            "parameters/rent@a,b",
        ),
        ("windows/enrolment_2026", {"closes": date(2026, 3, 1)}, "windows/enrolment_"),
    ],
)
def test_the_series_of_an_item_says_no_year(place: str, value: Any, series: str) -> None:
    assert series_name(place, value) == series
