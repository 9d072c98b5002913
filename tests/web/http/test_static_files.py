"""Static files are sent small, whole, and each encoding as what it is."""

from __future__ import annotations

import brotli
import pytest

from portal.web.http.static_files import STATIC
from tests.web.fetching import Fetcher

FILES = ("portal.css", "portal.js", "vendor/htmx.min.js", "icons/icon.svg")


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_in_the_smallest_brotli(fetch: Fetcher, name: str) -> None:
    response = fetch.get(f"/static/{name}", headers={"Accept-Encoding": "gzip, br, zstd"})
    whole = (STATIC / name).read_bytes()
    assert response.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert brotli.decompress(response.data) == whole
    assert len(response.data) == len(brotli.compress(whole, mode=brotli.MODE_TEXT))
    assert int(response.headers["Content-Length"]) == len(response.data)


def test_who_takes_no_brotli_gets_none(fetch: Fetcher) -> None:
    plain = fetch.get("/static/portal.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.data == (STATIC / "portal.css").read_bytes()


def test_a_file_that_is_held_already_is_not_sent_again(fetch: Fetcher) -> None:
    first = fetch.get("/static/portal.css", headers={"Accept-Encoding": "br"})
    headers = {"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    assert fetch.get("/static/portal.css", status=304, headers=headers).data == b""


def test_the_smallest_pages_weigh_what_they_may(fetch: Fetcher) -> None:
    def sent(path: str) -> int:
        return len(fetch.client.get(path, headers={"Accept-Encoding": "br"}).data)

    shared = sum(sent(f"/static/{name}") for name in ("portal.css", "portal.js", "speak.js"))
    assert shared + sent("/") <= 20_000
    assert shared + sent("/districts/shapingba/residence-permit") <= 22_000


def test_a_page_made_anew_comes_in_brotli_where_a_browser_takes_everything(fetch: Fetcher) -> None:
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    response = fetch.client.get("/search?q=gzf", headers=headers)
    assert response.headers["Content-Encoding"] == "br"
