"""Preview: the page of residents with a draft, beside today's; nothing of it stays anywhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.publishing.assembly import assemble_for_release
from portal.publishing.draft_release import draft_release
from portal.store import drafts, usage_counts
from portal.store.releases.current_release import CurrentRelease
from portal.web.admin.drafts.page_changes import PageComparison, PublicPage, public_pages
from portal.web.admin.drafts.preview_answers import OWN, check_of, written_situation
from portal.web.answer_cookie import COOKIE
from portal.web.http import request_context
from portal.web.http.preview_pages import VIEWS, NotPreviewed, preview_page
from portal.web.http.request_context import Preview
from tests.web.admin.drafts.test_road import FLAT, begun, raised
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, signed_in

GUIDE = "districts/yongchuan/settle-by-work"
NEW_YEAR = date(2027, 1, 1)
WORKS = {
    "home": "rent",
    "work": "employee",
    "work_district": "yongchuan",
    "work_since": "2023-10",
}


def framed(
    number: int, page: str = GUIDE, *, side: str = "draft", day: str = "2027-01-01", of: str = "-"
) -> str:
    """The address of a frame."""
    return f"/admin/drafts/{number}/preview/{side}/{day}/{of}/{page}"


def frames(page: str) -> list[str]:
    """The addresses of the frames of a preview, the other side first."""
    return [html.unescape(its) for its in re.findall(r'<iframe src="([^"]+)"', page)]


def links(page: str) -> set[str]:
    """Where a page leads within the portal."""
    return {html.unescape(its) for its in re.findall(r' (?:href|action)="(/[^"]*)"', page)}


@pytest.fixture
def editor(admin_app: Flask) -> AdminFetcher:
    return signed_in(admin_app, "editor")


@pytest.fixture
def number(editor: AdminFetcher) -> int:
    """A draft of 48 months for Yongchuan from 2027 on."""
    return raised(editor)


def test_the_page_with_the_draft_stands_beside_that_of_today(
    editor: AdminFetcher, number: int
) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview?day=2027-01-01").text
    before, after = (editor.get(address).text for address in frames(page))
    assert "满48个月" in after
    assert "满48个月" not in before
    assert "草稿，还没有生效" in after
    assert "2027年1月1日" in after
    assert "居民今天看到的页面" in before
    assert "草稿，还没有生效" not in before


def test_beside_it_can_stand_the_same_day_without_the_draft(
    editor: AdminFetcher, number: int
) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview?day=2027-01-01&beside=without").text
    before = editor.get(frames(page)[0]).text
    assert "2027年1月1日" in before
    assert "不含这份草稿" in before
    assert "满48个月" not in before


def test_it_begins_with_what_the_draft_is_about(editor: AdminFetcher, number: int) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview").text
    assert f"/preview/draft/2026-11-24/-/{GUIDE}" in page
    assert "2027年1月1日" in page, "a day that the draft names is a link"


def test_pages_of_every_language_are_made_and_lead_nowhere_else(
    editor: AdminFetcher, number: int
) -> None:
    pages = (
        "districts",
        "districts/yongchuan",
        "districts/yongchuan/settlement",
        GUIDE,
        "services/settle-by-work",
        "compare",
        "compare/settle-by-work",
    )
    for path in (prefix + page for prefix in ("", "en/", "zh-hant/") for page in pages):
        address = framed(number, path)
        mount = address.removesuffix(f"/{path}")
        found = editor.client.get(address)
        assert found.status_code == 200
        stays = {its for its in links(found.text) if not its.startswith("/static/")}
        assert stays
        assert all(its.startswith(f"{mount}/") for its in stays), (path, stays)
        assert "<script" not in found.text


def test_a_link_within_a_preview_shows_the_draft_too(editor: AdminFetcher, number: int) -> None:
    page = editor.get(framed(number, "districts/yongchuan/settlement")).text
    leads = next(its for its in links(page) if its.endswith(GUIDE))
    assert "满48个月" in editor.get(leads).text


def test_the_page_is_that_of_residents_once_it_is_published(
    editor: AdminFetcher, number: int
) -> None:
    """What a page says is the same as on the page itself, but for what belongs to the preview."""

    def main(page: str) -> str:
        return re.sub(r"\s+", " ", page.partition("<main")[2].partition("</main>")[0])

    mount = framed(number, "", side="today").removesuffix("/")
    shown = main(editor.get(framed(number, side="today")).text).replace(mount, "")
    public = main(editor.get(f"/{GUIDE}").text)
    report = re.compile(r"<li><a class=\"row\" href=\"/report.*?</li> ?")
    assert report.search(public)
    assert shown.replace(' target="_blank"', "") == report.sub("", public)


def situation(**answers: str) -> str:
    return written_situation("yongchuan", {**WORKS, **answers})


def test_the_result_of_a_situation_is_shown_with_the_draft(
    editor: AdminFetcher, number: int
) -> None:
    where = f"view=service_result&service=settle-by-work&district=yongchuan&answers={situation()}"
    page = editor.get(f"/admin/drafts/{number}/preview?day=2027-01-01&{where}").text
    before, after = (editor.get(address).text for address in frames(page))
    assert "48个月" in after
    assert "48个月" not in before
    assert "我的结果" in after
    whole = editor.get(framed(number, "result", of=situation())).text
    assert "落户" in whole
    assert "满48个月" not in before


def test_nothing_can_be_taken_along_from_a_result(editor: AdminFetcher, number: int) -> None:
    for page in ("result", "result/settle-by-work", "roadmap", "checklist"):
        text = editor.get(framed(number, page, of=situation())).text
        for part in ("receipt", "print=", "calendar.ics", "hand-off", "/report", "/take", "post"):
            assert not [its for its in links(text) if part in its], (page, part)
        assert 'method="post"' not in text
        assert "data-pack" not in text
        assert "回执" not in text
    slip = editor.get(f"{framed(number, 'result', of=situation())}?print=a4").text
    assert "草稿，还没有生效" in slip
    assert "slip.css" not in slip


def test_what_has_no_preview_says_so_and_leads_outside(editor: AdminFetcher, number: int) -> None:
    for page in (
        "",
        "check",
        "check/work",
        "receipts",
        "report?service=settle-by-work",
        "result/calendar.ics",
        "take",
        "search?q=x",
        "feed.atom",
        "history/settle-by-work",
        "embed/yongchuan/settle-by-work",
        "kiosk/districts",
        "admin/drafts",
        "api/v1/services",
        "sw.js",
        "static/portal.css",
        "livez",
        "nowhere",
        "districts%3Fx=1",
    ):
        found = editor.get(framed(number, page))
        assert "预览里没有这一页" in found.text, page
        assert 'target="_blank"' in found.text


def test_examples_of_the_draft_lead_to_their_results(editor: AdminFetcher, number: int) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview?service=settle-by-work").text
    listed = [its for its in links(page) if "view=service_result" in its]
    assert listed
    shown = editor.get(listed[0]).text
    assert "我的结果" in editor.get(frames(shown)[1]).text


def test_a_household_of_an_example_is_shown_person_by_person(
    editor: AdminFetcher, number: int
) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview?service=college-entrance").text
    example = re.search(r'<a href="([^"]+)">[^<]*一个家庭', page)
    assert example
    whole = html.unescape(example[1]).replace("view=service_result", "view=result")
    assert "您家的结果" in editor.get(frames(editor.get(whole).text)[1]).text


def test_ones_own_answers_are_shown_and_never_stand_in_an_address(
    editor: AdminFetcher, number: int
) -> None:
    where = f"/admin/drafts/{number}/preview?view=result&answers={OWN}&day=2027-01-01"
    assert "这个浏览器里没有回答" in editor.get(where).text
    editor.post("/check", {"district": "yongchuan", "topic": "settlement"})
    editor.post("/check/qualification", {"value": "none"})
    before = editor.client.get_cookie(COOKIE)
    page = editor.get(where).text
    assert f"/{OWN}/result" in page
    shown = editor.client.get(frames(page)[1])
    assert shown.status_code == 200
    assert "永川" in shown.text
    assert "您家的结果" in shown.text
    assert "Set-Cookie" not in shown.headers
    assert editor.client.get_cookie(COOKIE) == before


def test_answers_that_nobody_wrote_are_none(editor: AdminFetcher, number: int) -> None:
    for of in ("x", "a" * 2000, "eJwrSS0uAQAEXQHB", "%00", "..", "{}"):
        found = editor.get(framed(number, "result", of=quote(of, safe="")), status=303)
        assert "/check" in found.headers["Location"], of


def test_a_situation_larger_than_an_address_is_not_written() -> None:
    assert written_situation("yongchuan", {f"q{n}": f"{n * 7919:x}" for n in range(900)}) == ""
    assert check_of("A" * 3000, NEW_YEAR) is None


def test_the_headers_and_the_page_keep_it_out_of_caches_and_search(
    editor: AdminFetcher, number: int
) -> None:
    for address in (f"/admin/drafts/{number}/preview", framed(number), framed(number, "check")):
        found = editor.get(address)
        assert found.headers["Cache-Control"] == "no-store"
        assert "noindex" in found.headers["X-Robots-Tag"]
        assert "ETag" not in found.headers
        assert re.search(r'<meta name="robots" content="noindex', found.text)
    shown = editor.get(framed(number)).text
    assert '<meta http-equiv="Cache-Control" content="no-store">' in shown
    for part in ("manifest", "alternate", "og:url"):
        assert part not in shown


def test_the_page_cache_is_not_poisoned(editor: AdminFetcher, number: int) -> None:
    public = editor.get(f"/{GUIDE}?on=2027-01-01").data
    editor.get(framed(number))
    editor.get(f"{framed(number, day='2026-11-24')}?on=2027-01-01")
    assert editor.get(f"/{GUIDE}?on=2027-01-01").data == public
    fresh = "districts/yongchuan/points-settlement"
    editor.client.get(framed(number, fresh))
    assert "草稿" not in editor.client.get(f"/{fresh}").text


def test_a_page_that_was_kept_for_residents_is_not_taken_for_the_draft(
    editor: AdminFetcher, number: int
) -> None:
    editor.get(f"/{GUIDE}")
    assert "草稿，还没有生效" in editor.get(framed(number, day="2026-11-24")).text


def test_nothing_is_counted(admin_app: Flask, editor: AdminFetcher, number: int) -> None:
    def counted() -> list[tuple[str, str, int]]:
        with admin_app.app_context():
            usage_counts.flush()
            found = usage_counts.counts(date(2026, 1, 1), date(2028, 1, 1))
            return [(its.name, its.subject, its.number) for its in found]

    editor.get("/districts/yongchuan/settle-by-work")
    before = counted()
    assert ("guide", "settle-by-work", 1) in before
    editor.get(framed(number))
    editor.get(framed(number, "result", of=situation()))
    assert counted() == before


def test_a_draft_that_cannot_be_built_says_what_is_wrong_and_where(editor: AdminFetcher) -> None:
    number = begun(editor)
    assert frames(editor.get(f"/admin/drafts/{number}/preview").text), "as the rules in force"
    removed = {"path": FLAT, "place": "parameters/insured_months", "seen": "0"}
    editor.post(f"/admin/drafts/{number}/remove", removed)
    page = editor.get(f"/admin/drafts/{number}/preview").text
    assert frames(page) == []
    assert "还没有可看的页面：草稿有问题" in page
    assert any(f"/admin/drafts/{number}/item?" in its for its in links(page))
    editor.get(framed(number), status=404)
    assert "草稿有问题" in editor.get(f"/admin/drafts/{number}/preview/pages").text


def test_a_day_that_cannot_be_read_stands_in_its_field_again(
    editor: AdminFetcher, number: int
) -> None:
    page = editor.get(f"/admin/drafts/{number}/preview?day=2027-02-30", status=422).text
    assert "没有“2027-02-30”这一天" in page
    assert 'value="2027-02-30"' in page
    editor.get(f"/admin/drafts/{number}/preview?day=9999-01-01", status=422)
    page = editor.get(f"/admin/drafts/{number}/preview?view=x&service=y&district=z&language=q")
    assert frames(page.text)


def test_a_frame_of_no_day_or_side_is_not_there(editor: AdminFetcher, number: int) -> None:
    for day in ("2027-13-01", "1999-01-01", "x", "2101-01-01"):
        editor.get(framed(number, day=day), status=404)
    editor.get(framed(number, side="else"), status=404)
    editor.get(framed(999), status=404)


def test_a_draft_waits_for_review_or_its_day_and_is_previewed_still(admin_app: Flask) -> None:
    editor, approver = signed_in(admin_app, "editor"), signed_in(admin_app, "approver")
    number = raised(editor)
    editor.post(f"/admin/drafts/{number}/examples", {})
    editor.post(f"/admin/drafts/{number}/submit", {"words": "", "from_day": "2027-01-05"})
    assert "满48个月" in approver.get(framed(number)).text
    page = approver.get(f"/admin/drafts/{number}/impact").text
    assert f"/admin/drafts/{number}/preview" in page
    seal = re.search(r'name="seal"\s+value="([0-9a-f]{64})"', page)
    assert seal
    approver.post(f"/admin/drafts/{number}/approve", {"seal": seal[1], "words": ""})
    approver.post(f"/admin/drafts/{number}/publish", {})
    page = approver.get(f"/admin/drafts/{number}/preview").text
    assert 'value="2027-01-05"' in page, "the day on which it begins"
    before, after = (approver.get(address).text for address in frames(page))
    assert "满48个月" in after
    assert "满48个月" not in before
    without = approver.get(framed(number, side="without")).text
    assert "满48个月" not in without


def test_a_draft_that_ended_has_no_preview(editor: AdminFetcher, number: int) -> None:
    editor.post(f"/admin/drafts/{number}/withdraw", {})
    page = editor.get(f"/admin/drafts/{number}/preview").text
    assert "已经放弃" in page
    assert frames(page) == []
    editor.get(framed(number), status=404)


def test_a_stranger_is_asked_to_sign_in_and_then_the_link_opens(
    admin_app: Flask, number: int
) -> None:
    person = added(admin_app, "editor", ["yuzhong"], ["housing"])
    stranger = AdminFetcher(admin_app.test_client())
    stranger.get("/admin/")
    asked = f"/admin/drafts/{number}/preview?view=guide&day=2027-01-01"
    for address in (framed(number), framed(number, side="today"), asked):
        page = stranger.get(address, status=401).text
        assert "满48个月" not in page
        assert f'value="{html.escape(address)}"' in page
    form = {"name": person.name, "password": PASSWORD, "next": asked}
    led = stranger.follow(stranger.post("/admin/", form))
    assert led == asked
    assert "满48个月" in stranger.get(frames(stranger.get(led).text)[1]).text


def test_an_editor_of_another_district_may_look(admin_app: Flask, number: int) -> None:
    other = signed_in(admin_app, "editor", ["yuzhong"], ["housing"])
    assert "满48个月" in other.get(framed(number)).text


@pytest.fixture
def compared(admin_app: Flask, number: int) -> Iterator[tuple[CurrentRelease, CurrentRelease]]:
    """The release in force, and the draft as one."""
    with admin_app.app_context(), admin_app.test_request_context("/admin/?size=large"):
        in_use = request_context.release()
        assembled = assemble_for_release(drafts.read_draft(number), date(2026, 11, 24))
        yield in_use, draft_release(assembled.files, in_use)


def test_pages_that_differ_are_counted_and_named(
    compared: tuple[CurrentRelease, CurrentRelease],
) -> None:
    was, now = (Preview(side="without", release=its, today=NEW_YEAR) for its in compared)
    pages = [
        PublicPage("guide", "yongchuan", "settle-by-work"),
        PublicPage("guide", "kaizhou", "settle-by-work"),
        PublicPage("guide", "yongchuan", "public-rental"),
        PublicPage("district", "kaizhou", ""),
    ]
    found = PageComparison(was, now, pages)
    found.advance(0)
    assert (found.done, found.of) == (1, 4), "a step ends when its time is over"
    while not found.is_finished:
        found.advance(1)
    assert dict(found.numbers) == {"guide": 1}
    assert found.named == pages[:1]


def test_every_page_is_counted_once_and_those_of_the_draft_come_first(
    compared: tuple[CurrentRelease, CurrentRelease],
) -> None:
    rules = compared[0].ruleset
    pages = list(public_pages((rules, compared[1].ruleset), NEW_YEAR))
    assert len(pages) == len(set(pages))
    each = 1 + len(rules.topics) + len(rules.services)
    assert len(pages) == each * len(rules.gazetteer.on(NEW_YEAR)) + len(rules.services)
    for page in pages[:: len(pages) // 20]:
        assert page.path.startswith("/")
        assert "?" not in page.path


def test_the_number_of_pages_is_told_step_by_step(editor: AdminFetcher, number: int) -> None:
    where = f"/admin/drafts/{number}/preview/pages?day=2027-01-01"
    assert (
        "/preview/pages?day=2027-01-01"
        in editor.get(f"/admin/drafts/{number}/preview?day=2027-01-01").text
    )
    found = editor.get(where).text
    while 'id="pages-check"' in found:
        assert "个页面不同" not in found, "what goes on with the check compares nothing"
        found = editor.get(where).text
    assert "个页面不同" in found
    assert "继续比较其余页面" in found
    part = editor.client.get(f"{where}&go=1", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'hx-trigger="load delay:250ms"' in part
    link = next(its for its in links(found) if "view=guide" in its)
    assert GUIDE in frames(editor.get(link).text)[1]


def test_a_page_is_made_without_what_the_browser_of_the_editor_holds(
    compared: tuple[CurrentRelease, CurrentRelease],
) -> None:
    shown = Preview(side="draft", release=compared[1], today=NEW_YEAR, mount="/here")
    found: TestResponse = preview_page(shown, "/result")
    assert found.status_code == 303
    assert found.headers["Location"].startswith("/here/check")
    assert request_context.preview() is None
    with pytest.raises(NotPreviewed):
        preview_page(shown, "/check")
    assert "check" not in VIEWS
