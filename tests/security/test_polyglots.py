"""Hostile words in every text of every document, in every output: phone, kiosk, slip, feed, API."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.publishing.toml_text import new_text
from portal.store import database, schema
from portal.store.reports import LONGEST
from tests.conftest import SECRET, TODAY
from tests.web.admin.signing import signed_in
from tests.web.admin.test_injection import HOSTILE, WITHOUT_FIGURES, dangers
from tests.web.kiosk.machines import COUNTERS, OFFERS, PIN, Machine, machine, set_pin
from tests.web.resident.result.test_results import HOUSEHOLD

#: What Chinese texts may not hold is Latin; quotes, brackets and braces they may.
MARKS = "\"'><＝{{}}${}</>"
SERVICES = ("public-rental", "settle-by-work", "residence-permit")


def poisoned(value: Any, place: tuple[str, ...] = ()) -> Any:
    """A document with hostile words in each of its texts."""
    if isinstance(value, dict):
        if "zh" in value and isinstance(value["zh"], str):
            return _poisoned_text(value, place)
        return {name: poisoned(each, (*place, name)) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, place) for each in value]
    return value


def _poisoned_text(text: dict[str, str], place: tuple[str, ...]) -> dict[str, str]:
    is_requirement = place[:1] == ("requirements",) and place[-1] == "text"
    words = WITHOUT_FIGURES if is_requirement else HOSTILE
    return {**text, "zh": text["zh"] + MARKS, "en": (words + " " + text.get("en", ""))[:2000]}


def hostile_documents() -> dict[str, str]:
    """The shipped documents and a counter and an offer, poisoned."""
    documents = {
        **read_folder(SHIPPED),
        "counters/jiulongpo.toml": COUNTERS,
        "offers/jiulongpo.toml": OFFERS,
    }
    return {path: new_text(poisoned(tomllib.loads(text))) for path, text in documents.items()}


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal on documents that are hostile throughout."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    settings = Settings(
        instance=folder, database_url=url, secret_key=SECRET, password_memory=8, password_rounds=1
    )
    app = create_app(settings, today=lambda: TODAY)
    with app.app_context():
        schema.upgrade_schema()
        assert seed(hostile_documents()) == 1
    yield app
    with app.app_context():
        database.db.engine.dispose()


def shown(fetch: Any, path: str) -> str:
    """A page on which nothing runs."""
    response = fetch.client.get(path)
    assert response.status_code == 200, path
    assert dangers(response.text) == [], path
    assert "<script>alert" not in response.text
    assert not re.search(r"[^{]49[^\d]{0,3}\$", response.text), "a template was evaluated"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'"), path
    return str(response.text)


def answered(app: Flask, prefix: str) -> Machine:
    """A kiosk where somebody has answered."""
    set_pin(app)
    fetch = machine(app)
    fetch.client.post(f"{prefix}/check", data={"district": "jiulongpo"})
    for question, form in HOUSEHOLD.items():
        fetch.client.post(f"{prefix}/check/{question}", data=form)
    return fetch


PUBLIC = (
    "/",
    "/districts",
    "/districts/jiulongpo",
    "/districts/jiulongpo/housing",
    "/about",
    *(f"/districts/jiulongpo/{service}" for service in SERVICES),
    *(f"/services/{service}" for service in SERVICES),
    "/history/public-rental",
    "/search?q=script",
    "/search?q=%3Cscript%3E",
    "/privacy",
    "/report?service=public-rental&district=jiulongpo",
)
PERSONAL = (
    "/check",
    "/check/work",
    "/check/home",
    "/check/birth_month",
    "/check/answers",
    "/result",
    *(f"/result/{service}" for service in SERVICES),
    "/compare",
    "/compare/public-rental",
    "/roadmap",
    "/checklist",
    *(f"/result/{service}?print={paper}" for service in SERVICES for paper in ("80mm", "a4")),
)


@pytest.mark.parametrize("language", ["/en", ""])
@pytest.mark.parametrize("channel", ["", "/kiosk"])
def test_hostile_words_run_on_no_page_of_phone_or_kiosk_nor_on_a_slip(
    hostile_app: Flask, channel: str, language: str
) -> None:
    prefix = channel + language
    fetch = answered(hostile_app, prefix)
    pages = {path: shown(fetch, prefix + path) for path in (*PUBLIC, *PERSONAL)}
    if language == "/en":
        for path in (
            "/districts/jiulongpo/public-rental",
            "/result",
            "/result/public-rental?print=80mm",
        ):
            assert "&lt;script&gt;alert(document)&lt;/script&gt;" in pages[path], path
    receipt = re.search(r'href="([^"]*/receipts/[^"]+)"', pages["/result/public-rental"])
    if receipt:
        shown(fetch, receipt[1])


@pytest.mark.parametrize("language", ["/en", ""])
def test_hostile_words_run_on_no_page_of_the_kiosk_itself_nor_of_its_clerk(
    hostile_app: Flask, language: str
) -> None:
    prefix = f"/kiosk{language}"
    fetch = answered(hostile_app, prefix)
    for path in ("/hand-off", "/unreachable", "/clerk"):
        shown(fetch, prefix + path)
    fetch.client.post(f"{prefix}/clerk", data={"pin": PIN})
    shown(fetch, f"{prefix}/clerk")
    for service in SERVICES:
        assert "&gt;" in shown(fetch, f"{prefix}/clerk/{service}")
    evil = fetch.client.post(f"{prefix}/clerk/receipt", data={"code": HOSTILE})
    assert evil.status_code == 422
    assert dangers(evil.text) == []


def test_hostile_words_are_text_in_feed_and_data(hostile_app: Flask) -> None:
    client = hostile_app.test_client()
    for path in ("/feed.atom", "/en/feed.atom"):
        assert "<script" not in client.get(path).text
    for name in ("services", "questions", "districts"):
        response = client.get(f"/api/v1/{name}")
        assert response.mimetype == "application/json"
        assert "HYPERLINK" in response.text
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_residents_and_browsers_send_runs_nowhere_either(hostile_app: Flask) -> None:
    client = hostile_app.test_client()
    form = {"service": "public-rental", "district": "jiulongpo", "words": HOSTILE}
    assert client.post("/report", data=form).status_code == 303
    long = client.post("/report", data={**form, "words": HOSTILE * LONGEST})
    assert long.status_code in (413, 422)
    assert dangers(long.text) == []
    for path in (
        f"/search?q={HOSTILE}",
        "/districts/%3Cscript%3Ealert(1)",
        f"/services/{'x' * 999}",
    ):
        assert dangers(client.get(path).text) == []
    fetch = signed_in(hostile_app, "manager")
    for path in (
        "/admin/reports",
        "/admin/reports/1",
        "/en/admin/",
        "/en/admin/counters/jiulongpo",
    ):
        shown(fetch, path)
    for name in ("reports.csv", "counters/jiulongpo/counters.csv", "counters/jiulongpo/offers.csv"):
        text = fetch.client.get(f"/en/admin/{name}").text.lstrip("\ufeff")
        assert not re.search(r'(^|,)"?[=+\-@\t]', text, re.MULTILINE), name
