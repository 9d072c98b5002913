"""Kiosks in the store: names given once, codes used once, seen once a minute; sessions that end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.store import audit, database
from portal.store.kiosks import ended_sessions, enrolment, machines
from portal.store.kiosks.enrolment import NotEnrolled, WrongPin
from portal.store.kiosks.machines import NotPossible, Setup
from portal.store.people.sign_in_throttle import Throttled

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SETUP = Setup(name="大厅一号机", counter="hall", district="jiulongpo")


def enrolled(setup: Setup = SETUP) -> str:
    """A kiosk that is enrolled; its token."""
    _, code = machines.add_kiosk(setup, "manager", NOW)
    return enrolment.enrol(code, "an address", NOW)


def test_a_kiosk_is_found_by_its_token_and_by_nothing_else(empty: Flask) -> None:
    token = enrolled()
    found = enrolment.find(token)
    assert found is not None
    assert found.setup == SETUP
    assert (found.enrolled_at, found.seen_at, found.setup_until) == (NOW, NOW, None)
    assert enrolment.find("") is None
    assert enrolment.find(token + "x") is None


def test_only_one_of_many_browsers_that_enter_a_code_at_once_becomes_the_kiosk(
    empty: Flask,
) -> None:
    _, code = machines.add_kiosk(SETUP, "manager", NOW)
    tokens: list[str] = []

    def enter(place: int) -> None:
        with empty.app_context():
            try:
                tokens.append(enrolment.enrol(code, f"address {place}", NOW))
            except NotEnrolled:
                return
            finally:
                database.db.session.remove()

    threads = [threading.Thread(target=enter, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.db.session.rollback()
    assert len([token for token in tokens if enrolment.find(token)]) == 1


def test_a_kiosk_is_seen_once_a_minute_and_whenever_it_shows_another_release(
    empty: Flask,
) -> None:
    token = enrolled()

    def look(after: int, release: int) -> tuple[datetime | None, int]:
        found = enrolment.find(token)
        assert found
        enrolment.seen(found, release, NOW + timedelta(seconds=after))
        database.db.session.rollback()
        again = enrolment.find(token)
        assert again
        return again.seen_at, again.release

    assert look(30, 0) == (NOW, 0)
    assert look(40, 1) == (NOW + timedelta(seconds=40), 1)
    assert look(99, 1) == (NOW + timedelta(seconds=40), 1)
    assert look(101, 1) == (NOW + timedelta(seconds=101), 1)


def test_names_are_given_once_and_every_act_is_in_the_audit_log(empty: Flask) -> None:
    number, _ = machines.add_kiosk(SETUP, "manager", NOW)
    with pytest.raises(NotPossible, match="taken"):
        machines.add_kiosk(SETUP, "manager", NOW)
    with pytest.raises(NotPossible, match="name"):
        machines.add_kiosk(Setup(name="", counter="hall", district="jiulongpo"), "manager", NOW)
    machines.change_kiosk(number, SETUP, "manager")
    machines.change_kiosk(
        number, Setup(name="大厅二号机", counter="hall", district="jiulongpo"), "manager"
    )
    machines.renew_code(number, "manager", NOW)
    machines.revoke(number, "manager", NOW)
    machines.set_pin("hall", "480163", "manager", NOW)
    with pytest.raises(NotPossible, match="unknown"):
        machines.revoke(number + 1, "manager", NOW)
    entries, _ = audit.entries()
    acts = ["kiosk_added", "kiosk_changed", "kiosk_code_renewed", "kiosk_revoked"]
    assert [its.what for its in reversed(entries)] == [*acts, "counter_pin_set"]
    assert "480163" not in "".join(audit.export_lines())


def test_a_pin_is_proved_and_guessing_is_slowed_down_per_counter(empty: Flask) -> None:
    found = enrolment.find(enrolled())
    assert found
    with pytest.raises(WrongPin):
        enrolment.prove_pin(found, "480163", NOW)
    machines.set_pin("hall", "480163", "manager", NOW)
    for _ in range(30):
        enrolment.prove_pin(found, "４８０１６３", NOW)
    for _ in range(5):
        with pytest.raises(WrongPin):
            enrolment.prove_pin(found, "654321", NOW)
    with pytest.raises(Throttled):
        enrolment.prove_pin(found, "480163", NOW)
    enrolment.prove_pin(found, "480163", NOW + timedelta(minutes=16))


def test_a_session_ends_once_and_its_number_is_swept_after_a_day(empty: Flask) -> None:
    assert not ended_sessions.has_ended("one")
    assert ended_sessions.end("one", NOW)
    assert not ended_sessions.end("one", NOW)
    assert ended_sessions.has_ended("one")
    ended_sessions.end("two", NOW + timedelta(hours=23))
    assert ended_sessions.has_ended("one")
    ended_sessions.end("three", NOW + timedelta(hours=25))
    assert not ended_sessions.has_ended("one")
    assert ended_sessions.has_ended("two")
