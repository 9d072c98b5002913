"""Passwords and PINs that are tried first are refused; those that are not, are taken."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from portal.rules.building.city import shipped_city
from portal.store.kiosks import machines
from portal.store.kiosks.machines import NotPossible
from portal.store.people import accounts, credential_setup
from portal.store.people.credential_setup import WeakPassword
from portal.store.people.password_strength import is_weak_pin, password_weakness

LONG = "the ferry leaves before the fog lifts and nobody counts the umbrellas that stay on the pier"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("123456789012", "common"),
        ("１２３４５６７８９０１２", "common"),
        ("password1234", "common"),
        ("qwertyuiop12", ""),
        ("chongqing2026", "site"),
        ("新市民服务门户新市民服务门户", "repeat"),
        ("重庆市居住证2026", "short"),
        ("重庆市居住证20261128", ""),
        ("Portal-portal-2026", ""),
        ("abcabcabcabcabc", "repeat"),
        ("2026-11-28 2026", ""),
        ("li xiaoming 1990", "name"),
        ("li.xiaoming20261128", ""),
        ("woaini1314520", "common"),
        ("woaiwodezuguo1", "common"),
        ("5201314520131", "common"),
        ("一二三四五六七八九十一二", ""),
        ("   aaa      bbb", "repeat"),
        ("elevenrivers", ""),
        ("Tr0ub4dour&3", ""),
    ],
)
def test_a_guessable_password_is_refused(password: str, why: str) -> None:
    found = password_weakness(password, "Li Xiaoming", shipped_city().aliases)
    assert found
    assert why in ("", found)


@pytest.mark.parametrize(
    "password",
    ["eleven rivers meet here", "嘉陵江边第三棵黄葛树下", "vX9$kq!mPz27wL", LONG],
)
def test_an_unusual_sentence_is_taken_however_long(password: str) -> None:
    assert not password_weakness(password + "四只猫", "李晓明")


@pytest.mark.parametrize(
    "pin",
    [
        "123456",
        "654321",
        "000000",
        "111111",
        "121212",
        "123123",
        "112233",
        "123321",
        "135790",
        "890123",
        "19900101",
        "900101",
        "010190",
        "31122026",
        "202611",
        "12345678",
        "696969",
        "147258",
        "888888",
        "122122",
        "400001",
        "230000",
        "987654321098",
    ],
)
def test_a_pin_that_is_tried_first_is_refused(empty: Flask, pin: str) -> None:
    with pytest.raises(NotPossible) as fault:
        machines.set_pin("hall", pin, "manager", datetime(2026, 11, 28))
    assert fault.value.reason == "weak_pin"


@pytest.mark.parametrize("pin", ["480163", "804159", "59027461", "640288173095"])
def test_a_pin_drawn_by_lot_is_taken(pin: str) -> None:
    assert not is_weak_pin(pin)


def test_a_weak_password_is_refused_on_every_road(empty: Flask, tmp_path: Path) -> None:
    at = datetime(2026, 11, 28)
    person, _ = accounts.add_person("陈实", "manager", None, None, "test", at)
    with pytest.raises(WeakPassword):
        credential_setup.choose_password(person.id, "123456789012", "test")
