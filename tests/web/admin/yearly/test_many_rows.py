"""The grid at 2,000 changed rows: cut into pages, and quick."""

from __future__ import annotations

import re
import time
from datetime import date

from flask import Flask

from portal.publishing.item_edits import documents_of
from portal.rules.items.merge import ItemDifference
from portal.rules.items.parts import is_service, key_of
from portal.store import drafts
from portal.web.admin.yearly.grid import PAGE
from tests.web.admin.signing import signed_in
from tests.web.admin.yearly.test_yearly import NAME

ROWS = 2000
SECONDS = 0.3
"""Of the processor: what else the machine does does not count."""


def many_rows(districts: list[str]) -> list[ItemDifference]:
    """A row of 2026 for each district, of as many amounts as it takes."""
    found = []
    for path, document in documents_of(1).items():
        names = document.get("parameters", {}) if is_service(path) else {}
        for name in names:
            for district in districts:
                days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
                told = {"text": {"zh": "一", "en": "one"}}
                is_told = names[name]["unit"] == "text"
                row = {**days, "districts": district, **(told if is_told else {"value": 100})}
                place = f"parameters/{name}/rows/{key_of('rows', row)}"
                found.append(ItemDifference(path=path, place=place, before=None, after=row))
    return found[:ROWS]


def test_a_grid_of_two_thousand_changed_rows_is_quick(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    with admin_app.app_context():
        districts = [n for its in documents_of(1).values() for n in its.get("districts", {})]
        rows = many_rows(sorted(districts))
        assert len(rows) == ROWS
        number = drafts.begin("很多行", "", 1, editor.id, rows)
    address = f"/admin/yearly?year=2026&draft={number}"
    page = editor.get(address).text
    assert re.search(r"20\d\d行", page), "every row is counted"
    assert len(NAME.findall(page)) <= PAGE
    took = []
    for _ in range(3):
        before = time.process_time()
        editor.client.get(address)
        took.append(time.process_time() - before)
    assert min(took) < SECONDS
