"""Passkeys: real ceremonies with an authenticator in software, and every way they can be wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from drills.authenticator import Authenticator, b64, unb64
from portal.store import database
from portal.store.database import writing
from portal.store.people import (
    accounts,
    authentication,
    credential_setup,
    passkeys,
    sessions,
    sign_in_rule,
)
from portal.store.people.authentication import NotProved, PasskeyNotProved
from portal.store.people.passkeys import PasskeyRefused, Purpose, RelyingParty
from portal.store.people.sessions import SignedIn
from portal.store.people.sign_in_throttle import Throttled
from portal.store.tables import AuditEntry, Passkey
from tests.store.people.test_people import AT, added, after, everything_stored, signed_in

SITE = RelyingParty("portal.example.org", "https://portal.example.org", "门户")
LATER = after(seconds=30)


def made(
    name: str = "王晓", device: Authenticator | None = None, at: datetime = AT
) -> tuple[SignedIn, Authenticator, tuple[str, ...]]:
    """Somebody's sign-in with both factors, a passkey of theirs, and the recovery codes."""
    device = device or Authenticator()
    found = signed_in(name, at)
    options = passkeys.creation_options(found, SITE, at)
    token, codes = credential_setup.add_passkey(
        found, "办公室电脑", device.create(options), SITE, at
    )
    both = sessions.find(token, at)
    assert both is not None
    return both, device, codes


def asked(found: SignedIn, purpose: Purpose = "sign_in", at: datetime = AT) -> str:
    return passkeys.request_options(found, purpose, SITE, at)


def acts() -> list[str]:
    return list(database.db.session.scalars(database.db.select(AuditEntry.what)))


def test_a_passkey_is_made_and_proves_the_second_factor(empty: Flask) -> None:
    added()
    both, device, codes = made()
    assert (both.factors, both.has_passkey, both.has_app, both.complete) == (2, True, False, True)
    assert len(codes) == credential_setup.RECOVERY_CODES
    halfway = signed_in(at=LATER)
    assert (halfway.has_second_factor, halfway.complete) == (True, False)
    answer = device.get(asked(halfway, at=LATER))
    token = authentication.second_factor_by_passkey(halfway, answer, SITE, LATER)
    found = sessions.find(token, LATER)
    assert found is not None
    assert (found.factors, found.complete) == (2, True)
    (listed,) = passkeys.passkeys_of(both.person.id)
    assert (listed.name, listed.host, listed.created_at) == ("办公室电脑", SITE.host, AT)
    assert (listed.used_at, listed.is_stopped) == (LATER, False)
    assert {"passkey_added", "passkey_used", "second_factor_passed"} <= set(acts())


def test_options_ask_for_no_attestation_and_name_what_is_there(empty: Flask) -> None:
    added()
    both, device, _ = made()
    new = json.loads(passkeys.creation_options(both, SITE, AT))
    assert new["attestation"] == "none"
    assert new["rp"] == {"id": SITE.host, "name": SITE.name}
    assert [one["id"] for one in new["excludeCredentials"]] == [b64(device.id)]
    assert len(unb64(new["user"]["id"])) == 32
    assert new["authenticatorSelection"]["userVerification"] == "preferred"
    at_the_door = json.loads(asked(both, "sign_in"))
    again = json.loads(asked(both, "confirm"))
    assert (at_the_door["userVerification"], again["userVerification"]) == ("preferred", "required")
    assert [one["id"] for one in again["allowCredentials"]] == [b64(device.id)]
    challenges = {one["challenge"] for one in (new, at_the_door, again)}
    assert [len(unb64(one)) for one in challenges] == [32, 32, 32]


def test_nothing_secret_of_a_passkey_is_stored(empty: Flask) -> None:
    added()
    _, device, codes = made()
    stored = everything_stored()
    secret = device.key.private_numbers().private_value
    assert str(secret) not in stored
    assert repr(secret.to_bytes(32)) not in stored
    assert not any(code in stored for code in codes)


def refused(found: SignedIn, answer: str, at: datetime = AT) -> None:
    with pytest.raises(PasskeyNotProved):
        authentication.second_factor_by_passkey(found, answer, SITE, at)


