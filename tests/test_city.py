"""The city is content: the code names none, and other rules make another city's portal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from flask import Flask

from portal import create_app
from portal.cli import main
from portal.config import ConfigurationError, Settings, read_settings
from portal.content import read_folder
from portal.publishing.assembly import assembled_upon, checked
from portal.publishing.derived_texts import derive
from portal.publishing.seed import changes_to, draft_of, seed
from portal.rules.building import load
from portal.rules.checking import check
from portal.store import database, drafts, schema
from portal.store.releases.city_in_use import city_clock, in_city
from portal.store.releases.stored import add_release, files_of
from tests.conftest import SECRET
from tests.rules.worlds import COMMON, requirement, service
from tests.web.fetching import Fetcher

PORTAL = Path(__file__).resolve().parent.parent / "portal"
YUNXI = Path(__file__).parent / "content_city"
TODAY = date(2026, 11, 30)
PREFIXES = {"": "云溪", "/en": "Yunxi", "/zh-hant": "雲溪"}
#: What says that something is about the one city whose rules are shipped.
NAMES = re.compile(r"chongqing|重[庆慶]|渝|asia/shanghai|(?<!\d)12345(?!\d)|\b023\b", re.IGNORECASE)
#: Folders that are content, or are not ours.
APART = ("content", "static/vendor", "__pycache__")
#: Where it may still stand, and why.
MAY_STILL = {
    "deploy/systemd/portal-backup.timer": "an operator sets the hour of a machine",
    "deploy/systemd/portal-mail.timer": "the same",
    "deploy/systemd/portal-sources.timer": "the same",
    "rules/sentence/closed_words.py": "how people here tell of their coming, in their own words",
    "rules/sentence/kin.py": "the same, of whom they join",
    "rules/sentence/recogniser.py": "the same, of what is asked in general",
    "rules/sentence/times.py": "the same, of when",
    "rules/search/characters.toml": "a table of all characters by their reading",
}


def ours() -> Iterator[Path]:
    """Every file of the code."""
    for path in sorted(PORTAL.rglob("*")):
        name = path.relative_to(PORTAL).as_posix()
        if path.is_file() and not any(name.startswith(f"{its}/") for its in APART):
            yield path


def test_the_code_names_no_city() -> None:
    naming = set()
    for path in ours():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if "__pycache__" not in path.parts and NAMES.search(text):
            naming.add(path.relative_to(PORTAL).as_posix())
    assert naming == set(MAY_STILL)


def portal(
    folder: Path,
    content: Path | None = YUNXI,
    today: Callable[[], date] | None = lambda: TODAY,
) -> Flask:
    """A portal on an empty store of its own."""
    app = create_app(
        Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key=SECRET,
            content=content,
        ),
        today=today,
    )
    with app.app_context():
        schema.upgrade_schema()
    return app


@pytest.fixture(scope="module")
def yunxi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal of the second city."""
    app = portal(tmp_path_factory.mktemp("yunxi"))
    with app.app_context():
        assert seed(read_folder(YUNXI)) == 1
        database.db.session.remove()
    yield app
    with app.app_context():
        database.db.engine.dispose()


def test_the_rules_of_a_second_city_have_no_problem() -> None:
    ruleset, problems = check(read_folder(YUNXI))
    assert problems == ()
    assert ruleset is not None
    assert (ruleset.city.id, ruleset.city.stands_in) == ("yunxi", False)


def named(text: str, name: str) -> None:
    """It names the second city, and nothing of the first."""
    assert name in text
    assert not NAMES.search(text), NAMES.search(text)


@pytest.mark.parametrize(("prefix", "name"), PREFIXES.items())
def test_every_page_of_a_second_city_names_that_city_alone(
    yunxi: Flask, prefix: str, name: str
) -> None:
    fetch = Fetcher(yunxi.test_client())
    for path in (
        "/",
        "/districts",
        "/districts?q=nowhere",
        "/districts/dongqiao",
        "/districts/dongqiao/housing",
        "/districts/dongqiao/town-home",
        "/services/town-home",
        "/history/town-home",
        "/search?q=nothing",
        "/about",
        "/privacy",
        "/open-data",
        "/offline",
        "/feed.atom",
    ):
        named(fetch.get(f"{prefix}{path}").text, name)
    address = fetch.follow(fetch.post(f"{prefix}/check", {"district": "dongqiao"}))
    named(fetch.get(address).text, name)
    response = fetch.post(f"{prefix}/check/lived_since", {"year": "2026", "month": "5"})
    named(fetch.get(fetch.follow(response)).text, name)
    for path in ("/result", "/result/town-home", "/roadmap", "/compare", "/checklist"):
        named(fetch.get(f"{prefix}{path}").text, name)
    assert "tel:00100" in fetch.get(f"{prefix}/").text


