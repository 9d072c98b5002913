"""A real browser on a real server: Chromium, the portal on the shipped rules."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import required
from tests.web.fetching import whole

expect.set_options(timeout=20_000)  # on a machine that is busy with other tests
AXE = (Path(__file__).parent / "axe.min.js").read_text()
#: The shell without windows takes a third less of the processors.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: Rules of WCAG 2.2 AA and good practice; what is found in order is not listed, which takes long.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    # Style sheets would be fetched and read anew for a rule that is not among these.
    "preload": {"assets": ["media"]},
}
#: What another palette can make worse.
CONTRAST = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: Width and height of the smallest and the common phone, a tablet and a desk.
SIZES = ((360, 740), (320, 640), (768, 1024), (1280, 900))
#: Pages kept for later, and the making of them, are the subject of few tests.
KEEPING = {"service_workers": "allow"}


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application for a while; yields where."""
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Where the portal is served."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, or a loud skip where there is none."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        message = "Chromium is not installed: apt install chromium"
        if required("browser"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """One person's browser window; every console error and foreign request is a fault."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.expected = ["422 (UNPROCESSABLE", "404 (NOT FOUND"]
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        expected = any(words in message.text for words in self.expected)
        if message.type == "error" and not expected:
            self.faults.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(f"asked another site: {request.url}")

    def open(self, path: str) -> Page:
        """Open a page; it must not be wider than the window."""
        self.page.goto(self.address + path)
        self.fits()
        return self.page

    def fits(self) -> None:
        """The page needs no sideways scrolling."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

    def fits_everywhere(self) -> None:
        """The page that is open needs no sideways scrolling in a window of any size."""
        before = self.page.viewport_size
        assert before
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self.fits()
        self.page.set_viewport_size(before)

    def _violations(self, rules: dict[str, Any]) -> list[dict[str, Any]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate(
            "async rules => (await axe.run(document, rules)).violations", rules
        )
        return found

    def contrast(self, **media: Any) -> list[str]:
        """What axe finds too faint on the page that is open, by these media features."""
        self.page.emulate_media(**media)
        found = self.axe(CONTRAST)
        self.page.emulate_media(**dict.fromkeys(media, "null"))
        return found

    def axe(self, rules: dict[str, Any] = RULES) -> list[str]:
        """What axe finds wrong with the page."""
        self.page.wait_for_load_state("load")
        try:
            violations = self._violations(rules)
        except Error:
            # On a busy machine a page that was left may still be there when the test goes on.
            self.page.wait_for_load_state("networkidle")
            violations = self._violations(rules)
        return [
            f"{violation['id']}: {violation['nodes'][0]['html'][:160]} "
            f"{violation['nodes'][0]['failureSummary'][:300]}"
            for violation in violations
        ]


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A phone of 360×740 that keeps no pages; other windows by parametrizing indirectly."""
    options = {
        "viewport": {"width": 360, "height": 740},
        "bypass_csp": False,
        "service_workers": "block",
    }
    options |= getattr(request, "param", {})
    context = chromium.new_context(**options)
    visit = Visit(context, address)
    yield visit
    context.close()
    assert not visit.faults, visit.faults
