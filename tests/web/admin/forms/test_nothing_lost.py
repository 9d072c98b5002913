"""Whatever is refused in a form of the administration comes back with all that was typed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask

from portal.store import drafts
from tests.web.admin.condition_builder.shipped import fields_in
from tests.web.admin.drafts.test_road import RAISED, ROWS, WORK, begun, raised, ready
from tests.web.admin.signing import AdminFetcher, signed_in

MEDICAL = "services/insurance/resident-medical.toml"
PLACE = f"{ROWS}/yongchuan@2027-01-01"


@dataclass
class Form(HTMLParser):
    """What stands in one form of a page: name → values, ticked ones and chosen ones alone."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._in = False
        self._area = ""
        self._select = ""

    @classmethod
    def of(cls, page: str, action: str) -> Form:
        found = cls(action)
        found.feed(page)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = dict(attrs)
        if tag == "form":
            self._in = html.unescape(its.get("action") or "") == self.action
        name = its.get("name") or ""
        if not self._in or "disabled" in its:
            return
        if tag == "input" and name:
            ticked = its.get("type") not in ("checkbox", "radio") or "checked" in its
            if ticked:
                self.values.setdefault(name, []).append(its.get("value") or "")
        if tag == "textarea":
            self._area = name
            self.values.setdefault(name, []).append("")
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in its and self._select:
            self.values.setdefault(self._select, []).append(its.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = False
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""


def of_items(text: str) -> Form:
    """The form of an item on its page."""
    found = re.search(r'<form action="([^"]+)"\s+method="post"\s+id="item-form"', text)
    assert found
    return Form.of(text, html.unescape(found[1]))


NEW = (
    (WORK, ROWS),
    (WORK, "requirements"),
    (WORK, "parameters"),
    (WORK, "covers"),
    (WORK, "papers"),
    (WORK, "steps"),
    (WORK, "particulars"),
    (WORK, "windows"),
    (WORK, "examples"),
    ("questions.toml", "questions"),
    ("topics.toml", "topics"),
    ("contacts.toml", "contacts"),
    ("policies/settlement.toml", "policies"),
    ("sources/settlement.toml", "sources"),
    ("counters/yongchuan.toml", "counters"),
    ("offers/yongchuan.toml", "offers"),
)


@pytest.mark.parametrize(("path", "under"), NEW, ids=[under.split("/")[-1] for _, under in NEW])
def test_an_impossible_value_in_any_field_of_any_form_loses_nothing_else(
    admin_app: Flask, path: str, under: str
) -> None:
    fetch = signed_in(admin_app, "approver")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={path}&under={under}"
    page = fetch.client.get(address)
    if page.status_code == 404:
        pytest.skip("the shipped rules have no such document")
    its = of_items(page.text)
    typed = {
        name: values if name in ("csrf_token", "seen") else [f"typed {at}"]
        for at, (name, values) in enumerate(its.values.items())
        if not name.endswith((".clause", "districts")) and name != "own-id"
    }
    areas = re.findall(r'<(?:input|textarea)[^>]*\sname="([^"]+)"', page.text)
    ticks = re.findall(r'type="checkbox"\s+name="([^"]+)"', page.text)
    texts = (typed.keys() & set(areas)) - {"csrf_token", "seen", *ticks}
    typed["csrf_token"] = [fetch.form_token()]
    answer = fetch.client.post(address, data=typed)
    assert answer.status_code == 422
    back = of_items(answer.text).values
    for name in texts:
        assert typed[name][0] in back[name], name


@pytest.mark.parametrize("wrong", ["value", "since", "until"])
def test_an_impossible_value_in_an_item_that_stands_is_kept_beside_the_others(
    admin_app: Flask, wrong: str
) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch)
    address = f"/admin/drafts/{number}/item?path={WORK}&place={PLACE}"
    given = of_items(fetch.get(address).text).values
    given[wrong] = ["没有这样的"]
    given["csrf_token"] = [fetch.form_token()]
    text = fetch.client.post(address, data=given).text
    found = of_items(text).values
    for name in given.keys() - {"csrf_token", "seen"}:
        assert sorted(filter(None, found.get(name, []))) == sorted(filter(None, given[name])), name
    again = of_items(fetch.get(address).text).values
    assert again[wrong] == ["没有这样的"]


@pytest.mark.parametrize("under", [ROWS, "requirements", "covers"])
def test_the_own_district_is_ticked_beforehand(admin_app: Flask, under: str) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = begun(editor)
    text = editor.get(f"/admin/drafts/{number}/new?path={WORK}&under={under}").text
    assert of_items(text).values["districts"] == ["yongchuan"]


