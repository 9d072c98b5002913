"""The overview says what is so: figures of the picture, what waits, what needs care, how used."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from datetime import date

import pytest
from flask import Flask

from portal.rules.items.rule_origin import picture
from portal.rules.model.ruleset import Ruleset
from portal.store import database, usage_counts
from portal.store.drafts import begin
from portal.web.admin.overview.usage import bars_of, by_day, days_until, shares_of
from portal.web.http import request_context
from tests.conftest import TODAY
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.fetching import Fetcher


@pytest.fixture
def fetch(admin_app: Flask) -> AdminFetcher:
    """An editor's browser."""
    return signed_in(admin_app, "editor")


def cells(text: str) -> Counter[str]:
    """How many cells of each kind a page draws, its legend aside."""
    return Counter(re.findall(r'tabindex="-1"><rect class="(\w+)"', text))


def figure(text: str, title: str) -> str:
    """The figure under a title of a card."""
    found = re.search(rf"<h2>{title}</h2>\s*<p class=\"figure\">(\d+)</p>", text)
    assert found, title
    return found[1]


def test_the_picture_shows_the_figures_that_the_rules_give(
    fetch: AdminFetcher, shipped: Ruleset
) -> None:
    truth = Counter(
        kind.value for services in picture(shipped, TODAY).values() for kind in services.values()
    )
    text = fetch.get("/admin/").text
    assert cells(text) == truth
    legend = dict(re.findall(r'<rect class="(\w+)" width="16".*?<b>(\d+)</b>', text))
    assert {kind: int(number) for kind, number in legend.items()} == dict(truth)


def test_the_picture_is_drawn_for_each_language_with_links_of_its_own(fetch: AdminFetcher) -> None:
    for _ in range(2):
        for prefix, words in (("", "全市通用规则"), ("/en", "the city's default")):
            drawn = fetch.get(f"{prefix}/admin/").text.partition('class="local"')[2]
            assert words in html.unescape(drawn)
            assert f'href="{prefix}/admin/local/yongchuan/' in drawn


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_table_holds_the_same_cells_each_with_a_link(
    fetch: AdminFetcher, shipped: Ruleset, prefix: str
) -> None:
    fetch.get(f"{prefix}/admin/")
    text = fetch.get(f"{prefix}/admin/local").text
    found = re.findall(r'<td class="(\w+)"><a href="([^"]+)"', text)
    assert Counter(kind for kind, _ in found) == cells(fetch.get(f"{prefix}/admin/").text)
    assert (f"{prefix}/admin/local/yongchuan/public-rental") in {href for _, href in found}


def test_what_is_in_force_and_what_waits_is_counted(admin_app: Flask, fetch: AdminFetcher) -> None:
    assert figure(fetch.get("/en/admin/").text, "Release in force") == "1"
    assert figure(fetch.get("/en/admin/").text, "Drafts being edited") == "0"
    with admin_app.app_context():
        begin("Rent of 2027", "", 1, fetch.id)
    assert figure(fetch.get("/en/admin/").text, "Drafts being edited") == "1"


def test_what_needs_care_is_named_with_its_page(fetch: AdminFetcher) -> None:
    text = fetch.get("/admin/").text
    assert "还没查到：没有在效金额" in text
    assert "place=parameters/rent" in text
    assert "有待核实的说法" in text


def test_use_is_shown_as_counts_without_district_or_words(
    admin_app: Flask, fetch: AdminFetcher
) -> None:
    resident = Fetcher(admin_app.test_client())
    for _ in range(3):
        resident.get("/districts/yongchuan/public-rental")
    resident.get("/search?q=gzf")
    resident.get("/search?q=nothingofthekind")
    resident.get("/search")
    resident.post("/check", {"district": "shapingba", "topic": "housing"})
    resident.get("/result")
    report = {"service": "public-rental", "district": "shapingba", "words": "secret words"}
    resident.post("/report", report)
    api = {"district": "shapingba", "answers": {}}
    resident.client.post("/api/v1/evaluations", json=api)
    with admin_app.app_context():
        usage_counts.flush()
        counted = {(c.name, c.subject): c.number for c in usage_counts.counts(TODAY, TODAY)}
        database.db.session.remove()
    outcomes = sum(n for (name, _), n in counted.items() if name == "outcome")
    assert outcomes > 0
    assert {key: number for key, number in counted.items() if key[0] != "outcome"} == {
        ("guide", "public-rental"): 3,
        ("search", ""): 1,
        ("search_empty", ""): 1,
        ("check", "housing"): 1,
        ("results", "housing"): 1,
        ("report", "public-rental"): 1,
        ("evaluation", ""): 1,
    }
    text = fetch.get("/en/admin/").text
    assert re.search(r"Guides read<b>3</b>", text)
    rows = list(csv.reader(io.StringIO(fetch.get("/admin/counts.csv").get_data(as_text=True))))
    assert [TODAY.isoformat(), "打开的指南", "公租房", "3"] in rows
    assert not re.search(r"[a-z]", str(rows[1:])), "no ids where there are names"
    assert "secret" not in str(rows)
    assert "nothingofthekind" not in str(rows)


def test_counting_never_fails_a_page(admin_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_counts, "_SECONDS", 0.0)
    resident = Fetcher(admin_app.test_client())
    resident.get("/districts/yongchuan/public-rental")
    with admin_app.app_context():
        database.db.session.remove()
        with database.db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE counts")
    resident.get("/districts/yongchuan/public-rental")


def test_the_privacy_page_says_what_is_counted(fetch: AdminFetcher) -> None:
    assert "只统计页面每天被使用的次数" in fetch.get("/privacy").text
    assert "We count how often pages are used" in fetch.get("/en/privacy").text


def test_bars_fill_their_height_and_a_day_without_any_has_none(admin_app: Flask) -> None:
    days = days_until(date(2026, 3, 2), 3)
    assert days == (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2))
    counted = [
        usage_counts.UsageCount(day=days[0], name="guide", subject="a", number=3),
        usage_counts.UsageCount(day=days[0], name="guide", subject="b", number=7),
        usage_counts.UsageCount(day=days[2], name="guide", subject="a", number=5),
        usage_counts.UsageCount(day=days[2], name="search", subject="", number=99),
    ]
    numbers = by_day(counted, "guide")
    assert numbers == {days[0]: 10, days[2]: 5}
    with admin_app.test_request_context():
        bars = bars_of("guide", "Guides", numbers, days, request_context.wording())
    assert (bars.total, bars.most) == (15, 10)
    assert [bar.height for bar in bars.bars] == [bars.height, 0, bars.height / 2]


def test_shares_lie_side_by_side_and_make_the_whole() -> None:
    shares = shares_of({"a": 1, "c": 3, "unknown": 9}, {"a": "A", "b": "B", "c": "C"})
    assert [(s.kind, s.percent, s.x, s.width) for s in shares] == [
        ("a", 25, 0.0, 75.0),
        ("c", 75, 75.0, 225.0),
    ]
    assert shares_of({}, {"a": "A"}) == ()