@pytest.mark.parametrize(
    "change",
    [
        lambda device: replace(device, origin="https://portal.example.org.evil.example"),
        lambda device: replace(device, origin="http://portal.example.org"),
        lambda device: replace(device, host="evil.example"),
        lambda device: replace(device, key=ec.generate_private_key(ec.SECP256R1())),
        lambda device: replace(device, id=b"another" * 4),
    ],
    ids=["origin", "plain http", "host", "key", "credential"],
)
def test_an_answer_that_is_wrong_is_refused(
    empty: Flask, change: Callable[[Authenticator], Authenticator]
) -> None:
    added()
    _, device, _ = made()
    halfway = signed_in()
    refused(halfway, change(device).get(asked(halfway)))
    assert acts()[-1] == "second_factor_failed"
    device.count += 1
    good = device.get(asked(halfway))
    authentication.second_factor_by_passkey(halfway, good, SITE, AT)


def test_a_challenge_is_taken_once_even_by_a_wrong_answer(empty: Flask) -> None:
    added()
    _, device, _ = made()
    halfway = signed_in()
    options = asked(halfway)
    refused(halfway, replace(device, host="evil.example").get(options))
    refused(halfway, device.get(options))
    options = asked(halfway)
    answer = device.get(options)
    authentication.second_factor_by_passkey(halfway, answer, SITE, AT)
    refused(halfway, answer)
    refused(halfway, device.get(options))


def test_a_newer_challenge_ends_the_older(empty: Flask) -> None:
    added()
    _, device, _ = made()
    halfway = signed_in()
    older = asked(halfway)
    asked(halfway)
    refused(halfway, device.get(older))


@pytest.mark.parametrize(("seconds", "counts"), [(299, True), (301, False), (-1, False)])
def test_a_challenge_lasts_five_minutes(empty: Flask, seconds: int, counts: bool) -> None:
    added()
    _, device, _ = made()
    halfway = signed_in()
    answer = device.get(asked(halfway))
    at = after(seconds=seconds)
    assert passkeys.use(halfway, "sign_in", answer, SITE, at) is counts


def test_a_challenge_is_of_one_sign_in_and_one_purpose(empty: Flask) -> None:
    added()
    both, device, _ = made()
    other = signed_in()
    refused(other, device.get(asked(both)))
    asked(other)
    refused(other, device.get(asked(both)))
    answer = device.get(asked(both, "sign_in"))
    assert not passkeys.use(both, "confirm", answer, SITE, AT)
    answer = device.get(asked(both, "confirm"))
    assert not passkeys.use(both, "sign_in", answer, SITE, AT)
    with pytest.raises(PasskeyRefused):
        credential_setup.add_passkey(both, "x", Authenticator().create(asked(both)), SITE, AT)


def test_a_passkey_of_somebody_else_lets_nobody_in(empty: Flask) -> None:
    added()
    added("陈实")
    made()
    _, theirs, _ = made("陈实")
    mine = signed_in()
    refused(mine, theirs.get(asked(mine)))


def test_a_passkey_stays_with_whom_it_was_made_for(empty: Flask) -> None:
    added()
    added("陈实")
    _, device, _ = made()
    with pytest.raises(PasskeyRefused) as fault:
        made("陈实", device)
    assert fault.value.reason == "taken"
    assert not signed_in("陈实").has_passkey


@pytest.mark.parametrize("count", [3, 2, 0])
def test_a_count_that_goes_back_stops_the_passkey(empty: Flask, count: int) -> None:
    added()
    _, device, codes = made(device=Authenticator(count=2))
    halfway = signed_in()
    authentication.second_factor_by_passkey(halfway, device.get(asked(halfway)), SITE, AT)
    copy = replace(device, count=count, counts=0)
    halfway = signed_in()
    refused(halfway, copy.get(asked(halfway)))
    assert "passkey_stopped" in acts()
    (listed,) = passkeys.passkeys_of(halfway.person.id)
    assert listed.is_stopped
    device.count += 100
    refused(halfway, device.get(asked(halfway)))
    assert halfway.has_second_factor
    authentication.second_factor(halfway, codes[0], AT)