def test_what_programs_read_names_that_city_alone(yunxi: Flask) -> None:
    client = yunxi.test_client()
    named(client.get("/api/openapi.json").text, "Yunxi")
    named(client.get("/api/v1/release.json").text, "云溪市")
    manifest = json.loads(client.get("/manifest.webmanifest").text)
    named(manifest["description"], "云溪")
    asked = {"district": "dongqiao", "on": "2026-11-30", "answers": {"lived_since": "2026-05"}}
    found = client.post("/api/v1/evaluations", json=asked)
    assert {its["service"]: its["outcome"] for its in json.loads(found.text)["outcomes"]} == {
        "town-home": "meets",
        "town-advice": "information",
    }
    assert not NAMES.search(found.text)


def test_days_begin_by_the_clock_of_the_city(yunxi: Flask, app: Flask) -> None:
    moment = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)
    with yunxi.app_context():
        assert city_clock() == ZoneInfo("Asia/Urumqi")
        assert in_city(moment).date() == date(2026, 11, 29)
    with app.app_context():
        assert in_city(moment).date() == date(2026, 11, 30)


def test_a_page_kept_is_served_by_the_real_clock_outside_of_a_request(tmp_path: Path) -> None:
    app = portal(tmp_path, today=None)
    with app.app_context():
        assert seed(read_folder(YUNXI)) == 1
    client = app.test_client()
    assert [client.get("/districts").status_code for _ in range(3)] == [200, 200, 200]
    with app.app_context():
        database.db.engine.dispose()


def test_a_search_needs_no_name_of_the_city(yunxi: Flask) -> None:
    fetch = Fetcher(yunxi.test_client())
    for typed in ("云溪市租房咨询", "租房咨询", "yunxi advice"):
        assert "town-advice" in fetch.get(f"/search?q={typed}").text
    assert fetch.get("/districts?q=云溪西林镇", 303).location == "/districts/xilin"


def test_a_setting_names_the_folder_of_the_rules(tmp_path: Path) -> None:
    environment = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_CONTENT": str(YUNXI)}
    assert read_settings(environment).content == YUNXI
    told = CliRunner().invoke(main, ["seed"], env=environment)
    assert told.exit_code == 0, told.output
    again = CliRunner().invoke(main, ["check"], env=environment)
    assert "2 services" in again.output
    assert "2 districts" in again.output


def test_a_folder_without_a_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="PORTAL_CONTENT"):
        read_settings({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_CONTENT": str(tmp_path)})


# Releases stored before rules named their city.

FORMER = {**COMMON, "services/housing/flat.toml": service(requirement("a", "owns_home == no"))}


@pytest.fixture
def former(tmp_path: Path) -> Iterator[Flask]:
    """A portal whose release says nothing of a city."""
    app = portal(tmp_path, None)
    with app.app_context():
        assert add_release(FORMER, derive(load(FORMER)), "of before") == 1
        database.db.session.remove()
    yield app
    with app.app_context():
        database.db.engine.dispose()


def test_rules_that_name_no_city_are_those_of_the_shipped_one() -> None:
    ruleset, problems = check(FORMER)
    assert ruleset is not None
    assert not [its for its in problems if "city" in its.place]
    assert (ruleset.city.id, ruleset.city.zone) == ("chongqing", "Asia/Shanghai")
    assert ruleset.city.stands_in


@pytest.mark.parametrize(
    ("prefix", "title"), [("", "重庆"), ("/en", "Chongqing"), ("/zh-hant", "重")]
)
def test_a_release_of_before_is_read(former: Flask, prefix: str, title: str) -> None:
    fetch = Fetcher(former.test_client())
    assert title in fetch.get(f"{prefix}/").text
    assert "tel:12345" in fetch.get(f"{prefix}/districts/town").text


def test_a_draft_upon_a_release_of_before_is_assembled(former: Flask) -> None:
    with former.app_context():
        words = FORMER["topics.toml"].replace("租房", "租好房")
        number = draft_of({**FORMER, "topics.toml": words}, 1, "words", None)
        put = assembled_upon(drafts.read_draft(number), files_of(1))
        assert "city.toml" not in put.files
        assert not put.moved
        found = checked(put)
        assert found.ruleset is not None
        assert found.ruleset.city.stands_in
        city = (PORTAL / "content" / "city.toml").read_text(encoding="utf-8")
        (added,) = changes_to({**FORMER, "city.toml": city}, 1)
        assert added.place == "city/chongqing"
