"""Logs: lines of JSON, and nothing secret or typed by anybody in any of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal import logs

KEY = "a key of an installation, secret"


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Gives what was written to stderr since the last look, line by line."""
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure("json")


def test_a_message_is_a_line_of_json_with_time_and_level(written: Any) -> None:
    logs.configure("json")
    logging.getLogger("portal.x").warning("kept %s\nfor later", 3)
    (line,) = written()
    assert line["event"] == "kept 3\nfor later"
    assert line["level"] == "warning"
    assert line["time"].endswith("Z")


@pytest.mark.parametrize(
    "message",
    [
        "cannot reach postgresql://portal:geheim@db1,db2/portal",
        "cannot reach postgresql+psycopg://portal:ge%23heim@db1/portal",
        "connection failed: user=portal password=geheim host=db1",
        "connection failed: {'password': 'geheim'}",
        "redis://:geheim@cache:6379/0 does not answer",
        'the key is a key of an installation, secret, and p#ss"word äuml too',
        'spelled {"x": "p#ss\\"word äuml"} or p%23ss%22word%20%C3%A4uml',
    ],
)
def test_no_secret_is_written(written: Any, message: str) -> None:
    logs.configure("json", (KEY, "geheim", 'p#ss"word äuml'))
    logging.getLogger("portal.x").error(message)
    logging.getLogger("portal.x").error("%s", ValueError(message))
    for line in written():
        assert "***" in line["event"]
        for secret in ("geheim", "ge%23heim", KEY, "p#ss", "p%23ss"):
            assert secret not in line["event"]


def test_a_password_is_hidden_even_if_nobody_told_what_it_is(written: Any) -> None:
    logs.configure("json")
    logging.getLogger("portal.x").error("postgresql://portal:geheim@db1/portal")
    (line,) = written()
    assert line["event"] == "postgresql://portal:***@db1/portal"


def test_of_an_error_its_kind_and_place_are_told_and_not_what_it_says(written: Any) -> None:
    logs.configure("json")
    try:
        int("398765 yuan")
    except ValueError:
        logging.getLogger("portal.x").exception("unexpected error")
    (line,) = written()
    assert line["error"] == "ValueError"
    assert any("test_logs.py" in frame for frame in line["frames"])
    assert "398765" not in json.dumps(line)


def test_on_a_terminal_lines_are_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text", (KEY,))
    logging.getLogger("portal.x").warning("kept for later: %s", KEY)
    logs.configure("json")
    err = capsys.readouterr().err
    assert "kept for later: ***" in err
    assert not err.startswith("{")


def test_configuring_twice_writes_once(written: Any) -> None:
    logs.configure("json")
    logs.configure("json")
    logging.getLogger("portal.x").warning("once")
    assert len(written()) == 1


def test_what_fails_is_told_without_the_address_that_was_asked_for(written: Any) -> None:
    logs.configure("json")
    app = Flask("portal")

    @app.get("/receipts/<code>")
    def receipt(code: str) -> str:
        raise LookupError(f"typed by somebody: {code}")

    assert app.test_client().get("/receipts/ABCD-EFGH").status_code == 500
    lines = written()
    assert [line["event"] for line in lines] == ["unexpected error"]
    assert "ABCD" not in str(lines)
    assert "typed" not in str(lines)