def test_a_passkey_that_does_not_count_is_never_stopped(empty: Flask) -> None:
    added()
    _, device, _ = made(device=Authenticator(counts=0))
    for _ in range(3):
        halfway = signed_in()
        authentication.second_factor_by_passkey(halfway, device.get(asked(halfway)), SITE, AT)


def test_counts_as_large_as_they_can_be_are_kept(empty: Flask) -> None:
    added()
    _, device, _ = made(device=Authenticator(count=2**32 - 2))
    halfway = signed_in()
    authentication.second_factor_by_passkey(halfway, device.get(asked(halfway)), SITE, AT)
    assert database.db.session.scalar(database.db.select(Passkey.sign_count)) == 2**32 - 1


def test_a_touch_is_enough_beside_the_password_and_too_little_to_confirm(empty: Flask) -> None:
    added()
    both, device, _ = made(device=Authenticator(verifies=False))
    halfway = signed_in()
    authentication.second_factor_by_passkey(halfway, device.get(asked(halfway)), SITE, AT)
    later = after(minutes=11)
    assert not both.confirmed(later)
    answer = device.get(asked(both, "confirm", later))
    with pytest.raises(PasskeyNotProved):
        authentication.confirm_by_passkey(both, answer, SITE, later)
    assert acts()[-1] == "confirmation_failed"
    device.verifies = True
    answer = device.get(asked(both, "confirm", later))
    authentication.confirm_by_passkey(both, answer, SITE, later)


def test_tries_are_throttled_together_with_codes(empty: Flask) -> None:
    added()
    _, device, codes = made()
    halfway = signed_in()
    for _ in range(3):
        refused(halfway, "{}")
    for _ in range(2):
        with pytest.raises(NotProved):
            authentication.second_factor(halfway, "000000", AT)
    answer = device.get(asked(halfway))
    with pytest.raises(Throttled):
        authentication.second_factor_by_passkey(halfway, answer, SITE, AT)
    with pytest.raises(Throttled):
        authentication.second_factor(halfway, codes[0], AT)
    later = after(minutes=1)
    answer = device.get(asked(halfway, at=later))
    authentication.second_factor_by_passkey(halfway, answer, SITE, later)


def test_challenges_have_a_limit_that_is_their_persons(empty: Flask) -> None:
    added()
    made()
    added("刘洋")
    _, other, _ = made("刘洋")
    for _ in range(passkeys.CHALLENGE_TRIES):
        asked(signed_in())
    kept = everything_stored()
    with pytest.raises(Throttled) as fault:
        asked(signed_in())
    assert fault.value.seconds == 31
    assert everything_stored().count("challenge_at") == kept.count("challenge_at")
    at_the_desk_beside = signed_in("刘洋")
    answer = other.get(asked(at_the_desk_beside))
    authentication.second_factor_by_passkey(at_the_desk_beside, answer, SITE, AT)
    asked(signed_in(at=after(seconds=31)), at=after(seconds=31))


def test_who_knows_the_password_alone_uses_up_no_challenge_to_confirm(empty: Flask) -> None:
    added()
    both, device, _ = made()
    for _ in range(passkeys.CHALLENGE_TRIES):
        asked(signed_in())
    with pytest.raises(Throttled):
        asked(signed_in())
    authentication.confirm_by_passkey(both, device.get(asked(both, "confirm")), SITE, AT)


@pytest.mark.parametrize("purpose", ["confirm", "add"])
def test_challenges_of_a_sign_in_have_a_limit(empty: Flask, purpose: Purpose) -> None:
    added()
    both, _, _ = made()

    def ask() -> str:
        if purpose == "add":
            return passkeys.creation_options(both, SITE, AT)
        return asked(both, purpose)

    for _ in range(passkeys.CHALLENGE_TRIES):
        ask()
    with pytest.raises(Throttled):
        ask()


def test_challenges_that_were_answered_count_no_longer(empty: Flask) -> None:
    added()
    both, device, _ = made()
    for _ in range(passkeys.CHALLENGE_TRIES + 1):
        halfway = signed_in()
        answer = device.get(asked(halfway))
        authentication.second_factor_by_passkey(halfway, answer, SITE, AT)
        authentication.confirm_by_passkey(both, device.get(asked(both, "confirm")), SITE, AT)


