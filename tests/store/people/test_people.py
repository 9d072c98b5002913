"""People: added, let in, throttled, signed out; only digests of their secrets are kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.store import database
from portal.store.people import (
    accounts,
    authentication,
    credential_setup,
    known_browsers,
    sessions,
    sign_in_throttle,
)
from portal.store.people.accounts import Person, PersonRefused
from portal.store.people.authentication import NotProved
from portal.store.people.credential_setup import WeakPassword
from portal.store.people.credentials import Passwords, one_time_code, totp_step
from portal.store.people.sessions import Origin, SignedIn
from portal.store.people.sign_in_throttle import Throttled
from portal.store.tables import Attempt, AuditEntry, Base

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HERE = Origin("10.1.2.3", "a browser")
PASSWORD = "eleven rivers meet here"


def after(**time: float) -> datetime:
    return AT + timedelta(**time)


def added(name: str = "王晓", role: str = "editor") -> Person:
    person, code = accounts.add_person(name, role, None, None, "test", AT)
    credential_setup.set_up(name, code, PASSWORD, HERE, AT)
    return person


def signed_in(name: str = "王晓", at: datetime = AT) -> SignedIn:
    found = sessions.find(authentication.sign_in(name, PASSWORD, HERE, at), at)
    assert found is not None
    return found


def enrolled(at: datetime = AT) -> tuple[SignedIn, str, tuple[str, ...]]:
    secret = pyotp.random_base32()
    found = signed_in(at=at)
    _, codes = credential_setup.enrol(found, secret, pyotp.TOTP(secret).at(at), at)
    return signed_in(at=at), secret, codes


def fails(
    password: str = "wrong", name: str = "王晓", at: datetime = AT, address: str = ""
) -> None:
    with pytest.raises(NotProved):
        authentication.sign_in(name, password, Origin(address or HERE.address), at)


def everything_stored() -> str:
    with database.db.engine.connect() as connection:
        return repr(
            [connection.execute(table.select()).all() for table in Base.metadata.sorted_tables]
        )


def test_somebody_added_is_found_with_role_and_limits(empty: Flask) -> None:
    accounts.add_person(" 王  晓 ", "editor", ["yuzhong"], ["housing"], "test", AT)
    (account,) = accounts.accounts()
    assert account.person.name == "王 晓"
    assert account.person.districts == {"yuzhong"}
    assert account.person.topics == {"housing"}
    assert (account.active, account.has_password, account.has_second_factor) == (True, False, False)
    assert account.setup_until == after(hours=48)


@pytest.mark.parametrize(
    ("name", "role", "reason"),
    [
        ("", "editor", "name"),
        ("x" * 41, "editor", "name"),
        ("a\x07b", "editor", "name"),
        ("WANG", "editor", "taken"),
        ("chen", "owner", "role"),
    ],
)
def test_a_wrong_name_or_role_is_refused(empty: Flask, name: str, role: str, reason: str) -> None:
    added("wang")
    with pytest.raises(PersonRefused) as fault:
        accounts.add_person(name, role, None, None, "test", AT)
    assert fault.value.reason == reason
    assert len(accounts.accounts()) == 1


@given(st.text(max_size=30))
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    once = accounts.plain_name(name)
    assert accounts.plain_name(once) == once


def test_a_setup_code_works_once_and_for_48_hours(empty: Flask) -> None:
    _, code = accounts.add_person("a", "editor", None, None, "test", AT)
    with pytest.raises(NotProved):
        credential_setup.set_up("a", one_time_code(), PASSWORD, HERE, AT)
    with pytest.raises(NotProved):
        credential_setup.set_up("a", code, PASSWORD, HERE, after(hours=48, seconds=1))
    credential_setup.set_up("a", code.upper().replace("-", " "), PASSWORD, HERE, after(hours=47))
    with pytest.raises(NotProved):
        credential_setup.set_up("a", code, "another password", HERE, after(hours=47))
    authentication.sign_in("a", PASSWORD, HERE, after(hours=47))


@pytest.mark.parametrize(
    ("password", "reason"),
    [("short", "short"), ("I am 王晓 myself", "name"), ("aaaaaaaaaaaaaaa", "repeat")],
)
def test_a_weak_password_is_refused(empty: Flask, password: str, reason: str) -> None:
    person = added()
    with pytest.raises(WeakPassword) as fault:
        credential_setup.choose_password(person.id, password, "test")
    assert fault.value.reason == reason
    signed_in()


def test_wrong_unknown_disabled_and_not_set_up_are_refused_alike(empty: Flask) -> None:
    person = added()
    added("陈实", "manager")
    accounts.add_person("new", "editor", None, None, "test", AT)
    fails()
    fails(name="nobody")
    fails(PASSWORD, name="new")
    fails("", name="new")
    accounts.set_active(person.id, False, "test")
    fails(PASSWORD)


def test_full_width_input_of_the_same_password_is_the_same(empty: Flask) -> None:
    added()
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in PASSWORD)
    authentication.sign_in("王晓", wide, HERE, AT)


class Counting(Passwords):
    """Counts how often a password is looked at."""

    looked = 0

    def matches(self, digest: str, password: str) -> bool:
        self.looked += 1
        return super().matches(digest, password)


def test_after_five_failures_nothing_is_hashed_until_a_pause_that_grows(empty: Flask) -> None:
    added()
    counting = empty.extensions["portal_passwords"] = Counting(8, 1)
    for _ in range(5):
        fails()
    with pytest.raises(Throttled) as fault:
        authentication.sign_in("王晓", PASSWORD, HERE, after(seconds=29))
    assert fault.value.seconds <= 30
    assert counting.looked == 5
    fails(at=after(seconds=31))
    with pytest.raises(Throttled) as fault:
        authentication.sign_in("王晓", PASSWORD, HERE, after(seconds=32))
    assert 30 < fault.value.seconds <= 60
    authentication.sign_in("王晓", PASSWORD, HERE, after(seconds=92))
    assert counting.looked == 7


ELSEWHERE = Origin("192.0.2.9", "another browser")


def test_whoever_knows_a_name_locks_out_nobody_elsewhere(empty: Flask) -> None:
    added()
    for _ in range(5):
        fails(address=ELSEWHERE.address)
    with pytest.raises(Throttled):
        authentication.sign_in("王晓", PASSWORD, ELSEWHERE, AT)
    assert signed_in().person.name == "王晓"


def spray(many: int, at: datetime = AT) -> None:
    """Failures of one account from many addresses, each below its own limit."""
    for number in range(many):
        fails(address=f"198.51.100.{number}", at=at)


def test_a_spray_over_many_addresses_is_slowed_but_not_for_a_browser_that_is_known(
    empty: Flask,
) -> None:
    person = added()
    token = known_browsers.remember(person.id, "", AT)
    spray(sign_in_throttle.EVERYWHERE_TRIES)
    for address in ("203.0.113.1", HERE.address):
        with pytest.raises(Throttled) as fault:
            authentication.sign_in("王晓", PASSWORD, Origin(address), AT)
        assert fault.value.seconds <= 31
    known = Origin(ELSEWHERE.address, "", token)
    authentication.sign_in("王晓", PASSWORD, known, AT)
    fails(address="203.0.113.1", at=after(seconds=31))


def test_a_known_browser_is_throttled_by_its_own_failures_and_for_its_own_person(
    empty: Flask,
) -> None:
    person = added()
    _ = added("陈实")
    token = known_browsers.remember(person.id, "", AT)
    for _ in range(5):
        with pytest.raises(NotProved):
            authentication.sign_in("王晓", "wrong", Origin(HERE.address, "", token), AT)
    with pytest.raises(Throttled):
        authentication.sign_in("王晓", PASSWORD, Origin(HERE.address, "", token), AT)
    assert not known_browsers.is_known(token, "陈实", AT)
    assert not known_browsers.is_known(token, "nobody", AT)
    assert not known_browsers.is_known("made up", "王晓", AT)
    assert not known_browsers.is_known(token, "王晓", AT + known_browsers.KEPT)


def test_who_shares_an_address_with_an_attacker_signs_in_from_a_known_browser(
    empty: Flask,
) -> None:
    person = added()
    token = known_browsers.remember(person.id, "", AT)
    for number in range(sign_in_throttle.ADDRESS_TRIES):
        fails(name=f"name {number}")
    with pytest.raises(Throttled):
        authentication.sign_in("王晓", PASSWORD, HERE, AT)
    authentication.sign_in("王晓", PASSWORD, Origin(HERE.address, "", token), AT)


def test_second_proofs_of_somebody_signed_in_know_nothing_of_a_strangers_failures(
    empty: Flask,
) -> None:
    added()
    found, _, codes = enrolled()
    for _ in range(5):
        fails()
    spray(sign_in_throttle.EVERYWHERE_TRIES - 5)
    authentication.confirm(found, PASSWORD, AT)
    authentication.second_factor(found, codes[0], AT)


def test_codes_of_a_second_factor_are_counted_together_wherever_they_are_tried(
    empty: Flask,
) -> None:
    added()
    enrolled()
    for number in range(5):
        found = sessions.find(
            authentication.sign_in("王晓", PASSWORD, Origin(f"192.0.2.{number}"), AT), AT
        )
        assert found is not None
        with pytest.raises(NotProved):
            authentication.second_factor(found, "000000", AT)
    with pytest.raises(Throttled):
        authentication.second_factor(signed_in(), "000000", AT)


def test_all_addresses_of_a_subscriber_of_ipv6_are_one_place(empty: Flask) -> None:
    added()
    for number in range(5):
        fails(address=f"2001:db8:1:2::{number}")
    with pytest.raises(Throttled):
        authentication.sign_in("王晓", PASSWORD, Origin("2001:db8:1:2:ffff::1"), AT)
    authentication.sign_in("王晓", PASSWORD, Origin("2001:db8:1:3::1"), AT)


def test_unlocking_forgets_the_failures_of_one_person_and_is_logged(empty: Flask) -> None:
    added()
    added("陈实")
    for name in ("王晓", "陈实"):
        for _ in range(5):
            fails(name=name)
    assert authentication.unlock(" 王晓 ", "console") == 5
    signed_in()
    with pytest.raises(Throttled):
        authentication.sign_in("陈实", PASSWORD, HERE, AT)
    query = database.db.session.query(AuditEntry).order_by(AuditEntry.number)
    assert ("console", "person_unlocked", "王晓") in [(e.who, e.what, e.subject) for e in query]


def test_tries_noted_by_a_clock_a_year_ahead_keep_nobody_waiting(empty: Flask) -> None:
    added()
    for _ in range(7):
        with suppress(Throttled, NotProved):
            authentication.sign_in("王晓", "wrong", HERE, after(days=365))
    signed_in()
    with pytest.raises(NotProved):
        authentication.sign_in("王晓", "wrong", HERE, AT)


def test_a_sign_in_begun_by_a_clock_a_year_ahead_is_over_with_it(empty: Flask) -> None:
    added()
    token = authentication.sign_in("王晓", PASSWORD, HERE, after(days=365))
    assert sessions.find(token, AT) is None
    assert sessions.find(token, after(days=365)) is not None


def test_a_person_knows_ten_browsers_and_none_after_a_reset(empty: Flask) -> None:
    person = added()
    tokens = [known_browsers.remember(person.id, "", after(seconds=n)) for n in range(12)]
    known = [known_browsers.is_known(token, "王晓", after(seconds=20)) for token in tokens]
    assert known == [False] * 2 + [True] * 10
    assert known_browsers.remember(person.id, tokens[5], after(seconds=30)) == tokens[5]
    assert not any(token in everything_stored() for token in tokens)
    accounts.reset_person(person.id, "test", AT)
    assert not any(known_browsers.is_known(token, "王晓", after(seconds=40)) for token in tokens)


def test_somebody_disabled_gets_no_setup_code(empty: Flask) -> None:
    person = added()
    accounts.set_active(person.id, False, "test")
    with pytest.raises(PersonRefused, match="disabled"):
        accounts.reset_person(person.id, "test", AT)


def test_a_name_that_does_not_exist_costs_a_hash_too(empty: Flask) -> None:
    counting = empty.extensions["portal_passwords"] = Counting(8, 1)
    fails(name="nobody")
    assert counting.looked == 1


def test_a_spray_over_many_names_is_stopped_by_its_address(empty: Flask) -> None:
    added()
    counting = empty.extensions["portal_passwords"] = Counting(8, 1)
    for number in range(sign_in_throttle.ADDRESS_TRIES):
        fails(name=f"name {number}")
    with pytest.raises(Throttled):
        authentication.sign_in("another", "guess", HERE, AT)
    assert counting.looked == sign_in_throttle.ADDRESS_TRIES
    authentication.sign_in("王晓", PASSWORD, Origin("10.9.9.9"), AT)


def test_being_right_forgets_the_failures_of_the_account_alone(empty: Flask) -> None:
    added()
    fails()
    fails(name="nobody")
    signed_in()
    assert database.db.session.query(Attempt).count() == 1


def test_failures_are_forgotten_after_a_quarter_of_an_hour(empty: Flask) -> None:
    added()
    for _ in range(5):
        fails()
    signed_in(at=after(minutes=15, seconds=1))


def test_a_code_of_the_second_factor_works_once(empty: Flask) -> None:
    added()
    found, secret, _ = enrolled()
    code = pyotp.TOTP(secret).at(after(seconds=60))
    with pytest.raises(NotProved):
        authentication.second_factor(found, pyotp.TOTP(secret).at(AT), AT)
    token = authentication.second_factor(found, code, after(seconds=60))
    both = sessions.find(token, after(seconds=60))
    assert both is not None
    assert (both.factors, both.complete) == (2, True)
    with pytest.raises(NotProved):
        authentication.second_factor(found, code, after(seconds=61))


@given(st.integers(min_value=300, max_value=2**33), st.integers(min_value=-5, max_value=5))
def test_a_code_counts_within_one_step_and_never_again(second: int, away: int) -> None:
    secret = "JBSWY3DPEHPK3PXP" * 2
    at = datetime.fromtimestamp(second, UTC)
    step = second // 30
    code = pyotp.TOTP(secret).generate_otp(step + away)
    found = totp_step(secret, code, at, -1)
    if abs(away) <= 1:
        assert found is not None
        assert totp_step(secret, code, at, found) in (None, found + 1, found + 2)


def test_a_recovery_code_works_once(empty: Flask) -> None:
    added()
    found, _, codes = enrolled()
    assert len(codes) == len(set(codes)) == 10
    assert credential_setup.recovery_codes_left(found.person.id) == 10
    authentication.second_factor(found, codes[3], AT)
    assert credential_setup.recovery_codes_left(found.person.id) == 9
    with pytest.raises(NotProved):
        authentication.second_factor(found, codes[3], AT)
    credential_setup.renew_recovery_codes(found)
    with pytest.raises(NotProved):
        authentication.second_factor(found, codes[4], AT)


def test_a_password_alone_does_not_replace_a_second_factor(empty: Flask) -> None:
    added()
    found, _, _ = enrolled()
    secret = pyotp.random_base32()
    with pytest.raises(NotProved):
        credential_setup.enrol(found, secret, pyotp.TOTP(secret).at(AT), AT)


def test_codes_are_throttled_like_passwords(empty: Flask) -> None:
    added()
    found, _, codes = enrolled()
    for _ in range(5):
        with pytest.raises(NotProved):
            authentication.second_factor(found, "000000", AT)
    with pytest.raises(Throttled):
        authentication.second_factor(found, codes[0], AT)


def test_a_sign_in_ends_when_idle_or_old(empty: Flask) -> None:
    added()
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    assert sessions.find(token, after(minutes=29)) is not None
    assert sessions.find(token, after(minutes=58)) is not None
    assert sessions.find(token, after(minutes=89)) is None
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    for quarter in range(48):
        assert sessions.find(token, after(minutes=15 * quarter)) is not None
    assert sessions.find(token, after(hours=12)) is None


def test_a_second_factor_changes_the_token(empty: Flask) -> None:
    added()
    _, _, codes = enrolled()
    before = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    found = sessions.find(before, AT)
    assert found is not None
    assert authentication.second_factor(found, codes[0], AT) != before
    assert sessions.find(before, AT) is None


def test_sign_ins_are_listed_ended_and_never_those_of_others(empty: Flask) -> None:
    person = added()
    other = added("陈实")
    first = signed_in()
    second = signed_in()
    assert {its.id for its in sessions.living(person.id, AT)} == {first.id, second.id}
    assert sessions.living(person.id, AT)[0].address == "10.1.2.0"
    sessions.end(first.id, other, AT)
    assert len(sessions.living(person.id, AT)) == 2
    sessions.end(first.id, person, AT)
    assert [its.id for its in sessions.living(person.id, AT)] == [second.id]


def test_a_new_password_ends_the_other_sign_ins(empty: Flask) -> None:
    person = added()
    kept = signed_in()
    signed_in()
    credential_setup.choose_password(person.id, "another long password", "王晓", kept.id)
    assert [its.id for its in sessions.living(person.id, AT)] == [kept.id]
    fails(PASSWORD)


def test_a_changed_disabled_or_reset_person_is_signed_out_at_once(empty: Flask) -> None:
    person = added()
    added("陈实", "manager")
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    accounts.change_person(person.id, "editor", ["yuzhong"], None, "test")
    assert sessions.find(token, AT) is None
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    accounts.set_active(person.id, False, "test")
    assert sessions.find(token, AT) is None
    accounts.set_active(person.id, True, "test")
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    code = accounts.reset_person(person.id, "test", AT)
    assert sessions.find(token, AT) is None
    fails(PASSWORD)
    credential_setup.set_up("王晓", code, PASSWORD, HERE, AT)


def test_the_last_manager_can_be_neither_disabled_nor_changed(empty: Flask) -> None:
    manager = added("陈实", "manager")
    for change in (
        lambda: accounts.set_active(manager.id, False, "test"),
        lambda: accounts.change_person(manager.id, "editor", None, None, "test"),
    ):
        with pytest.raises(PersonRefused, match="last_manager"):
            change()
    assert accounts.accounts()[0].active
    added("李敏", "manager")
    accounts.set_active(manager.id, False, "test")


def test_no_secret_is_stored_or_logged(empty: Flask) -> None:
    person, code = accounts.add_person("王晓", "editor", None, None, "test", AT)
    credential_setup.set_up("王晓", code, PASSWORD, HERE, AT)
    fails("a wrong secret")
    fails("x", name="a password in the wrong field")
    token = authentication.sign_in("王晓", PASSWORD, HERE, AT)
    codes = credential_setup.renew_recovery_codes(signed_in())
    stored = everything_stored()
    for secret in (code, PASSWORD, "a wrong secret", "in the wrong", token, *codes, HERE.address):
        assert secret not in stored
    assert person.name in stored


def test_what_happened_to_people_is_in_the_log(empty: Flask) -> None:
    person = added()
    fails()
    signed_in()
    accounts.reset_second_factor(person.id, "李敏")
    query = database.db.session.query(AuditEntry).order_by(AuditEntry.number)
    assert [(entry.who, entry.what) for entry in query] == [
        ("test", "person_added"),
        ("王晓", "set_up"),
        ("王晓", "sign_in_failed"),
        ("王晓", "signed_in"),
        ("李敏", "second_factor_reset"),
    ]
