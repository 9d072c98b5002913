"""Residents' reports: sifted, settled, recorded; harmless whatever they say; own ones only."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask

from portal import mail_sender
from portal.store import audit, database
from portal.store.reports import ReportCopy, add_report, list_reports
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.admin.test_mails import NOBODY_LISTENS, outbox, reached

EVIL = (
    "<script>alert(1)</script>",
    "{{ 'z' * 9 }}{% raw %}",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)


@pytest.fixture
def app(admin_app: Flask) -> Flask:
    """A portal with reports of two districts and two topics."""
    with admin_app.app_context():
        add_report("public-rental", "yongchuan", 1, "要三年")
        add_report("public-rental", "kaizhou", 1, "要五年")
        add_report("residence-permit", "yongchuan", 1, "要照片")
        database.db.session.remove()
    return admin_app


def reports(app: Flask) -> dict[int, ReportCopy]:
    with app.app_context():
        found = {its.id: its for its in list_reports()}
        database.db.session.remove()
    return found


def listed(text: str) -> list[int]:
    return [int(n) for n in re.findall(r'href="[^"]*/admin/reports/(\d+)"', text)]


def settled(fetch: AdminFetcher, number: int, status: int = 303, **form: str) -> str:
    """Settle a report by the form of its page."""
    text = fetch.get(f"/admin/reports/{number}").text
    seen = re.search(r'name="seen"\s+value="(\w+)"', text)
    assert seen
    return fetch.post(f"/admin/reports/{number}", {"seen": seen[1], **form}, status).text


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_reports_are_listed_newest_first(app: Flask, prefix: str) -> None:
    fetch = signed_in(app, "approver")
    assert listed(fetch.get(f"{prefix}/admin/reports").text) == [3, 2, 1]
    fetch.get(f"{prefix}/admin/reports/1")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("district=yongchuan", [3, 1]),
        ("service=public-rental", [2, 1]),
        ("district=kaizhou&service=residence-permit", []),
        ("state=new", [3, 2, 1]),
        ("state=fixed", []),
    ],
)
def test_a_filter_takes_what_it_names_and_nothing_else(
    app: Flask, query: str, numbers: list[int]
) -> None:
    assert listed(signed_in(app, "manager").get(f"/admin/reports?{query}").text) == numbers


def test_an_editor_sees_only_reports_of_their_districts_and_topics(app: Flask) -> None:
    of_yongchuan = signed_in(app, "editor", districts={"yongchuan"})
    of_housing = signed_in(app, "editor", topics={"housing"})
    assert listed(of_yongchuan.get("/admin/reports").text) == [3, 1]
    assert listed(of_housing.get("/admin/reports").text) == [2, 1]
    of_yongchuan.get("/admin/reports/2", status=404)
    of_housing.get("/admin/reports/3", status=404)
    form = {"state": "accepted", "seen": reports(app)[2].seen}
    of_yongchuan.post("/admin/reports/2", form, status=404)
    assert reports(app)[2].state == "new"
    rows = of_yongchuan.get("/admin/reports.csv?district=kaizhou").get_data(as_text=True)
    assert "要五年" not in rows


def test_the_navigation_counts_new_reports_that_one_may_see(app: Flask) -> None:
    text = signed_in(app, "editor", districts={"kaizhou"}).get("/en/admin/").text
    assert re.search(r"Residents&#39; reports <b>1</b>", text)


def test_a_report_is_settled_with_a_remark_and_recorded(app: Flask) -> None:
    fetch = signed_in(app, "editor")
    settled(fetch, 1, state="fixed", fixed_in="1", remark="年限已改")
    its = reports(app)[1]
    assert (its.state, its.fixed_in, its.remark) == ("fixed", 1, "年限已改")
    assert "第 1 版已改正" in fetch.get("/admin/reports").text
    with app.app_context():
        last = audit.entries()[0][0]
        assert (last.who, last.what, last.subject) == (fetch.name, "report_settled", "report 1")
        assert audit.verify() is None
        database.db.session.remove()


@pytest.mark.parametrize(
    "form",
    [
        {"state": "unheard of"},
        {"state": "explained", "remark": " "},
        {"state": "fixed", "fixed_in": "77"},
        {"state": "fixed", "fixed_in": "²"},
        {"state": "fixed"},
        {"state": "accepted", "remark": "长" * 501},
    ],
)
def test_what_is_not_complete_comes_back_with_the_input_kept(
    app: Flask, form: dict[str, str]
) -> None:
    text = settled(signed_in(app, "editor"), 1, 422, **form)
    assert 'role="alert"' in text
    assert form.get("fixed_in", "") in text
    assert reports(app)[1].state == "new"


def test_the_second_to_settle_is_told_and_overwrites_nothing(app: Flask) -> None:
    one = signed_in(app, "editor")
    other = signed_in(app, "approver")
    seen = reports(app)[1].seen
    settled(one, 1, state="explained", remark="按文件办")
    form = {"state": "accepted", "remark": "mine", "seen": seen}
    text = other.post("/admin/reports/1", form, status=409).text
    assert "按文件办" in text
    assert reports(app)[1].state == "explained"


def test_a_report_that_is_not_there_is_said_so(app: Flask) -> None:
    signed_in(app, "editor").get("/admin/reports/99", status=404)


def test_whatever_a_report_says_is_harmless_on_pages_and_in_spreadsheets(app: Flask) -> None:
    with app.app_context():
        for words in EVIL:
            add_report("public-rental", "yongchuan", 1, words)
        database.db.session.remove()
    fetch = signed_in(app, "manager")
    for number in reports(app):
        settled(fetch, number, state="explained", remark="=1+1<b>bold</b>")
    for page in ("/admin/reports", *(f"/admin/reports/{number}" for number in reports(app))):
        text = fetch.get(page).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<b>bold" not in text
        assert "zzzzzzzzz" not in text
    response = fetch.get("/admin/reports.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    for row in csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))):
        for cell in row:
            assert not cell.lstrip(" \u3000").startswith(tuple("=+-@\t\r＝＋－＠")), cell


def redacted(fetch: AdminFetcher, number: int, left: str, status: int = 303) -> str:
    """Take something out of a report by the form of its page."""
    seen = re.search(r'name="seen"\s+value="(\w+)"', fetch.get(f"/admin/reports/{number}").text)
    assert seen
    data = {"seen": seen[1], "left": left}
    return fetch.post(f"/admin/reports/{number}/redact", data, status).text


def test_a_report_is_redacted_by_whom_may_see_it_and_the_log_does_not_say_what(app: Flask) -> None:
    with app.app_context():
        add_report("public-rental", "yongchuan", 1, "王晓明说要三年")
        database.db.session.remove()
    number = max(reports(app))
    editor = signed_in(app, "editor", ["yongchuan"])
    other = signed_in(app, "editor", ["kaizhou"])
    data = {"seen": "x", "left": ""}
    other.post(f"/admin/reports/{number}/redact", data, status=404)
    redacted(editor, number, "…说要三年")
    assert reports(app)[number].words == "…说要三年"
    with app.app_context():
        found, _ = audit.entries(1, audit.AuditFilter())
        (entry,) = (its for its in found if its.what == "report_redacted")
        assert entry.who == editor.name
        assert "王晓明" not in str(entry.details)
        database.db.session.remove()


def test_a_redaction_adds_nothing_and_keeps_what_was_typed(app: Flask) -> None:
    approver = signed_in(app, "approver")
    number = min(reports(app))
    text = redacted(approver, number, "要三年和红包", 422)
    assert "要三年和红包</textarea>" in text
    assert reports(app)[number].words == "要三年"
    stale = {"seen": "of before", "left": "要"}
    approver.post(f"/admin/reports/{number}/redact", stale, status=409)


def test_spam_is_out_of_the_list_until_it_is_asked_for(app: Flask) -> None:
    approver = signed_in(app, "approver")
    number = max(reports(app))
    settled(approver, number, state="spam")
    assert number not in listed(approver.get("/admin/reports").text)
    assert listed(approver.get("/admin/reports?state=spam").text) == [number]


def test_what_was_tapped_is_shown_in_words_on_the_list_the_page_and_the_file(app: Flask) -> None:
    with app.app_context():
        add_report("public-rental", "yongchuan", 1, "", said=("paper", "system"), told="week")
        database.db.session.remove()
    fetch = signed_in(app, "approver")
    for path in ("/admin/reports", "/admin/reports/4"):
        text = fetch.get(path).text
        assert "要交别的材料；说系统通不过" in text
        assert "这一周里" in text
    rows = list(csv.reader(io.StringIO(fetch.get("/admin/reports.csv").text.lstrip("\ufeff"))))
    assert "要交别的材料；说系统通不过" in rows[1]
    english = fetch.get("/en/admin/reports/4").text
    assert "They wanted another paper; They said the computer does not let it through" in english


def assigned(fetch: AdminFetcher, number: int, holder: int | str, status: int = 303) -> str:
    """Give a report to somebody by the form of its page."""
    held = re.search(r'name="held" value="(\d+)"', fetch.get(f"/admin/reports/{number}").text)
    assert held
    data = {"held": held[1], "holder": holder}
    return fetch.post(f"/admin/reports/{number}/assign", data, status).text


def holder_of(app: Flask, number: int) -> int:
    holder = reports(app)[number].holder
    return holder.id if holder else 0


def test_a_report_is_given_to_somebody_who_may_act_on_it_and_found_by_whose_it_is(
    app: Flask,
) -> None:
    approver = signed_in(app, "approver")
    editor = signed_in(app, "editor", ["yongchuan"], ["housing"])
    assigned(approver, 1, editor.id)
    assert holder_of(app, 1) == editor.id
    assert listed(editor.get("/admin/reports?whose=mine").text) == [1]
    assert listed(approver.get("/admin/reports?whose=mine").text) == []
    assert listed(approver.get("/admin/reports?whose=unassigned").text) == [3, 2]
    assert f'<span lang="und">{editor.name}</span>' in approver.get("/admin/reports").text
    rows = list(csv.reader(io.StringIO(approver.get("/admin/reports.csv?whose=mine").text)))
    assert len(rows) == 1
    assigned(editor, 1, "")
    assert holder_of(app, 1) == 0
    with app.app_context():
        found, _ = audit.entries(1, audit.AuditFilter(what="report_assigned"))
        assert [its.who for its in found] == [editor.name, approver.name]
        assert editor.name in found[1].details
        database.db.session.remove()


def test_a_report_is_not_given_to_whom_it_is_not_to_see(app: Flask) -> None:
    approver = signed_in(app, "approver")
    other = signed_in(app, "editor", ["kaizhou"])
    page = approver.get("/admin/reports/1").text
    assert f'value="{other.id}"' not in page
    assigned(approver, 1, other.id, 422)
    assert holder_of(app, 1) == 0
    other.post("/admin/reports/1/assign", {"held": "0", "holder": other.id}, 404)
    assigned(approver, 1, approver.id)
    stale = {"held": "0", "holder": ""}
    text = approver.post("/admin/reports/1/assign", stale, 409).text
    assert "同事" in text
    assert holder_of(app, 1) == approver.id


def test_a_report_is_taken_away_with_the_right_to_it_and_with_the_account(app: Flask) -> None:
    manager = signed_in(app, "manager")
    editor = signed_in(app, "editor", ["yongchuan"])
    leaves = signed_in(app, "approver")
    for number in (1, 3):
        assigned(manager, number, editor.id)
    assigned(manager, 2, leaves.id)
    form = {"role": "editor", "districts": ["yongchuan"], "topics": ["housing"]}
    manager.post(f"/admin/people/{editor.id}", form)
    assert (holder_of(app, 1), holder_of(app, 3)) == (editor.id, 0)
    manager.post(f"/admin/people/{leaves.id}/disable", {})
    assert holder_of(app, 2) == 0
    assigned(manager, 2, leaves.id, 422)
    with app.app_context():
        found, _ = audit.entries(1, audit.AuditFilter(what="assignments_taken"))
        assert [its.subject for its in found] == [leaves.name, editor.name]
        database.db.session.remove()


def test_whoever_is_given_a_report_is_told_by_mail_without_its_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_sender.install(app, NOBODY_LISTENS)
    monkeypatch.setattr(mail_sender, "run_in_background", lambda *_: None)
    approver = reached(app, "approver")
    editor = reached(app, "editor")
    quiet = reached(app, "editor")
    quiet.post("/admin/account/mails", {"email": "q@example.org"})
    assigned(approver, 1, editor.id)
    assigned(approver, 2, quiet.id)
    assigned(approver, 3, approver.id)
    (mail,) = (its for its in outbox(app) if its.kind == "assigned")
    assert mail.to == editor.name
    assert "永川" in mail.body
    assert "/admin/reports/1" in mail.body
    assert "要三年" not in mail.body + mail.subject