def test_a_district_that_is_not_ticked_is_an_error_at_the_field_and_the_form_stays(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    number = begun(editor)
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    data = {"value": "37", "since": "2027-01-01", "source": "urbanisation-plan"}
    text = editor.post(address, data, status=403).text
    found = of_items(text).values
    assert (found["value"], found["since"]) == (["37"], ["2027-01-01"])
    assert "请只选您负责的区县：永川区。" in text


def test_an_unfinished_row_of_a_condition_is_kept_and_blocks_the_review(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    place = "requirements/no_other_subsidised_home"
    path = "services/housing/public-rental.toml"
    address = f"/admin/drafts/{number}/item?path={path}&place={place}"
    given = of_items(editor.get(address).text).values
    unfinished = {
        "b-when--kind": "all",
        "b-when-0-kind": "test",
        "b-when-0-subject": "home",
        "b-when-0-operator": "not in",
        "b-when-0-values": "public_rental",
        "b-when-1-kind": "test",
        "b-when-1-subject": "sold_home",
    }
    data = {**given, **unfinished, "csrf_token": editor.form_token()}
    text = editor.client.post(address, data=data).text
    assert "这个条件里有一行没填完" in text
    editor.post(f"/admin/drafts/{number}/submit", {}, status=409)
    again = editor.get(address).text
    assert of_items(again).values["b-when-1-subject"] == ["sold_home"]
    builder = re.search(r'id="chosen-when"[^>]*hx-post="([^"]+)"', again)
    assert builder
    part = editor.post(
        html.unescape(builder[1]),
        {name: values[0] for name, values in of_items(again).values.items()},
        200,
        headers={"HX-Request": "true"},
    ).text
    assert fields_in(part)["b-when-1-subject"] == ["sold_home"]
    with admin_app.app_context():
        change = drafts.read_draft(number).change(path, place)
        assert change is not None
        assert change.given
    finished = {**data, "seen": "1", "csrf_token": editor.form_token()}
    del finished["b-when-1-kind"], finished["b-when-1-subject"]
    assert editor.client.post(address, data=finished).status_code == 303


@pytest.mark.parametrize("amount", ["43000", "0", "3"])
def test_an_absurd_amount_is_an_error_at_its_field(admin_app: Flask, amount: str) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    rows = "parameters/first_level/rows"
    address = f"/admin/drafts/{number}/new?path={MEDICAL}&under={rows}"
    given = of_items(editor.get(address).text).values
    years = {"value": amount, "since": "2027-01-01", "until": "2027-12-31"}
    response = editor.client.post(
        address, data={**given, **years, "csrf_token": editor.form_token()}
    )
    refused = response.status_code == 422
    item = response.text if refused else editor.get(editor.follow(response)).text
    fault = re.search(r'id="fault-value">([^<]*(?:<(?!/p)[^<]*)*)</p>', item)
    assert fault
    assert "元" in fault[1] or "不能填负数" in fault[1]
    editor.post(f"/admin/drafts/{number}/submit", {}, status=409)


def test_a_change_by_more_than_three_tenths_is_shown_to_who_approves(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = begun(editor)
    address = f"/admin/drafts/{number}/new?path={MEDICAL}&under=parameters/first_level/rows"
    given = of_items(editor.get(address).text).values
    years = {"value": "900", "since": "2027-01-01", "until": "2027-12-31"}
    editor.client.post(address, data={**given, **years, "csrf_token": editor.form_token()})
    for page in (f"/admin/drafts/{number}", f"/admin/drafts/{number}/impact"):
        assert "请再核对" in approver.get(page).text


def test_traditional_characters_that_are_probably_wrong_are_shown_to_who_approves(
    admin_app: Flask,
) -> None:
    editor = signed_in(admin_app, "editor")
    approver = signed_in(admin_app, "approver")
    number = begun(editor)
    address = f"/admin/drafts/{number}/item?path={WORK}&place=parameters/work_months"
    given = of_items(editor.get(address).text).values
    wording = {"text.zh": "晒干粮食的月数"}
    editor.client.post(address, data={**given, **wording, "csrf_token": editor.form_token()})
    pages = (f"/admin/drafts/{number}", f"/admin/drafts/{number}/impact")
    for page in pages:
        text = approver.get(page).text
        assert '<li lang="zh-Hant"><strong>乾</strong>：曬乾糧食的月數</li>' in text
        assert "换一种说法" in text
        assert "Write it with other words" in approver.get(f"/en{page}").text
        assert "換一種說法" in approver.get(f"/zh-hant{page}").text
    wording["text.zh"] = "务工的月数"
    given = of_items(editor.get(address).text).values
    editor.client.post(address, data={**given, **wording, "csrf_token": editor.form_token()})
    assert "换一种说法" not in editor.get(pages[0]).text


@pytest.mark.parametrize("amount", ["-5", "－5个月", "−430"])
def test_amounts_below_nothing_are_refused_at_their_field(admin_app: Flask, amount: str) -> None:
    editor = signed_in(admin_app, "editor")
    address = f"/admin/drafts/{begun(editor)}/new?path={WORK}&under={ROWS}"
    text = editor.post(address, {**RAISED, "value": amount}, status=422).text
    assert f'value="{amount}"' in text
    assert "负数" in text


def sent_meanwhile(app: Flask) -> tuple[AdminFetcher, int]:
    """An editor whose form is open while a colleague sends the draft to review."""
    editor = signed_in(app, "editor")
    colleague = signed_in(app, "manager")
    number = raised(editor)
    ready(colleague, number)
    return editor, number


@pytest.mark.parametrize("by", ["", "autosave"])
def test_what_is_saved_after_the_draft_was_sent_to_review_stays_in_its_form(
    admin_app: Flask, by: str
) -> None:
    editor, number = sent_meanwhile(admin_app)
    address = f"/admin/drafts/{number}/item?path={WORK}&place={PLACE}"
    given = {**RAISED, "value": "54", "seen": "1", "by": by, "csrf_token": editor.form_token()}
    headers = {"HX-Request": "true"} if by else {}
    response = editor.client.post(address, data=given, headers=headers)
    assert response.status_code == 409
    assert "没有保存" in response.text
    assert "HX-Redirect" not in response.headers
    assert by or of_items(response.text).values["value"] == ["54"]


def test_what_cannot_be_read_stands_on_the_page_of_a_conflict_too(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    colleague = signed_in(admin_app, "manager")
    number = raised(editor)
    address = f"/admin/drafts/{number}/item?path={WORK}&place={PLACE}"
    colleague.post(address, {**RAISED, "value": "50", "seen": "1"})
    text = editor.post(address, {**RAISED, "value": "四十来个", "seen": "1"}, status=409).text
    assert '<p lang="und">四十来个</p>' in text


def test_what_is_added_after_the_draft_was_sent_to_review_stays_in_its_form(
    admin_app: Flask,
) -> None:
    editor, number = sent_meanwhile(admin_app)
    address = f"/admin/drafts/{number}/new?path={WORK}&under={ROWS}"
    text = editor.post(address, {**RAISED, "districts": "kaizhou", "value": "57"}, status=409).text
    assert of_items(text).values["value"] == ["57"]


def test_a_title_given_after_the_draft_was_sent_to_review_is_given_back(admin_app: Flask) -> None:
    editor, number = sent_meanwhile(admin_app)
    typed = {"title": "永川新标题", "why": "文件已经公布"}
    text = editor.post(f"/admin/drafts/{number}", typed, status=409).text
    assert all(words in text for words in typed.values())


@pytest.mark.parametrize(
    ("action", "name", "most"),
    [
        ("", "title", 200),
        ("", "why", 2000),
        ("/comment", "words", 2000),
        ("/submit", "words", 2000),
    ],
)
def test_what_is_too_long_is_given_back_whole_and_not_cut(
    admin_app: Flask, action: str, name: str, most: int
) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    given = {"title": "题", "why": "", name: "长" * (most + 1)}
    text = editor.post(f"/admin/drafts/{number}{action}", given, status=422).text
    assert "长" * (most + 1) in text
    with admin_app.app_context():
        assert not drafts.read_draft(number).events


def test_lines_are_counted_as_browsers_count_them(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    editor.post(f"/admin/drafts/{number}/comment", {"words": "好\r\n" * 1000})
    with admin_app.app_context():
        assert len(drafts.read_draft(number).events[0].words) == 1999


def test_a_field_with_more_than_is_kept_is_an_error_and_not_cut(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    address = f"/admin/drafts/{begun(editor)}/new?path={WORK}&under={ROWS}"
    long = "长" * 20_001
    assert long in editor.post(address, {**RAISED, "value": long}, status=422).text


@pytest.mark.parametrize(
    "asked",
    [
        "path=services/settlement/new-one.toml&under=service",
        "path=services/settlement/new-one.toml&under=requirements",
        f"path={WORK}&under=service",
        f"path={WORK}&under=parameters/unheard_of/rows",
        f"path={WORK}&under=rows",
        f"path={WORK}&under=",
    ],
)
def test_an_address_typed_by_hand_leads_to_a_page_that_helps(admin_app: Flask, asked: str) -> None:
    fetch: AdminFetcher = signed_in(admin_app, "approver")
    address = f"/admin/drafts/{begun(fetch)}/new?{asked}"
    assert "导入文件" in fetch.get(address, status=404).text
    assert "导入文件" in fetch.post(address, {"id": "x"}, status=404).text


OTHERS = (
    ("/admin/people", "/admin/people", {"name": "长" * 81, "role": "approver"}),
    ("/admin/people", "/admin/people", {"name": "陈实", "role": "king"}),
    ("/admin/drafts", "/admin/drafts", {"title": "长" * 201}),
    ("/admin/setup", "/admin/setup", {"name": "陈实", "code": "没有这样的", "password": "x"}),
)


@pytest.mark.parametrize(("page", "action", "given"), OTHERS)
def test_the_other_forms_come_back_with_what_was_typed_too(
    admin_app: Flask, page: str, action: str, given: dict[str, str]
) -> None:
    fetch = signed_in(admin_app, "manager")
    fetch.get(page)
    text = fetch.post(action, given, status=422).text
    back = Form.of(text, action).values
    for name, value in given.items():
        if name not in ("password", "role"):
            assert back[name] == [value], name
    assert "password" not in back or back["password"] == [""]
