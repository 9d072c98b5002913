"""The side navigation: what it names is there."""

from __future__ import annotations

import pytest

from portal.web.admin.pages import ENTRIES, WAITING_COUNTS, require_views

VIEWS = [view for view, _ in ENTRIES]


def test_an_entry_without_a_view_is_an_error_that_names_the_one_meant() -> None:
    require_views(VIEWS)
    without = ["counter_list" if view == "counters" else view for view in VIEWS]
    with pytest.raises(LookupError, match=r"'counters'.*did you mean 'counter_list'"):
        require_views(without)


def test_a_count_without_a_view_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WAITING_COUNTS, "review", lambda person: 0)
    with pytest.raises(LookupError, match=r"'review'.*did you mean 'reviews'"):
        require_views(VIEWS)
