"""Taking a district along: sizes before, pages without a network, the result only on request."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from portal.web.resident.guide.district import BYTES_OF_A_PAGE
from tests.browser.conftest import KEEPING, Visit
from tests.web.fetching import Fetcher

OFFLINE = pytest.mark.parametrize("visit", [KEEPING], indirect=True, ids=["keeping pages"])
KEPT = (
    "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
    ".then(cache => cache.keys())))).then(all => all.flat().map(request => request.url))"
)


def controlled(visit: Visit, path: str) -> Page:
    """A page that the service worker controls."""
    page = visit.open(path)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function("caches.has('offline-1')")
    return page


def keep(page: Page, words: str = "已存好") -> None:
    page.locator("[data-pack]").click()
    expect(page.locator("[data-says]")).to_contain_text(words, timeout=30_000)


def answered(visit: Visit) -> None:
    """A check with one answer, so that there is a result."""
    page = visit.page
    page.goto(visit.address + "/check?district=wuxi")
    page.evaluate(
        "fetch('/check', {method: 'POST', body: new URLSearchParams({district: 'wuxi'})})"
    )
    page.goto(visit.address + "/result")


@OFFLINE
def test_a_district_says_what_its_pack_takes_and_is_read_without_a_network(visit: Visit) -> None:
    page = controlled(visit, "/districts/wuxi")
    box = page.locator("[data-take]")
    expect(box).to_contain_text("共48页")
    expect(box).to_contain_text("大约0.2 MB")
    assert visit.axe() == []
    keep(page)
    expect(page.locator("[data-says]")).to_contain_text("MB")
    visit.context.set_offline(True)
    for path in ("/districts/wuxi", "/districts/wuxi/resident-medical", "/districts/wuxi/housing"):
        page.goto(visit.address + path)
        expect(page.locator("h1")).not_to_have_text("没有网络")
    page.goto(visit.address + "/districts/wuxi/resident-medical")
    expect(page.locator("h1")).to_have_text("城乡居民医保")
    visit.context.set_offline(False)
    visit.faults.clear()


@OFFLINE
def test_where_something_is_missing_the_page_of_ours_offers_the_districts_taken_along(
    visit: Visit,
) -> None:
    page = controlled(visit, "/districts/wuxi")
    keep(page)
    visit.context.set_offline(True)
    page.goto(visit.address + "/districts/banan/renting")
    expect(page.locator("h1")).to_have_text("没有网络")
    packs = page.locator("[data-kept-packs]")
    expect(packs.locator("a")).to_have_text(["巫溪县" + packs.locator("a small").inner_text()])
    assert visit.axe() == []
    visit.fits()
    packs.locator("a").click()
    expect(page.locator("h1")).to_have_text("巫溪县")
    page.goto(visit.address + "/districts/banan/renting")
    page.locator("[data-kept-packs] button").click()
    expect(page.locator("[data-kept-packs] a")).to_have_count(0)
    assert not any("/districts/wuxi/" in url for url in page.evaluate(KEPT))
    visit.context.set_offline(False)
    visit.faults.clear()


@OFFLINE
def test_no_result_is_kept_unless_somebody_asks_and_clearing_the_answers_removes_it(
    visit: Visit,
) -> None:
    controlled(visit, "/districts/wuxi")
    answered(visit)
    page = visit.open("/districts/wuxi")
    keep(page)
    pages = [url for url in page.evaluate(KEPT) if "/static/" not in url]
    assert not any("/result" in url or "/check" in url for url in pages)
    page.locator("[data-with-slip]").check()
    keep(page, "上次的结果也存了")
    assert any(url.endswith("/result") for url in page.evaluate(KEPT))
    visit.context.set_offline(True)
    page.goto(visit.address + "/result")
    expect(page.locator("h1")).not_to_have_text("没有网络")
    page.goto(visit.address + "/roadmap")
    expect(page.locator("[data-kept-packs]")).to_contain_text("上次自查的结果")
    visit.context.set_offline(False)
    visit.open("/privacy")
    page.locator("form button").click()
    page.wait_for_function("caches.has('slip-1').then(has => !has)")
    visit.faults.clear()


@OFFLINE
def test_without_a_result_the_pages_are_kept_and_it_is_said(visit: Visit) -> None:
    page = controlled(visit, "/districts/wuxi")
    page.locator("[data-with-slip]").check()
    keep(page, "还没有结果可存")
    page.locator("[data-drop]").click()
    expect(page.locator("[data-says]")).to_have_text("已从这台设备上删掉")
    expect(page.locator("[data-drop]")).to_be_hidden()
    visit.faults.clear()


@pytest.mark.parametrize("district", ["shapingba", "wanzhou"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_size_told_before_is_about_what_is_sent(
    fetch: Fetcher, shipped: object, district: str, prefix: str
) -> None:
    names = [*shipped.topics, *shipped.services]  # type: ignore[attr-defined]
    paths = [
        f"{prefix}/districts/{district}",
        *(f"{prefix}/districts/{district}/{n}" for n in names),
    ]
    sent = sum(_sent(fetch.client, path) for path in paths)
    assert 0.6 <= sent / (BYTES_OF_A_PAGE * len(paths)) <= 1.4


def _sent(client: FlaskClient, path: str) -> int:
    return len(client.get(path, headers={"Accept-Encoding": "br"}).get_data())


WECHAT = "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/86.0 MicroMessenger/8.0"


def test_in_wechat_nothing_is_offered_that_it_cannot_do_and_the_page_says_how(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(user_agent=WECHAT, viewport={"width": 360, "height": 740})
    visit = Visit(context, address)
    page = visit.open("/districts/wuxi")
    expect(page.locator("[data-pack]")).to_have_count(0)
    expect(page.locator("main [data-in-wechat]")).to_contain_text("在浏览器打开")
    assert visit.axe() == []
    context.close()
    assert not visit.faults, visit.faults
