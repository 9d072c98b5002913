"""What is typed into the form of a new item is kept from the first keys, each person's own."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from portal.store import drafts
from tests.web.admin.drafts.test_road import RAISED, ROWS, WORK, begun
from tests.web.admin.forms.test_nothing_lost import NEW, of_items
from tests.web.admin.signing import AdminFetcher, signed_in

HTMX = {"HX-Request": "true"}
SHARED = ("papers/shared.toml", "papers")
FORMS = (*NEW, SHARED, ("districts.toml", "districts"), ("districts.toml", "groups"))


def keep_of(page: str) -> str:
    """Where the form of a page is kept while it is typed."""
    found = re.search(r'hx-post="([^"]*/unfinished[^"]*)"', page)
    assert found
    return html.unescape(found[1])


def typing(fetch: AdminFetcher, page: str, data: dict[str, str], status: int = 200) -> str:
    return fetch.post(keep_of(page), data, status, headers=HTMX).text


@pytest.mark.parametrize(("path", "under"), FORMS, ids=[under for _, under in FORMS])
def test_the_first_keys_of_every_new_form_are_there_when_it_is_opened_again(
    admin_app: Flask, path: str, under: str
) -> None:
    fetch = signed_in(admin_app, "approver")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={path}&under={under}"
    page = fetch.get(address).text
    values = of_items(page).values
    areas = re.findall(r'<textarea[^>]*\sname="([^"]+)"', page)
    inputs = re.findall(r'<input[^>]*\sname="(name|since|day)"', page)
    name = [*areas, *inputs][0]
    given = {key: its[0] for key, its in values.items() if its} | {name: "才写了一半"}
    assert "已暂存" in typing(fetch, page, given)
    again = fetch.get(address).text
    assert "才写了一半" in of_items(again).values[name]
    assert "还没有加入草稿" in again
    draft = fetch.get(f"/admin/drafts/{number}").text
    assert "填了一部分" in draft
    with admin_app.app_context():
        assert drafts.read_draft(number).changes == (), "nothing is changed by it"


def test_a_new_service_is_kept_before_it_has_a_name_of_its_own(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new-service"
    data = {"name.zh": "住房租", "own-id": "rent"}
    typing(fetch, fetch.get(address).text, data)
    again = fetch.get(address).text
    assert "住房租</textarea>" in again
    assert re.search(r'name="own-id"\s+value="rent"', again)


def test_each_person_finds_their_own_words_alone(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    other = signed_in(admin_app, "approver")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path=papers/shared.toml&under=papers"
    typing(fetch, fetch.get(address).text, {"name.zh": "我的半句"})
    assert "我的半句" not in other.get(address).text
    assert "填了一部分" not in other.get(f"/admin/drafts/{number}").text


def test_what_was_added_or_thrown_away_is_forgotten(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    page = fetch.get(address).text
    typing(fetch, page, {**RAISED, "value": "4"})
    fetch.post(keep_of(page), {"act": "forget"})
    assert of_items(fetch.get(address).text).values["value"] != ["4"]
    typing(fetch, page, {**RAISED, "value": "4"})
    fetch.post(address, RAISED)
    assert "填了一部分" not in fetch.get(f"/admin/drafts/{number}").text


def test_a_new_paper_is_added_under_an_id_of_its_pinyin(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    number = begun(fetch)
    path, under = SHARED
    address = f"/admin/drafts/{number}/new?path={path}&under={under}"
    fetch.post(address, {"name.zh": "水费单"})
    with admin_app.app_context():
        (change,) = drafts.read_draft(number).changes
    assert change.place == "papers/shui-fei-dan"


def test_an_unfinished_condition_comes_back_row_by_row(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={WORK}&under=requirements"
    unfinished = {
        "b-when--kind": "all",
        "b-when-0-kind": "test",
        "b-when-0-subject": "sold_home",
    }
    typing(fetch, fetch.get(address).text, unfinished)
    assert of_items(fetch.get(address).text).values["b-when-0-subject"] == ["sold_home"]


def test_nothing_is_kept_in_a_draft_that_went_to_review_and_that_is_said(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path=papers/shared.toml&under=papers"
    page = fetch.get(address).text
    fetch.post(f"/admin/drafts/{number}/withdraw", {})
    assert "没有暂存" in typing(fetch, page, {"name.zh": "晚了"}, 409)


@pytest.mark.parametrize(
    "place", ["path=papers/shared.toml&under=sources2", "path=../x&under=papers"]
)
def test_nothing_is_kept_where_nothing_can_be_added(admin_app: Flask, place: str) -> None:
    fetch = signed_in(admin_app, "editor")
    number = begun(fetch)
    fetch.post(f"/admin/drafts/{number}/unfinished?{place}", {"name.zh": "x"}, 404)
