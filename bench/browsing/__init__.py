"""Chromium for the measurements: a phone's window, and what every page is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from ..serving import Served
from ..serving.visitor import Visitor

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_path() -> str | None:
    """Where Chromium is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def phone(browser: Browser, served: Served, visitor: Visitor | None = None) -> BrowserContext:
    """A fresh phone, with the visitor's answers if one is given.

    Without service workers, as inside WeChat: what they would keep is not counted in favour.
    """
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, service_workers="block"
    )
    host = urlsplit(served.address).hostname or ""
    for name, value in visitor.cookies if visitor else ():
        context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])
    return context
