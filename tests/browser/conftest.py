"""A real browser on a real server: Chromium, the portal on the shipped rules."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import required
from tests.web.fetching import whole

AXE = (Path(__file__).parent / "axe.min.js").read_text()
#: The shell without windows takes a third less of the processors.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
#: Rules of WCAG 2.2 AA and good practice; what is found in order is not listed, which takes long.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}


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
        message = "Chromium is not installed: no browser test was run (apt install chromium)"
        if required("browser"):
            pytest.fail(message)
        warnings.warn(message, pytest.PytestWarning, stacklevel=1)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """One person's browser window; every console error and foreign request is a fault."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
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

    def axe(self) -> list[str]:
        """What axe finds wrong with the page."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        violations = self.page.evaluate(
            "async rules => (await axe.run(document, rules)).violations", RULES
        )
        return [
            f"{violation['id']}: {violation['nodes'][0]['html'][:160]} "
            f"{violation['nodes'][0]['failureSummary'][:300]}"
            for violation in violations
        ]


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A phone of 360×740; other windows by parametrizing indirectly."""
    options = {"viewport": {"width": 360, "height": 740}, "bypass_csp": False}
    options |= getattr(request, "param", {})
    context = chromium.new_context(**options)
    visit = Visit(context, address)
    yield visit
    context.close()
    assert not visit.faults, visit.faults
