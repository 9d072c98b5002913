"""The road of a change: edit, check, impact, review by another person, publication, restore."""

from __future__ import annotations

import io
import re
import time
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.store import audit, drafts
from portal.store.releases import number_in_force

from .signing import AdminFetcher, signed_in

WORK = "services/settlement/settle-by-work.toml"
ROWS = "parameters/work_months/rows"
RAISED = {
    "value": "48",
    "districts": "yongchuan",
    "since": "2027-01-01",
    "source": "urbanisation-plan",
    "source.clause": "第2.3节",
}


def begun(fetch: AdminFetcher, title: str = "永川务工年限") -> int:
    response = fetch.post("/admin/drafts", {"title": title})
    return int(fetch.follow(response).rsplit("/", 1)[-1])


def raised(fetch: AdminFetcher, **changes: str) -> int:
    """A draft of an amount for Yongchuan from 2027 on."""
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    fetch.get(address)
    fetch.post(address, {**RAISED, **changes})
    return number


def ready(fetch: AdminFetcher, number: int) -> None:
    fetch.post(f"/admin/drafts/{number}/examples", {})
    fetch.post(f"/admin/drafts/{number}/submit", {"words": "请看"})


def impact_of(fetch: AdminFetcher, number: int) -> str:
    page = fetch.get(f"/admin/drafts/{number}/impact").text
    found = re.search(r'name="impact" value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def published(app: Flask) -> int:
    with app.app_context():
        return number_in_force(date(2026, 11, 24))


def test_an_amount_raised_by_its_editor_reaches_residents_on_its_day(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"], ["settlement"])
    approver = signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    page = approver.get(f"/admin/drafts/{number}/impact").text
    assert "永川" in page
    approver.post(
        f"/admin/drafts/{number}/approve", {"impact": impact_of(approver, number), "words": "好"}
    )
    approver.post(f"/admin/drafts/{number}/publish", {})
    assert published(admin_app) == 2
    time.sleep(1.1)  # a process looks for a newer release once a second
    before = editor.get("/districts/yongchuan/settle-by-work?on=2026-12-31").text
    after = editor.get("/districts/yongchuan/settle-by-work?on=2027-01-01").text
    assert "48个月" not in before.replace(" ", "")
    assert "48个月" in after.replace(" ", "")
    assert "48个月" not in editor.get("/districts/kaizhou/settle-by-work?on=2027-01-01").text
    with admin_app.app_context():
        assert audit.verify() is None


@pytest.mark.parametrize(
    "given",
    [{"districts": "kaizhou"}, {"districts": ""}, {"districts": "new_urban"}],
    ids=["another district", "the whole city", "a group"],
)
def test_an_editor_of_one_district_cannot_touch_others(
    admin_app: Flask, given: dict[str, Any]
) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = begun(editor)
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    editor.post(address, {**RAISED, **given}, status=403)
    with admin_app.app_context():
        assert drafts.read_draft(number).changes == ()


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (WORK, "service"),
        (WORK, "parameters/work_months"),
        ("questions.toml", "questions/work"),
        ("districts.toml", "districts/kaizhou"),
        ("sources/settlement.toml", "sources/residence-permit-measures-306"),
    ],
)
def test_city_wide_items_are_out_of_reach_by_address_too(
    admin_app: Flask, path: str, place: str
) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = begun(editor)
    address = f"/admin/drafts/{number}/item?path={path}&place={place}"
    editor.get(address, status=403)
    for action, data in (("item", {"text.zh": "改了"}), ("remove", {"seen": "0"})):
        named = {"path": path, "place": place, **data}
        editor.post(f"/admin/drafts/{number}/{action}", named, status=403)
    with admin_app.app_context():
        assert drafts.read_draft(number).changes == ()


