"""How long a touch or key takes until the next picture, on a processor four times slower."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

_SLOWER = 4
_STEPS = 3
#: Interactions are told from 16 ms on, in steps of 8 ms: a quicker one counts as 16.
_QUICKEST = 16
_OBSERVE = """
window.interactions = [];
new PerformanceObserver(function (list) {
  list.getEntries().forEach(function (its) {
    if (its.interactionId) { window.interactions.push(its.duration); }
  });
}).observe({type: "event", durationThreshold: 16, buffered: true});
"""


def find_district(context: BrowserContext, address: str) -> float:
    """Milliseconds of the slowest key while a district is looked for."""
    page = _slow_page(context)
    page.goto(address + "/districts", wait_until="load")
    page.locator("[data-finder] input[type=search]").first.press_sequentially("yong", delay=250)
    return _slowest(page)


def answer_questions(context: BrowserContext, url: str) -> float:
    """Milliseconds of the slowest touch while the next questions are answered."""
    page = _slow_page(context)
    page.goto(url, wait_until="load")
    slowest = 0.0
    for _ in range(_STEPS):
        _answer(page)
        slowest = max(slowest, _slowest(page, close=False))
    page.close()
    return slowest


def _answer(page: Page) -> None:
    """Take the first choice, or «不知道» where there is none, and wait for the next question."""
    before = page.url
    choice = page.locator("main input[type=radio] + label, main label:has(input[type=radio])")
    if choice.count():
        choice.first.click()
        page.locator("main form button:not([name=unknown])").first.click()
    else:
        page.locator("main button[name=unknown]").first.click()
    page.wait_for_url(lambda url: url != before)


def _slow_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    return page


def _slowest(page: Page, *, close: bool = True) -> float:
    page.wait_for_timeout(500)
    durations = page.evaluate("window.interactions")
    if close:
        page.close()
    return max(durations, default=_QUICKEST)
