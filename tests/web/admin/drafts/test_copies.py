"""Copying the rules of another district, or a whole service: wording stays, facts are asked."""

from __future__ import annotations

import html
import re

from flask import Flask

from portal.store import drafts
from tests.store.test_drafts import statements
from tests.web.admin.drafts.test_new_service import Desk
from tests.web.admin.signing import signed_in

RENTAL = "services/housing/public-rental.toml"
NAME = "永川公共租赁住房试点"


def ticked(page: str) -> list[str]:
    """The parts that a page offers, as places."""
    return [html.unescape(v) for v in re.findall(r'name="item"[^>]*value="([^"]+)"', page)]


def copied_to_yongchuan(app: Flask, take: str) -> tuple[Desk, int]:
    """A desk of an editor of Yongchuan who copied some of Hechuan's parts; the draft's number."""
    desk = Desk(signed_in(app, "editor", ["yongchuan"], ["housing"]))
    desk.open(f"/admin/copies?path={RENTAL}&of=hechuan&to=yongchuan")
    places = [place for place in ticked(desk.page) if place.startswith(take)]
    assert places
    given = {"path": RENTAL, "of": "hechuan", "to": "yongchuan", "item": places}
    response = desk.fetch.post("/admin/copies", given)
    desk.open(desk.fetch.follow(response))
    found = re.search(r"/drafts/(\d+)", desk.at)
    assert found
    return desk, int(found[1])


def test_what_would_be_copied_is_shown_with_its_words_before_anything_is_copied(
    admin_app: Flask,
) -> None:
    desk = Desk(signed_in(admin_app, "editor", ["yongchuan"], ["housing"]))
    desk.open(f"/admin/items?path={RENTAL}&place=service")
    desk.press("复制到别的区县")
    desk.open(f"/admin/copies?path={RENTAL}&of=hechuan&to=yongchuan")
    assert len(ticked(desk.page)) >= 5
    assert re.search("要填：[^<]*来源", desk.page)
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_amounts_days_and_sources_of_a_copy_are_empty_and_asked_for(admin_app: Flask) -> None:
    _, number = copied_to_yongchuan(admin_app, "")
    with admin_app.app_context():
        changes = drafts.read_draft(number).changes
    for change in changes:
        assert change.after is None, "nothing counts before somebody has filled it in"
        assert not any(change.given.get("source", [])), change.place
        assert not any(change.given.get("value", [])), change.place
        assert not any(change.given.get("since", [])), change.place
        assert change.given["districts"] == ["yongchuan"]
        assert "hechuan" not in change.place


def test_a_copy_is_marked_until_it_is_filled_in_and_then_stands_at_its_own_place(
    admin_app: Flask,
) -> None:
    desk, number = copied_to_yongchuan(admin_app, "covers/")
    assert "要填：" in desk.page
    submitted = desk.fetch.client.post(
        f"/admin/drafts/{number}/submit", data={**desk.csrf(), "words": "请看"}
    )
    assert submitted.status_code == 409
    edit = re.search(r'href="([^"]*/item\?[^"]*)"', desk.page)
    assert edit
    desk.open(html.unescape(edit[1]))
    assert "照抄" in desk.page
    desk.fill({"since": "2026-03-01"}, status=422)
    assert "要填" in desk.page
    desk.fill({"since": "2026-03-01", "source": "public-rental-guide-2025"})
    with admin_app.app_context():
        changes = drafts.read_draft(number).changes
    assert [(its.place, its.given) for its in changes] == [("covers/yongchuan@2026-03-01", {})]
    assert changes[0].after is not None
    assert changes[0].after["districts"] == "yongchuan"


def test_a_copied_requirement_has_an_id_of_its_own_from_its_words(admin_app: Flask) -> None:
    _, number = copied_to_yongchuan(admin_app, "requirements/")
    with admin_app.app_context():
        places = [change.place for change in drafts.read_draft(number).changes]
    assert len(places) == len(set(places)) > 0
    for place in places:
        assert re.fullmatch(r"requirements/[a-z0-9_]+", place), place


