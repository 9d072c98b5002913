"""What changed: a service release by release, the feed, and receipts of an earlier release."""

from __future__ import annotations

from collections.abc import Iterator
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
from portal.store.releases.stored import add_release
from portal.web.receipt_code import read_receipt
from tests.conftest import SECRET, TODAY
from tests.web.fetching import Fetcher

FILES = read_folder(SHIPPED)
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
        assert "户口不在重庆的，要连续缴多久养老保险：6个月 → 7个月" in text


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