def test_nobody_approves_what_they_changed_themselves(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    number = raised(approver)
    ready(approver, number)
    approver.post(f"/admin/drafts/{number}/approve", {"impact": "0" * 64}, status=409)
    approver.post(f"/admin/drafts/{number}/publish", {}, status=409)
    assert published(admin_app) == 1


def test_a_draft_with_problems_is_not_sent_to_review(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor, source="no-such-source")
    page = editor.post(f"/admin/drafts/{number}/submit", {}, status=409).text
    assert "no-such-source" in page
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "editing"


def test_an_approval_holds_for_the_impact_that_was_seen_alone(admin_app: Flask) -> None:
    editor, approver = signed_in(admin_app, "editor"), signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    approver.post(f"/admin/drafts/{number}/approve", {"impact": "0" * 64}, status=409)
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "in_review"


def test_what_cannot_be_read_is_kept_as_it_was_typed(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    place = f"{ROWS}/yongchuan@2027-01-01"
    address = f"/admin/drafts/{number}/item?path={WORK}&place={place}"
    editor.post(address, {**RAISED, "value": "四十八", "seen": "1"}, status=422)
    page = editor.get(address).text
    assert "四十八" in page
    assert "错误" in page
    editor.post(f"/admin/drafts/{number}/submit", {}, status=409)


def test_two_editors_of_one_item_see_both_versions(admin_app: Flask) -> None:
    one, other = signed_in(admin_app, "editor"), signed_in(admin_app, "editor")
    number = raised(one)
    place = f"{ROWS}/yongchuan@2027-01-01"
    address = f"/admin/drafts/{number}/item?path={WORK}&place={place}"
    one.post(address, {**RAISED, "value": "49", "seen": "1"})
    page = other.post(address, {**RAISED, "value": "50", "seen": "1"}, status=409).text
    assert "49" in page
    assert "50" in page
    hidden = dict(re.findall(r'name="(mine|theirs|seen)" value="([^"]*)"', page))
    chosen = {name: value.replace("&#34;", '"') for name, value in hidden.items()}
    data = {"path": WORK, "place": place, **chosen, "leaf:value": "mine"}
    other.post(f"/admin/drafts/{number}/settle", data)
    with admin_app.app_context():
        change = drafts.read_draft(number).change(WORK, place)
        assert change is not None
        assert change.after is not None
        assert change.after["value"] == 50


def test_what_stands_already_is_no_conflict_with_itself(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    place = f"{ROWS}/yongchuan@2027-01-01"
    address = f"/admin/drafts/{number}/item?path={WORK}&place={place}"
    editor.post(address, {**RAISED, "value": "51", "seen": "1"})
    late = {**RAISED, "value": "51", "seen": "1", "by": "autosave"}
    editor.post(address, late, status=200, headers={"HX-Request": "true"})
    with admin_app.app_context():
        change = drafts.read_draft(number).change(WORK, place)
        assert change is not None
        assert change.version == 2
    editor.post(address, {**late, "value": "52"}, status=409)


def test_an_editor_neither_drops_nor_steers_what_a_colleague_drafted_elsewhere(
    admin_app: Flask,
) -> None:
    colleague = signed_in(admin_app, "editor")
    number = raised(colleague, districts="kaizhou")
    other = signed_in(admin_app, "editor", ["yongchuan"])
    named = {"path": WORK, "place": f"{ROWS}/kaizhou@2027-01-01", "seen": "1"}
    other.post(f"/admin/drafts/{number}/drop", named, status=403)
    other.post(f"/admin/drafts/{number}", {"title": "别的"}, status=403)
    for step in ("submit", "withdraw"):
        other.post(f"/admin/drafts/{number}/{step}", {}, status=403)
    with admin_app.app_context():
        draft = drafts.read_draft(number)
        assert (draft.title, draft.state, len(draft.changes)) == ("永川务工年限", "editing", 1)


def test_the_difference_of_two_releases_and_its_restoration(admin_app: Flask) -> None:
    editor, approver = signed_in(admin_app, "editor"), signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    seen = {"impact": impact_of(approver, number)}
    approver.post(f"/admin/drafts/{number}/approve", seen)
    approver.post(f"/admin/drafts/{number}/publish", {})
    assert "永川" in approver.get("/admin/releases/1/2").text
    approver.get("/admin/releases")
    restored = approver.follow(approver.post("/admin/releases/1/restore", {}))
    with admin_app.app_context():
        changes = drafts.read_draft(int(restored.rsplit("/", 1)[-1])).changes
    assert {change.after for change in changes} == {None}
    editor.post("/admin/releases/1/restore", {}, status=403)


def test_a_draft_goes_out_as_files_and_comes_back_as_a_draft(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    number = raised(approver)
    approver.post(f"/admin/drafts/{number}/examples", {})
    data = approver.client.get(f"/admin/drafts/{number}.zip").data
    sent = {"archive": (io.BytesIO(data), "draft.zip")}
    response = approver.post("/admin/import", sent, content_type="multipart/form-data")
    again = int(approver.follow(response).rsplit("/", 1)[-1])
    with admin_app.app_context():
        first, second = (drafts.read_draft(n).changes for n in (number, again))
    assert {c.place: c.after for c in first} == {c.place: c.after for c in second}
    sent = {"archive": (io.BytesIO(b"nothing"), "x.zip")}
    approver.post("/admin/import", sent, status=422, content_type="multipart/form-data")


def test_a_change_one_may_not_make_begins_no_draft(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    editor.post("/admin/change", {"path": WORK, "place": "service", "title": "x"}, status=403)
    with admin_app.app_context():
        assert drafts.list_drafts() == ()
