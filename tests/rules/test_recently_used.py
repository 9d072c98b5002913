"""What was used last is kept: one value for equal grounds, and no more of them than are asked."""

from __future__ import annotations

from portal.rules.recently_used import RecentlyUsed


def made_of(most: int) -> tuple[RecentlyUsed[list[int], object], list[list[int]]]:
    """What makes a value of a list, and the lists of which it made one."""
    made: list[list[int]] = []

    def make(ground: list[int]) -> object:
        made.append(ground)
        return object()

    return RecentlyUsed(make, most), made


def test_equal_grounds_have_one_value() -> None:
    recent, made = made_of(2)
    assert recent.upon([1]) is recent.upon([1])
    assert recent.upon([1]) is not recent.upon([2])
    assert made == [[1], [2]]


def test_what_was_used_longest_ago_is_made_anew() -> None:
    recent, made = made_of(2)
    for number in (1, 2, 1, 3, 1, 2):
        recent.upon([number])
    assert made == [[1], [2], [3], [2]]
