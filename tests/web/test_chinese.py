"""No Chinese page and no Chinese feed holds English words that escaped translation."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.rules.model.ruleset import Ruleset
from portal.store import database
from portal.store.releases.stored import add_release
from tests.conftest import SECRET, TODAY
from tests.web.chinese import english_words
from tests.web.fetching import Fetcher
from tests.web.http.test_query_values import pages
from tests.web.kiosk.machines import machine

#: What is no page, or is for programs.
NO_PAGES = ("/en/", "/api", "/static", "/sw.js", "/livez", "/readyz", "/manifest", "/kiosk/en/")
OTHERS = (
    "/no/such/page",
    "/districts/nowhere",
    "/districts/shapingb",
    "/districts/yubei",
    "/districts/shapingba?on=2026-02-01",
    "/districts/shapingba?on=x",
    "/districts?q=zzz",
    "/search?q=zzz",
    "/check?expired=1",
    "/check?district=shapingba&topic=housing",
    "/report?service=public-rental&district=shapingba&sent=1",
    "/receipts/x",
    "/feed.atom",
    "/result/public-rental?print=80mm",
    "/compare/public-rental?only=meets",
)


def looked_through(fetch: Fetcher, paths: list[str]) -> dict[str, set[str]]:
    """The English words of each of some pages that has any."""
    found = {}
    for path in paths:
        response = fetch.client.get(path)
        led_on = 300 <= response.status_code < 400
        if not led_on and response.mimetype in ("text/html", "application/atom+xml"):
            words = english_words(response.text)
            if words:
                found[path] = words
    return found


def answered(fetch: Fetcher, prefix: str = "") -> None:
    """A check with answers of several kinds."""
    fetch.post(f"{prefix}/check", {"district": "shapingba"})
    for question, value in (("hukou_place", "guizhou"), ("work", "contract"), ("home", "owned")):
        fetch.post(f"{prefix}/check/{question}", {"value": value})


@pytest.mark.parametrize("prefix", ["", "/zh-hant"])
def test_no_page_of_residents_holds_english(app: Flask, shipped: Ruleset, prefix: str) -> None:
    fetch = Fetcher(app.test_client())
    answered(fetch, prefix)
    paths = [path for path in pages() if not path.startswith(NO_PAGES)]
    for service in shipped.services:
        paths += [f"{prefix}/districts/shapingba/{service}", f"{prefix}/result/{service}"]
    paths += [f"{prefix}/check/{question}" for question in shipped.questions]
    assert not looked_through(fetch, paths + [prefix + path for path in OTHERS])


def test_no_page_of_a_kiosk_holds_english(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    answered(fetch, "/kiosk")
    paths = [path for path in pages("/kiosk") if not path.startswith(NO_PAGES)]
    assert not looked_through(fetch, paths)


def test_no_fault_of_an_answer_is_told_in_english(fetch: Fetcher, shipped: Ruleset) -> None:
    answered(fetch)
    for question in shipped.questions:
        for wrong in ("", "x", "-1", "99999999999999999999", "1,5,5"):
            form = {"value": wrong, "year": wrong, "month": wrong}
            response = fetch.client.post(f"/check/{question}", data=form)
            if response.status_code == 422:
                assert not english_words(response.text), (question, wrong)


def test_a_feed_of_changes_is_chinese(tmp_path: Path, seeded: Path) -> None:
    url = f"sqlite:///{shutil.copy(seeded, tmp_path)}"
    app = create_app(
        Settings(instance=tmp_path, database_url=url, secret_key=SECRET), today=lambda: TODAY
    )
    files = read_folder(SHIPPED)
    path = next(path for path in files if path.endswith("housing/public-rental.toml"))
    changed = {**files, path: files[path].replace("公租房", "公共租赁房")}
    with app.app_context():
        add_release(changed, derive(load(changed)), "second")
    fetch = Fetcher(app.test_client())
    assert not looked_through(fetch, ["/feed.atom", "/zh-hant/feed.atom", "/history/public-rental"])
    assert "有变化</title>" in fetch.get("/feed.atom").text
    assert "有變化</title>" in fetch.get("/zh-hant/feed.atom").text
    assert ": changes in " in fetch.get("/en/feed.atom").text
    with app.app_context():
        database.db.engine.dispose()


def test_every_template_is_looked_through_for_words() -> None:
    mappings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    patterns = [its["pattern"] for its in mappings["tool"]["babel"]["mappings"]]
    kinds = {path.suffix for path in Path("portal/templates").rglob("*") if path.is_file()}
    assert kinds == {pattern.removeprefix("templates/**") for pattern in patterns} - {"**.py"}
