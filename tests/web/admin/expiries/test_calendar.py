"""The calendar of expiries: by month, narrowed, as a file, and as an address without a sign-in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from icalendar import Calendar

from portal.store import database
from portal.store.people import assignments
from portal.web.http import rate_limits
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import AdminFetcher, signed_in

LAPSE = ("services/insurance/resident-medical.toml", "parameters/first_level")


def titles(body: bytes) -> dict[str, date]:
    """The events of a file: title → day."""
    read = Calendar.from_ical(body)
    return {str(its["summary"]): its.decoded("dtstart") for its in read.walk("VEVENT")}


def address_of(fetch: AdminFetcher) -> str:
    """Make an address by the form; its path as the page shows it."""
    page = fetch.post("/admin/calendar", {}, 200).text
    found = re.search(r'class="address">https?://[^/]+(/[^<]+)</code>', page)
    assert found
    return found[1]


def give(app: Flask, number: int | None) -> None:
    with app.app_context():
        assignments.set_all_responsible([LAPSE], number, "x")


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_what_lapses_stands_by_month_with_whose_it_is(admin_app: Flask, prefix: str) -> None:
    fetch = signed_in(admin_app, "editor")
    give(admin_app, fetch.id)
    page = fetch.get(f"{prefix}/admin/calendar").text
    assert fetch.name in page.partition("<main")[2]
    months = re.findall(r"<h2>(.*?)</h2>", page)
    assert any(("2026" in its and "12" in its) or "December" in its for its in months)


def test_it_is_narrowed_by_topic_district_and_person(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "approver")
    assert "按这些条件没有要到期的" in fetch.get("/admin/calendar").text
    every = count(fetch, "whose=all")
    assert every > 200
    insurance = count(fetch, "whose=all&topic=insurance")
    assert 0 < insurance < every
    assert 0 < count(fetch, "whose=all&topic=schooling&district=yuzhong") < every
    give(admin_app, fetch.id)
    assert count(fetch, f"whose=all&holder={fetch.id}") == 1
    assert count(fetch, "whose=all&holder=0") == every - 1
    assert count(fetch, "") == 1


def count(fetch: AdminFetcher, query: str) -> int:
    found = re.search(r"(\d+)项", fetch.get(f"/admin/calendar?{query}").text.partition("<main")[2])
    assert found
    return int(found[1])


def test_the_file_holds_what_the_page_does_of_the_days_to_come(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor", topics=["insurance"])
    response = fetch.get("/admin/calendar.ics?topic=insurance")
    assert response.mimetype == "text/calendar"
    assert response.headers["Cache-Control"] == "no-store"
    assert "attachment" in response.headers["Content-Disposition"]
    found = titles(response.data)
    assert found["城乡居民医保（全市）：5项到期，还没有新的"] == date(2026, 12, 31)
    assert min(found.values()) >= date(2026, 10, 24)
    for line in response.data.split(b"\r\n"):
        assert b"\n" not in line
        assert len(line) <= 75


def test_a_calendar_programme_asks_without_a_sign_in_and_reads_only_what_is_its_persons(
    admin_app: Flask,
) -> None:
    owner = signed_in(admin_app, "approver")
    path = address_of(owner)
    assert path.endswith(".ics")
    stranger = admin_app.test_client()
    response = stranger.get(path)
    assert response.status_code == 200
    assert titles(response.data) == {}
    give(admin_app, owner.id)
    response = stranger.get(path)
    assert response.mimetype == "text/calendar"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response.headers
    assert titles(response.data) == {
        "城乡居民医保（全市）：1项到期，还没有新的": date(2026, 12, 31)
    }
    assert owner.name not in response.data.decode()
    assert stranger.get("/admin/calendar").status_code in (303, 401)


def test_an_address_is_shown_once_and_ends_with_the_next_with_revoking_and_with_the_account(
    admin_app: Flask,
) -> None:
    owner = signed_in(admin_app, "approver")
    manager = signed_in(admin_app, "manager")
    stranger = admin_app.test_client()
    first = address_of(owner)
    assert first not in owner.get("/admin/calendar").text
    second = address_of(owner)
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)
    owner.post("/admin/calendar/revoke", {})
    assert stranger.get(second).status_code == 404
    third = address_of(owner)
    manager.post(f"/admin/people/{owner.id}/disable", {})
    assert stranger.get(third).status_code == 404
    assert stranger.get("/admin/calendar/guess.ics").status_code == 404


def test_an_address_is_made_only_after_a_fresh_proof(admin_app: Flask, clock: Clock) -> None:
    owner = signed_in(admin_app, "approver")
    clock.passes(minutes=11)
    page = owner.client.post(
        "/admin/calendar", data={"csrf_token": owner.form_token()}, base_url="http://localhost"
    )
    assert b'class="address"' not in page.data


def test_trying_addresses_is_throttled(admin_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "feed", (3, "hour"))
    stranger = admin_app.test_client()
    answers = [stranger.get(f"/admin/calendar/{its}.ics").status_code for its in range(4)]
    assert answers == [404, 404, 404, 429]
    assert stranger.get("/livez").status_code == 200


def test_words_of_the_rules_are_written_so_that_no_line_of_the_file_is_broken(
    admin_app: Flask,
) -> None:
    fetch = signed_in(admin_app, "editor")
    with admin_app.app_context():
        database.db.session.remove()
    body = fetch.get("/en/admin/calendar.ics").data
    read = Calendar.from_ical(body)
    assert str(read["x-wr-calname"]) == "What lapses in the rules"
    uids = [str(its["uid"]) for its in read.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    assert all(its["url"].startswith("http") for its in read.walk("VEVENT"))
    assert b"\\," in body
