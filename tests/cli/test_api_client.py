"""``portal explain --url``: a running portal says the same as the rules beside the console."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug import Request, Response
from werkzeug.serving import make_server

from portal.cli import main


def served(application: object) -> Iterator[str]:
    """An application behind a real server, by its address."""
    server = make_server("127.0.0.1", 0, application, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The portal, running."""
    yield from served(app)


@pytest.fixture
def stranger() -> Iterator[str]:
    """Something that is no portal."""
    yield from served(Request.application(lambda _: Response("<h1>hello</h1>", 200)))


def run(*arguments: str, code: int = 0) -> str:
    """What the console says; the server of the test logs to the same console."""
    result = CliRunner().invoke(main, ["explain", *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    lines = result.output.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith('{"'))


ON = ("--on", "2026-11-22")
ASKED = [
    ("shapingba", "public-rental", *ON, "birth_month=1990-01", "sold_home=yes",
     "sold_home_district=nanan", "owns_home=unknown"),
    ("shapingba", "public-rental", *ON, "monthly_income_per_person=450000",
     "insured_area_since=none"),
    ("shapingba", "public-rental", *ON, "monthly_income_per_person=￥4,500.00",
     "owns_home=yes", "floor_area_per_person=15,5㎡", "household_size=3人"),
    ("yongchuan", "settle-by-work", *ON, "work=contract", "work_area_since=2022-03"),
    ("kaizhou", "public-rental", *ON),
]  # fmt: skip


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["lines", "json"])
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(asked[:2]))
def test_a_running_portal_says_the_same_as_the_rules_here(
    address: str, asked: tuple[str, ...], form: tuple[str, ...]
) -> None:
    assert run(*asked, *form, "--url", address) == run(*asked, *form)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("shapingbaa", "public-rental"), "district is not a district (did you mean shapingba?)"),
        (("shapingba", "public-rentel"), "did you mean public-rental?"),
        (("shapingba", "public-rental", "work=pirate"), "work is not one of the options"),
        (
            ("shapingba", "public-rental", "birth_month=2025-12", "work_since=1980-01"),
            "work_since contradicts birth_month: this would be before the age of 14",
        ),
        (("shapingba", "public-rental", "household_size=1e999999"), "'1e999999' is not a figure"),
        (("shapingba", "public-rental", "floor_area_per_person=1,2,3"), "understood in two ways"),
        (("shapingba", "public-rental", "monthly_income_per_person=35.5"), "with their unit"),
        (("shapingba", "public-rental", "work"), "question=value"),
        (("yubei", "public-rental", *ON), "ask about beibei, liangjiang"),
        (("shapingba", "public-rental", "--matrix", "x"), "leave out --matrix"),
    ],
)
def test_what_the_portal_refuses_is_told_in_sentences(
    address: str, asked: tuple[str, ...], words: str
) -> None:
    assert words in run(*asked, "--url", address, code=1)


def test_an_address_where_nobody_answers_is_told() -> None:
    place = "http://127.0.0.1:1"
    output = run("shapingba", "public-rental", "--url", place, code=1)
    assert f"{place} cannot be reached: " in output


def test_what_is_no_portal_is_told(stranger: str) -> None:
    assert "there is no portal" in run("shapingba", "public-rental", "--url", stranger, code=1)


@pytest.mark.parametrize("wrong", ["portal", "ftp://portal.example", "file:///etc/passwd"])
def test_what_is_no_address_is_told(wrong: str) -> None:
    assert "is no address of a portal" in run("shapingba", "x", "--url", wrong, code=1)
