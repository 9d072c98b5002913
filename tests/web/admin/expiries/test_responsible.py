"""Who renews what lapses: chosen on its page or for a year, by whom may edit it alone."""

from __future__ import annotations

import re

from flask import Flask

from portal.store import audit, database
from portal.store.people.assignments import responsibilities
from tests.web.admin.signing import AdminFetcher, signed_in

PATH = "services/insurance/resident-medical.toml"
SERIES = "parameters/first_level"


def place_of(fetch: AdminFetcher) -> str:
    """The row that ends this year."""
    text = fetch.get("/admin/calendar?whose=all").text
    found = re.search(r"place=(parameters/first_level/rows/[^\"#&]+)#", text)
    assert found
    return found[1]


def chosen(fetch: AdminFetcher, place: str, holder: int | str, status: int = 303) -> str:
    """Choose somebody by the form of the item's page."""
    page = fetch.get(f"/admin/items?path={PATH}&place={place}").text
    held = re.search(r'name="held" value="(\d+)"', page)
    assert held
    form = {"path": PATH, "place": place, "held": held[1], "holder": holder}
    return fetch.post("/admin/responsible", form, status).text


def holder_of(app: Flask) -> int:
    with app.app_context():
        found = responsibilities().get((PATH, SERIES))
        database.db.session.remove()
    return found.id if found else 0


def test_an_editor_of_the_topic_is_made_responsible_by_form(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    editor = signed_in(admin_app, "editor", topics=["insurance"])
    place = place_of(approver)
    chosen(approver, place, editor.id)
    assert holder_of(admin_app) == editor.id
    page = approver.get(f"/admin/items?path={PATH}&place={place}").text
    assert f'value="{editor.id}" lang="und" selected' in page
    assert f"负责人：{editor.name}" in approver.get("/admin/calendar?whose=all").text
    chosen(editor, place, "")
    assert holder_of(admin_app) == 0
    with admin_app.app_context():
        found, _ = audit.entries(1, audit.AuditFilter(what="responsible_changed"))
        assert [its.who for its in found] == [editor.name, approver.name]
        database.db.session.remove()


def test_nobody_is_given_what_they_may_not_edit_nor_gives_it(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    other = signed_in(admin_app, "editor", topics=["schooling"])
    place = place_of(approver)
    assert "这个人无权修改它" in chosen(approver, place, other.id, 409)
    form = {"path": PATH, "place": place, "held": "0", "holder": other.id}
    other.post("/admin/responsible", form, 403)
    assert holder_of(admin_app) == 0
    page = other.get(f"/admin/items?path={PATH}&place={place}").text
    assert 'name="holder"' not in page
    nothing = {"path": PATH, "place": "service", "held": "0", "holder": ""}
    approver.post("/admin/responsible", nothing, 404)


def test_what_a_colleague_chose_meanwhile_is_not_overwritten(admin_app: Flask) -> None:
    one = signed_in(admin_app, "approver")
    other = signed_in(admin_app, "manager")
    place = place_of(one)
    chosen(other, place, other.id)
    form = {"path": PATH, "place": place, "held": "0", "holder": one.id}
    text = one.post("/admin/responsible", form, 409).text
    assert "同事" in text
    assert other.name in text
    assert holder_of(admin_app) == other.id


def test_a_whole_year_is_given_at_once_as_far_as_both_may_edit(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    editor = signed_in(admin_app, "editor", topics=["insurance"])
    form = {"year": "2026", "topic": "insurance", "district": "", "holder": editor.id}
    text = approver.post("/admin/yearly/responsible", form, 200).text
    assert f"负责人：{editor.name}" in text
    assert holder_of(admin_app) == editor.id
    wrong = {**form, "topic": "assistance"}
    assert "没有改" in approver.post("/admin/yearly/responsible", wrong, 200).text
    approver.post("/admin/yearly/responsible", {**form, "holder": "999"}, 422)
    limited = signed_in(admin_app, "editor", ["yongchuan"])
    assert "没有改" in limited.post("/admin/yearly/responsible", {**form, "holder": ""}, 200).text
    assert holder_of(admin_app) == editor.id


def test_it_is_handed_over_with_the_account_and_lost_with_the_right(admin_app: Flask) -> None:
    manager = signed_in(admin_app, "manager")
    editor = signed_in(admin_app, "editor", topics=["insurance"])
    place = place_of(manager)
    chosen(manager, place, editor.id)
    page = manager.get(f"/admin/people/{editor.id}").text
    assert "由他负责的有1项" in page
    manager.post(f"/admin/people/{editor.id}/disable", {"successor": "999"}, 422)
    manager.post(f"/admin/people/{editor.id}/disable", {"successor": manager.id})
    assert holder_of(admin_app) == manager.id
    back = signed_in(admin_app, "editor")
    chosen(manager, place, back.id)
    form = {"role": "editor", "topics": ["schooling"]}
    manager.post(f"/admin/people/{back.id}", form)
    assert holder_of(admin_app) == 0
