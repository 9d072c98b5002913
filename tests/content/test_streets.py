"""The streets and towns as shipped: all of them, each in a district that is there on the day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from portal.rules.model.ruleset import Ruleset

TO_BEIBEI = {"大湾镇", "统景镇", "大盛镇", "兴隆镇", "茨竹镇"}
TO_LIANGJIANG = {"水土街道", "复兴街道", "蔡家岗街道", "施家梁镇", "童家溪镇"}
BEFORE = date(2026, 1, 24)
AFTER = date(2026, 1, 25)
#: As the statistics bureau counts them on 30 June 2023.
ALL = 1031


def test_all_streets_of_the_city_are_there_and_each_code_once(shipped: Ruleset) -> None:
    codes = Counter(street.code for street in shipped.gazetteer.streets)
    assert len(codes) == codes.total() == ALL


@pytest.mark.parametrize("day", [date(2023, 7, 1), BEFORE, AFTER, date(2026, 11, 28)])
def test_each_street_lies_in_a_district_of_the_day(shipped: Ruleset, day: date) -> None:
    gazetteer = shipped.gazetteer
    there = {district.id for district in gazetteer.on(day)}
    found = {gazetteer.district_of(street, day).id for street in gazetteer.streets}
    assert found == there


def test_the_change_of_2026_moves_the_towns_it_names_and_no_others(shipped: Ruleset) -> None:
    gazetteer = shipped.gazetteer
    moved = {
        (before.id, after.id, street.name)
        for street in gazetteer.streets
        if (before := gazetteer.district_of(street, BEFORE))
        != (after := gazetteer.district_of(street, AFTER))
    }
    assert {n for b, a, n in moved if (b, a) == ("yubei", "beibei")} == TO_BEIBEI
    assert {n for b, a, n in moved if (b, a) == ("beibei", "liangjiang")} == TO_LIANGJIANG
    rest = {(b, a) for b, a, _ in moved} - {("yubei", "beibei"), ("beibei", "liangjiang")}
    assert rest == {("yubei", "liangjiang"), ("jiangbei", "liangjiang")}
    # What the official pages count: 31 subdistricts and 11 towns.
    now = [s.name for s in gazetteer.streets if gazetteer.district_of(s, AFTER).id == "liangjiang"]
    assert (sum(name.endswith("街道") for name in now), len(now)) == (31, 42)


def test_what_people_call_places_says_what_was_read_for_it(shipped: Ruleset) -> None:
    for place in shipped.gazetteer.places.values():
        assert place.basis
        assert place.citations
        assert place.kind != "area" or place.note, "an area is no district, and says so"
