"""A year renewed from the overview to review: its clicks, and the examples that a gap outdates."""

from __future__ import annotations

import html
import re

from flask import Flask

from portal.store import drafts
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.admin.yearly.test_yearly import NAME, change_at, changes_of, form_of, row_of, saved

SOURCE = "resident-medical-2026"
FLAT = "services/housing/public-rental.toml"
LINES = ("three", "two", "one")
GAP_EXAMPLE = "From 5 March 2027 the line of 2026 is the last known"
HINT = re.compile(r'<label class="quiet" for="r(\d+)-(\w+)">.*?<p class="fault"', re.DOTALL)
MOST_CLICKS = 15


def hints_of(page: str) -> dict[str, str]:
    """What each field says that stood there a year before."""
    found = {}
    for block in HINT.finditer(page):
        hint = re.search(r"去年：\s*<span[^>]*>(.*?)</span>", block[0], re.DOTALL)
        if hint:
            found[f"{block[1]}.{block[2]}"] = html.unescape(hint[1].strip())
    return found


class Clicks:
    """A person who clicks: every page fetched and every form sent is one."""

    def __init__(self, fetch: AdminFetcher) -> None:
        self.fetch = fetch
        self.number = 0

    def get(self, path: str) -> str:
        self.number += 1
        return self.fetch.get(path).text

    def post(self, path: str, form: dict[str, str]) -> str:
        """Where the browser is led, and what stands there: one click for both."""
        self.number += 1
        address = self.fetch.follow(self.fetch.post(path, form))
        self.fetch.get(address)
        return address


def last_of_december(page: str) -> dict[str, str]:
    """Rows of a page that end on 31 December, filled in with the figures of the year before."""
    form = form_of(page)
    hints = hints_of(page)
    for number, _ in NAME.findall(page):
        if form[f"{number}.since"].endswith("-01-01"):
            form |= {name: its for name, its in hints.items() if name.startswith(f"{number}.")}
    return form


def test_what_lapses_on_a_31_december_is_renewed_in_fifteen_clicks(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    clicks = Clicks(fetch)
    assert 'href="/admin/yearly"' in fetch.get("/admin/").text, "one comes from the overview"
    page = clicks.get("/admin/yearly")
    address = clicks.post("/admin/yearly", {**last_of_december(page), "source": SOURCE})
    draft = re.search(r"draft=(\d+)", address)
    assert draft
    number = int(draft[1])
    page = clicks.get(f"/admin/yearly?year=2025&draft={number}")
    form = {**last_of_december(page), "source": SOURCE, "draft": str(number)}
    clicks.post("/admin/yearly", form)
    clicks.get(f"/admin/drafts/{number}")
    clicks.post(f"/admin/drafts/{number}/examples", {})
    clicks.post(f"/admin/drafts/{number}/submit", {"words": "请看"})
    assert clicks.number <= MOST_CLICKS
    with admin_app.app_context():
        draft_now = drafts.read_draft(number)
    assert draft_now.state == "in_review"
    rows = [its for its in draft_now.changes if "/rows/" in its.place]
    assert len(rows) > 20, "one draft holds both years"


def renewed_lines(fetch: AdminFetcher) -> int:
    """A draft that says the income lines of public rental homes from March 2027 on."""
    page = fetch.get("/admin/yearly?year=2027&topic=housing").text
    form = {**form_of(page), "source": "public-rental-guide-2025"}
    for line in LINES:
        number = row_of(page, f"{FLAT} parameters/income_line_{line}/rows/centre@2026-03-05")
        form[f"{number}.value"] = hints_of(page)[f"{number}.value"]
    return saved(fetch, form)


def test_an_example_that_rests_on_the_gap_is_renewed_and_named(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    draft = renewed_lines(editor)
    examples = [its for its in changes_of(admin_app, draft) if its.place.startswith("examples/")]
    gone = [its.before for its in examples if its.after is None]
    come = [its.after for its in examples if its.before is None]
    assert [its["name"] for its in gone if its] == [GAP_EXAMPLE]
    assert [its["expect"] for its in come if its] == ["meets"]
    assert "undecided" not in (come[0] or {})
    words = "有1个例子原来说“2027年没有公布”，现在不再成立，已一并更新：公租房"
    page = editor.get(f"/admin/yearly?year=2027&topic=housing&draft={draft}&saved=1").text
    assert words in page
    editor.post(f"/admin/drafts/{draft}/examples", {})
    editor.post(f"/admin/drafts/{draft}/submit", {})
    review = signed_in(admin_app, "approver").get(f"/admin/drafts/{draft}").text
    assert words in review
    with admin_app.app_context():
        assert drafts.read_draft(draft).state == "in_review"


def test_an_amount_that_fills_no_gap_leaves_examples_alone(admin_app: Flask) -> None:
    editor = signed_in(admin_app, "editor")
    page = editor.get("/admin/yearly").text
    line = "services/insurance/resident-medical.toml parameters/first_level/rows/city@2026-01-01"
    number = row_of(page, line)
    form = {**form_of(page), f"{number}.value": "420", "source": SOURCE}
    changes = changes_of(admin_app, saved(editor, form))
    assert [its.place for its in changes] == ["parameters/first_level/rows/city@2027-01-01"]
    assert change_at(changes, "parameters/first_level/rows/city@2027-01-01")
