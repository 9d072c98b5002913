"""The audit log as people read it: sentences with links, filtered, paged and taken away."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

import portal
from portal.i18n import LANGUAGES, spoken_in
from portal.store import audit, database, drafts
from portal.store.audit import Act, record
from portal.store.database import writing
from portal.store.kiosks.machines import Setup, add_kiosk
from portal.store.releases import publications
from portal.web.admin.audit_sentences import NAMES, SENTENCES
from tests.web.admin.conftest import Clock
from tests.web.admin.drafts.test_road import begun, reworded
from tests.web.admin.signing import added, now_of, signed_in

PACKAGE = Path(portal.__file__).parent
CHINESE = re.compile(r"[㐀-鿿]")
#: Functions that hand on the kind of act, by the place of that argument.
RECORDING = {"record": 2, "_record_act": 2, "_fail": 1}


def recorded(tree: ast.AST) -> Iterator[ast.expr]:
    """The kinds of act that a module records."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        called = name.id if isinstance(name, ast.Name) else name
        place = RECORDING.get(str(called))
        if place is not None and len(node.args) > place:
            yield node.args[place]


def test_the_code_records_only_kinds_of_act_that_have_a_name() -> None:
    """Each is an ``Act``, or made of the step of a draft; words of one's own have no sentence."""
    found: set[str] = set()
    for path in (PACKAGE / "store").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\bAct\.([A-Z_]+)", text))
        for kind in recorded(ast.parse(text)):
            assert not isinstance(kind, ast.Constant), f"{path.name}: {ast.unparse(kind)}"
    steps = {act.name for act in Act if act.startswith("draft ")}
    assert found == {act.name for act in Act} - steps


def test_every_event_of_a_draft_is_a_kind_of_act() -> None:
    kinds: set[str] = set()
    for path in (PACKAGE / "store").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "record_event"
                and node.args
            ):
                kind = node.args[3] if len(node.args) > 3 else None
                kinds |= {str(kind.value)} if isinstance(kind, ast.Constant) else set()
    assert kinds
    for written in (*kinds, "returned", "taken back", "published", "scheduled"):
        assert Act(f"draft {written}")


@pytest.mark.parametrize("act", Act)
def test_every_kind_of_act_has_a_sentence_in_both_languages(app: Flask, act: Act) -> None:
    for words in (NAMES[act], SENTENCES[act]):
        english = str(words)
        with app.test_request_context("/admin/audit"), spoken_in(LANGUAGES["zh"]):
            chinese = portal.i18n.gettext(english)
        assert CHINESE.search(chinese), act
        assert not CHINESE.search(english), act
        assert set(re.findall(r"%\(\w+\)s", chinese)) == set(re.findall(r"%\(\w+\)s", english))


def texts(page: str) -> str:
    """What stands on a page, without its technical details."""
    shown = re.sub(r"<details.*?</details>", "", page[page.index('id="log"') :], flags=re.S)
    return re.sub(r"<[^>]+>", "", shown)


