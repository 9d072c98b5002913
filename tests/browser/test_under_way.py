"""A step of a large draft in Chromium: its page goes on by itself, without scripts by a button."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page, Request, expect

from portal.publishing import under_way
from portal.store import drafts
from tests.browser.conftest import Visit
from tests.browser.office import WIDE, Office, office
from tests.web.admin.conftest import admin_app, clock
from tests.web.admin.drafts.test_draft_pages import counter
from tests.web.admin.signing import added

__all__ = ["admin_app", "clock", "office"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORDS = "请看“第一条”，<b>已核实</b>"
CHECKED = "正在检查草稿"
WHOLE = 600.0
#: What was checked once is known in this process: each draft says something of its own.
NUMBERS = count()


def large_draft(office: Office, scripts: bool = True) -> tuple[Visit, int]:
    """The page of a draft whose steps wait for a check, before its editor."""
    person = added(office.app, "editor")
    first = next(NUMBERS)
    with office.app.app_context():
        changes = map(counter, range(first, first + 510))
        number = drafts.begin("很多服务点", "", 1, person.id, changes)
    visit = office.window_of(person, **WIDE, java_script_enabled=scripts)
    visit.open(f"/admin/drafts/{number}")
    return visit, number


def sent_to_review(page: Page) -> None:
    page.fill("#submit-words", WORDS)
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.locator("h1")).to_have_text(CHECKED)


def state(office: Office, number: int) -> tuple[str, str]:
    """The state of the draft and what was said last."""
    with office.app.app_context():
        draft = drafts.read_draft(number)
        return draft.state, draft.events[-1].words if draft.events else ""


def test_the_page_sends_the_step_again_until_it_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, number = large_draft(office)
    page = visit.page
    steps: list[Request] = []
    page.on("request", lambda asked: steps.append(asked) if asked.method == "POST" else None)
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.0)
    sent_to_review(page)
    for _ in range(3):
        with page.expect_request(lambda asked: asked.url.endswith(f"/{number}/submit")):
            pass
    assert len({asked.post_data for asked in steps}) == 1, "what was typed goes along unchanged"
    assert state(office, number) == ("editing", "")
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", WHOLE)
    page.wait_for_url(f"**/admin/drafts/{number}")
    assert state(office, number) == ("in_review", WORDS)
    sent = len(steps)
    page.wait_for_timeout(1000)
    assert len(steps) == sent, "what is done is not sent again"


def test_without_scripts_the_page_stands_still_and_its_button_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, number = large_draft(office, scripts=False)
    page = visit.page
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", 0.0)
    sent_to_review(page)
    steps: list[Request] = []
    page.on("request", lambda asked: steps.append(asked) if asked.method == "POST" else None)
    page.wait_for_timeout(1000)
    assert not steps
    page.get_by_role("button", name="继续", exact=True).click()
    expect(page.locator("h1")).to_have_text(CHECKED)
    assert state(office, number) == ("editing", "")
    monkeypatch.setattr(under_way, "PATIENCE_SECONDS", WHOLE)
    page.get_by_role("button", name="继续", exact=True).click()
    page.wait_for_url(f"**/admin/drafts/{number}")
    assert state(office, number) == ("in_review", WORDS)
