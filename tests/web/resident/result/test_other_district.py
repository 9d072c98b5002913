"""A result shown for another district than the check's says so, and its links stay there."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.web.fetching import Fetcher
from tests.web.http.test_query_values import leads
from tests.web.kiosk.machines import machine

LANGUAGES = ("", "/en", "/zh-hant")
NAMES = {
    "": ("永川区", "沙坪坝区"),
    "/en": ("Yongchuan", "Shapingba"),
    "/zh-hant": ("永川區", "沙坪壩區"),
}
OWN = ("result", "roadmap", "checklist", "compare", "check", "hand-off")
#: Of the pages walked: links that name a district by themselves, and what belongs to none.
COMPARED = re.compile(r"/compare(/[a-z-]+)?$")


def begun(fetch: Fetcher, prefix: str) -> Fetcher:
    """A check for 沙坪坝 with some answers."""
    fetch.post(f"{prefix}/check", {"district": "shapingba"})
    fetch.post(f"{prefix}/check/hukou_place", {"value": "guizhou"})
    fetch.post(f"{prefix}/check/work", {"value": "contract"})
    return fetch


def own_part(path: str, prefix: str) -> str:
    """The first part of a path below its prefix of channel and language."""
    for language in ("/en", "/zh-hant", ""):
        start = f"{'/kiosk' if prefix.startswith('/kiosk') else ''}{language}/"
        if path.startswith(start):
            return path.removeprefix(start).partition("/")[0]
    return ""


def walk(fetch: Fetcher, prefix: str) -> set[str]:
    """Every page of the result shown for 永川, reached by links alone; each link stays there."""
    waiting = [f"{prefix}/result?district=yongchuan"]
    seen = set[str]()
    shown, own = NAMES[prefix.removeprefix("/kiosk")]
    while waiting:
        address = waiting.pop()
        path = urlsplit(address).path
        rest = path.removeprefix(prefix)
        if path in seen or prefix + rest != path or rest.startswith(("/en/", "/zh-hant/")):
            continue
        seen.add(path)
        text = fetch.get(address).text
        if path.endswith(".ics"):  # a file has no heading and no links
            continue
        remark = re.search(r"data-remark>([^<]+)<", text)
        if not path.endswith("/check"):
            assert remark, address
            assert shown in remark[1], address
            assert own in remark[1], address
        for found in leads(text):
            parts = urlsplit(found)
            part = own_part(parts.path, prefix)
            query = parse_qs(parts.query)
            if parts.path.endswith("/check/clear") or path.endswith("/check"):
                continue
            if part in OWN:
                if COMPARED.search(path) and query.get("district") != ["yongchuan"]:
                    assert query.get("district"), (address, found)
                    continue
                assert query.get("district") == ["yongchuan"], (address, found)
                waiting.append(found)
            elif part == "districts" and parts.path.count("/") > 1 and "class=" not in found:
                assert "shapingba" not in parts.path, (address, found)
    return seen


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_link_of_a_result_elsewhere_stays_there_on_a_phone(app: Flask, prefix: str) -> None:
    seen = walk(begun(Fetcher(app.test_client()), prefix), prefix)
    for path in ("/result", "/roadmap", "/checklist", "/compare", "/check/answers"):
        assert prefix + path in seen
    assert len([path for path in seen if "/result/" in path]) > 20
    assert len([path for path in seen if "/compare/" in path]) > 20
    assert any("/check/" in path for path in seen)


def test_every_link_of_a_result_elsewhere_stays_there_in_a_kiosk(kiosk_app: Flask) -> None:
    prefix = "/kiosk/en"
    seen = walk(begun(machine(kiosk_app), prefix), prefix)
    for path in ("/result", "/roadmap", "/checklist", "/compare", "/hand-off"):
        assert prefix + path in seen


def test_from_the_comparison_to_a_service_the_district_stays(fetch: Fetcher) -> None:
    begun(fetch, "")
    assert 'href="/result?district=yongchuan"' in fetch.get("/compare").text
    text = fetch.get("/result?district=yongchuan").text
    assert 'href="/result/public-rental?district=yongchuan"' in text
    text = fetch.get("/result/public-rental?district=yongchuan").text
    assert "以下按永川区显示；您的自查是按沙坪坝区做的。" in text
    for words in ("/en/result/public-rental?district=yongchuan", "print=80mm", "size=large"):
        assert words in text
    slip = fetch.get("/result/public-rental?district=yongchuan&print=80mm").text
    assert "以下按永川区显示" in slip
    assert 'href="/result/public-rental?district=yongchuan"' in slip


def test_an_answer_changed_elsewhere_leads_back_there_and_moves_no_check(fetch: Fetcher) -> None:
    begun(fetch, "")
    address = "/check/work?back=service_result&service=public-rental&district=yongchuan"
    text = fetch.get(address).text
    action = re.search(r'<form action="([^"]+)"', text)
    assert action
    after = fetch.follow(fetch.post(action[1].replace("&amp;", "&"), {"value": "self_employed"}))
    assert after == "/result/public-rental?district=yongchuan"
    assert "沙坪坝区" in fetch.get("/result").text
    assert "以下按" not in fetch.get("/result").text


def test_a_list_of_documents_asked_anew_stays_there(fetch: Fetcher) -> None:
    begun(fetch, "")
    text = fetch.get("/checklist?district=yongchuan&size=large").text
    assert '<input type="hidden" name="district" value="yongchuan">' in text
    assert '<input type="hidden" name="size" value="large">' in text


@pytest.mark.parametrize("district", ["shapingba", "yubei", "nowhere", ""])
def test_the_own_district_or_none_is_the_checks(fetch: Fetcher, district: str) -> None:
    begun(fetch, "")
    text = fetch.get(f"/result?district={district}").text
    assert "以下按" not in text
    assert 'href="/result/public-rental"' in text
