"""Districts by the rules that hold there: the usual ones first, own rules apart."""

from __future__ import annotations

from datetime import date

from portal.rules.evaluation.rule_groups import rule_groups
from portal.rules.model.ruleset import Ruleset

DAY = date(2026, 11, 24)


def test_every_district_of_the_day_is_in_one_group_and_the_largest_comes_first(
    shipped: Ruleset,
) -> None:
    districts = shipped.gazetteer.on(DAY)
    for service in shipped.services.values():
        groups = rule_groups(service, districts, DAY)
        assert sorted(district.id for group in groups for district in group) == sorted(
            district.id for district in districts
        )
        assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


def test_districts_with_another_amount_or_condition_stand_apart(shipped: Ruleset) -> None:
    districts = shipped.gazetteer.on(DAY)
    groups = rule_groups(shipped.services["settle-by-work"], districts, DAY)
    of_yuzhong = next(group for group in groups if "yuzhong" in {district.id for district in group})
    assert "kaizhou" not in {district.id for district in of_yuzhong}
    assert len(rule_groups(shipped.services["residence-permit"], districts, DAY)) == 1
