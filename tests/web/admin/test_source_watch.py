"""The page of the source watch: what changed, what rests on it, and that somebody has looked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.store import audit, database
from portal.store.source_checks import SourcePage, keep_page, read_page
from tests.web.admin.signing import signed_in

SOURCES = load(read_folder(SHIPPED)).sources
LAW = SOURCES["public-rental-guide-2025"]
CHANGED = SourcePage(
    source=LAW.id,
    url=LAW.url or "",
    state="changed",
    why="",
    found_at="",
    etag="",
    modified="",
    seen="累计缴费满十五年。",
    text="累计缴费满二十年。<script>alert(1)</script>",
    checked_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    changed_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
)


def kept(app: Flask, page: SourcePage) -> None:
    with app.app_context():
        keep_page(page)
        database.db.session.remove()


def test_before_the_first_reading_the_page_says_so(admin_app: Flask) -> None:
    text = signed_in(admin_app, "editor").get("/admin/source-watch").text
    assert "还没有读过" in text


def test_a_changed_page_is_shown_with_its_difference_and_what_rests_on_it(
    admin_app: Flask,
) -> None:
    kept(admin_app, CHANGED)
    text = signed_in(admin_app, "editor").get("/admin/source-watch").text
    assert "<del>累计缴费满十五年。</del>" in text
    assert "<ins>累计缴费满二十年。</ins>" in text
    assert "<script>alert" not in text
    assert re.search(r'href="/admin/items[^"]*services', text)
    assert re.search(r"来源变动.{0,80}1", re.sub(r"<[^>]+>|\s+", "", text))


def test_who_has_looked_is_recorded_and_it_waits_no_longer(admin_app: Flask) -> None:
    kept(admin_app, CHANGED)
    fetch = signed_in(admin_app, "editor")
    seen = {"checked_at": CHANGED.checked_at.isoformat()}
    fetch.post(f"/admin/source-watch/{LAW.id}", seen)
    assert "没有要看的网页" in fetch.get("/admin/source-watch").text
    with admin_app.app_context():
        page = read_page(LAW.id)
        entries, _ = audit.entries(1, audit.AuditFilter(what="source_looked_at"))
        database.db.session.remove()
    assert page is not None
    assert page.seen == page.text
    assert [entry.who for entry in entries] == [fetch.name]


@pytest.mark.parametrize("at", ["", "nonsense", "2026-11-20T00:00:00+00:00"])
def test_what_was_not_shown_is_not_taken_as_looked_at(admin_app: Flask, at: str) -> None:
    kept(admin_app, CHANGED)
    fetch = signed_in(admin_app, "editor")
    answer = fetch.post(f"/admin/source-watch/{LAW.id}", {"checked_at": at}, 409)
    assert "现在的内容" in answer.text


def test_a_source_whose_address_was_mended_or_that_is_gone_is_not_shown(
    admin_app: Flask,
) -> None:
    kept(admin_app, replace(CHANGED, url="https://example.org/elsewhere"))
    kept(admin_app, replace(CHANGED, source="no-longer-there"))
    assert "<del>" not in signed_in(admin_app, "manager").get("/admin/source-watch").text