def test_a_district_editor_copies_only_to_their_own_district(admin_app: Flask) -> None:
    desk = Desk(signed_in(admin_app, "editor", ["yongchuan"], ["housing"]))
    desk.open(f"/admin/copies?path={RENTAL}&of=hechuan&to=liangping")
    assert 'value="liangping"' not in desk.page.split('name="to"')[1]
    assert ticked(desk.page) == []
    desk.open(f"/admin/copies?path={RENTAL}&of=hechuan&to=yongchuan")
    given = {"path": RENTAL, "of": "hechuan", "to": "liangping", "item": ticked(desk.page)}
    refused = desk.fetch.post("/admin/copies", given, 403)
    assert "只能复制到自己的区县" in refused.text
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_what_is_chosen_wrongly_is_said_and_nothing_is_begun(admin_app: Flask) -> None:
    desk = Desk(signed_in(admin_app, "approver"))
    nothing = {"path": RENTAL, "of": "hechuan", "to": "yongchuan"}
    assert "至少选一项" in desk.fetch.post("/admin/copies", nothing, 422).text
    same = {**nothing, "to": "hechuan", "item": "requirements/x"}
    desk.fetch.post("/admin/copies", same, 422)
    desk.fetch.get("/admin/copies?path=districts.toml", 404)
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_nothing_is_copied_to_a_place_that_is_no_district_of_today(admin_app: Flask) -> None:
    desk = Desk(signed_in(admin_app, "approver"))
    desk.open(f"/admin/copies?path={RENTAL}&of=hechuan&to=yongchuan")
    parts = ticked(desk.page)
    for target in ("atlantis", "centre"):
        given = {"path": RENTAL, "of": "hechuan", "to": target, "item": parts}
        desk.fetch.post("/admin/copies", given, 422)
    with admin_app.app_context():
        assert drafts.list_drafts() == ()


def test_a_new_service_begins_as_one_that_is_there(admin_app: Flask) -> None:
    desk = Desk(signed_in(admin_app, "editor", ["yongchuan"], ["housing"]))
    desk.open("/admin/drafts")
    desk.fill({"title": "照着做", "then": "service"}, "/admin/drafts")
    desk.open(f"{desk.at}?like={RENTAL}")
    places = [its for its in ticked(desk.page) if not its.startswith("examples/")]
    assert not [its for its in places if its.startswith("covers/") or "/rows/" in its]
    taken = [its for its in places if its.startswith(("requirements/", "parameters/"))]
    desk.fill({"name.zh": NAME, "topic": "housing", "item": taken}, desk.at.partition("?")[0])
    found = re.search(r"/drafts/(\d+)/", desk.at)
    assert found
    with admin_app.app_context():
        changes = drafts.read_draft(int(found[1])).changes
    by_place = {change.place: change for change in changes}
    assert by_place["service"].after
    assert by_place["service"].after["name"] == {"zh": NAME}
    requirements = [its for its in changes if its.place.startswith("requirements/")]
    assert requirements
    assert all(its.after is None and not its.given.get("source") for its in requirements)
    parameters = [its for its in changes if its.place.startswith("parameters/")]
    assert parameters
    for its in parameters:
        assert its.after
        assert "source" not in its.after
        assert "rows" not in its.after
    assert "还没有填第一个数" in desk.page
    assert "要填：" in desk.page


def test_many_parts_are_kept_with_as_many_statements_as_one(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor", ["yongchuan"], ["housing"])
    asked = {"path": RENTAL, "of": "hechuan", "to": "yongchuan"}
    places = ticked(fetch.get(f"/admin/copies?path={RENTAL}&of=hechuan&to=yongchuan").text)
    assert len(places) >= 5
    counted = []
    for number, items in ((1, places[:1]), (2, places)):
        with admin_app.app_context(), statements() as sent:
            fetch.post("/admin/copies", {**asked, "item": items})
            assert len(drafts.read_draft(number).changes) == len(items)
        counted.append(len(sent))
    assert counted[0] == counted[1]