def test_entries_are_sentences_with_links_to_what_they_tell_of(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    editor = added(admin_app, "editor", districts=["shapingba"], name="李四")
    with admin_app.app_context():
        number = drafts.begin("居民医保新标准", "", 1, editor.id)
        publications.comment(number, editor, "请看第二条")
        with writing() as session:
            record(
                session,
                "李四",
                Act.SOURCE_LOOKED_AT,
                "source minimum-living-standard-2025",
                {"state": "gone"},
            )
            record(
                session, "李四", Act.REPORT_SETTLED, "report 7", {"to": "fixed", "remark": "改了"}
            )
            record(session, "李四", Act.ROLLED_BACK, "release 3", {"taken_out": 2, "words": "错了"})
            record(session, "?", Act.SIGN_IN_FAILED, "?")
        setup = Setup(name="大厅一号", counter="", district="shapingba")
        kiosk, _ = add_kiosk(setup, fetch.name, now_of(admin_app))
    page = fetch.get("/admin/audit").text
    said = texts(page)
    assert f"李四给草稿{number}“居民医保新标准”留了言。" in said
    assert "说明：“请看第二条”" in said
    assert f'<a href="/admin/drafts/{number}" lang="und">' in page
    assert f'<a href="/admin/people/{editor.id}" lang="und">李四</a>' in page
    assert f'<a href="/admin/kiosks/{kiosk}" lang="und">大厅一号</a>' in page
    assert '<a href="/admin/reports/7" lang="und">反馈7</a>' in page
    assert "现在：已改正" in said
    assert "李四撤下了规则版本2，恢复了它前面的一版，成为规则版本3。" in said
    assert '<a href="/admin/releases/2/3" lang="und">' in page
    assert "没有账号的人登录没有成功：密码不对。" in said
    assert "角色：编辑" in said
    assert "区县：沙坪坝区" in said
    assert re.search(
        r'看过了来源有变化的网页：<a href="/admin/items\?[^"]+" lang="und">[^<]*[一-鿿]', page
    )
    assert not re.search(r"\b(?:draft|release|report|source|kiosk|shapingba)\b", said)
    assert not re.search(r"[0-9a-f]{64}", said)
    assert "技术细节" in page
    english = texts(fetch.get("/en/admin/audit").text)
    assert f"李四 commented on draft {number} “居民医保新标准”." in english
    assert "Somebody without an account could not sign in" in english


def test_what_stands_in_a_title_or_a_name_is_no_markup(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    editor = added(admin_app, "editor", name="<i>x</i>%(who)s")
    with admin_app.app_context():
        number = drafts.begin("<img src=x>%(subject)s", "", 1, editor.id)
        publications.comment(number, editor, "<b>fett</b>")
    page = fetch.get("/admin/audit").text
    assert "<img" not in page
    assert "<i>x" not in page
    assert "<b>fett" not in page
    assert "&lt;img src=x&gt;%(subject)s" in page


def test_the_log_is_filtered_by_person_kind_draft_release_and_days(
    admin_app: Flask, clock: Clock
) -> None:
    fetch = signed_in(admin_app, "approver")
    editor = added(admin_app, "editor", name="李四")
    with admin_app.app_context():
        for title in ("一", "二"):
            publications.comment(drafts.begin(title, "", 1, editor.id), editor, "看过")
        with writing() as session:
            words = {"words": "release 5"}
            record(session, "李四", Act.DRAFT_PUBLISHED, "draft 1", words)
            record(session, "王五", Act.ROLLED_BACK, "release 5", {"taken_out": 4, "words": "错"})
    for query, told in (
        ("who=%E7%8E%8B%E4%BA%94", ["王五撤下了"]),
        ("what=draft+comment", ["给草稿2", "给草稿1"]),
        ("draft=2", ["给草稿2"]),
        ("draft=%EF%BC%92", ["给草稿2"]),
        ("release=5", ["王五撤下了", "李四发布了草稿1“一”。 成为规则版本5。"]),
        ("who=%E6%9D%8E%E5%9B%9B&draft=1&what=draft+published", ["李四发布了草稿1"]),
    ):
        page = fetch.get(f"/admin/audit?{query}").text
        assert page.count("<details") == len(told), query
        found = [re.sub(r"\s+", " ", texts(page)).find(words) for words in told]
        assert found == sorted(found), (query, found)
        assert found[0] >= 0, query
    table = fetch.get("/admin/audit.csv?draft=2").text.lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 2
    assert "李四给草稿2“二”留了言。" in rows[1][4]
    assert fetch.get("/admin/audit.jsonl?draft=2").text.count("draft 2") == 1


def test_days_are_those_of_the_city(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    with admin_app.app_context():
        with database.db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("UPDATE audit SET at = '2026-11-19T16:30:00.000+00:00'")
            connection.exec_driver_sql(
                "UPDATE audit SET at = '2026-11-18T15:59:59.000+00:00' WHERE number = 1"
            )
        total, _ = audit.head()
    assert total > 2
    for query, number in (
        ("first=2026-11-20&last=2026-11-20", total - 1),
        ("first=2026-11-18&last=2026-11-18", 1),
        ("first=2026-11-19&last=2026-11-19", 0),
        ("last=2026%2F11%2F19", 1),
        ("first=2026-11-19", total - 1),
    ):
        assert fetch.get(f"/admin/audit?{query}").text.count("<details") == number, query


def test_what_cannot_be_read_is_said_at_its_field(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    page = fetch.get("/admin/audit?draft=abc&first=2026-02-30", status=422).text
    assert "请填数字，比如12。" in page
    assert 'value="abc"' in page
    assert 'aria-describedby="first-fault"' in page
    assert "<details" not in page
    page = fetch.get("/admin/audit?first=2026-11-20&last=2026-11-01", status=422).text
    assert "截止日在开始日之前。" in page


def test_the_last_day_of_the_calendar_asks_for_every_entry(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    assert "<details" in fetch.get("/admin/audit?last=9999-12-31").text


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked, with its values."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: object, _k: object, words: str, values: Any, *_: object) -> None:
        asked.append((words, values))

    event.listen(database.db.engine, "before_cursor_execute", keep)
    try:
        yield asked
    finally:
        event.remove(database.db.engine, "before_cursor_execute", keep)


def fill(app: Flask, number: int) -> None:
    """A long log; its chain is not looked at here."""
    with app.app_context(), database.db.engine.begin() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO audit SELECT i, strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + i * 60, "
            "'unixepoch') || '.000+00:00', CASE WHEN i % 1000 THEN '李四' ELSE '王五' END, "
            "'draft comment', 'draft ' || (i % 7), '{}', '', '' FROM n",
            (999 + number,),
        )
        connection.exec_driver_sql("UPDATE audit_head SET number = ?", (999 + number,))


def test_a_page_of_a_long_log_reads_a_bounded_number_of_entries(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    fill(admin_app, 100_000)
    with admin_app.app_context(), statements() as asked:
        page = fetch.get("/admin/audit").text
        first = [words for words, _ in asked if "FROM audit" in words and "audit_head" not in words]
        assert len(first) == 1
        assert "LIMIT" in first[0]
        assert "count(" not in first[0]
        asked.clear()
        fetch.get("/admin/audit?first=2023-12-01&last=2023-12-02&draft=3")
        days = [words for words, _ in asked if "FROM audit" in words and "audit_head" not in words]
        assert len(days) <= 2 * 17 + 2
        plans = [
            str(row[3])
            for words, values in asked
            if "FROM audit" in words and "audit_head" not in words
            for row in database.db.engine.raw_connection()
            .cursor()
            .execute(f"EXPLAIN QUERY PLAN {words}", values)
        ]
        assert plans
        keys = ("USING INTEGER PRIMARY KEY", "USING INDEX ix_audit_subject_number (subject=?")
        assert all(any(key in plan for key in keys) for plan in plans), plans
        assert any("subject=? AND number" in plan for plan in plans), plans
    assert page.count("<details") == audit.PAGE
    assert "100999" in page


def test_pages_follow_each_other_and_keep_the_filter(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    fill(admin_app, 120)
    path = "/admin/audit?what=draft+comment&draft=3"
    seen: list[str] = []
    for _ in range(3):
        page = fetch.get(path).text
        seen += re.findall(r"<summary>技术细节 \((\d+)\)", page)
        older = re.search(r'href="([^"]+)">较早', page)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")
        assert "draft=3" in path
        assert "what=draft" in path
    assert seen == [str(i) for i in range(1119, 999, -1) if i % 7 == 3]
    page = fetch.get("/admin/audit?older=1050&draft=3").text
    assert "最新" in page


def test_old_entries_of_a_draft_are_found_at_once_in_a_long_log(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    with admin_app.app_context(), writing() as session:
        record(session, "李四", Act.DRAFT_COMMENT, "draft 99", {"words": "很久以前"})
    fill(admin_app, audit.LOOKED_THROUGH + 5000)
    page = fetch.get("/admin/audit?draft=99").text
    assert "很久以前" in page
    assert "较早" not in page


def test_entries_of_drafts_name_their_items_also_those_that_are_in_the_draft_alone(
    admin_app: Flask,
) -> None:
    fetch = signed_in(admin_app, "approver")
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "一共430元。")
    address = f"/admin/drafts/{number}/new?path=papers/shared.toml&under=papers"
    editor.get(address)
    editor.post(address, {"name.zh": "全新的材料"})
    with admin_app.app_context():
        place = next(
            its.place for its in drafts.read_draft(number).changes if "papers/" in its.place
        )
    item = {"path": "papers/shared.toml", "place": place}
    editor.post(f"/admin/drafts/{number}/remarks", {**item, "field": "name", "words": "这是什么？"})
    editor.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    page = fetch.get(f"/admin/audit?draft={number}").text
    said = texts(page)
    assert said.count("全新的材料") == 2, "at the remark and where it was sent to review"
    assert "公租房" in said
    assert place.removeprefix("papers/") not in said
    table = fetch.get(f"/admin/audit.csv?draft={number}").text.lstrip("\ufeff")
    sentences = [row[4] + row[5] for row in csv.reader(io.StringIO(table))][1:]
    assert any("全新的材料" in its for its in sentences)
    assert any("永川务工年限" in its for its in sentences), "the draft by its title"
    head = next(csv.reader(io.StringIO(table)))
    assert "digest" not in head, head


def test_a_filter_that_finds_little_in_a_long_log_says_how_far_it_looked(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    fill(admin_app, audit.LOOKED_THROUGH + 5000)
    page = fetch.get("/admin/audit?who=%E7%8E%8B%E4%BA%94").text
    assert page.count("<details") == 20
    assert f"已查看{audit.LOOKED_THROUGH}条记录" in page
    older = re.search(r'href="([^"]+)">较早', page)
    assert older is not None
    page = fetch.get(older[1].replace("&amp;", "&")).text
    assert page.count("<details") == 5
    assert "已查看" not in page
