"""A manager adds a kiosk at a counter, sees it, changes it, gives it a code, switches it off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store import audit, database, schema
from portal.store.kiosks import machines
from tests.conftest import SECRET, TODAY
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.kiosk.machines import COUNTER, PIN, Machine, portal_with_counter

FORM = {
    "name": "大厅一号机",
    "counter": COUNTER,
    "languages": ["zh", "en"],
    "starts_in": "zh",
    "idle_seconds": "60",
    "paper": "a4",
}


@pytest.fixture
def counter_app(tmp_path: Path) -> Iterator[Flask]:
    """A portal with a counter and nobody in it."""
    app = portal_with_counter(tmp_path)
    yield app
    with app.app_context():
        database.db.engine.dispose()


def shown_code(text: str) -> str:
    """The code on the page that shows it."""
    return text.partition('<code class="large" lang="und">')[2].partition("<")[0]


def added(fetch: AdminFetcher) -> str:
    """Add a kiosk; returns its code."""
    return shown_code(fetch.post("/admin/kiosks", FORM, status=200).text)


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_manager_adds_a_kiosk_which_is_then_set_up_and_seen(
    counter_app: Flask, prefix: str
) -> None:
    fetch = signed_in(counter_app, "manager")
    fetch.get(f"{prefix}/admin/kiosks")
    code = shown_code(fetch.post(f"{prefix}/admin/kiosks", FORM, status=200).text)
    assert code not in fetch.get(f"{prefix}/admin/kiosks").text
    machine = Machine(counter_app.test_client())
    machine.post("/kiosk/enrol", {"code": code})
    machine.client.post("/kiosk/alive")
    machine.post("/kiosk/check", {"district": "jiulongpo"})
    slip = machine.get("/kiosk/result/public-rental").text
    assert "print=a4" in slip
    assert "sheet.css" in machine.get("/kiosk/result/public-rental?print=a4").text
    machine.post("/kiosk/end", {})
    assert "大厅一号机" in fetch.get(f"{prefix}/admin/kiosks").text
    text = fetch.get(f"{prefix}/admin/kiosks/1").text
    assert 'class="badge yes"' in text
    fetch.get(f"{prefix}/admin/audit")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "最多"),
        ({"counter": "nowhere"}, "请选择自助机所属的"),
        ({"idle_seconds": "5"}, "60到90"),
        ({"idle_seconds": "x"}, "60到90"),
        ({"paper": "gold"}, "没有办成"),
        ({"starts_in": "fr"}, "没有办成"),
    ],
)
def test_what_does_not_fit_is_refused_and_kept(
    counter_app: Flask, wrong: dict[str, str], words: str
) -> None:
    fetch = signed_in(counter_app, "manager")
    text = fetch.post("/admin/kiosks", {**FORM, **wrong}, status=422).text
    assert words in text
    assert 'value="a4" selected' in text or "paper" in wrong
    with counter_app.app_context():
        assert machines.kiosks() == ()
        database.db.session.remove()


def test_a_name_is_given_once_and_a_kiosk_can_be_changed(counter_app: Flask) -> None:
    fetch = signed_in(counter_app, "manager")
    added(fetch)
    assert "已经有" in fetch.post("/admin/kiosks", FORM, status=422).text
    fetch.post("/admin/kiosks/1", {**FORM, "idle_seconds": "90", "languages": ["hant"]})
    with counter_app.app_context():
        setup = machines.kiosks()[0].setup
        assert (setup.idle_seconds, setup.languages) == (90, ("zh", "hant"))
        database.db.session.remove()
    fetch.post("/admin/kiosks/1", {**FORM, "idle_seconds": "9"}, status=422)
    fetch.get("/admin/kiosks/2", status=404)


def test_switched_off_it_is_off_and_a_new_code_ends_what_the_old_machine_held(
    counter_app: Flask,
) -> None:
    fetch = signed_in(counter_app, "manager")
    machine = Machine(counter_app.test_client())
    machine.post("/kiosk/enrol", {"code": added(fetch)})
    fetch.post("/admin/kiosks/1/revoke", {})
    machine.get("/kiosk/", status=403)
    code = shown_code(fetch.post("/admin/kiosks/1/code", {}, status=200).text)
    machine.get("/kiosk/", status=303)
    other = Machine(counter_app.test_client())
    other.post("/kiosk/enrol", {"code": code})
    other.get("/kiosk/")
    machine.get("/kiosk/", status=303)


def test_the_pin_of_a_counter_is_set_and_never_shown(counter_app: Flask) -> None:
    fetch = signed_in(counter_app, "manager")
    for wrong in ("12345", "1234567890123", "12345a", ""):
        fetch.post("/admin/kiosks/pin", {"counter": COUNTER, "pin": wrong}, status=422)
    fetch.post("/admin/kiosks/pin", {"counter": "nowhere", "pin": PIN}, status=422)
    fetch.post("/admin/kiosks/pin", {"counter": COUNTER, "pin": PIN})
    text = fetch.get("/admin/kiosks").text
    assert "已设口令" in text
    assert PIN not in text
    with counter_app.app_context():
        assert PIN not in "".join(audit.export_lines())
        assert audit.verify() is None
        database.db.session.remove()


@pytest.mark.parametrize("role", ["editor", "approver"])
def test_nobody_but_a_manager_touches_kiosks(counter_app: Flask, role: str) -> None:
    fetch = signed_in(counter_app, role)
    for path in ("/admin/kiosks", "/admin/kiosks/1"):
        assert fetch.client.get(path).status_code == 403
    for path in ("/admin/kiosks", "/admin/kiosks/pin", "/admin/kiosks/1/revoke"):
        fetch.post(path, FORM, status=403)


@pytest.fixture
def without_counters(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose rules name no counter."""
    app = create_app(
        Settings(
            instance=tmp_path,
            database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}",
            secret_key=SECRET,
            password_memory=8,
            password_rounds=1,
        ),
        today=lambda: TODAY,
    )
    files = read_folder(SHIPPED)
    with app.app_context():
        schema.upgrade_schema()
        seed({path: text for path, text in files.items() if not path.startswith("counters/")})
    yield app
    with app.app_context():
        database.db.engine.dispose()


def test_without_a_counter_there_is_nothing_to_add_to(without_counters: Flask) -> None:
    text = signed_in(without_counters, "manager").get("/admin/kiosks").text
    assert "请先录入服务点" in text
    assert 'name="idle_seconds"' not in text
