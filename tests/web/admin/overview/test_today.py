"""The overview begins with what somebody has to do: their own, the overdue first, each a link."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from sqlalchemy import update

from portal import mail_sender
from portal.store import database, drafts, mails
from portal.store.people import assignments
from portal.store.reports import add_report
from portal.store.tables import Draft, DraftEvent, SourceCheck
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.admin.test_mails import NOBODY_LISTENS, reached

MEDICAL = "services/insurance/resident-medical.toml"
FIRST = (MEDICAL, "parameters/first_level")
WHERE_IT_LAPSES = "/admin/yearly?year=2026&topic=insurance"


def tasks(fetch: AdminFetcher, prefix: str = "") -> dict[str, list[tuple[str, str]]]:
    """The sections of the page: title → (where the line leads, all its words)."""
    text = fetch.get(f"{prefix}/admin/").text
    found = {}
    for body in re.findall(r'<section class="card todo \w+">(.*?)</section>', text, re.DOTALL):
        title = re.search(r"<h2>(.*?) <b>\d+</b></h2>", body)
        assert title
        lines = re.findall(r"<li>(.*?)</li>", body, re.DOTALL)
        found[html.unescape(title[1])] = [told(line) for line in lines]
    return found


def told(line: str) -> tuple[str, str]:
    href = re.search(r'href="([^"]+)"', line)
    assert href
    words = " ".join(re.sub(r"<[^>]+>", " ", line).split())
    return html.unescape(href[1]), html.unescape(words)


def rest(fetch: AdminFetcher) -> dict[str, int]:
    """What is folded: words → how much."""
    text = fetch.get("/admin/").text
    fold = re.search(r"其他区县和主题.*?</details>", text, re.DOTALL)
    lines = re.findall(r'<a href="[^"]+">([^<]+)：(\d+)</a>', fold[0] if fold else "")
    return {words: int(number) for words, number in lines}


def set_draft(app: Flask, number: int, state: str, *events: tuple[int, str, str]) -> None:
    with app.app_context(), database.writing() as session:
        session.execute(update(Draft).where(Draft.id == number).values(state=state))
        for who, kind, words in events:
            session.add(DraftEvent(draft_id=number, editor_id=who, kind=kind, words=words))


def begun(app: Flask, title: str, author: int) -> int:
    with app.app_context():
        return drafts.begin(title, "", 1, author)


def responsible(app: Flask, key: tuple[str, str], number: int | None) -> None:
    with app.app_context():
        assignments.set_all_responsible([key], number, "x")


def test_an_editor_sees_what_lapses_with_where_and_until_and_a_link_to_renew_it(
    admin_app: Flask,
) -> None:
    found = tasks(signed_in(admin_app, "editor", topics=["insurance"]))
    assert next(iter(found)) == "已过期，还没有新的"
    assert all("社会" in words or "保" in words for _, words in found["已过期，还没有新的"])
    lines = dict(found["60天内到期"])
    assert WHERE_IT_LAPSES in lines
    assert any("全市" in words for words in lines.values())
    assert all("2026年12月31日" in words for words in lines.values())


def test_what_is_not_ones_own_is_folded_with_its_number(admin_app: Flask) -> None:
    local = signed_in(admin_app, "editor", ["yongchuan"])
    assert not tasks(local)
    assert "今天没有等您办的事" in local.get("/admin/").text
    approver = signed_in(admin_app, "approver")
    assert rest(approver) == rest(local)
    assert rest(approver)["已过期"] > 10
    every = signed_in(admin_app, "editor")
    assert not tasks(approver)
    assert "已过期" not in rest(every)


def test_the_overdue_that_no_editor_may_renew_stands_in_red_for_approvers(
    admin_app: Flask,
) -> None:
    local = signed_in(admin_app, "editor", ["yongchuan"])
    approver = signed_in(admin_app, "approver")
    ((href, words),) = tasks(approver)["已过期，还没有人负责"]
    assert href == "/admin/calendar?whose=all&holder=0"
    assert re.search(r"\d+项金额和时段", words)
    assert "已过期，还没有人负责" not in tasks(local)
    assert "nobody" not in approver.get(href).text
    signed_in(admin_app, "editor")
    assert "已过期，还没有人负责" not in tasks(approver)


def test_whoever_is_responsible_sees_it_and_nobody_else_does(admin_app: Flask) -> None:
    approver = signed_in(admin_app, "approver")
    editor = signed_in(admin_app, "editor", topics=["insurance"])
    responsible(admin_app, FIRST, approver.id)
    (line,) = tasks(approver)["60天内到期"]
    assert line[0] == WHERE_IT_LAPSES
    assert f"负责人：{approver.name}" in line[1]
    assert "一档" in line[1]
    assert not any(approver.name in words for _, words in tasks(editor)["60天内到期"])
    responsible(admin_app, FIRST, None)
    assert "60天内到期" not in tasks(approver)


def test_the_overdue_stands_first_in_red_and_the_latest_of_it_on_top(admin_app: Flask) -> None:
    text = signed_in(admin_app, "editor").get("/admin/").text
    first = re.search(r'<section class="card todo (\w+)">', text)
    assert first
    assert first[1] == "late"
    assert text.index("到2026年6月30日") < text.index("到2025年12月31日")


def test_a_draft_that_was_sent_back_is_its_peoples_with_the_reason(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    other = signed_in(admin_app, "editor", ["yongchuan"])
    approver = signed_in(admin_app, "approver")
    number = begun(admin_app, "改租金", editor.id)
    set_draft(admin_app, number, "editing", (approver.id, "returned", "缺来源"))
    assert tasks(editor)["退回给您的草稿"] == [
        (f"/admin/drafts/{number}", f"继续修改： 改租金 {approver.name} · 理由：缺来源")
    ]
    assert not tasks(other)
    set_draft(admin_app, number, "in_review", (editor.id, "submitted", ""))
    assert not tasks(editor)


def test_approvals_wait_for_whoever_had_no_part_in_the_draft(admin_app: Flask) -> None:
    author = signed_in(admin_app, "approver")
    other = signed_in(admin_app, "manager")
    number = begun(admin_app, "改租金", author.id)
    set_draft(admin_app, number, "in_review")
    assert [href for href, _ in tasks(other)["等您审核"]] == [f"/admin/drafts/{number}"]
    assert "等您审核" not in tasks(author)


def test_reports_of_ones_own_and_of_nobody_in_ones_districts(admin_app: Flask) -> None:
    with admin_app.app_context():
        add_report("public-rental", "yongchuan", 1, "要三年")
        add_report("public-rental", "kaizhou", 1, "要五年")
        database.db.session.remove()
    editor = signed_in(admin_app, "editor", ["yongchuan"])
    approver = signed_in(admin_app, "approver")
    ((href, words),) = tasks(editor)["居民反馈"]
    assert href == "/admin/reports/1"
    assert "还没有人处理的" in words
    assert rest(approver)["还没有人处理的反馈"] == 2
    approver.post("/admin/reports/2/assign", {"held": "0", "holder": approver.id})
    ((href, words),) = tasks(approver)["居民反馈"]
    assert href == "/admin/reports/2"
    assert "交给您的" in words


def test_sources_whose_page_changed_and_those_past_their_review(
    admin_app: Flask, clock: Clock
) -> None:
    editor = signed_in(admin_app, "editor")
    source = "resident-medical-2026"
    url = source_url(editor, source)
    with admin_app.app_context(), database.writing() as session:
        session.add(
            SourceCheck(
                source=source, url=url, state="changed", checked_at=clock.at, changed_at=clock.at
            )
        )
    ((href, words),) = tasks(editor)["要重读的来源"]
    assert href == f"/admin/source-watch#source-{source}"
    assert "对照查看" in words
    local = signed_in(admin_app, "editor", ["yongchuan"])
    assert "要重读的来源" not in tasks(local)
    assert rest(local)["网页有变化的来源"] == 1


def source_url(fetch: AdminFetcher, source: str) -> str:
    """Where a source stands, as its own page says."""
    found = re.search(
        rf'href="([^"]*place=sources/{source})"', fetch.get(f"/admin/find?q={source}").text
    )
    assert found
    page = fetch.get(html.unescape(found[1])).text
    url = re.search(r"https?://[^\s<\"]+(?=</)", page.partition("<main")[2])
    assert url
    return html.unescape(url[0])


def test_failed_mails_are_the_managers(admin_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mail_sender.install(admin_app, NOBODY_LISTENS)
    monkeypatch.setattr(mail_sender, "run_in_background", lambda *_: None)
    manager = reached(admin_app, "manager")
    manager.post("/admin/mails", {})
    assert "没发出去的邮件" not in tasks(manager)
    with admin_app.app_context():
        (mail,) = mails.last_mails()
        mails.failed(mail.id, "no_connection", admin_app.extensions["portal_now"]())
        database.db.session.remove()
    assert [href for href, _ in tasks(manager)["没发出去的邮件"]] == ["/admin/mails"]
    assert "没发出去的邮件" not in tasks(signed_in(admin_app, "approver"))


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_other_languages_say_the_same(admin_app: Flask, prefix: str) -> None:
    fetch = signed_in(admin_app, "editor")
    assert len(tasks(fetch, prefix)) == len(tasks(fetch))


def test_each_cell_of_the_picture_leads_to_what_can_be_done_there(admin_app: Flask) -> None:
    own = signed_in(admin_app, "editor", ["yongchuan"], ["housing"])
    assert 'href="/admin/local/yongchuan/public-rental"' in own.get("/admin/").text
    page = own.get("/admin/local/yongchuan/public-rental").text
    assert 'href="/districts/yongchuan/public-rental"' in page
    form = {"path": "services/housing/public-rental.toml", "under": "covers", "title": "公租房"}
    sent = own.post("/admin/change", {**form, "district": "yongchuan"})
    blank = own.get(sent.headers["Location"]).text
    assert re.search(r'value="yongchuan"[^>]* checked', blank)
    other = signed_in(admin_app, "editor", ["kaizhou"])
    theirs = other.get("/admin/local/yongchuan/public-rental").text
    assert 'name="under"' not in theirs
    assert own.name in theirs
    own.get("/admin/local/atlantis/public-rental", status=404)
    own.get("/admin/local/yongchuan/nothing", status=404)
