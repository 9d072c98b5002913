"""The way back at night: in a few clicks, alone; confirmed or undone by another."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from portal import mail_sender
from portal.publishing import derive
from portal.rules.building import load
from portal.store import audit, database, mails
from portal.store.releases.rollbacks import PATIENCE, open_rollback, rollbacks
from portal.store.releases.stored import add_release, files_of, number_in_force
from portal.store.tables import Rollback
from portal.web.admin import rollback_watch
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import PASSWORD, AdminFetcher, signed_in, wait_for_release
from tests.web.admin.test_mails import NOBODY_LISTENS, outbox, reached

FLAT = "services/housing/public-rental.toml"
TODAY = date(2026, 11, 24)
PAGE = "/admin/releases/rollback"
WHY = "公租房的名字写错了"


@pytest.fixture
def app(admin_app: Flask) -> Flask:
    """A portal in which release 2 says something wrong."""
    with admin_app.app_context():
        files = files_of(1)
        files[FLAT] = files[FLAT].replace("公租房", "公寓房")
        add_release(files, derive(load(files)), "改名")
        database.db.session.remove()
    return admin_app


def in_force(app: Flask) -> int:
    with app.app_context():
        return number_in_force(TODAY)


def made_at(app: Flask, clock: Clock) -> None:
    """Set the moment of the open rollback to that of the clock, which the store does not ask."""
    with app.app_context(), database.writing() as session:
        session.query(Rollback).one().at = clock.at


def back(fetch: AdminFetcher, status: int = 303, **form: str) -> str:
    return fetch.post(PAGE, {"seen": "2", "words": WHY, **form}, status=status).text


class Clicks:
    """A browser that follows links and presses buttons as they stand on its page, and counts."""

    def __init__(self, fetch: AdminFetcher, path: str) -> None:
        self.fetch = fetch
        self.page = fetch.get(path).text
        self.count = 0

    def link(self, words: str) -> None:
        """Follow the link that says something, in the page itself."""
        main = self.page.partition("<main")[2]
        found = re.search(rf'<a\s[^>]*href="([^"]+)"[^>]*>{words}</a>', main)
        assert found, words
        self.count += 1
        self.page = self.fetch.get(html.unescape(found[1])).text

    def button(self, words: str, /, **typed: str) -> None:
        """Press a button: every hidden field of its form is sent with what was typed."""
        forms = re.findall(r"<form\s.*?</form>", self.page, re.DOTALL)
        (form,) = (form for form in forms if re.search(rf"<button[^>]*>{words}", form))
        action = re.search(r'action="([^"]*)"', form)
        assert action
        hidden = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
        given = {name: html.unescape(value) for name, value in hidden}
        self.count += 1
        answer = self.fetch.client.post(html.unescape(action[1]), data={**given, **typed})
        if answer.status_code == 303:
            self.page = self.fetch.get(self.fetch.follow(answer)).text
        else:
            self.page = answer.text


@pytest.mark.parametrize("role", ["approver", "manager"])
def test_from_the_overview_to_the_release_before_is_at_most_four_clicks(
    app: Flask, clock: Clock, role: str
) -> None:
    fetch = signed_in(app, role)
    clock.passes(minutes=29)  # long enough ago for another proof of identity
    road = Clicks(fetch, "/admin/")
    road.link("回到上一个版本")
    assert "公寓房" in road.page
    road.button("现在就恢复版本1", words=WHY)
    if 'name="proof"' in road.page:
        road.button("继续", proof=PASSWORD)
    assert "版本1已恢复" in road.page
    assert road.count <= 4
    assert in_force(app) == 3
    wait_for_release(fetch, 3)
    assert "公寓房" not in fetch.client.get("/services/public-rental").text


def test_without_a_reason_nothing_happens_and_the_page_says_so(app: Flask) -> None:
    fetch = signed_in(app, "approver")
    for words in ("", "错了"):
        text = back(fetch, 422, words=words)
        assert "至少4个字" in text
        assert in_force(app) == 2
    assert "错了</textarea>" in text


def test_a_release_published_since_the_page_was_opened_is_not_taken_out(app: Flask) -> None:
    fetch = signed_in(app, "approver")
    text = back(fetch, 409, seen="1")
    assert "什么都没有改" in text
    assert WHY in text
    assert in_force(app) == 2


def test_an_editor_sees_no_way_back_and_has_none(app: Flask) -> None:
    fetch = signed_in(app, "editor")
    assert "releases/rollback" not in fetch.get("/admin/").text
    assert "releases/rollback" not in fetch.get("/admin/releases").text
    fetch.get(PAGE, 403)
    back(fetch, 403)
    assert in_force(app) == 2


def test_it_stands_on_every_page_of_approvers_and_in_red_after_a_day(
    app: Flask, clock: Clock
) -> None:
    one = signed_in(app, "approver")
    editor = signed_in(app, "editor")
    back(one)
    made_at(app, clock)
    other = signed_in(app, "manager")
    for path in ("/admin/", "/admin/find", "/admin/audit", PAGE):
        text = other.get(path).text
        assert "要另一个人确认" in text
        assert "已经超过一天" not in text
    assert "要另一个人确认" not in editor.get("/admin/").text
    clock.passes(days=1)
    late = signed_in(app, "approver")
    for path in ("/admin/", "/admin/find", "/admin/reviews", PAGE):
        text = late.get(path).text
        assert re.search(
            r'class="notice error" role="alert">\s*<p><strong>恢复上一个版本已经超过一天', text
        )
    assert in_force(app) == 3


def test_another_confirms_it_and_the_notice_is_gone(app: Flask) -> None:
    one = signed_in(app, "approver")
    other = signed_in(app, "approver")
    back(one)
    own = one.get(PAGE).text
    assert "confirm" not in own.partition("<main")[2].partition("</main>")[0].replace(
        "confirmed", ""
    )
    one.post(f"{PAGE}/confirm", {"release": "3"}, status=409)
    page = other.get(PAGE).text
    assert WHY in page
    assert one.name in page
    other.post(f"{PAGE}/confirm", {"release": "3", "words": "看过了"})
    page = other.get(PAGE).text
    assert "要另一个人确认" not in page
    assert "看过了" in page
    other.post(f"{PAGE}/confirm", {"release": "3"}, status=409)
    assert in_force(app) == 3
    log = other.get("/admin/audit").text
    assert "恢复了上一个版本" in log
    assert WHY in log
    with app.app_context():
        assert audit.verify() is None


def test_an_office_with_one_approver_is_told_who_can_and_an_editor_confirms(app: Flask) -> None:
    one = signed_in(app, "approver")
    assert "Nobody else can confirm it yet" in one.get(f"/en{PAGE}").text
    back(one)
    assert "the operator adds one at the server" in one.get(f"/en{PAGE}").text
    district = signed_in(app, "editor", ["yongchuan"])
    district.get(PAGE, 403)
    assert "releases/rollback" not in district.get("/admin/").text
    editor = signed_in(app, "editor")
    assert editor.name in one.get(f"/en{PAGE}").text
    assert "要另一个人确认" in editor.get("/admin/find").text
    page = editor.get(PAGE).text
    assert "rollback/confirm" in page
    assert "rollback/undo" not in page
    editor.post(f"{PAGE}/undo", {"release": "3", "words": "其实没有写错"}, status=403)
    editor.post(f"{PAGE}/confirm", {"release": "3", "words": "看过了"})
    assert "要另一个人确认" not in one.get(PAGE).text
    editor.get(PAGE, 403)
    assert in_force(app) == 3


def test_an_editor_has_no_say_where_there_is_another_approver(app: Flask) -> None:
    back(signed_in(app, "approver"))
    editor = signed_in(app, "editor")
    other = signed_in(app, "manager")
    editor.get(PAGE, 403)
    editor.post(f"{PAGE}/confirm", {"release": "3"}, status=403)
    assert "要另一个人确认" not in editor.get("/admin/").text
    assert "要另一个人确认" in other.get("/admin/").text


def test_another_undoes_it_with_a_reason_and_residents_read_on(app: Flask) -> None:
    one = signed_in(app, "approver")
    other = signed_in(app, "manager")
    back(one)
    other.post(f"{PAGE}/undo", {"release": "3", "words": ""}, status=422)
    assert in_force(app) == 3
    other.post(f"{PAGE}/undo", {"release": "3", "words": "其实没有写错"})
    assert in_force(app) == 4
    wait_for_release(other, 4)
    assert "公寓房" in other.client.get("/services/public-rental").text
    assert "已撤销" in other.get(PAGE).text


def test_the_others_are_told_at_once_and_everybody_once_after_a_day(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_sender.install(app, NOBODY_LISTENS)
    monkeypatch.setattr(mail_sender, "run_in_background", lambda *_: None)
    one = reached(app, "approver")
    quiet = signed_in(app, "manager")
    quiet.post("/admin/account/mails", {"email": "quiet@example.org"})
    reached(app, "editor")
    back(one)
    made_at(app, clock)
    (mail,) = outbox(app)
    assert (mail.kind, mail.to) == ("rollback", quiet.name)
    assert WHY in mail.body
    assert PAGE in mail.body
    clock.passes(hours=23)
    assert not rollback_watch.look(app)
    clock.passes(hours=1)
    assert rollback_watch.look(app)
    assert not rollback_watch.look(app)
    late = [mail for mail in outbox(app) if "一天" in mail.subject]
    assert {mail.to for mail in late} == {one.name, quiet.name}


def test_after_a_rollback_nobody_has_confirmed_nothing_is_mailed_where_mails_are_off(
    app: Flask, clock: Clock
) -> None:
    back(signed_in(app, "approver"))
    made_at(app, clock)
    clock.passes(days=2)
    assert not rollback_watch.look(app)
    with app.app_context():
        found = open_rollback()
        assert found is not None
        assert found.is_overdue(clock.at)
        assert mails.last_mails() == ()
        assert clock.at - found.at > PATIENCE + timedelta(hours=1)
        assert len(rollbacks()) == 1
