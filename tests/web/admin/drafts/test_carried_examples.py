"""Corrections and deletions carry the examples along that the portal wrote, and say so."""

from __future__ import annotations

import html
import re

from flask import Flask

from portal.store import drafts
from portal.store.drafts import DraftChange
from tests.web.admin.drafts.test_new_service import Desk
from tests.web.admin.signing import signed_in

WORK = "services/settlement/settle-by-work.toml"
ROW = "parameters/outer_work_months/rows/yongchuan@2027-01-01"


def raised(app: Flask, amount: str = "24") -> tuple[Desk, int]:
    """A desk with a draft that raises an amount and has the examples for it; its number."""
    desk = Desk(signed_in(app, "approver"))
    desk.open("/admin/drafts")
    desk.fill({"title": "务工月数"}, "/admin/drafts")
    found = re.search(r"/drafts/(\d+)", desk.at)
    assert found
    number = int(found[1])
    desk.open(f"/admin/drafts/{number}/new?path={WORK}&under=parameters/outer_work_months/rows")
    typed = {"value": amount, "since": "2027-01-01", "until": "", "districts": "yongchuan"}
    desk.fill(typed)
    desk.open(f"/admin/drafts/{number}")
    desk.fill({}, f"/admin/drafts/{number}/examples")
    return desk, number


def examples(app: Flask, number: int) -> list[DraftChange]:
    with app.app_context():
        changes = drafts.read_draft(number).changes
    return [change for change in changes if change.place.startswith("examples/")]


def said(app: Flask, number: int) -> list[str]:
    with app.app_context():
        return [event.words for event in drafts.read_draft(number).events]


def corrected(desk: Desk, number: int, amount: str) -> None:
    desk.open(f"/admin/drafts/{number}/item?path={WORK}&place={ROW}")
    desk.fill({"value": amount})


def problems_on(page: str) -> str:
    found = re.search(r"(\d+)个问题", page)
    return found[1] if found else ""


def test_examples_written_on_request_are_marked_and_named_in_chinese(admin_app: Flask) -> None:
    _, number = raised(admin_app)
    found = [change.after or {} for change in examples(admin_app, number)]
    assert [its["generated"] for its in found] == [True] * 4
    assert {its["shows"] for its in found} == {"outer_work_months"}
    for its in found:
        assert re.match(r"(正好|差一点到)24个月（.+，永川区，2027年1月1日）", str(its["name"]))


def test_a_corrected_amount_renews_them_on_both_sides_and_says_why(admin_app: Flask) -> None:
    desk, number = raised(admin_app)
    before = {str((its.after or {})["name"]) for its in examples(admin_app, number)}
    corrected(desk, number, "30")
    found = examples(admin_app, number)
    names = [str((change.after or {}).get("name")) for change in found]
    assert len(found) == len(before)
    assert not before & set(names)
    assert [name for name in names if "30个月" in name] == names
    (words,) = said(admin_app, number)
    assert words.startswith("因为")
    for name in (*before, *names):
        assert f"“{name}”" in words
    desk.open(f"/admin/drafts/{number}")
    assert problems_on(desk.page) == "", "the check finds nothing to mend"
    assert words in html.unescape(desk.page), "whoever approves reads the same"


def test_an_amount_that_is_taken_out_takes_its_examples_with_it(admin_app: Flask) -> None:
    desk, number = raised(admin_app)
    with admin_app.app_context():
        version = drafts.read_draft(number).change(WORK, ROW)
    assert version
    given = {"path": WORK, "place": ROW, "seen": str(version.version)}
    desk.fetch.post(f"/admin/drafts/{number}/remove", given)
    assert examples(admin_app, number) == []
    words = said(admin_app, number)[-1]
    assert "去掉了“" in words
    assert words.count("去掉") == 5


def test_what_somebody_wrote_is_listed_with_a_proposal_and_never_changed_by_itself(
    admin_app: Flask,
) -> None:
    desk, number = raised(admin_app)
    generated = {change.place for change in examples(admin_app, number)}
    desk.open(
        f"/admin/drafts/{number}/item?path={WORK}&place=requirements/works_long_enough_southeast"
    )
    given = {"path": WORK, "place": "requirements/works_long_enough_southeast", "seen": "0"}
    desk.fetch.post(f"/admin/drafts/{number}/remove", given)
    by_hand = [its for its in examples(admin_app, number) if its.place not in generated]
    assert by_hand == [], "nothing that a person wrote was touched"
    desk.open(f"/admin/drafts/{number}")
    assert "不再成立的例子" in desk.page
    section = desk.page.split("不再成立的例子")[1].split("</ul>")[0]
    listed = re.findall(r'name="place" value="(examples/[^"]+)"', section)
    assert listed
    one = {"path": WORK, "place": listed[0]}
    desk.fetch.post(f"/admin/drafts/{number}/examples/renew", one)
    (renewed,) = [its for its in examples(admin_app, number) if its.place == listed[0]]
    assert renewed.before
    assert renewed.after
    assert renewed.after["name"] == renewed.before["name"]
    assert "generated" not in renewed.after
    desk.open(f"/admin/drafts/{number}")
    section = desk.page.partition("不再成立的例子")[2].split("</ul>")[0]
    assert f'value="{listed[0]}"' not in section
    assert "人写的" in said(admin_app, number)[-1]


def test_renewing_what_is_not_there_is_refused(admin_app: Flask) -> None:
    desk, number = raised(admin_app)
    address = f"/admin/drafts/{number}/examples/renew"
    desk.fetch.post(address, {"path": WORK, "place": "examples/none"}, 404)
    desk.fetch.post(address, {"path": WORK, "place": "service"}, 404)
    desk.fetch.post(address, {})
    assert len(examples(admin_app, number)) == 4
