"""Lines of the log and metrics: what they say of a request, and all that they do not."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from prometheus_client import REGISTRY, generate_latest

from portal import logs, metrics
from portal.web.http.access_log import truncated
from tests.web.fetching import Fetcher
from tests.web.http.test_hosts_and_proxies import portal
from tests.web.kiosk.machines import machine

Lines = Callable[[], list[dict[str, Any]]]
FIELDS = {
    "time",
    "level",
    "event",
    "request",
    "method",
    "route",
    "status",
    "ms",
    "release",
    "channel",
    "address",
}


@pytest.fixture
def lines(app: Flask, kiosk_app: Flask, capsys: pytest.CaptureFixture[str]) -> Lines:
    """Gives the lines written since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_with_these_fields_alone(fetch: Fetcher, lines: Lines) -> None:
    lines()
    response = fetch.get("/en/districts/shapingba/public-rental?size=large")
    (line,) = lines()
    assert set(line) == FIELDS
    assert line["request"] == response.headers["X-Request-ID"]
    assert line["route"] == "/en/districts/<district>/<name>"
    assert (line["event"], line["level"], line["method"]) == ("request", "info", "GET")
    assert (line["status"], line["release"], line["channel"]) == (200, 1, "phone")
    assert line["address"] == "127.0.0.0"
    assert 0 < line["ms"] < 60_000


def test_whatever_is_asked_is_one_line(fetch: Fetcher, lines: Lines) -> None:
    lines()
    for path, status, channel in (
        ("/nothing/here", 404, "none"),
        ("/static/portal.css", 200, "static"),
        ("/admin/", 200, "admin"),
        ("/api/v1/districts", 200, "api"),
        ("/livez", 200, "health"),
    ):
        fetch.client.get(path).close()
        (line,) = lines()
        assert (line["status"], line["channel"]) == (status, channel)
        assert "nothing" not in json.dumps(line)
    fetch.client.open("/", method="ANSWER=42")
    (line,) = lines()
    assert (line["status"], line["method"]) == (405, "other")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("198.51.100.77", "198.51.100.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:198.51.100.77", "198.51.100.0"),
        ("", ""),
        ("somebody", ""),
        ("1.2.3.4\n{}", ""),
    ],
)
def test_of_an_address_the_network_is_kept(address: str, kept: str) -> None:
    assert truncated(address) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("01234567-89ab-cdef-0123-456789abcdef", True),
        ("0123456789abcdef\n", False),
        ("short", False),
        ("0" * 65, False),
        ("income-398765-yuan-a-month", False),
        ("", False),
    ],
)
def test_a_trusted_proxy_may_name_a_request_and_nobody_else(
    app: Flask, given: str, kept: bool
) -> None:
    header = {"X-Request-ID": given.replace("\n", "")} if "\n" not in given else {}
    with portal(app, trusted_proxies=1) as behind:
        named = behind.test_client().get("/livez", headers=header).headers["X-Request-ID"]
    assert (named == given) is kept
    alone = app.test_client().get("/livez", headers=header).headers["X-Request-ID"]
    assert alone != given
    assert re.fullmatch("[0-9a-f]{32}", alone)


def test_an_unexpected_error_is_told_under_the_name_of_its_request(
    app: Flask, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise ValueError("398765 is no district")

    monkeypatch.setitem(app.view_functions, "phone-en.search", fails)
    lines()
    response = app.test_client().get("/en/search?q=398765")
    assert response.status_code == 500
    error, line = lines()
    assert error["event"] == "unexpected error"
    assert error["error"] == "ValueError"
    assert error["frames"][-1].endswith(" fails")
    assert error["request"] == line["request"] == response.headers["X-Request-ID"]
    assert "398765" not in json.dumps([error, line])


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_metrics_count_by_template_channel_and_class_of_status(fetch: Fetcher) -> None:
    labels = {"channel": "phone", "route": "/districts/<district>", "status": "2xx"}
    before = value("portal_requests_total", **labels)
    timed = value("portal_request_seconds_count", channel="phone")
    for prefix in ("", "/en", "/zh-hant"):
        fetch.get(f"{prefix}/districts/shapingba")
    assert value("portal_requests_total", **labels) == before + 3
    assert value("portal_request_seconds_count", channel="phone") == timed + 3
    assert value("portal_release_number") == 1
    assert value("portal_release_published_timestamp_seconds") > 1.5e9


def test_a_kiosk_is_a_channel_with_the_same_templates(kiosk_app: Flask) -> None:
    labels = {"channel": "kiosk", "route": "/districts", "status": "2xx"}
    before = value("portal_requests_total", **labels)
    fetch = machine(kiosk_app)
    fetch.get("/kiosk/districts")
    fetch.get("/kiosk/en/districts")
    assert value("portal_requests_total", **labels) == before + 2


def test_evaluations_caches_and_limits_are_counted(fetch: Fetcher) -> None:
    before = value("portal_evaluations_total")
    body = {"district": "shapingba", "answers": {}}
    fetch.client.post("/api/v1/evaluations", json=body)
    assert value("portal_evaluations_total") == before + 1
    for act, name, labels in (
        (metrics.cache_hit, "portal_page_cache_total", {"result": "hit"}),
        (metrics.cache_miss, "portal_page_cache_total", {"result": "miss"}),
        (metrics.rate_limited, "portal_rate_limited_total", {}),
    ):
        before = value(name, **labels)
        act()
        assert value(name, **labels) == before + 1


TYPED = re.compile(
    "398765|3987[.]65|guizhou|贵州|1987-06|1987年|鱼香肉丝|yuxiang|要三年证明|contract"
)


def test_a_whole_journey_leaves_no_answer_in_logs_or_metrics(
    fetch: Fetcher, kiosk_app: Flask, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logs.configure("json")
    answers = {
        "hukou_place": {"value": "guizhou"},
        "birth_month": {"year": "1987", "month": "6"},
        "work": {"value": "contract"},
        "monthly_income_per_person": {"value": "3987.65"},
    }
    lines()
    fetch.post("/check", {"district": "yongchuan"})
    for question, form in answers.items():
        fetch.post(f"/check/{question}", form)
    fetch.post("/check/birth_month", {"year": "398765", "month": "6"}, status=422)
    result = fetch.get("/result/settle-by-work").text
    receipt = re.search(r'href="(/receipts/[^"]+)"', result)
    assert receipt
    for path in ("/result", "/compare", "/checklist", "/roadmap", "/check/answers", receipt[1]):
        fetch.get(path)
    fetch.get("/search?q=鱼香肉丝")
    fetch.get("/search?q=yuxiang398765")
    fetch.post(
        "/report", {"service": "public-rental", "district": "shapingba", "words": "要三年证明"}
    )
    situation = {"district": "yongchuan", "answers": {"hukou_place": "guizhou"}}
    fetch.client.post("/api/v1/evaluations", json=situation)
    fetch.client.post("/api/v1/evaluations", data='{"district": "guizhou398765')
    kiosk = machine(kiosk_app)
    kiosk.post("/kiosk/check", {"district": "jiulongpo"})
    kiosk.post("/kiosk/check/hukou_place", {"value": "guizhou"})
    kiosk.get("/kiosk/hand-off")
    kiosk.post("/kiosk/end", {})
    written = json.dumps(lines(), ensure_ascii=False)
    assert written.count('"event": "request"') > 20
    token = receipt[1].rpartition("/")[2]
    for text in (written, caplog.text, generate_latest(REGISTRY).decode()):
        assert not TYPED.search(text), TYPED.search(text)
        assert token not in text
