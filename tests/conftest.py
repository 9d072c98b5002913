"""What all tests share: an application on the shipped rules, seeded once, at a fixed day."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed, under_way
from portal.rules.building import load
from portal.rules.model.ruleset import Ruleset
from portal.store import database, schema
from portal.store.releases import current_release
from tests.scheduling import ALONE, WholeModules
from tests.sharing import share
from tests.web.fetching import Fetcher, Finishing

TODAY = date(2026, 11, 24)
#: Markers, and the fixtures whose tests get them.
GIVEN_BY = {
    "browser": {"chromium"},
    "postgres": {"postgres_url", "postgres_programs"},
}
#: Modules whose tests take long together, two thirds of what needs Python alone.
LONG = (
    "cli/test_cli.py",
    "cli/test_operations.py",
    "content/test_every_day.py",
    "content/test_next_steps.py",
    "content/test_queries.py",
    "publishing/test_release_steps.py",
    "publishing/test_seals.py",
    "publishing/test_toml_text.py",
    "rules/checking/test_example_suggestions.py",
    "rules/evaluation/test_household_properties.py",
    "rules/impact/test_any_rules.py",
    "rules/lists/test_lists.py",
    "security/test_polyglots.py",
    "store/backups/test_backups.py",
    "store/people/test_people.py",
    "test_documents.py",
    "web/admin/auth/test_guard.py",
    "web/admin/auth/test_sign_in.py",
    "web/admin/catalogue/test_replace.py",
    "web/admin/catalogue/test_search.py",
    "web/admin/condition_builder/test_views.py",
    "web/admin/counters/test_counters.py",
    "web/admin/drafts/test_remarks.py",
    "web/admin/drafts/test_road.py",
    "web/admin/drafts/test_undo.py",
    "web/admin/forms/test_nothing_lost.py",
    "web/admin/forms/test_unfinished.py",
    "web/admin/forms/test_values.py",
    "web/admin/test_injection.py",
    "web/admin/test_kiosks.py",
    "web/admin/test_query_values.py",
    "web/api/test_generated_requests.py",
    "web/http/test_query_values.py",
    "web/lines/test_requirement_words.py",
    "web/lines/test_unpublished_claims.py",
    "web/resident/guide/test_guides.py",
    "web/resident/guide/test_history.py",
    "web/resident/guide/test_service_guide.py",
    "web/resident/result/test_other_district.py",
    "web/resident/result/test_papers.py",
    "web/resident/result/test_results.py",
    "web/resident/result/test_roadmap.py",
    "web/test_chinese.py",
    "web/test_page_maker.py",
)
#: Folders whose tests drive whole systems: browsers, servers, containers. Such a test may fail once
#: for a machine that was busy; it is run again, and the summary tells how many were.
WHOLE_SYSTEMS = ("browser", "deploy", "faults", "load")
SECRET = "a secret only for tests, long enough"
#: How the reason of a skip begins that is allowed even where nothing else may be skipped.
NOT_TRIED = "Not tried:"

#: A server that a test starts makes no pages ahead: nobody would ask for them.
os.environ.setdefault("PORTAL_PAGES_AHEAD", "no")

# A machine that is busy with other tests is no database that hangs; real processes keep the limit.
database.STALLED_SECONDS = 30.0
# Nor does it show the release before: whoever finds a look due waits for it to end.
current_release.PATIENCE_SECONDS = 60.0
# A check or an impact that goes on from request to request ends within the first one.
under_way.PATIENCE_SECONDS = 60.0

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")
Flask.test_client_class = Finishing
share()


def required(what: str) -> bool:
    """Whether tests that need something may not be skipped here."""
    return what in os.environ.get("PORTAL_TEST_REQUIRE", "").split(",")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeModules:
    """How tests are given out to several processes."""
    return WholeModules(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, and what needs a browser or PostgreSQL by its fixtures.

    What takes long comes first: what is left in the end is short, so no process waits long for
    another to end.
    """
    tests = Path(__file__).parent
    long = {tests / name for name in LONG}
    assert all(path.is_file() for path in long), "LONG names a module that is gone"
    for item in items:
        if item.path in long:
            item.add_marker("slow")
        whole = item.path.relative_to(tests).parts[0] in WHOLE_SYSTEMS
        if whole and item.get_closest_marker("flaky") is None:
            item.add_marker(pytest.mark.flaky(reruns=1))
        for marker, fixtures in GIVEN_BY.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)
    items.sort(key=lambda item: _turn(item.path.relative_to(tests)))


def _turn(module: Path) -> int:
    """When a module is begun: what waits for other programs first, then what computes long."""
    folder = module.parts[0]
    if folder in ALONE:
        return 0
    return 1 if folder in WHOLE_SYSTEMS or module.as_posix() in LONG else 2


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the end what was run again after which failure, and what was skipped and why."""
    again = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("RUN AGAIN after a failure", sep="=", yellow=True, bold=True)
        for report in again:
            terminalreporter.write_line(report.nodeid, yellow=True)
            terminalreporter.write_line(str(report.longrepr), yellow=True)
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("SKIPPED", sep="=", yellow=True, bold=True)
    for line in skips(skipped):
        terminalreporter.write_line(line, yellow=True)


def skips(reports: Iterable[pytest.TestReport]) -> list[str]:
    """How many tests of which part were skipped for which reason."""
    groups: Counter[tuple[str, str]] = Counter()
    for report in reports:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        part = report.nodeid.partition("::")[0].removeprefix("tests/").partition("/")[0]
        groups[part.removesuffix(".py"), why.removeprefix("Skipped: ")] += 1
    return [
        f"{number} test{'s' if number > 1 else ''} of {part} did not run, because: {why}"
        for (part, why), number in groups.most_common()
    ]


@pytest.fixture(scope="module", autouse=True)
def settled() -> Iterator[None]:
    """What a module leaves behind is not searched for garbage again: it grows to a gigabyte.

    The garbage itself goes first, with a warning for whatever was left open.
    """
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shipped() -> Ruleset:
    """The shipped rules."""
    return load(read_folder(SHIPPED))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the shipped rules as release 1, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    portal = create_app(
        Settings(
            instance=folder, database_url=f"sqlite:///{folder / 'portal.sqlite'}", secret_key=SECRET
        )
    )
    with portal.app_context():
        schema.upgrade_schema()
        assert seed(read_folder(SHIPPED)) == 1
        database.db.session.remove()
        database.db.engine.dispose()
    return folder / "portal.sqlite"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Flask]:
    """The portal on SQLite with the shipped rules as release 1."""
    folder = tmp_path_factory.mktemp("instance")
    shutil.copy(seeded, folder)
    portal = create_app(
        Settings(
            instance=folder,
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key=SECRET,
            offices=("127.0.0.0/8",),
        ),
        today=lambda: TODAY,
    )
    yield portal
    with portal.app_context():
        database.db.engine.dispose()


@pytest.fixture
def fetch(app: Flask) -> Fetcher:
    """Fetches pages and lints each."""
    return Fetcher(app.test_client())
