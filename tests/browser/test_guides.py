"""Guides and their frame as somebody holds them: length, marks, print, modes, the largest type."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.rules.model.ruleset import Ruleset
from tests.browser.conftest import Visit
from tests.browser.test_journeys import VOICE

SCREEN = 740
PHONE = {"width": 360, "height": SCREEN}
#: The most conditions, an entitlement, a district without a procedure, a hall, past windows.
PAGES = (
    "/districts/shapingba/public-rental",
    "/districts/shapingba/renting",
    "/districts/xiushan/school-placement",
    "/districts/qijiang/rent-subsidy",
    "/districts/yunyang/resident-medical",
    "/districts/shapingba",
    "/report?service=public-rental&district=shapingba",
)
OPEN = """() => {
  const folds = document.querySelector('[data-folds]');
  return folds.getBoundingClientRect().top + scrollY;
}"""
BRIGHTNESS = """async ([picture]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const drawn = canvas.getContext('2d');
  drawn.drawImage(image, 0, 0);
  const dots = drawn.getImageData(0, 0, image.width, image.height).data;
  let sum = 0;
  for (let i = 0; i < dots.length; i += 4) sum += dots[i] + dots[i + 1] + dots[i + 2];
  return sum / (dots.length / 4) / 3;
}"""


@contextmanager
def visiting(chromium: Browser, address: str, **options: Any) -> Iterator[Visit]:
    """A window of its own, of a phone's size unless said otherwise."""
    context = chromium.new_context(**{"viewport": PHONE, "service_workers": "block", **options})
    visit = Visit(context, address)
    yield visit
    context.close()
    assert not visit.faults, visit.faults


def test_every_guide_shows_its_essence_on_three_and_a_half_screens(
    visit: Visit, shipped: Ruleset
) -> None:
    long = {}
    for service in shipped.services:
        height = visit.open(f"/districts/shapingba/{service}").evaluate(OPEN)
        if height > 3.5 * SCREEN:
            long[service] = round(height / SCREEN, 2)
    assert not long


@pytest.mark.parametrize("path", PAGES)
def test_guides_are_accessible_in_every_mode(visit: Visit, path: str) -> None:
    """Axe reads all of it on a phone, of other colours the contrast; every window fits it."""
    page = visit.open(path)
    visit.fits_everywhere()
    assert visit.axe() == []
    assert visit.contrast(color_scheme="dark") == []
    assert visit.contrast(contrast="more") == []
    visit.open("/en" + path)
    visit.fits_everywhere()
    visit.open(path + ("&" if "?" in path else "?") + "size=elder")
    visit.fits_everywhere()
    if path in (PAGES[0], PAGES[-1]):
        assert visit.axe() == []
        visit.open("/en" + path)
        page.emulate_media(forced_colors="active")
        assert visit.axe() == []


def test_a_mark_leads_to_its_source_which_unfolds(visit: Visit) -> None:
    page = visit.open("/districts/shapingba/residence-permit")
    source = page.locator("#source-1")
    expect(source).to_be_hidden()
    page.locator('.ref[href="#source-1"]').first.click()
    expect(source).to_be_visible()
    expect(source).to_be_in_viewport()


def test_what_the_box_leads_to_unfolds(visit: Visit) -> None:
    page = visit.open("/districts/shapingba/school-placement")
    links = page.locator('.box a[href^="#"]:not(.ref)')
    for link in links.all():
        part = page.locator(link.get_attribute("href") or "")
        link.click()
        expect(part).to_have_attribute("open", "")


def test_on_paper_everything_is_unfolded_and_says_whose_it_is(visit: Visit) -> None:
    page = visit.open("/districts/shapingba/residence-permit")
    page.emulate_media(media="print")
    page.wait_for_function(
        "[...document.querySelectorAll('main details li, main details dd')]"
        ".filter(its => !its.checkVisibility({contentVisibilityAuto: true})).length === 0"
    )
    expect(page.locator(".brand")).to_be_visible()
    expect(page.locator(".tools")).to_be_hidden()
    assert len(page.pdf(format="A4")) > 10_000


