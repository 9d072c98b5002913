"""Receipts: 20 characters, read as they are meant, made by this installation alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from portal.web import receipt_code as receipts
from portal.web.http.rate_limits import LIMITS
from portal.web.receipt_code import OUTCOMES, PERSONS, Receipt, read_receipt, receipt_code
from tests.web.fetching import Fetcher
from tests.web.resident.check.test_check import PREFIXES

GIVEN = Receipt(
    release=1,
    day=date(2026, 11, 24),
    district="yongchuan",
    service="settle-by-work",
    outcome="ask_the_counter",
)
LONG = "1.20261124.yongchuan.settle-by-work.ask_the_counter"


@pytest.fixture
def here(app: Flask) -> Iterator[Flask]:
    """Inside a request of the portal."""
    with app.test_request_context("/"):
        yield app


def made(**changes: object) -> str:
    return receipt_code(Receipt(**{**{n: getattr(GIVEN, n) for n in _NAMES}, **changes}))  # type: ignore[arg-type]


_NAMES = ("release", "day", "district", "service", "outcome", "person")


def test_a_code_is_twenty_characters_in_groups_of_four(here: Flask) -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", made())


def test_the_bits_add_up() -> None:
    assert sum(receipts._FIELDS) + receipts._SIGNATURE == 100
    assert OUTCOMES == (
        "meets",
        "counter_decides",
        "does_not_meet",
        "not_yet",
        "more_information",
        "ask_the_counter",
        "information",
        "does_not_concern",
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("person", PERSONS)
def test_every_outcome_and_kind_of_person_comes_back(
    here: Flask, outcome: str, person: str
) -> None:
    found = read_receipt(made(outcome=outcome, person=person, district="yuzhong"))
    assert found is not None
    assert (found.outcome, found.person, found.district) == (outcome, person, "yuzhong")
    assert (found.release, found.day, found.service) == (1, GIVEN.day, GIVEN.service)


@pytest.mark.parametrize(
    ("person", "said"), [("household", "全家"), ("adult", "大人"), ("child", "孩子"), ("", "")]
)
def test_a_receipt_says_whom_the_answer_is_for(
    fetch: Fetcher, here: Flask, person: str, said: str
) -> None:
    page = fetch.get(f"/receipts/{made(person=person)}").text
    assert (f"<dd>{said}</dd>" in page) is bool(said)


def test_look_alikes_case_width_spaces_and_dashes_are_read_as_meant(here: Flask) -> None:
    for number in range(60):
        code = made(day=date.fromordinal(GIVEN.day.toordinal() + number))
        full = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in code)
        for typed in (
            code.lower(),
            code.replace("-", ""),
            code.replace("-", " – "),
            code.replace("0", "O").replace("1", "I"),
            code.lower().replace("0", "o").replace("1", "l"),
            full,
            f"  {code}\n",
            f"http://portal.example/receipts/{code}",
            f"https://portal.example/zh-hant/receipts/{code.lower()}",
        ):
            found = read_receipt(typed)
            assert found is not None, typed
            assert found.code == code


def test_no_changed_character_passes(here: Flask) -> None:
    code = made()
    drawn = random.Random(7)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    for place, own in enumerate(code):
        if own != "-":
            other = drawn.choice(letters.replace(own, ""))
            assert read_receipt(code[:place] + other + code[place + 1 :]) is None
    for wrong in ("", "x", "U" * 20, "é" * 20, "....", code[:-1], code + "A", "٣" * 20, "0" * 20):
        assert read_receipt(wrong) is None


def test_a_part_that_does_not_fit_makes_no_receipt(here: Flask) -> None:
    for changes in (
        {"day": date(2025, 12, 31)},
        {"day": date(2199, 1, 1)},
        {"release": 1 << 16},
        {"district": "nowhere"},
        {"service": "nothing"},
        {"outcome": "perhaps"},
    ):
        assert made(**changes) == ""


def test_a_release_that_is_not_here_is_no_receipt(here: Flask) -> None:
    assert read_receipt(made(release=999)) is None


def test_a_secret_of_before_still_reads_its_receipts(
    here: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = made()
    before = str(here.secret_key)
    monkeypatch.setattr(here, "secret_key", "another secret, also long enough to be one")
    assert read_receipt(code) is None
    monkeypatch.setitem(here.config, "FORMER_SECRET_KEYS", (before,))
    assert read_receipt(code) is not None
    assert made() != code


def test_a_receipt_in_the_long_form_is_read_for_a_year(here: Flask) -> None:
    secret = str(here.secret_key)

    def written(payload: str) -> str:
        return f"{payload}.{receipts._long_signature(secret, payload)}"

    found = read_receipt(written(LONG).upper())
    assert found is not None
    assert (found.service, found.outcome) == ("settle-by-work", "ask_the_counter")
    assert read_receipt(written(LONG).replace("ask_the_counter", "meets")) is None
    assert read_receipt(written(LONG.replace("20261124", "20251124"))) is not None
    assert read_receipt(written(LONG.replace("20261124", "20251122"))) is None


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_code_is_typed_into_a_form(fetch: Fetcher, here: Flask, prefix: str) -> None:
    code = made()
    fetch.get(f"{prefix}/receipts")
    typed = {"code": code.lower().replace("-", " ")}
    response = fetch.post(f"{prefix}/receipts", typed)
    assert fetch.follow(response) == f"{prefix}/receipts/{code}"
    page = fetch.get(f"{prefix}/receipts/{code}")
    assert page.headers["Cache-Control"] == "no-store"
    wrong = fetch.post(f"{prefix}/receipts", {"code": "ABCD EFGH"}, status=422)
    assert 'value="ABCD EFGH"' in wrong.text
    assert wrong.headers["Cache-Control"] == "no-store"
    fetch.get(f"{prefix}/receipts/{code[:-1]}", status=404)


def test_the_slip_carries_the_receipt_as_a_picture(fetch: Fetcher) -> None:
    fetch.post("/check", {"district": "yongchuan"})
    text = fetch.get("/result/settle-by-work?print=80mm").text
    assert 'aria-label="回执二维码"' in text


def test_trials_are_limited_for_one_address_and_for_nobody_else(app: Flask) -> None:
    times, _ = LIMITS["receipt"]
    client = app.test_client()

    def tried(address: str) -> int:
        wrong = client.post("/receipts", data={"code": "x"}, environ_base={"REMOTE_ADDR": address})
        return wrong.status_code

    statuses = [tried("198.51.100.7") for _ in range(times + 1)]
    assert set(statuses[:-1]) == {422}
    assert statuses[-1] == 429
    assert tried("198.51.100.8") == 422
