"""What changed: a service release by release, the feed, and receipts of an earlier release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import derive
from portal.rules.building import load
from portal.store import database, schema
from portal.store.releases import current_release
from portal.store.releases.stored import add_release, store_release
from portal.store.tables import Release
from portal.web.receipt_code import read_receipt
from tests.conftest import SECRET, TODAY
from tests.web.fetching import Fetcher

FILES = read_folder(SHIPPED)
MEDICAL = "services/insurance/resident-medical.toml"
RENTAL = "services/housing/public-rental.toml"


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A portal of its own with the shipped rules as its first release."""
    monkeypatch.setattr(current_release, "POLL_SECONDS", 0.0)
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    app = create_app(
        Settings(instance=tmp_path, database_url=url, secret_key=SECRET), today=lambda: TODAY
    )
    with app.app_context():
        schema.upgrade_schema()
        add_release(FILES, derive(load(FILES)), "first")
    yield app
    with app.app_context():
        database.db.engine.dispose()


def publish_second(app: Flask) -> None:
    """A second release that changes one amount of public rental housing."""
    changed = {**FILES, RENTAL: FILES[RENTAL].replace("value = 6\n", "value = 7\n")}
    assert changed != FILES
    with app.app_context():
        add_release(changed, derive(load(changed)), "second")


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_history_names_what_each_release_changed(portal: Flask, prefix: str) -> None:
    publish_second(portal)
    fetch = Fetcher(portal.test_client())
    text = fetch.get(f"{prefix}/history/public-rental").text
    assert text.count('<section class="card">') == 2
    other = fetch.get(f"{prefix}/history/affordable-rental").text
    assert other.count('<section class="card">') == 1
    if not prefix:
        assert (
            "从2025年8月1日起，中心城区，“户口不在重庆的，要连续缴多久养老保险”是7个月；"
            "本站以前写的是6个月，已更正。" in text
        )
        assert "来源：中心城区公租房怎么申请" in text


def edited(path: str, *pairs: tuple[str, str]) -> dict[str, str]:
    """The shipped rules with words of one document put otherwise, each of which must be there."""
    text = FILES[path]
    for was, now in pairs:
        assert was in text, was
        text = text.replace(was, now, 1)
    return {**FILES, path: text}


def publish(app: Flask, files: dict[str, str], from_day: date | None = None) -> int:
    """A further release of these documents."""
    with app.app_context(), database.writing() as session:
        return store_release(
            session, files, derive(load(files)), Release(note="more", from_day=from_day)
        )


SECOND_HALF = """
[[parameters.first_level.rows]]
since = 2026-07-01
until = 2026-12-31
{}value = {}
source = "resident-medical-2026"
"""
ROW = """until = 2026-12-31
value = 40000
source = "resident-medical-2026"
"""


def test_an_amount_is_told_with_its_districts_its_days_its_period_and_its_source(
    portal: Flask,
) -> None:
    own = SECOND_HALF.format('districts = ["shapingba", "yuzhong"]\n', 46000)
    row = ROW.replace("12-31", "06-30")
    publish(portal, edited(MEDICAL, (ROW, row + SECOND_HALF.format("", 45000) + own)))
    fetch = Fetcher(portal.test_client())
    text = fetch.get("/history/resident-medical").text
    days = "从2026年7月1日起到2026年12月31日为止"
    assert f"{days}，全市（另有数额的区县除外），“一档”由每年400元改为每年450元。" in text
    assert f"{days}，沙坪坝区、渝中区，“一档”由每年400元改为每年460元。" in text
    assert "来源：关于做好2026年城乡居民医保参保缴费工作的通知" in text
    assert "–" not in text
    english = fetch.get("/en/history/resident-medical").text
    assert "“First level” changes from 400 yuan a year to 450 yuan a year." in english
    traditional = fetch.get("/zh-hant/history/resident-medical").text
    assert "沙坪壩區、渝中區，“一檔”由每年400元改為每年460元。" in traditional


def test_a_change_of_the_whole_city_says_so(
    portal: Flask,
) -> None:
    publish(portal, edited(MEDICAL, (ROW, ROW.replace("40000", "41000"))))
    text = Fetcher(portal.test_client()).get("/history/resident-medical").text
    assert "全市各区县，“一档”由每年400元改为每年410元。" in text


def test_an_amount_after_a_gap_tells_the_last_one_and_a_first_one_that_there_was_none(
    portal: Flask,
) -> None:
    later = SECOND_HALF.format("", 42000).replace("2026-", "2028-")
    first = later.replace("first_level", "fresh")
    fresh = '[parameters.fresh]\ntext.zh = "新费"\ntext.en = "New fee"\nunit = "fen_per_year"\n'
    files = edited(MEDICAL, (ROW, ROW + later + fresh + first))
    publish(portal, files)
    text = Fetcher(portal.test_client()).get("/history/resident-medical").text
    days = "从2028年7月1日起到2028年12月31日为止，全市各区县"
    assert f"{days}，“一档”是每年420元（上一次查到的是每年400元，用到2026年12月31日）。" in text
    assert f"{days}，“新费”是每年420元（以前没有查到数额）。" in text


