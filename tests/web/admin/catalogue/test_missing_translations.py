"""What of drafts waits for its English: read where a text is new, and kept."""

from __future__ import annotations

from portal.store.drafts import new_change
from portal.web.admin.catalogue.translations import missing_in


def test_an_item_that_says_the_same_is_read_once() -> None:
    value = {"name": {"zh": "大厅"}, "hours": {"zh": "每天", "en": "every day"}}
    first, again = (
        new_change("counters/yongchuan.toml", f"counters/{name}", None, value, {})
        for name in ("a", "b")
    )
    assert missing_in(first) == missing_in(again) == ("name",)
    assert "after" in vars(first)
    assert "after" not in vars(again)


def test_what_a_draft_takes_out_lacks_nothing() -> None:
    gone = new_change("counters/yongchuan.toml", "counters/a", {"name": {"zh": "大厅"}}, None, {})
    assert missing_in(gone) == ()
