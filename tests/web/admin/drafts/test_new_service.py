"""A service from nothing to a resident's result: by forms alone, by an editor of one district."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from portal.rules.items.merge import ItemDifference
from portal.store import drafts
from tests.web.admin.condition_builder.shipped import fields_in
from tests.web.admin.drafts.test_road import impact_of
from tests.web.admin.forms.test_nothing_lost import Form
from tests.web.admin.signing import AdminFetcher, signed_in, wait_for_release
from tests.web.fetching import Fetcher

NAME = "永川住房租赁补贴"
ID = "yong-chuan-zhu-fang-zu-lin"
SERVICE = f"services/housing/{ID}.toml"
TEXTS = {
    "topic": "housing",
    "for": "household",
    "name.zh": NAME,
    "summary.zh": "在永川租房住的困难家庭，每月领钱补房租。",
    "audience.zh": "在永川租房、收入不高的家庭。",
}
SOURCE = {"title.zh": "永川区住房租赁补贴办法", "tier": "official"}
QUESTION = {
    "kind": "yes_no",
    "of": "household",
    "text.zh": "您家租房的合同备案了吗？",
    "short.zh": "租房合同备案",
    "where.zh": "看合同上有没有备案号。",
}
AMOUNT = {"text.zh": "收入线（每人每月）", "unit": "fen_per_month", "missing.zh": "收入线没查到。"}
LEASE = {
    "text.zh": "您家租房的合同备过案。",
    "unmet.zh": "还差：租房合同要备案。",
    "open.zh": "还要知道：租房合同备案了没有。",
}
INCOME = {
    "text.zh": "您家每人每月收入不超过{shou_ru_xian_mei_ren_mei}。",
    "unmet.zh": "还差：收入要在线以内。",
    "open.zh": "还要知道：您家每人每月收入多少。",
}


@dataclass
class Desk:
    """An editor at a browser; counts what is clicked and how many fields are filled in."""

    fetch: AdminFetcher
    page: str = ""
    at: str = ""
    clicks: int = 0
    fields: int = 0

    def open(self, address: str) -> str:
        """Follow a link."""
        self.clicks += 1
        self.at = address
        self.page = self.fetch.get(address).text
        return self.page

    def press(self, words: str) -> str:
        """Follow the link of these words on the page."""
        found = [
            html.unescape(href)
            for href, inner in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', self.page)
            if words in inner
        ]
        assert found, words
        return self.open(found[0])

    def fill(self, typed: dict[str, Any], action: str = "", status: int = 303) -> None:
        """Fill in the form of the page and send it; on to where it leads."""
        action = action or self._action()
        form = Form.of(self.page, action)
        assert form.values, f"no form for {action}"
        unknown = typed.keys() - set(re.findall(r'name="([^"]+)"', self.page))
        assert not unknown, unknown
        self.fields += len(typed)
        self.clicks += 1
        response = self.fetch.post(action, {**form.values, **typed, **self.csrf()}, status)
        if status == 303:
            self.at = self.fetch.follow(response)
            self.page = self.fetch.get(self.at).text
        else:
            self.page = response.text

    def _action(self) -> str:
        """The address to which the form of an item goes; elsewhere that of the page."""
        named = re.search(r'<form action="([^"]+)"\s+method="post"\s+id="item-form"', self.page)
        return html.unescape(named[1]) if named else self.at

    def csrf(self) -> dict[str, str]:
        return {"csrf_token": self.fetch.form_token()}

    def choose_condition(self, subject: str, words: dict[str, Any]) -> str:
        """Build a condition by choosing, as the script of the page does; returns its text."""
        found = re.search(
            r'hx-post="([^"]*/condition[^"]*name=when[^"]*)" hx-trigger="load"', self.page
        )
        assert found
        address = html.unescape(found[1])
        text = ""
        shown = self._built(address, {"when": ""})
        plain = re.sub(r"[?&]by=text", "", address)
        shown = self._built(plain, {**fields_in(shown), "when": "", "act": "add-test:"})
        for chosen in ({"subject": subject}, words):
            named = {f"b-when-0-{name}": value for name, value in chosen.items()}
            shown = self._built(plain, {**fields_in(shown), "when": text, **named})
            self.fields += 1
        self.clicks += 1
        made = re.search(r'<textarea id="when"[^>]*hx-swap-oob="true"[^>]*>([^<]*)<', shown)
        assert made, shown
        return html.unescape(made[1])

    def _built(self, address: str, data: dict[str, Any]) -> str:
        return self.fetch.post(address, data, 200, headers={"HX-Request": "true"}).text


def begun(app: Flask, role: str = "editor") -> Desk:
    """A desk at which the service is named and stands on its own page."""
    places = ["yongchuan"] if role == "editor" else None
    desk = Desk(signed_in(app, role, places, ["housing"] if role == "editor" else None))
    desk.open("/admin/drafts")
    desk.fill({"title": "永川的租赁补贴", "then": "service"}, "/admin/drafts")
    desk.fill(TEXTS)
    return desk


def number_of(desk: Desk) -> int:
    found = re.search(r"/drafts/(\d+)/", desk.at)
    assert found
    return int(found[1])


def answered(fetch: Fetcher, district: str, **answers: str) -> tuple[list[str], str]:
    """A check of housing in a district; the questions asked, and the page of the result."""
    fetch.post("/check", {"district": district, "topic": "housing"})
    address = "/check/people"
    address = fetch.follow(fetch.post(address, {}))
    asked: list[str] = []
    while "/check/" in address and len(asked) < 60:
        question = address.rsplit("/", 1)[1].partition("?")[0]
        asked.append(question)
        value = answers.get(question, "unknown")
        address = fetch.follow(fetch.post(address, {"value": value}))
    return asked, fetch.get("/result").text


def test_an_editor_of_one_district_adds_a_service_by_forms_and_a_resident_is_asked(
    admin_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = begun(admin_app)
    number = number_of(desk)
    assert SERVICE in html.unescape(desk.at).replace("%2F", "/")
    desk.press("还没有的来源")
    desk.fill(SOURCE)
    source = "yong-chuan-qu-zhu-fang-zu"
    desk.press("新增：在哪些区县办")
    desk.fill({"since": "2026-01-01", "source": source})
    desk.press("还没有的问题")
    desk.fill(QUESTION)
    desk.press("新增：一项金额或标准")
    desk.fill(AMOUNT)
    assert "rows" in desk.at, "the first amount is asked at once"
    desk.fill({"value": "3000"})
    desk.press("新增：条件")
    when = desk.choose_condition("zu_fang_he_tong_bei_an", {"values": ["yes"]})
    desk.fill({**LEASE, "when": when})
    desk.press("新增：条件")
    when = desk.choose_condition(
        "monthly_income_per_person",
        {"operator": "<=", "values": "parameter:shou_ru_xian_mei_ren_mei"},
    )
    desk.fill({**INCOME, "when": when})
    desk.open(f"{desk.at}&check=1")
    desk.fill({}, f"/admin/drafts/{number}/examples")
    desk.open(f"{desk.at}&check=1")
    assert "不缺什么了" in desk.page, re.sub(r"<[^>]+>|\s+", " ", desk.page)
    desk.press("去草稿")
    desk.fill({"words": "请看"}, f"/admin/drafts/{number}/submit")
    with capsys.disabled():
        print(f"\nnew service: {desk.clicks} clicks, {desk.fields} fields")
    assert desk.clicks <= 30
    assert desk.fields <= 45

    approver = signed_in(admin_app, "approver")
    seal = impact_of(approver, number)
    approver.post(f"/admin/drafts/{number}/approve", {"seal": seal, "words": "好"})
    approver.post(f"/admin/drafts/{number}/publish", {})
    wait_for_release(approver, 2)

    here = Fetcher(admin_app.test_client())
    asked, page = answered(here, "yongchuan", zu_fang_he_tong_bei_an="yes")
    assert "zu_fang_he_tong_bei_an" in asked
    assert NAME in page
    assert "租房合同" in here.get(f"/result/{ID}").text
    elsewhere = Fetcher(admin_app.test_client())
    asked, _ = answered(elsewhere, "kaizhou")
    assert "zu_fang_he_tong_bei_an" not in asked
    english = here.client.get(f"/en/districts/yongchuan/{ID}").text
    assert f'<span lang="zh-Hans">{NAME}</span>' in english
    waiting = approver.get("/admin/translations").text
    assert NAME in waiting


def test_what_is_missing_of_a_service_is_refused_and_nothing_typed_is_lost(
    admin_app: Flask,
) -> None:
    desk = Desk(signed_in(admin_app, "editor", ["yongchuan"], ["housing"]))
    desk.open("/admin/drafts")
    desk.fill({"title": "补贴", "then": "service"}, "/admin/drafts")
    desk.fill({**TEXTS, "summary.zh": ""}, status=422)
    for words in (NAME, TEXTS["audience.zh"]):
        assert words in desk.page
    with admin_app.app_context():
        assert drafts.read_draft(number_of(desk)).changes == ()


def test_topics_of_others_are_neither_offered_nor_taken(admin_app: Flask) -> None:
    desk = Desk(signed_in(admin_app, "editor", ["yongchuan"], ["housing"]))
    desk.open("/admin/drafts")
    desk.fill({"title": "补贴", "then": "service"}, "/admin/drafts")
    assert 'value="settlement"' not in desk.page
    desk.fill({**TEXTS, "topic": "settlement"}, status=403)
    assert NAME in desk.page


def test_a_district_editor_cannot_hold_a_new_service_for_the_whole_city(admin_app: Flask) -> None:
    desk = begun(admin_app)
    number = number_of(desk)
    desk.open(f"/admin/drafts/{number}/new?path={SERVICE}&under=covers")
    given = {"since": "2026-01-01", "source": "urbanisation-plan", "districts": ""}
    desk.fill(given, f"/admin/drafts/{number}/new?path={SERVICE}&under=covers", status=403)
    with admin_app.app_context():
        assert len(drafts.read_draft(number).changes) == 1


def test_an_item_of_a_draft_has_its_page_and_is_found(admin_app: Flask) -> None:
    desk = begun(admin_app)
    number = number_of(desk)
    found = desk.open("/admin/find?q=永川住房租赁&kind=service")
    assert "只在草稿里" in found
    desk.press(NAME)
    assert f"/drafts/{number}/items" in desk.at
    assert "还没有生效" in desk.page
    desk.press("新增：步骤")
    assert f"/drafts/{number}/new" in desk.at


def test_two_of_one_name_have_ids_of_their_own(admin_app: Flask) -> None:
    desk = begun(admin_app)
    number = number_of(desk)
    desk.open(f"/admin/drafts/{number}/new-service")
    desk.fill(TEXTS)
    assert f"{ID}-2.toml" in html.unescape(desk.at)


def test_each_kind_of_item_has_a_button(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    desk = Desk(fetch)
    desk.open("/admin/drafts")
    desk.fill({"title": "新的"}, "/admin/drafts")
    desk.press("加新的内容")
    for under in ("questions", "sources", "policies", "papers", "contacts", "groups", "districts"):
        links = re.findall(rf'href="([^"]*under={under})"', desk.page)
        assert links, under
        fetch.get(html.unescape(links[0]))


def test_what_is_asked_for_stands_once_above_its_choices(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "approver")
    draft = editor.follow(editor.post("/admin/drafts", {"title": "新事项", "why": ""}))
    page = editor.get(f"{draft}/new-service").text
    assert page.count(">热线<") == 1


def test_of_many_counters_of_the_draft_the_first_are_listed(admin_app: Flask) -> None:
    desk = begun(admin_app, "manager")
    number = number_of(desk)
    entry = {"district": "yongchuan", "name": {"zh": "窗口"}, "address": {"zh": "样例路1号"}}
    counters = [
        ItemDifference(
            path="counters/yongchuan.toml",
            place=f"counters/yongchuan-{at}",
            before=None,
            after={**entry, "source": "public-rental-guide-2025"},
        )
        for at in range(60)
    ]
    with admin_app.app_context():
        draft = drafts.read_draft(number)
        drafts.save_changes(draft, counters, draft.author_id or 0, "saved")
    page = desk.open(desk.at)
    assert page.count("place=counters") == 50
    assert re.search(rf'<a href="/admin/drafts/{number}"[^>]*>还有10件</a>', page)
