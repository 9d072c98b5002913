"""Fetching: conditional, limited, to public addresses, as robots allow; whatever a site does."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from portal.source_watch import page_fetcher
from portal.source_watch.addresses import Refused, checked_host, is_public
from portal.source_watch.page_fetcher import MOST_BYTES, Answer, Fetcher
from portal.source_watch.seen import Hindrance
from tests.source_watch.conftest import Site, send


def local(_: str) -> bool:
    """A guard that lets tests ask this machine."""
    return True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "nonsense",
    ],
)
def test_no_address_but_a_public_one_is_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.2.4.8", "2400:3200::1", "::ffff:1.2.4.8"])
def test_a_public_address_is_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "http://user:word@example.org/",
        "http://localhost/",
        "http://[::1]/",
        "http://127.0.0.1:99999/",
        "http://0x7f000001/",
        "http://" + "a" * 300 + "/",
    ],
)
def test_what_is_no_public_page_is_refused(url: str) -> None:
    with pytest.raises((Refused, OSError)):
        checked_host(url, is_public)


def test_the_guard_is_asked_for_every_redirect(site: Site) -> None:
    site.redirect("/a", "http://127.0.0.2:1/secret", 302)
    with Fetcher(lambda address: address == "127.0.0.1") as fetcher:
        found = fetcher.fetch(site.address + "/a")
    assert found.answer is Answer.UNREACHABLE
    assert found.why is Hindrance.NOT_PUBLIC


def test_by_default_this_machine_is_not_asked(site: Site) -> None:
    site.page("/a", "x")
    with Fetcher() as fetcher:
        assert fetcher.fetch(site.address + "/a").answer is Answer.UNREACHABLE
    assert site.asked == []


def test_a_page_is_read_and_asked_for_conditionally_the_next_time(site: Site) -> None:
    site.page("/a", "<p>满三年</p>", etag='"1"')
    with Fetcher(local) as fetcher:
        first = fetcher.fetch(site.address + "/a")
        again = fetcher.fetch(site.address + "/a", etag=first.etag, modified=first.modified)
    assert first.answer is Answer.READ
    assert first.body == "<p>满三年</p>".encode()
    assert again.answer is Answer.UNCHANGED


def test_a_page_that_moved_for_good_is_told_from_one_that_redirects_for_now(site: Site) -> None:
    site.page("/new", "x")
    site.redirect("/a", "/new", 301)
    site.redirect("/b", "/new", 302)
    with Fetcher(local) as fetcher:
        moved = fetcher.fetch(site.address + "/a")
        for_now = fetcher.fetch(site.address + "/b")
    assert (moved.answer, moved.url) == (Answer.MOVED, site.address + "/new")
    assert for_now.answer is Answer.READ


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    with Fetcher(local) as fetcher:
        found = fetcher.fetch(site.address + "/a")
    assert found.answer is Answer.UNREACHABLE
    assert len(site.paths()) == page_fetcher.MOST_REDIRECTS + 1


@pytest.mark.parametrize(("status", "answer"), [(404, Answer.GONE), (410, Answer.GONE)])
def test_a_page_that_is_gone(site: Site, status: int, answer: Answer) -> None:
    site.pages["/a"] = lambda handler: send(handler, status)
    with Fetcher(local) as fetcher:
        assert fetcher.fetch(site.address + "/a").answer is answer


@pytest.mark.parametrize("status", [403, 412, 500, 503])
def test_a_site_in_trouble_says_nothing_about_its_page(site: Site, status: int) -> None:
    site.pages["/a"] = lambda handler: send(handler, status)
    with Fetcher(local) as fetcher:
        found = fetcher.fetch(site.address + "/a")
    assert found.answer is Answer.UNREACHABLE
    assert found.why in (Hindrance.REFUSED, Hindrance.IN_TROUBLE)


def test_a_page_that_robots_may_not_read_is_not_read(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /inner\n", kind="text/plain")
    site.page("/inner/a", "x")
    site.page("/outer/a", "x")
    with Fetcher(local) as fetcher:
        assert fetcher.fetch(site.address + "/inner/a").answer is Answer.UNREACHABLE
        assert fetcher.fetch(site.address + "/outer/a").answer is Answer.READ
    assert site.paths() == ["/outer/a"]


def endless(handler: BaseHTTPRequestHandler) -> None:
    """More than is read, without a length that would say so."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(2 * MOST_BYTES // 65536 + 2):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


def packed(handler: BaseHTTPRequestHandler) -> None:
    send(handler, 200, b"\x1f\x8b", Content_Encoding="gzip")


def broken(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01 no http\r\n\r\n")


def liar(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"short")


@pytest.mark.parametrize("reply", [endless, packed, broken, liar])
def test_a_site_that_lies_is_not_reached(site: Site, reply: object) -> None:
    site.pages["/a"] = reply  # type: ignore[assignment]
    with Fetcher(local) as fetcher:
        found = fetcher.fetch(site.address + "/a")
    assert found.answer is Answer.UNREACHABLE
    assert found.why


def test_a_site_that_drips_is_given_up(site: Site) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.is_set():
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            over.wait(0.05)

    site.pages["/a"] = drip
    hurried = time.monotonic()
    with Fetcher(local, clock=lambda: hurried + (time.monotonic() - hurried) * 50) as fetcher:
        found = fetcher.fetch(site.address + "/a")
    over.set()
    assert found.answer is Answer.UNREACHABLE
    assert found.why is Hindrance.TOO_SLOW


def test_nobody_there_is_not_reached() -> None:
    with Fetcher(local) as fetcher:
        found = fetcher.fetch("http://127.0.0.1:9/")
    assert found.answer is Answer.UNREACHABLE
    assert found.why is Hindrance.NO_CONNECTION
