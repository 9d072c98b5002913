"""Input that no column holds is refused alike on SQLite and PostgreSQL, and is never an outage."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store.database import db, store_condition, unavailable_on_error, writing
from portal.store.drafts import begin
from portal.store.people.accounts import number_of
from portal.store.reports import add_report
from portal.store.storable_values import Unstorable
from portal.store.tables import Draft, Editor, Report
from portal.web.admin.auth.session_cookie import COOKIE, FIELD
from tests.web.admin.signing import AdminFetcher, added, token_of

HALF = "\ud800"
HUGE = ("2147483648", "9223372036854775807", "9223372036854775808", "9" * 40)
NAMED = {"service": "public-rental", "district": "shapingba"}


@pytest.fixture
def portal(empty: Flask) -> Flask:
    """A portal with the shipped rules."""
    assert seed(read_folder(SHIPPED)) == 1
    return empty


@pytest.fixture
def manager(portal: Flask) -> AdminFetcher:
    """The browser of a manager who is signed in."""
    fetch = AdminFetcher(portal.test_client())
    fetch.client.set_cookie(COOKIE, token_of(portal, added(portal, "manager")))
    return fetch


def is_well() -> bool:
    """Whether nothing is noted against the store."""
    db.session.rollback()
    return not store_condition().unwritten and not store_condition().unread


@pytest.mark.parametrize("words", ["a\0b", "\0", "a" + HALF])
def test_text_that_cannot_be_kept_is_no_outage(empty: Flask, words: str) -> None:
    with pytest.raises(Unstorable):
        add_report("public-rental", "shapingba", 1, words)
    with pytest.raises(Unstorable):
        number_of(f"x{words}")
    assert is_well()
    assert db.session.scalars(select(Report)).all() == []


@pytest.mark.parametrize(
    "row",
    [
        Report(service="x" * 81, district="y", release=1, words=""),
        Report(service="x", district="y", release=2**31, words=""),
        Report(service="x", district="y", release=2**63, words=""),
        Report(service="x", district="y", release=10**40, words=""),
        Draft(title="题" * 201, base=1),
        Editor(name="n" * 81, role="editor"),
    ],
)
def test_what_is_too_long_or_too_large_for_its_column_is_no_outage(
    empty: Flask, row: Report | Draft | Editor
) -> None:
    with pytest.raises(Unstorable), writing() as session:
        session.add(row)
    assert is_well()


def test_what_is_there_already_is_no_outage(empty: Flask) -> None:
    with writing() as session:
        session.add(Editor(name="same", role="editor"))
    with pytest.raises(Unstorable), writing() as session:
        session.add(Editor(name="same", role="editor"))
    assert is_well()


def test_a_number_beyond_every_column_in_a_question_is_no_outage(empty: Flask) -> None:
    with suppress(Unstorable), unavailable_on_error():
        assert db.session.get(Draft, 2**31) is None
    db.session.rollback()
    with pytest.raises(Unstorable), unavailable_on_error():
        db.session.execute(text("SELECT 1 LIMIT :most"), {"most": 2**64})
    assert is_well()


QUERIES = (
    "/search?q=%00",
    "/search?q=a%00b",
    "/?x=%00",
    "/result?district=shap%00ingba",
    "/districts/shapingba?on=2026-01-01%00",
    "/en/admin/?next=%00",
    "/report?service=public-rental%00&district=shapingba",
)
PATHS = (
    "/districts/shap%00ingba",
    "/%00",
    "/admin/drafts/1%00",
    "/static/%00",
    "/api/v1/services/%00",
    "/kiosk/%00",
    "/en/districts/nanan/%00",
)
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/report", {**NAMED, "words": "窗口\0说"}),
    ("/report", {**NAMED, "service": "public\0-rental"}),
    ("/report", {**NAMED, "\0": "a"}),
    ("/check", {"district": "\0"}),
    ("/admin/", {"name": "\0", "password": "x"}),
    ("/admin/", {"name": "x", "password": "\0"}),
    ("/admin/setup", {"name": "x", "code": "\0", "password": "x"}),
)


def test_a_nul_is_refused_as_input_wherever_it_stands(portal: Flask) -> None:
    client = portal.test_client()
    assert {path: client.get(path).status_code for path in QUERIES} == dict.fromkeys(QUERIES, 400)
    assert client.get("/api/v1/services?on=%00").status_code == 422
    assert {path: client.get(path).status_code for path in PATHS} == dict.fromkeys(PATHS, 404)
    client.get("/admin/")
    token = AdminFetcher(client).form_token()
    for path, form in FORMS:
        assert client.post(path, data={FIELD: token, **form}).status_code == 400, (path, form)
    assert is_well()


def test_a_name_longer_than_any_is_told_like_another_that_is_wrong(portal: Flask) -> None:
    client = portal.test_client()
    client.get("/admin/")
    token = AdminFetcher(client).form_token()
    for name in ("n" * 81, "名" * 5000):
        form = {FIELD: token, "name": name, "password": "x"}
        assert client.post("/admin/", data=form).status_code == 422
    assert is_well()


def test_a_number_beyond_a_column_leads_nowhere(manager: AdminFetcher) -> None:
    for path in (
        "/admin/drafts/{}",
        "/admin/drafts/{}.zip",
        "/admin/releases/{}.zip",
        "/admin/releases/1/{}",
        "/admin/people/{}",
        "/admin/kiosks/{}",
        "/admin/reports/{}",
        "/admin/releases/compare?before=1&after={}",
    ):
        for number in HUGE:
            reply = manager.client.get(path.format(number), follow_redirects=True)
            assert reply.status_code == 404, (path, number)
    assert is_well()


def test_a_number_beyond_a_column_in_a_form_is_refused_as_input(manager: AdminFetcher) -> None:
    draft = begin("a draft", "", 1, None)
    for number in (*HUGE, "²", "١", "-1", "1e9", "9" * 5000):
        sent = {"path": "topics.toml", "place": "topics.housing", "seen": number, "mine": "{}"}
        for act in ("settle", "drop", "remove"):
            form = {FIELD: manager.form_token(), **sent}
            reply = manager.client.post(f"/admin/drafts/{draft}/{act}", data=form)
            assert reply.status_code < 500, (act, number)
        asked = quote(number[:90])
        filters = f"/admin/reports?state={asked}&district={asked}&page={asked}"
        for path in (filters, f"/admin/audit?page={asked}", f"/admin/find?page={asked}&q={asked}"):
            assert manager.client.get(path).status_code < 500, path
    assert is_well()


def test_a_broken_value_sent_to_be_settled_is_refused_as_input(manager: AdminFetcher) -> None:
    draft = begin("a draft", "", 1, None)
    sent = {"path": "topics.toml", "place": "topics.housing", "seen": "0", "mine": "{}"}
    day = ('{"$day": 1}', '{"$day": "x"}', '{"a": {"$day": 1}}')
    half = '{"a": "\\ud800"}'
    for broken in ("{", "[]", "1", '"x"', *day, "[" * 60_000, half, "nul", "\x01"):
        for field in ("mine", "theirs"):
            for base in ("0", "1"):
                form = {FIELD: manager.form_token(), **sent, field: broken, "base": base}
                reply = manager.client.post(f"/admin/drafts/{draft}/settle", data=form)
                assert reply.status_code in (303, 400, 404, 409, 422), (broken[:20], field, base)
    assert is_well()