@pytest.mark.parametrize("size", ["standard", "large", "elder"])
@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_the_header_is_one_line(visit: Visit, prefix: str, size: str) -> None:
    page = visit.open(f"{prefix}/districts/shapingba/renting?size={size}")
    tops = page.evaluate(
        "[...document.querySelectorAll('.bar .brand, .bar .tools > li')]"
        ".map(its => its.getBoundingClientRect())"
        ".map(box => box.top + box.height / 2)"
    )
    assert max(tops) - min(tops) < 8
    assert page.locator(".bar").bounding_box()["height"] < SCREEN / 7  # type: ignore[index]


def test_the_menu_opens_without_a_pointer_and_closes_by_escape(visit: Visit) -> None:
    page = visit.open("/districts/shapingba")
    menu = page.locator(".menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu ul")).to_be_visible()
    assert visit.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator(".menu ul")).to_be_hidden()
    expect(menu).to_be_focused()


def test_in_the_largest_type_the_page_is_read_aloud_where_the_thumb_is(visit: Visit) -> None:
    visit.page.add_init_script(VOICE)
    page = visit.open("/districts/shapingba/residence-permit?size=elder")
    button = page.locator("[data-speak]")
    box = button.bounding_box()
    assert box
    assert box["y"] > SCREEN * 0.8
    assert box["height"] >= 60
    assert visit.axe() == []
    button.click()
    expect(button).to_contain_text("暂停")
    page.evaluate("while (window.said.length < 20) window.last.onend()")
    said = " ".join(page.evaluate("window.said"))
    assert "居住证申领" in said
    assert "[" not in said
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    foot = page.locator(".foot a").last.bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= box["y"]


def stored(page: Page) -> int:
    return int(page.evaluate("localStorage.length"))


def test_a_type_size_is_remembered_only_where_somebody_asks_for_it(visit: Visit) -> None:
    page = visit.open("/districts/shapingba?size=elder")
    assert stored(page) == 0
    visit.open("/districts/banan")
    expect(page.locator("html")).to_have_attribute("data-size", "standard")
    visit.open("/districts/shapingba?size=elder")
    page.locator(".menu > summary").click()
    page.locator("[data-remember]").click()
    assert stored(page) == 1
    page.goto(visit.address + "/districts/banan?on=2026-01-30")
    page.wait_for_url("**/districts/banan?on=2026-01-30&size=elder")
    expect(page.locator("html")).to_have_attribute("data-size", "elder")
    page.locator(".menu > summary").click()
    page.get_by_role("link", name="标准字").click()
    page.wait_for_url("**/districts/banan?on=2026-01-30")
    expect(page.locator("html")).to_have_attribute("data-size", "standard")
    assert stored(page) == 0
    assert not visit.context.cookies()


def brightness(page: Page, box: dict[str, float], canvas: Page) -> float:
    picture = page.screenshot(clip=box)  # type: ignore[arg-type]
    return float(canvas.evaluate(BRIGHTNESS, [base64.b64encode(picture).decode()]))


@pytest.mark.parametrize(
    "path", ["/report?service=public-rental&district=shapingba", "/check/hukou_place"]
)
def test_in_the_dark_what_is_not_chosen_is_not_brighter_than_what_is(
    chromium: Browser, address: str, path: str
) -> None:
    with visiting(chromium, address, color_scheme="dark") as visit:
        page = visit.page
        if path.startswith("/check"):
            page.goto(address + "/check?district=shapingba")
            page.evaluate(
                "fetch('/check', {method: 'POST', body: new URLSearchParams("
                "{district: 'shapingba'})})"
            )
        page.goto(address + path)
        canvas = visit.context.new_page()
        radios = page.locator("main .choice input[type=radio]")
        radios.first.check()
        radios.first.evaluate("its => its.blur()")
        radios.first.scroll_into_view_if_needed()
        chosen = brightness(page, radios.nth(0).bounding_box(), canvas)  # type: ignore[arg-type]
        other = brightness(page, radios.nth(1).bounding_box(), canvas)  # type: ignore[arg-type]
        assert other < chosen
        assert other < 100


def test_a_report_is_made_by_tapping_alone(visit: Visit) -> None:
    page = visit.open("/districts/shapingba/public-rental")
    page.get_by_role("link", name="窗口说的不一样").click()
    page.locator("label[for=said-paper]").click()
    page.locator("label[for=told-today]").click()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("谢谢")