def test_who_is_unlocked_may_ask_again(empty: Flask) -> None:
    added()
    made()
    for _ in range(passkeys.CHALLENGE_TRIES):
        asked(signed_in())
    assert authentication.unlock("王晓", "刘洋") == passkeys.CHALLENGE_TRIES
    asked(signed_in())


def test_a_password_alone_adds_no_passkey_to_a_second_factor(empty: Flask) -> None:
    added()
    made()
    halfway = signed_in()
    answer = Authenticator().create(passkeys.creation_options(halfway, SITE, AT))
    with pytest.raises(NotProved):
        credential_setup.add_passkey(halfway, "x", answer, SITE, AT)


def test_several_passkeys_and_an_app_stand_beside_each_other(empty: Flask) -> None:
    added()
    both, _, codes = made()
    second = Authenticator()
    answer = second.create(passkeys.creation_options(both, SITE, AT))
    token, none = credential_setup.add_passkey(both, "家里的手机", answer, SITE, AT)
    assert none == ()
    found = sessions.find(token, AT)
    assert found is not None
    secret = pyotp.random_base32()
    credential_setup.enrol(found, secret, pyotp.TOTP(secret).at(AT), AT)
    halfway = signed_in()
    assert (halfway.has_app, halfway.has_passkey) == (True, True)
    authentication.second_factor_by_passkey(halfway, second.get(asked(halfway)), SITE, AT)
    with pytest.raises(NotProved):
        authentication.second_factor(halfway, codes[0], AT)


def test_there_is_a_most_of_passkeys(empty: Flask) -> None:
    added()
    both, _, _ = made()
    for number in range(passkeys.MOST - 1):
        answer = Authenticator().create(passkeys.creation_options(both, SITE, AT))
        token, _ = credential_setup.add_passkey(both, f"第{number}个", answer, SITE, AT)
        found = sessions.find(token, AT)
        assert found is not None
        both = found
    answer = Authenticator().create(passkeys.creation_options(both, SITE, AT))
    with pytest.raises(PasskeyRefused) as fault:
        credential_setup.add_passkey(both, "再一个", answer, SITE, AT)
    assert fault.value.reason == "many"


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\x07b", "a\u202eb"])
def test_a_passkey_has_a_name(empty: Flask, name: str) -> None:
    added()
    found = signed_in()
    answer = Authenticator().create(passkeys.creation_options(found, SITE, AT))
    with pytest.raises(PasskeyRefused) as fault:
        credential_setup.add_passkey(found, name, answer, SITE, AT)
    assert fault.value.reason == "name"
    token, _ = credential_setup.add_passkey(found, " 办公室  电脑 ", answer, SITE, AT)
    assert token
    assert [one.name for one in passkeys.passkeys_of(found.person.id)] == ["办公室 电脑"]


@pytest.mark.parametrize("role", ["approver", "manager", "editor"])
def test_the_last_second_factor_of_who_needs_one_is_not_removed(empty: Flask, role: str) -> None:
    person = added(role=role)
    both, _, codes = made()
    (only,) = passkeys.passkeys_of(person.id)
    if role == "editor":
        sign_in_rule.set_editors_need_second_factor(True, "管理", AT)
    with pytest.raises(PasskeyRefused) as fault:
        passkeys.remove(person, only.id)
    assert fault.value.reason == "last"
    answer = Authenticator().create(passkeys.creation_options(both, SITE, AT))
    credential_setup.add_passkey(both, "另一个", answer, SITE, AT)
    passkeys.remove(person, only.id)
    assert [one.name for one in passkeys.passkeys_of(person.id)] == ["另一个"]
    assert credential_setup.recovery_codes_left(person.id) == len(codes)


def test_a_stopped_passkey_is_no_other_second_factor(empty: Flask) -> None:
    person = added(role="manager")
    both, _, _ = made()
    answer = Authenticator().create(passkeys.creation_options(both, SITE, AT))
    credential_setup.add_passkey(both, "另一个", answer, SITE, AT)
    first, second = passkeys.passkeys_of(person.id)
    with writing() as session:
        session.execute(update(Passkey).where(Passkey.id == first.id).values(copied_at=AT))
    with pytest.raises(PasskeyRefused):
        passkeys.remove(person, second.id)
    passkeys.remove(person, first.id)


