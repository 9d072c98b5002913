"""Bytes on the wire and requests of a page, the first time and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext


@dataclass
class Transfer:
    """What came over the wire: bytes with headers, of each request and of the page itself."""

    each: list[int] = field(default_factory=list)
    document: int = 0
    _page: str = ""

    def received(self, event: dict[str, Any]) -> None:
        """Note which request is the page itself."""
        if event["type"] == "Document":
            self._page = event["requestId"]

    def finished(self, event: dict[str, Any]) -> None:
        """Note a request that ended; one answered from the browser's cache has no bytes."""
        size = int(event["encodedDataLength"])
        if event["requestId"] == self._page:
            self.document = size
        if size:
            self.each.append(size)

    @property
    def kilobytes(self) -> float:
        return sum(self.each) / 1000


def transfer(context: BrowserContext, url: str) -> Transfer:
    """Open a page in a new tab and count until the network is quiet."""
    page = context.new_page()
    counted = Transfer()
    session = context.new_cdp_session(page)
    session.on("Network.responseReceived", counted.received)
    session.on("Network.loadingFinished", counted.finished)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    page.close()
    return counted
