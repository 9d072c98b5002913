"""The road of a change: edit, check, impact, review by another person, publication, restore."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.store import audit, drafts
from portal.store.releases.stored import number_in_force
from tests.web.admin.signing import AdminFetcher, signed_in, wait_for_release

WORK = "services/settlement/settle-by-work.toml"
FLAT = "services/housing/public-rental.toml"
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
    found = re.search(r'name="seal"\s+value="([0-9a-f]{64})"', page)
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
        f"/admin/drafts/{number}/approve", {"seal": impact_of(approver, number), "words": "好"}
    )
    approver.post(f"/admin/drafts/{number}/publish", {})
    assert published(admin_app) == 2
    wait_for_release(approver, 2)
    before = editor.get("/districts/yongchuan/settle-by-work?on=2026-12-31").text
    after = editor.get("/districts/yongchuan/settle-by-work?on=2027-01-01").text
    assert "27年1月1日起是48个月" in before.replace(" ", ""), "told as what comes"
    assert "满48个月" not in before.replace(" ", "")
    assert "满48个月" in after.replace(" ", "")
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
    approver.post(f"/admin/drafts/{number}/approve", {"seal": "0" * 64}, status=409)
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
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    approver.post(f"/admin/drafts/{number}/approve", {"seal": "0" * 64}, status=409)
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "in_review"


def test_what_cannot_be_read_is_kept_as_it_was_typed(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    place = f"{ROWS}/yongchuan@2027-01-01"
    address = f"/admin/drafts/{number}/item?path={WORK}&place={place}"
    editor.post(address, {**RAISED, "value": "四十来个", "seen": "1"}, status=422)
    page = editor.get(address).text
    assert "四十来个" in page
    assert "错误" in page
    editor.post(f"/admin/drafts/{number}/submit", {}, status=409)


def test_two_editors_of_one_item_see_both_versions(admin_app: Flask) -> None:
    one = signed_in(admin_app, "editor")
    other = signed_in(admin_app, "editor")
    number = raised(one)
    place = f"{ROWS}/yongchuan@2027-01-01"
    address = f"/admin/drafts/{number}/item?path={WORK}&place={place}"
    one.post(address, {**RAISED, "value": "49", "seen": "1"})
    page = other.post(address, {**RAISED, "value": "50", "seen": "1"}, status=409).text
    assert "49" in page
    assert "50" in page
    hidden = dict(re.findall(r'name="(mine|theirs|seen)"\s+value="([^"]*)"', page))
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
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    seen = {"seal": impact_of(approver, number)}
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
    told = approver.post("/admin/import", sent, 200, content_type="multipart/form-data").text
    carried = re.search(r'name="carried" value="([^"]+)"', told)
    assert carried
    with admin_app.app_context():
        assert [its.id for its in drafts.list_drafts()] == [number]
    response = approver.post("/admin/import", {"carried": carried[1], "name": "draft.zip"})
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


def reworded(fetch: AdminFetcher, number: int, words: str) -> None:
    """The note of a requirement said otherwise in a draft: nobody's outcome changes by it."""
    place = "requirements/no_other_subsidised_home"
    address = f"/admin/drafts/{number}/item?path={FLAT}&place={place}"
    page = fetch.get(address).text
    form = {
        name: html.unescape(value)
        for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    }
    seen = re.search(r'name="seen"\s+value="(\d+)"', page)
    assert seen is not None
    kept = {"districts": "centre", "since": "2025-08-01", "source": "public-rental-guide-2025"}
    fetch.post(address, {**form, **kept, "note.zh": words, "seen": seen[1]})


