"""The tables of characters as committed are those that OpenCC and pypinyin give."""

from __future__ import annotations

from portal.publishing.character_tables import WRITTEN, tables


def test_the_tables_are_as_made() -> None:
    assert WRITTEN.read_text("utf-8") == tables()
