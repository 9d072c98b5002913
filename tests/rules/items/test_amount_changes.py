"""What became of an amount: spans of days, for whom, from what to what."""

from __future__ import annotations

from datetime import date

from portal.rules.items.amount_changes import AmountChange, amount_changes
from portal.rules.items.service_diff import differences
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import requirement, world

CITY = 'since = 2026-01-01\nuntil = 2026-12-31\nvalue = 430\nsource = "law"\n'
FIRST_HALF = 'since = 2026-01-01\nuntil = 2026-06-30\nvalue = 430\nsource = "law"\n'
SECOND_HALF = 'since = 2026-07-01\nuntil = 2026-12-31\nvalue = 450\nsource = "law"\n'


def fee(*rows: str) -> Ruleset:
    """A service with one amount of these rows."""
    head = '[parameters.fee]\ntext.zh = "费"\ntext.en = "Fee"\nunit = "fen_per_month"\n'
    written = (f"[[parameters.fee.rows]]\n{row}" for row in rows)
    return world(requirement("a", "owns_home == no"), head, *written)


def changes(before: Ruleset, after: Ruleset) -> tuple[AmountChange, ...]:
    """What became of the amount."""
    old = before.services["flat"]
    new = after.services["flat"]
    found = [its for its in differences(old, new) if its.part == "parameter"]
    return tuple(
        change
        for its in found
        for change in amount_changes(
            old.parameters.get("fee"), new.parameters.get("fee"), its, after.gazetteer
        )
    )


def told(change: AmountChange) -> tuple[object, ...]:
    """The heart of a change."""
    return (change.names, change.since, change.until, change.before, change.earlier, change.after)


def test_a_row_cut_in_two_is_one_change_from_its_day_on() -> None:
    found = changes(fee(CITY), fee(FIRST_HALF, SECOND_HALF))
    assert [told(its) for its in found] == [
        ((), date(2026, 7, 1), date(2026, 12, 31), 430, 430, 450)
    ]
    assert found[0].follows


def test_a_corrected_row_follows_nothing_but_what_was_said_before() -> None:
    found = changes(fee(CITY), fee(CITY.replace("430", "440")))
    assert [told(its) for its in found] == [
        ((), date(2026, 1, 1), date(2026, 12, 31), 430, None, 440)
    ]
    assert not found[0].follows


def test_a_row_added_behind_a_gap_tells_the_one_that_ended_last() -> None:
    later = CITY.replace("2026", "2028")
    found = changes(fee(CITY), fee(CITY, later))
    assert [told(its) for its in found] == [
        ((), date(2028, 1, 1), date(2028, 12, 31), None, 430, 430)
    ]
    assert found[0].earlier_until == date(2026, 12, 31)
    assert not found[0].follows


def test_a_first_row_follows_nothing_and_a_dropped_one_leaves_nothing() -> None:
    (come,) = changes(fee(), fee(CITY))
    assert (come.before, come.earlier, come.after) == (None, None, 430)
    (gone,) = changes(fee(CITY), fee())
    assert (gone.before, gone.after) == (430, None)


def test_a_districts_own_row_is_compared_with_what_held_there() -> None:
    own = (
        'districts = "town"\nsince = 2026-07-01\nuntil = 2026-12-31\nvalue = 500\nsource = "law"\n'
    )
    found = changes(fee(CITY), fee(CITY, own))
    assert [told(its) for its in found] == [
        (("town",), date(2026, 7, 1), date(2026, 12, 31), 430, 430, 500)
    ]


def test_districts_that_change_alike_are_told_together_and_apart_from_the_city() -> None:
    rows = [f'districts = "{name}"\n{SECOND_HALF}' for name in ("town", "hill")]
    found = changes(fee(FIRST_HALF), fee(FIRST_HALF, *rows))
    assert [its.names for its in found] == [("town", "hill")]
    everywhere = changes(fee(FIRST_HALF), fee(FIRST_HALF, SECOND_HALF, *rows))
    assert [its.names for its in everywhere] == [(), ("town", "hill")]


def test_another_source_alone_changes_no_day() -> None:
    before = fee(CITY)
    after = fee(CITY.replace("law", "page"))
    assert changes(before, after) == ()
    (difference,) = differences(before.services["flat"], after.services["flat"])
    assert difference.wording_only