def test_an_approval_given_on_an_old_page_is_refused_with_what_changed(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = begun(editor)
    reworded(editor, number, "一共430元。")
    editor.post(f"/admin/drafts/{number}/submit", {})
    seen = impact_of(approver, number)
    editor.post(f"/admin/drafts/{number}/return", {})
    reworded(editor, number, "一共99999元。")
    editor.post(f"/admin/drafts/{number}/submit", {})
    data = {"seal": seen, "words": "看过了"}
    page = approver.post(f"/admin/drafts/{number}/approve", data, status=409).text
    since = page.partition("您看过之后又改了")[2].partition("</section>")[0]
    assert "<del>430</del>" in since
    assert "<ins>99999</ins>" in since
    assert "看过了" in page
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "in_review"
    approver.post(f"/admin/drafts/{number}/approve", {"seal": impact_of(approver, number)})


def test_a_page_opened_before_a_change_offers_no_approval(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = begun(editor)
    reworded(editor, number, "一共430元。")
    editor.post(f"/admin/drafts/{number}/submit", {})
    opened = re.search(
        r'hx-get="([^"]+/impact[^"]*)"', approver.get(f"/admin/drafts/{number}").text
    )
    assert opened is not None
    part = {"headers": {"HX-Request": "true"}}
    assert 'name="seal"' in approver.get(opened[1], **part).text
    editor.post(f"/admin/drafts/{number}/return", {})
    reworded(editor, number, "一共99999元。")
    editor.post(f"/admin/drafts/{number}/submit", {})
    page = approver.get(opened[1], **part).text
    assert 'name="seal"' not in page
    assert "打开这一页之后，草稿又改了" in page


def test_a_draft_sent_back_keeps_its_day(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = begun(editor)
    reworded(editor, number, "新年起。")
    editor.post(f"/admin/drafts/{number}/submit", {"from_day": "2027-01-01"})
    approver.post(f"/admin/drafts/{number}/return", {"words": "再想想"})
    assert 'name="from_day" value="2027-01-01"' in editor.get(f"/admin/drafts/{number}").text


@pytest.mark.parametrize("day", ["2027-02-30", "明年", "2026-11-23", "99999-01-01"])
def test_an_impossible_day_of_sending_keeps_every_field(admin_app: Flask, day: str) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "新年起。")
    given = {"from_day": day, "words": "写给审批人的话"}
    page = editor.post(f"/admin/drafts/{number}/submit", given, status=422).text
    assert f'name="from_day" value="{day}"' in page
    assert "写给审批人的话" in page
    assert 'href="#from_day"' in page
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "editing"


def test_a_published_draft_raises_no_alarm_and_leads_on(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = raised(editor)
    ready(editor, number)
    approver.post(f"/admin/drafts/{number}/approve", {"seal": impact_of(approver, number)})
    approver.post(f"/admin/drafts/{number}/publish", {})
    page = approver.get(f"/admin/drafts/{number}").text
    assert "这期间另有发布" not in page
    assert "/admin/drafts/1/moved" not in page
    assert '/admin/releases/1/2"' in page
    assert 'href="/services/settle-by-work"' in page
    impact = approver.get(f"/admin/drafts/{number}/impact").text
    assert "永川" in impact
    assert "这就是送审时的影响" in impact


def test_a_held_release_is_told_on_the_overview_and_in_the_draft(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    numbers = [begun(editor, title) for title in ("先批准的", "先发布的")]
    for number in numbers:
        reworded(editor, number, f"第{number}种说法。")
        editor.post(f"/admin/drafts/{number}/submit", {})
        seal = impact_of(approver, number)
        approver.post(f"/admin/drafts/{number}/approve", {"seal": seal})
    approver.post(f"/admin/drafts/{numbers[1]}/publish", {})
    board = editor.get("/admin/").text.partition("已暂停")[2].partition("</section>")[0]
    assert "先批准的" in board
    assert "另一个版本改了同样的内容" in board
    page = editor.get(f"/admin/drafts/{numbers[0]}").text
    assert "已暂停：原来的批准不再有效" in page
    approver.post(f"/admin/drafts/{numbers[0]}/publish", {}, status=409)


@pytest.mark.parametrize("day", ["2027年1月1日", "2027/1/1", "２０２７－０１－０１"])
def test_the_day_of_sending_is_read_as_the_days_of_items_are(admin_app: Flask, day: str) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    editor.post(f"/admin/drafts/{number}/examples", {})
    editor.post(f"/admin/drafts/{number}/submit", {"words": "请看", "from_day": day})
    with admin_app.app_context():
        assert drafts.read_draft(number).from_day == date(2027, 1, 1)


def test_an_amount_taken_out_can_be_added_anew(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = raised(editor)
    place = f"{ROWS}/centre@2022-05-18"
    editor.post(f"/admin/drafts/{number}/remove", {"path": WORK, "place": place, "seen": "0"})
    again = {**RAISED, "districts": "centre", "since": "2022-05-18", "value": "40"}
    editor.post(f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}", again)
    with admin_app.app_context():
        change = drafts.read_draft(number).change(WORK, place)
        assert change
        assert change.after
        assert change.after["value"] == 40


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("services/x.toml", "parameters"),
        ("services/x.toml", "service"),
        (WORK, "parameters/unheard_of/rows/yongchuan@2027-01-01"),
        (WORK, "requirements/"),
        (WORK, "rows"),
        ("questions.toml", "questions"),
    ],
)
def test_what_is_posted_to_a_place_by_hand_never_spoils_the_draft(
    admin_app: Flask, path: str, place: str
) -> None:
    fetch = signed_in(admin_app, "manager")
    number = begun(fetch)
    fetch.post(f"/admin/drafts/{number}/item?path={path}&place={place}", {"text.zh": "改"}, 404)
    chosen = {"path": path, "place": place, "seen": "0", "mine": '{"a": 1}'}
    fetch.post(f"/admin/drafts/{number}/settle", chosen, 404)
    fetch.get(f"/admin/drafts/{number}")
    with admin_app.app_context():
        assert drafts.read_draft(number).changes == ()
