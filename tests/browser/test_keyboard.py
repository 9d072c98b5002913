"""Keys alone, and the tree that a screen reader reads: from home to a result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.web.answer_cookie import COOKIE
from tests.browser.conftest import Visit
from tests.web.resident.result.told import COUPLE, cookie

pytestmark = [
    pytest.mark.browser,
    # The test server leaves a static file open when the browser goes away in the middle of it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

FOCUSED = """() => {
  const its = document.activeElement;
  const label = its.labels && its.labels[0];
  return (label || its).innerText.trim();
}"""
#: Roles that a screen reader announces as controls.
CONTROLS = {"link", "button", "radio", "checkbox", "searchbox", "textbox", "DisclosureTriangle"}


def tab_to(page: Page, words: str) -> None:
    """Tab until what has the focus reads so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).startswith(words):
            return
    raise AssertionError(f"Tab never reaches «{words}»")


def tab_to_choices(page: Page) -> None:
    """Tab into the answers of the question."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("['radio', 'checkbox'].includes(document.activeElement.type)"):
            return
    raise AssertionError(f"Tab never reaches the answers of {page.url}")


def entered(page: Page) -> None:
    """Press Enter and wait for the page that follows."""
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def test_keys_alone_lead_from_home_to_a_result(visit: Visit) -> None:
    page = visit.open("/")
    tab_to(page, "开始自查")
    entered(page)
    tab_to(page, "继续")
    entered(page)
    page.locator("#q").focus()
    page.keyboard.type("观音桥")
    expect(page.locator("#found .row").first).to_be_visible()
    entered(page)
    tab_to_choices(page)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "开始")
    entered(page)
    for _ in range(2):
        tab_to_choices(page)
        if page.evaluate("document.activeElement.type") == "radio":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowUp")
        tab_to(page, "下一题")
        entered(page)
        expect(page.locator("h1").first).to_be_visible()
    tab_to(page, "先看目前的结果")
    entered(page)
    expect(page).to_have_url(re.compile("/result"))
    page.locator("#topics summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    entered(page)
    expect(page).to_have_url(re.compile("/result/"))
    expect(page.locator("h1")).to_be_visible()


def read_aloud(page: Page) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Role, name and properties of everything in the tree, in the order in which it is read."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {its["nodeId"]: its for its in nodes}

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if not node.get("ignored"):
            properties = {its["name"]: its["value"].get("value") for its in node["properties"]}
            name = str(node.get("name", {}).get("value", "")).strip()
            yield str(node["role"]["value"]), name, properties
        for child in node.get("childIds", ()):
            if child in by_id:
                yield from walk(by_id[child])

    for its in nodes:
        its.setdefault("properties", [])
    return list(walk(nodes[0]))


def named(heard: list[tuple[str, str, Mapping[str, Any]]], role: str) -> list[str]:
    return [name for kind, name, _ in heard if kind == role]


PAGES = (
    "/check/hukou_place?who=adult:2",
    "/check/birth_month",
    "/result",
    "/result/settle-by-work?who=adult:2",
    "/roadmap",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_reader_hears_names_headings_in_order_and_no_noise(
    visit: Visit, app: Flask, path: str
) -> None:
    value = cookie(app, COUPLE)
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    heard = read_aloud(visit.open(path))
    assert [kind for kind, name, _ in heard if kind in CONTROLS and not name] == []
    levels = [its["level"] for kind, _, its in heard if kind == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    landmarks = [kind for kind, _, _ in heard if kind in ("banner", "main", "contentinfo")]
    assert landmarks == ["banner", "main", "contentinfo"]
    noise = {"›", "·", "•", "→", "×", "✓", "|"}
    assert [name for kind, name, _ in heard if kind == "StaticText" and name in noise] == []


def test_the_question_of_a_partner_is_read_with_whom_it_is_about_before_the_answers(
    visit: Visit, app: Flask
) -> None:
    value = cookie(app, COUPLE)
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])
    heard = read_aloud(visit.open("/check/hukou_place?who=adult:2"))
    assert named(heard, "heading")[0] == "您爱人的户口在哪里？"
    assert named(heard, "radio") == [
        "重庆",
        "四川",
        "贵州",
        "云南",
        "西藏拉萨",
        "其他地方",
        "不知道",
    ]
    spoken = [name for _, name, _ in heard]
    order = ("跳到正文", "返回", "关于您爱人", "您爱人的户口在哪里？", "重庆", "不知道")
    places = [spoken.index(words) for words in order]
    assert places == sorted(places)
    assert named(heard, "DisclosureTriangle")[1:] == ["在哪里能查到？", "为什么问这个？"]