def test_wording_alone_is_counted_and_shown_on_request(portal: Flask) -> None:
    publish(portal, edited(MEDICAL, ("您没有单位；有单位的", "您现在没有单位；有单位的")))
    text = Fetcher(portal.test_client()).get("/history/resident-medical").text
    assert "只改了说法、顺序或依据，共1处；条件和数额没有变。" in text
    assert "现在：“您现在没有单位；有单位的" in text


def test_a_number_taken_off_and_a_condition_worked_out_otherwise_are_sentences(
    portal: Flask,
) -> None:
    files = edited(
        MEDICAL,
        ('contacts = ["12393", "12345"]', 'contacts = ["12393"]'),
        ('judged_when = "work == contract"\n', ""),
    )
    publish(portal, files)
    text = Fetcher(portal.test_client()).get("/history/resident-medical").text
    assert "不再用这个电话咨询：政务服务便民热线 12345" in text
    assert "全市各区县：这个条件的判断办法改了：“您没有单位" in text


def test_a_release_says_when_it_was_published_and_from_when_it_holds(portal: Flask) -> None:
    files = edited(MEDICAL, ('contacts = ["12393", "12345"]', 'contacts = ["12393"]'))
    publish(portal, files, from_day=TODAY)
    fetch = Fetcher(portal.test_client())
    text = fetch.get("/history/resident-medical").text
    assert text.count("公布</h2>") == 2
    assert "规则版本 2 · 自2026年11月24日起生效" in text
    assert "自2026年11月24日起生效。" in fetch.get("/feed.atom").text


@pytest.mark.parametrize(
    ("prefix", "title"),
    [
        ("", "公租房有变化"),
        ("/en", "changes in Public rental housing"),
        ("/zh-hant", "公租房有變化"),
    ],
)
def test_the_feed_names_in_its_titles_what_changed_and_says_it(
    portal: Flask, prefix: str, title: str
) -> None:
    publish_second(portal)
    feed = ElementTree.fromstring(Fetcher(portal.test_client()).get(f"{prefix}/feed.atom").text)
    atom = "{http://www.w3.org/2005/Atom}"
    newest = feed.find(f"{atom}entry")
    assert newest is not None
    assert (newest.findtext(f"{atom}title") or "").endswith(title)
    link = newest.find(f"{atom}link")
    assert link is not None
    assert link.get("href", "").endswith(f"{prefix}/history/public-rental")
    said = newest.findtext(f"{atom}content") or ""
    assert "7" in said
    assert "6" in said


def test_a_feed_in_chinese_has_no_english_words(portal: Flask) -> None:
    publish_second(portal)
    feed = ElementTree.fromstring(Fetcher(portal.test_client()).get("/feed.atom").text)
    atom = "{http://www.w3.org/2005/Atom}"
    for name in ("title", "content"):
        for entry in feed.findall(f"{atom}entry"):
            assert not re.search("[A-Za-z]", entry.findtext(f"{atom}{name}") or "")


def test_the_feed_is_well_formed_and_names_the_services(portal: Flask) -> None:
    publish_second(portal)
    response = Fetcher(portal.test_client()).get("/feed.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.text)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 2
    content = entries[0].find("{http://www.w3.org/2005/Atom}content")
    assert content is not None
    assert content.text is not None
    assert "公租房" in content.text
    assert "保障性租赁住房" not in content.text


def test_a_receipt_says_whether_the_rules_of_its_service_changed_since(portal: Flask) -> None:
    fetch = Fetcher(portal.test_client())
    fetch.post("/check", {"district": "shapingba"})
    codes = {}
    for service in ("public-rental", "affordable-rental"):
        text = fetch.get(f"/result/{service}").text
        codes[service] = text.split('href="/receipts/')[1].split('"')[0]
    assert "没有变化" in fetch.get(f"/receipts/{codes['public-rental']}").text
    publish_second(portal)
    assert "有变化" in fetch.get(f"/receipts/{codes['public-rental']}").text
    assert "没有变化" in fetch.get(f"/receipts/{codes['affordable-rental']}").text


def test_a_receipt_of_another_installation_is_refused(portal: Flask, app: Flask) -> None:
    fetch = Fetcher(portal.test_client())
    fetch.post("/check", {"district": "shapingba"})
    code = fetch.get("/result/public-rental").text.split('href="/receipts/')[1].split('"')[0]
    with portal.app_context():
        assert read_receipt(code) is not None
        portal.secret_key = "another installation's secret, as long"
        assert read_receipt(code) is None