def test_who_needs_none_removes_the_last_and_its_recovery_codes(empty: Flask) -> None:
    person = added()
    _, device, codes = made()
    (only,) = passkeys.passkeys_of(person.id)
    halfway = signed_in()
    answer = device.get(asked(halfway))
    passkeys.remove(person, only.id)
    refused(halfway, answer)
    with pytest.raises(NotProved):
        authentication.second_factor(halfway, codes[0], AT)
    assert signed_in().complete
    assert "passkey_removed" in acts()


def test_nobody_removes_a_passkey_of_somebody_else(empty: Flask) -> None:
    person = added()
    other = added("陈实")
    made()
    (only,) = passkeys.passkeys_of(person.id)
    passkeys.remove(other, only.id)
    assert passkeys.passkeys_of(person.id) == (only,)


@pytest.mark.parametrize("reset", ["person", "second factor"])
def test_a_reset_removes_passkeys(empty: Flask, reset: str) -> None:
    person = added()
    made()
    if reset == "person":
        accounts.reset_person(person.id, "console", AT)
    else:
        accounts.reset_second_factor(person.id, "console")
    assert passkeys.passkeys_of(person.id) == ()
    account = accounts.account(person.id)
    assert account is not None
    assert not account.has_second_factor


def test_a_passkey_counts_as_second_factor_of_the_account(empty: Flask) -> None:
    person = added()
    added("陈实")
    made()
    account = accounts.account(person.id)
    assert account is not None
    assert account.has_second_factor
    assert [one.has_second_factor for one in accounts.accounts()] == [True, False]


def test_a_passkey_works_only_where_it_was_made(empty: Flask) -> None:
    added()
    both, _, _ = made()
    elsewhere = RelyingParty("other.example.org", "https://other.example.org", "门户")
    assert passkeys.has_usable_passkey(both.person.id, SITE.host)
    assert not passkeys.has_usable_passkey(both.person.id, elsewhere.host)
    options = passkeys.request_options(both, "sign_in", elsewhere, AT)
    assert json.loads(options)["allowCredentials"] == []


@given(
    answer=st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(
                        ["id", "rawId", "type", "response", "clientDataJSON", "signature"]
                    ),
                    inner,
                )
            ),
        ).map(json.dumps),
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_whatever_is_sent_is_refused_and_nothing_fails(empty: Flask, answer: str) -> None:
    if not accounts.accounts():
        added()
        made()
    authentication.unlock("王晓", "王晓")
    halfway = signed_in()
    asked(halfway)
    assert not passkeys.use(halfway, "sign_in", answer, SITE, AT)
    passkeys.creation_options(halfway, SITE, AT)
    with pytest.raises(PasskeyRefused):
        passkeys.checked(halfway, answer, SITE, AT)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answer", ["[" * 16_000, "x" * 20_000, '{"id": ' * 2000])
def test_what_is_deep_or_long_is_refused(empty: Flask, answer: str) -> None:
    added()
    _, device, _ = made()
    halfway = signed_in()
    asked(halfway)
    assert not passkeys.use(halfway, "sign_in", answer, SITE, AT)
    nested = {"attestationObject": b64(b"\x81" * 9000), "clientDataJSON": b64(b"[" * 2000)}
    whole = {"id": b64(device.id), "rawId": b64(device.id), "type": "public-key"}
    for text in (answer, json.dumps({**whole, "response": nested})):
        passkeys.creation_options(halfway, SITE, AT)
        with pytest.raises(PasskeyRefused):
            passkeys.checked(halfway, text, SITE, AT)


def test_the_library_is_loaded_by_who_uses_a_passkey_and_nobody_else() -> None:
    words = (
        "import sys, portal.gunicorn_server, portal.cli, portal\n"
        "from portal.store.people import passkeys\n"
        "heavy = ('webauthn', 'cryptography.hazmat', 'OpenSSL', 'cbor2')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
