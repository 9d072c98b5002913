"""What is different in a district is derived from the rules, with figures and neighbours."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.evaluation.district_differences import (
    DistrictDifferences,
    Reach,
    ServiceDifference,
    district_differences,
)

RULES = load(read_folder(SHIPPED))
DAY = date(2026, 11, 30)


def of(district: str, day: date = DAY) -> DistrictDifferences:
    return district_differences(RULES, RULES.gazetteer.districts[district], day)


def service(found: DistrictDifferences, name: str, reach: Reach) -> ServiceDifference:
    where = found.here if reach is Reach.HERE else found.of_cluster
    return next(its for its in where if its.service.id == name)


def signature(found: DistrictDifferences) -> object:
    """Everything a page would say but the district's name."""
    services = [
        (
            its.service.id,
            its.held,
            [(amount.parameter.id, amount.row.value) for amount in its.amounts],
            [part.part for part in its.parts],
        )
        for its in (*found.here, *found.of_cluster)
    ]
    offices = [its.id for its in (*found.counters, *found.offers)]
    return services, offices, found.role


def test_no_two_districts_are_alike() -> None:
    found = [of(district.id) for district in RULES.gazetteer.on(DAY)]
    for one, other in combinations(found, 2):
        assert signature(one) != signature(other), (one.district.id, other.district.id)


def test_qijiang_and_wansheng_differ_in_office_amount_and_role() -> None:
    qijiang = of("qijiang")
    wansheng = of("wansheng")
    assert {its.id for its in qijiang.counters}.isdisjoint(its.id for its in wansheng.counters)
    assert qijiang.role != wansheng.role
    assert service(wansheng, "old-age-allowance", Reach.HERE).amounts


def test_a_procedure_that_is_held_here_alone_comes_with_its_conditions() -> None:
    found = service(of("shapingba"), "affordable-rental", Reach.HERE)
    assert found.held
    assert found.held_like == ()
    assert {its.part.scope.names for its in found.parts} == {("shapingba",)}


def test_an_amount_of_few_districts_stands_beside_that_of_most_neighbours() -> None:
    found = service(of("liangping"), "public-rental", Reach.HERE)
    (area,) = (its for its in found.amounts if its.parameter.id == "minimum_area")
    assert area.row.value == 15
    assert area.shared == ()
    assert area.others[0].row is None
    assert len(area.others[0].districts) == len(of("liangping").neighbours)


def test_what_a_whole_cluster_has_sets_the_cluster_apart_and_no_district() -> None:
    for district in ("shapingba", "dadukou"):
        found = of(district)
        assert all(its.service.id != "settle-by-work" for its in found.here)
        (months,) = (
            its
            for its in service(found, "settle-by-work", Reach.CLUSTER).amounts
            if its.parameter.id == "work_months"
        )
        assert months.row.value == 36
        assert {its.cluster for other in months.others for its in other.districts} >= {"new_urban"}


def test_what_most_neighbours_share_is_no_difference_of_a_district() -> None:
    """Tongnan has a rent of its own; that makes no difference of all the others."""
    assert service(of("tongnan"), "public-rental", Reach.HERE).amounts[0].parameter.id == "rent"
    assert all(its.service.id != "public-rental" for its in of("fuling").here)


def test_a_district_that_is_gone_is_no_neighbour() -> None:
    assert "yubei" in {its.id for its in of("nanan", date(2025, 6, 1)).neighbours}
    assert "yubei" not in {its.id for its in of("nanan").neighbours}


def test_amounts_in_texts_are_those_of_the_district() -> None:
    found = service(of("hechuan"), "public-rental", Reach.HERE)
    assert any("合川" in its.part.text.zh for its in found.parts if hasattr(its.part, "text"))
