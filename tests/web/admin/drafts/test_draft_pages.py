"""Pages of large drafts, and of drafts whose check or impact takes longer than a page waits."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from portal.publishing import under_way
from portal.rules.items.merge import ItemDifference
from portal.store import drafts
from tests.web.admin.drafts.test_road import ROWS, WORK, begun, raised, reworded
from tests.web.admin.signing import AdminFetcher, signed_in

COUNTERS = "counters/yongchuan.toml"
EXAMPLES = "补上缺的例子"
GOES_ON = 'hx-target="#problems"'
MOST_PARTS = 200


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page takes one step of what goes on and shows how far it is."""
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.0)


def counter(number: int) -> ItemDifference:
    value = {
        "district": "yongchuan",
        "name": {"zh": f"样例服务点{number}"},
        "address": {"zh": f"样例路{number}号"},
        "tel": ["023-00000001"],
        "source": ["public-rental-guide-2025"],
    }
    place = f"counters/yongchuan-sample-{number:03}"
    return ItemDifference(path=COUNTERS, place=place, before=None, after=value)


def finished(fetch: AdminFetcher, address: str) -> str:
    """The page once nothing on it goes on, followed by its link as where no script runs."""
    for _ in range(MOST_PARTS):
        page = fetch.get(address).text
        if "<progress" not in page:
            return page
        assert f'href="{address}"' in page
    raise AssertionError(f"{address} goes on and on")


@pytest.mark.usefixtures("impatient")
def test_a_draft_is_shown_at_once_and_its_check_goes_on_beside_it(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch, since="2031-02-03")
    page = fetch.get(f"/admin/drafts/{number}").text
    assert f'hx-get="/admin/drafts/{number}/check"' in page
    assert EXAMPLES not in page
    assert EXAMPLES in finished(fetch, f"/admin/drafts/{number}/check")
    assert EXAMPLES in fetch.get(f"/admin/drafts/{number}").text, "what is known stands there"


@pytest.mark.usefixtures("impatient")
def test_a_form_loads_what_the_check_says_of_its_item_later(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch, since="2031-02-05")
    address = f"/admin/drafts/{number}/item?path={WORK}&place=requirements/works_long_enough"
    assert GOES_ON in fetch.get(address).text
    later = GOES_ON
    while GOES_ON in later:
        later = fetch.client.get(f"{address}&check=1", headers={"HX-Request": "true"}).text
    assert 'class="list problems"' in later, "an amount without examples"
    assert 'id="seen"' not in later, "what a colleague saved meanwhile is not taken as seen"
    assert GOES_ON not in fetch.get(address).text


@pytest.mark.usefixtures("impatient")
def test_an_impact_goes_on_where_no_script_runs(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = raised(fetch, since="2031-02-04")
    fetch.post(f"/admin/drafts/{number}/examples", {})
    page = finished(fetch, f"/admin/drafts/{number}/impact?go=1")
    assert "situation" in page, "whose outcome changes, to be opened"


def test_the_changes_of_a_large_draft_come_in_pages(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    with admin_app.app_context():
        number = drafts.begin("很多服务点", "", 1, fetch.id, map(counter, range(120)))
    address = f"/admin/drafts/{number}"
    pages = [fetch.get(f"{address}?page={page}").text for page in (1, 2, 3)]
    shown = [re.findall("样例服务点[0-9]+</a>", page) for page in pages]
    assert [len(its) for its in shown] == [50, 50, 20]
    assert len({name for its in shown for name in its}) == 120
    assert f'href="{address}?page=2"' in fetch.get(address).text


def test_an_approver_reads_first_what_is_to_be_looked_at_twice(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    row = {
        "since": date(2027, 1, 1),
        "districts": "centre",
        "value": 96,
        "source": "hukou-measures",
    }
    place = f"{ROWS}/centre@2027-01-01"
    leap = ItemDifference(path=WORK, place=place, before=None, after=row)
    with admin_app.app_context():
        number = drafts.begin("很多修改", "", 1, fetch.id, [*map(counter, range(60)), leap])
    page = fetch.get(f"/admin/drafts/{number}/impact").text
    assert "样例服务点" in page
    assert page.index("要求的务工月数") < page.index("样例服务点")


def sent_again(fetch: AdminFetcher, page: TestResponse) -> TestResponse:
    """What comes of the form of a page that shows how far a step is."""
    form = LexborHTMLParser(page.text).css_first("form[data-goes-on]")
    hidden = (its.attributes for its in form.css("input[type=hidden]"))
    fields = {its["name"] or "": its["value"] or "" for its in hidden}
    return fetch.client.post(form.attributes["action"] or "", data=fields)


def test_a_step_of_a_large_draft_answers_at_once_and_goes_on_until_it_is_done(
    admin_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = signed_in(admin_app, "editor")
    with admin_app.app_context():
        number = drafts.begin("很多服务点", "", 1, fetch.id, map(counter, range(510)))
    sent = {"words": "请看“第一条”", "from_day": "2026-12-20"}
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.0)
    first = fetch.post(f"/en/admin/drafts/{number}/submit", sent, 202)
    second = sent_again(fetch, first)
    assert second.status_code == 202
    assert "<progress" in second.text
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "editing", "nothing is done by half"
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 600.0)
    assert sent_again(fetch, second).status_code == 303
    with admin_app.app_context():
        draft = drafts.read_draft(number)
    assert (draft.state, draft.from_day) == ("in_review", date(2026, 12, 20))
    assert draft.events[-1].words == sent["words"]


def test_a_step_of_a_small_draft_waits_for_its_check(
    admin_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = signed_in(admin_app, "editor")
    with admin_app.app_context():
        number = drafts.begin("一个服务点", "", 1, fetch.id, [counter(1)])
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.0)
    fetch.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    with admin_app.app_context():
        assert drafts.read_draft(number).state == "in_review"


def test_an_item_that_one_may_not_edit_has_no_link_but_names_who_may(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    number = begun(editor)
    reworded(editor, number, "一共430元。")
    district = signed_in(admin_app, "editor", ["yongchuan"])
    form = f"/admin/drafts/{number}/item?"
    page = district.get(f"/admin/drafts/{number}").text
    assert form not in page
    assert f"/admin/drafts/{number}/drop" not in page
    assert f"您不能修改这一项，可以找{editor.name}" in page
    own = editor.get(f"/admin/drafts/{number}").text
    (href,) = set(re.findall(rf'href="({re.escape(form)}[^"]+)"', own))
    district.get(html.unescape(href), 403)
