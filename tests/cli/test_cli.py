"""The console: explain, check, seed, export; failures of one sentence."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal import create_app
from portal.cli import main
from portal.config import read_settings
from portal.content import SHIPPED, read_folder
from portal.publishing import derive
from portal.rules.building import load
from portal.store.drafts import read_draft
from portal.store.releases.stored import add_release, files_of
from tests.test_gunicorn_server import free_port


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder of its own, and no other setting."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    for name in ("PORTAL_DATABASE_URL", "PORTAL_SECRET_KEY", "HOST", "PORT", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*arguments: str, code: int = 0) -> str:
    result: Result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_the_shipped_rules_have_no_problem() -> None:
    assert "No problems" in run("check")


def test_check_lists_every_problem_of_a_file_and_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "services" / "housing" / "public-rental.toml"
    file.parent.mkdir(parents=True)
    text = (SHIPPED / "services/housing/public-rental.toml").read_text()
    file.write_text(text.replace("birth_month)", "birth_mont)"))
    output = run("check", str(file), code=1)
    assert "services/housing/public-rental.toml:" in output
    assert "did you mean birth_month?" in output


def test_check_tells_doubtful_traditional_characters_and_does_not_fail(tmp_path: Path) -> None:
    file = tmp_path / "papers/shared.toml"
    file.parent.mkdir()
    text = (SHIPPED / "papers/shared.toml").read_text(encoding="utf-8")
    found = re.search(r'zh = "([^"]+)"', text)
    assert found
    file.write_text(text.replace(found[0], 'zh = "晒干的证明"', 1), encoding="utf-8")
    output = run("check", str(file))
    assert "繁體 '乾' is probably wrong in «曬乾的證明», derived from «晒干的证明»" in output
    assert "No problems" in output


def test_check_says_what_it_cannot_read(tmp_path: Path) -> None:
    assert "cannot be read" in run("check", str(tmp_path / "none.toml"), code=1)


EXPLAIN = ("explain", "shapingba", "public-rental")


def test_explain_tells_a_yes_a_no_a_missing_answer_and_a_missing_amount() -> None:
    output = run(
        *EXPLAIN, "--on", "2027-03-05", "birth_month=1990-01", "work=none", "retired=no",
        "hukou_place=sichuan",
    )  # fmt: skip
    assert "Outcome: does_not_meet" in output
    assert "✓ old_enough" in output
    assert "✗ " in output
    assert "not answered yet" in output
    assert "no amount in force was found" in output
    assert "secondary" in output


PERMIT = (
    "explain",
    "shapingba",
    "residence-permit",
    "--on",
    "2026-11-22",
    "hukou_place=elsewhere",
    "has_residence_permit=no",
    "permit_suspended=no",
    "work=contract",
    "work_since=2026-06",
    "pension_insured_since=none",
    "home=registered_rental",
    "home_since=2026-06",
)


def test_explain_reads_a_question_that_was_replaced_and_says_so() -> None:
    output = run("explain", "kaizhou", "settle-by-work", "work_in_park=no")
    assert "work_in_park was replaced by park_since" in output
    assert "park_since" not in output.partition("Worth asking")[2].partition("\n")[0]
    assert "is not a question" in run("explain", "kaizhou", "settle-by-work", "in_park=no", code=1)


def test_explain_says_where_the_day_decides_and_until_when() -> None:
    output = run(*PERMIT, "residence_registered_since=2026-05")
    assert "Outcome: counter_decides" in output
    assert "a month was given and the exact day decides" in output
    assert "certainly yes from 2026-11-30 at the latest" in output


def test_explain_takes_a_span_of_months_and_asks_on_where_it_decides_nothing() -> None:
    assert "Outcome: meets" in run(*PERMIT, "residence_registered_since=2019-01/2021-12")
    open_yet = run(*PERMIT, "residence_registered_since=2026-01/2026-09")
    assert "Worth asking: residence_registered_since" in open_yet
    refused = run(*PERMIT, "residence_registered_since=2026-09/2026-01", code=1)
    assert "YYYY-MM/YYYY-MM for some month from one to a later one" in refused


def test_explain_says_what_to_do_next_in_chinese_and_english() -> None:
    output = run(*PERMIT, "residence_registered_since=2026-04")
    assert "Step 1 (apply): 去办：居住证申领。" in output
    assert "    Apply: Getting a residence permit." in output
    open_yet = run(*PERMIT)
    assert "Step 1 (find_out): 接着回答：" in open_yet
    assert "Step 1" not in run("explain", "yuzhong", "residence-permit", "hukou_place=chongqing")


def test_explain_as_json_holds_the_tree() -> None:
    document = json.loads(run(*EXPLAIN, "--json", "birth_month=1990-01"))
    assert document["service"] == "public-rental"
    assert document["findings"][0]["when"]["verdict"] in ("yes", "no", "unknown")
    assert document["next_steps"][0]["kind"] == "find_out"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "shapingbaa", "public-rental"), "did you mean shapingba?"),
        (("explain", "shapingba", "public-rentel"), "did you mean public-rental?"),
        ((*EXPLAIN, "household_size=3.5"), "household_size must be a whole number."),
        ((*EXPLAIN, "birth_month=none"), "written YYYY-MM (or YYYY-MM/YYYY-MM for some month"),
        ((*EXPLAIN, "birth_month=2099-01"), "birth_month lies after the day asked about, "),
        ((*EXPLAIN, "wrok=contract"), "did you mean work?"),
        ((*EXPLAIN, "work"), "question=value"),
        ((*EXPLAIN, "work=pirate"), "is not one of the options"),
        ((*EXPLAIN, "birth_month=2050-01"), "lies after the day"),
        (("explain", "yubei", "public-rental", "--on", "2026-11-22"), "liangjiang"),
        (("explain", "liangjiang", "public-rental", "--on", "2025-06-01"), "jiangbei"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    assert words in run(*arguments, code=1)


def test_the_matrix_shows_each_requirement_with_its_amount_and_source_by_district() -> None:
    output = run("explain", "--matrix", "settle-by-work", "--on", "2026-11-22")
    assert "work_months = 36 (hukou-measures)" in output
    assert "work_months = 24 (hukou-measures)" in output
    assert "a no is contested (twin-city-plan item.44)" in output
    assert "两江新区" in output
    housing = run("explain", "--matrix", "public-rental", "--on", "2026-11-22")
    assert "minimum_area = 15 (liangping-public-rental)" in housing
    assert "没查到 (not covered)" in housing
    assert "no service" in run("explain", "--matrix", "nothing", code=1)


def test_the_list_of_sources_names_tier_dates_and_services() -> None:
    output = run("explain", "--sources")
    assert "public-rental-guide-2025 [secondary]" in output
    assert "services: public-rental" in output
    assert "to verify:" in output
    assert "Name a district" in run("explain", code=1)


def test_seeding_a_store_whose_rules_differ_makes_a_draft(instance: Path) -> None:
    run("seed")
    app = create_app(read_settings({"PORTAL_INSTANCE": str(instance)}))
    with app.app_context():
        files = files_of(1)
        path = "services/housing/renting.toml"
        files[path] = files[path].replace('name.en = "', 'name.en = "Another ', 1)
        add_release(files, derive(load(files)), "changed by hand")
    assert "than release 2: that is draft 1" in run("seed")
    with app.app_context():
        (change,) = read_draft(1).changes
        assert (change.path, change.place) == (path, "service")


def test_seed_and_export_give_back_the_shipped_documents(instance: Path) -> None:
    assert "Published release 1" in run("seed")
    assert run("seed") == ""
    target = instance / "out"
    run("export", str(target))
    assert read_folder(target) == read_folder(SHIPPED)
    assert "cannot be written" in run("export", str(target), code=1)


def test_serve_says_when_the_port_is_taken(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        assert "cannot be used" in run("serve", code=1)
        assert "choose PORT=8001" in run("serve", code=1)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "abc", "PORT is 'abc', but must be a number from 1 to 65535"),
        ("WEB_CONCURRENCY", "abc", "WEB_CONCURRENCY is 'abc', but must be a number from 1 to 256"),
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY is '0'"),
        ("HOST", "nosuchhost.invalid", "HOST names nosuchhost.invalid, but this name cannot be"),
        ("HOST", "192.0.2.1", "HOST must name an address of this machine"),
        ("PORTAL_METRICS", "nosuchhost.invalid:9100", "PORTAL_METRICS names nosuchhost.invalid"),
    ],
)
def test_serve_says_which_setting_is_wrong_and_what_it_may_be(
    instance: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv(name, value)
    assert words in run("serve", code=1)


def test_every_command_tells_a_wrong_setting_in_a_sentence(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "many")
    for command in (("serve",), ("seed",), ("export", str(instance / "x")), ("doctor",)):
        assert "WEB_CONCURRENCY is 'many'" in run(*command, code=1)


def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = instance / "file"
    blocked.write_text("")
    monkeypatch.setenv("PORTAL_INSTANCE", str(blocked))
    assert "cannot be written" in run("seed", code=1)


def test_settings_that_do_not_fit_are_all_told(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "mysql://x")
    monkeypatch.setenv("PORTAL_SECRET_KEY", "short")
    output = run("seed", code=1)
    assert "PORTAL_DATABASE_URL" in output
    assert "32 characters" in output
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    monkeypatch.delenv("PORTAL_SECRET_KEY")
    assert "PORTAL_SECRET_KEY must be set" in run("seed", code=1)
    monkeypatch.setenv("PORTAL_SECRET_KEY", "s" * 40)
    assert "The database cannot be used" in run("seed", code=1)


def test_people_are_added_listed_disabled_and_reset(instance: Path) -> None:
    output = run("editor", "add", "李敏", "--role", "manager")
    assert "Added 李敏 as manager" in output
    assert "Setup code" in output
    assert "already" in run("editor", "add", "李敏", "--role", "manager", code=1)
    limits = ("--district", "yuzhong", "--topic", "housing")
    run("editor", "add", "王晓", "--role", "editor", *limits)
    listed = run("editor", "list")
    assert "李敏 · manager · all · not set up · no second factor" in listed
    assert "王晓 · editor · yuzhong, housing" in listed
    assert "last active manager" in run("editor", "disable", "李敏", code=1)
    assert "王晓 is disabled" in run("editor", "disable", "王晓")
    assert "王晓 is enabled" in run("editor", "enable", "王晓")
    assert "Setup code" in run("editor", "reset", "王晓")
    run("editor", "disable", "王晓")
    assert "portal editor enable" in run("editor", "reset", "王晓", code=1)
    assert "王晓 may try again at once" in run("editor", "unlock", "王晓")
    assert "nobody called '王小'" in run("editor", "unlock", "王小", code=1)
    assert "nobody called '王小'" in run("editor", "reset", "王小", code=1)


def test_a_password_may_come_from_standard_input(instance: Path) -> None:
    add = ["editor", "add", "李敏", "--role", "manager", "--password-stdin"]
    weak = CliRunner().invoke(main, add, input="short\n")
    assert weak.exit_code == 1
    assert "12 characters" in weak.output
    strong = CliRunner().invoke(main, add, input="a password of some length\n")
    assert strong.exit_code == 0, strong.output
    assert "Setup code" not in strong.output
    assert "李敏 · manager · all · active" in run("editor", "list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "editor", "--district", "yuzhon"), "did you mean yuzhong?"),
        (("--role", "editor", "--topic", "housin"), "did you mean housing?"),
        (("--role", "manager", "--topic", "housing"), "limit editors only"),
    ],
)
def test_limits_that_limit_nothing_are_refused(
    instance: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in run("editor", "add", "x", *arguments, code=1)
    assert "x" not in run("editor", "list")


def test_the_audit_log_is_verified_and_exported(instance: Path) -> None:
    run("editor", "add", "李敏", "--role", "manager")
    assert "Entries: 1," in run("audit", "verify")
    target = instance / "log.jsonl"
    run("audit", "export", str(target))
    assert len(target.read_text().splitlines()) == 2
    assert "cannot be written" in run("audit", "export", str(target), code=1)
    with closing(sqlite3.connect(instance / "portal.sqlite")) as connection, connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET who = 'x'")
    connection.close()
    assert "Entry 1 is not as it was written" in run("audit", "verify", code=1)


def test_the_start_line_of_a_kiosk_is_printed_with_a_locked_down_browser(tmp_path: Path) -> None:
    address = "https://portal.example"
    line = run("kiosk-launch", address, "--print", "--profile", str(tmp_path))
    for flag in ("--kiosk ", "--kiosk-printing", "--overscroll-history-navigation=0"):
        assert flag in line
    assert f"--user-data-dir={tmp_path}" in line
    assert line.strip().endswith(f"{address}/kiosk/")
    assert "incognito" not in line, "the enrolment and the guides stay"
    policies = json.loads(run("kiosk-launch", address, "--policies"))
    assert policies["URLBlocklist"] == ["*"]
    assert all(allowed.startswith(address + "/") for allowed in policies["URLAllowlist"])
    assert policies["DeveloperToolsAvailability"] == 2


@pytest.mark.parametrize("wrong", ["portal", "ftp://portal.example", "https://portal.example/x"])
def test_an_address_that_is_no_portal_starts_nothing(wrong: str) -> None:
    assert "is no address of a portal" in run("kiosk-launch", wrong, code=1)
