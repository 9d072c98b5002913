"""Hostile words in every text that the rules let through: shown, sent and taken away harmlessly."""

from __future__ import annotations

import csv
import html
import io
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.store import drafts
from tests.web.admin.drafts.test_road import WORK
from tests.web.admin.signing import AdminFetcher, signed_in, wait_for_release

SCRIPT = "<script>alert(document)</script>"
IMAGE = '"><img src=x onerror=alert(document)>'
WITHOUT_FIGURES = f'=HYPERLINK("x"){SCRIPT}{IMAGE}'
HOSTILE = f"{WITHOUT_FIGURES}{{{{7*7}}}}${{7*7}}"
SOURCES = "sources/settlement.toml"
SOURCE = "sources/residence-permit-measures-306"


class _Dangers(HTMLParser):
    """Scripts, handlers and images that no template of ours has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if (
            any(name.startswith("on") for name in values)
            or (tag == "script" and "src" not in values)
            or (tag == "img" and values.get("src") == "x")
        ):
            self.found.append(self.get_starttag_text() or tag)


def dangers(page: str) -> list[str]:
    """What in a page would run."""
    parser = _Dangers()
    parser.feed(page)
    return parser.found


def edited(fetch: AdminFetcher, number: int, path: str, place: str, given: dict[str, str]) -> str:
    """Put words into an item's form, everything else as it stands; the page that comes back."""
    address = f"/admin/drafts/{number}/item?path={path}&place={place}"
    form = Form()
    form.feed(fetch.client.get(address).text)
    fields = {**form.fields, **given}
    fields.pop("csrf_token", None)
    missing = given.keys() - form.fields.keys()
    assert not missing, (missing, list(form.fields))
    response = fetch.client.post(
        address, data={"csrf_token": fetch.form_token(), **fields}, follow_redirects=True
    )
    assert response.status_code == 200, response.text[-1500:]
    return response.text


def begun(fetch: AdminFetcher, title: str = "改字") -> int:
    """A draft of this title."""
    response = sent(fetch, "/admin/drafts", title=title)
    return int(fetch.follow(response).rsplit("/", 1)[-1])


def sent(fetch: AdminFetcher, path: str, **data: str) -> TestResponse:
    """A form sent; hostile words are in no language, so its page is not linted."""
    return fetch.client.post(path, data={"csrf_token": fetch.form_token(), **data})


class Form(HTMLParser):
    """What stands in the form of an item, as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str | list[str]] = {}
        self.inside = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = {name: value or "" for name, value in attrs}
        name = its.get("name", "")
        if tag == "form":
            self.inside = its.get("id") == "item-form"
        if not self.inside:
            return
        if tag == "textarea":
            self.area = name
            self.fields[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in its:
            self.put(self.select, its.get("value", ""))
        elif tag == "input" and name:
            ticked = its.get("type") not in ("checkbox", "radio") or "checked" in its
            if ticked:
                self.put(name, its.get("value", ""))

    def put(self, name: str, value: str) -> None:
        """Add a value of a field."""
        known = self.fields.get(name)
        if known is None:
            self.fields[name] = value
        else:
            self.fields[name] = [*(known if isinstance(known, list) else [known]), value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "form"):
            self.area = ""
            self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] = f"{self.fields[self.area]}{data}".lstrip("\n")


EDITS = [
    (WORK, "requirements/works_long_enough", ("text.en", "note.en")),
    (WORK, "service", ("name.en", "summary.en", "audience.en", "synonyms.en")),
    (WORK, "parameters/work_months", ("text.en",)),
    (SOURCES, SOURCE, ("title.en", "publisher.en", "number", "note.en")),
]


@pytest.fixture
def hostile(admin_app: Flask) -> tuple[AdminFetcher, int]:
    """A published draft whose words are hostile wherever the rules let them through."""
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "manager")
    number = begun(editor, HOSTILE)
    for path, place, names in EDITS:
        given = dict.fromkeys(names, HOSTILE)
        if place.startswith("requirements/"):  # whose text may hold no figure
            given["text.en"] = WITHOUT_FIGURES
        edited(editor, number, path, place, given)
    sent(editor, f"/admin/drafts/{number}/comment", words=HOSTILE)
    assert sent(editor, f"/admin/drafts/{number}/submit", words=HOSTILE).status_code == 303
    page = approver.client.get(f"/admin/drafts/{number}/impact").text
    impact = re.search(r'name="seal"\s+value="([0-9a-f]{64})"', page)
    assert impact
    sent(approver, f"/admin/drafts/{number}/approve", seal=impact[1], words=HOSTILE)
    sent(approver, f"/admin/drafts/{number}/publish")
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "published"
    wait_for_release(approver, 2)
    return approver, number


PAGES = (
    "/en/districts/yongchuan/settle-by-work",
    "/en/services/settle-by-work",
    "/en/history/settle-by-work",
    "/en/search?q=script",
    "/en/districts/yongchuan",
    "/en/",
    "/en/check?district=yongchuan",
    "/en/about",
    "/en/report?service=settle-by-work&district=yongchuan",
    "/history/settle-by-work",
    "/districts/yongchuan/settle-by-work",
    "/admin/drafts/{}",
    "/en/admin/drafts/{}",
    "/admin/drafts/{}/impact",
    "/admin/releases",
    "/admin/releases/1/2",
    "/en/admin/releases/1/2",
    "/admin/drafts?ended=1",
    "/en/admin/find?q=settle",
    "/en/admin/",
    "/admin/reviews",
    f"/en/admin/items?path={WORK}&place=service",
    f"/en/admin/items?path={WORK}&place=requirements/works_long_enough",
    f"/en/admin/items?path={WORK}&place=parameters/work_months",
    f"/en/admin/items?path={SOURCES}&place={SOURCE}",
)


def test_hostile_words_run_nowhere(hostile: tuple[AdminFetcher, int]) -> None:
    fetch, number = hostile
    shown = 0
    for path in PAGES:
        response = fetch.client.get(path.format(number))
        assert response.status_code == 200, path
        assert dangers(response.text) == [], path
        assert "&lt;script&gt;" in response.text or SCRIPT not in html.unescape(response.text)
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        shown += "&lt;script&gt;" in response.text and "{{7*7}}${7*7}" in response.text
    assert shown >= 12, shown


def test_hostile_words_are_text_in_the_feed_and_in_the_data(
    hostile: tuple[AdminFetcher, int],
) -> None:
    fetch, _ = hostile
    feed = fetch.client.get("/en/feed.atom")
    assert "<script" not in feed.text
    assert "HYPERLINK" in feed.text
    response = fetch.client.get("/api/v1/services")
    assert "HYPERLINK" in response.text
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["find.csv?ended=1", "audit.csv"])
def test_no_cell_of_a_spreadsheet_is_a_formula(
    hostile: tuple[AdminFetcher, int], name: str
) -> None:
    fetch, _ = hostile
    text = fetch.client.get(f"/en/admin/{name}").text.lstrip("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("requirements/works_long_enough", "text.zh"),
        ("requirements/works_long_enough", "note.zh"),
        ("service", "summary.zh"),
        ("parameters/work_months", "text.zh"),
    ],
)
def test_what_the_rules_refuse_is_itself_shown_harmlessly(
    admin_app: Flask, place: str, name: str
) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    page = edited(editor, number, WORK, place, {name: HOSTILE})
    assert dangers(page) == []
    response = sent(editor, f"/admin/drafts/{number}/submit")
    page = response.text
    assert response.status_code == 409
    assert dangers(page) == []
    assert "script" in page
