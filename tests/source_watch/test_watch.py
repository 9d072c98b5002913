"""Looking at sources: what is said of each page, what waits for an editor, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from portal import create_app
from portal.cli import main
from portal.config import Settings
from portal.rules.model.sources import Source
from portal.rules.model.texts import Text
from portal.source_watch.page_fetcher import Fetcher
from portal.source_watch.seen import Seen
from portal.source_watch.watch import look_at
from portal.store import audit, database, schema, source_checks
from portal.store.people import accounts
from portal.store.source_checks import OtherState
from tests.conftest import SECRET
from tests.source_watch.conftest import Site, send


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Flask]:
    """An empty store of its own."""
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    app = create_app(Settings(instance=tmp_path, database_url=url, secret_key=SECRET))
    with app.app_context():
        schema.upgrade_schema()
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


def source(name: str, url: str | None) -> Source:
    return Source(
        id=name,
        title=Text(name, name),
        tier="official",
        verified_on=date(2026, 11, 1),
        review_by=date(2027, 11, 1),
        url=url,
    )


class Watcher:
    """Looks at sources again and again, a minute apart."""

    def __init__(self) -> None:
        self.minute = 0

    def look(self, *sources: Source) -> dict[str, Seen]:
        self.minute += 1
        at = datetime(2026, 11, 28, 3, self.minute, tzinfo=UTC)
        with Fetcher(lambda _: True) as fetcher:
            found = look_at(sources, source_checks.read_pages(), fetcher, lambda: at)
            return {seen.source: seen for seen in found}


@pytest.fixture
def watcher(store: Flask) -> Watcher:
    return Watcher()


def test_a_page_is_first_read_then_unchanged_and_nothing_waits(
    site: Site, watcher: Watcher
) -> None:
    site.page("/a", "<p>满三年。</p>", etag='"1"')
    law = source("law", site.address + "/a")
    assert watcher.look(law)["law"].state == "first_read"
    assert watcher.look(law)["law"].state == "unchanged"
    assert source_checks.waiting() == 0


def test_a_changed_page_waits_with_what_changed_until_somebody_looked(
    site: Site, watcher: Watcher
) -> None:
    law = source("law", site.address + "/a")
    site.page("/a", "<p>满三年。带身份证。</p>")
    watcher.look(law)
    site.page("/a", "<p>满一年。带身份证。</p>", etag='"2"')
    seen = watcher.look(law)["law"]
    assert (seen.state, seen.gone, seen.come) == ("changed", ("满三年。",), ("满一年。",))
    assert source_checks.waiting() == 1
    again = watcher.look(law)["law"]
    assert (again.state, again.come) == ("changed", ("满一年。",)), "304: still unlike the accepted"
    editor = accounts.add_person("e", "editor", None, None, "test", datetime.now(UTC))[0]
    page = source_checks.read_page("law")
    assert page is not None
    source_checks.accept("law", editor, page.checked_at)
    assert source_checks.waiting() == 0
    assert watcher.look(law)["law"].state == "unchanged"
    entries, _ = audit.entries(1, audit.AuditFilter(what="source_looked_at"))
    assert [entry.subject for entry in entries] == ["source law"]


def test_what_was_read_again_meanwhile_is_not_accepted_unseen(site: Site, watcher: Watcher) -> None:
    law = source("law", site.address + "/a")
    site.page("/a", "<p>一。</p>")
    watcher.look(law)
    site.page("/a", "<p>二。</p>")
    watcher.look(law)
    shown = source_checks.read_page("law")
    assert shown is not None
    site.page("/a", "<p>三。</p>")
    watcher.look(law)
    editor = accounts.add_person("e", "editor", None, None, "test", datetime.now(UTC))[0]
    with pytest.raises(OtherState):
        source_checks.accept("law", editor, shown.checked_at)
    assert source_checks.waiting() == 1


def test_a_page_that_changed_back_waits_no_longer(site: Site, watcher: Watcher) -> None:
    law = source("law", site.address + "/a")
    for words, waits in (("一。", 0), ("二。", 1), ("一。", 0)):
        site.page("/a", f"<p>{words}</p>")
        watcher.look(law)
        assert source_checks.waiting() == waits, words


def test_moved_and_gone_pages_wait_and_a_site_in_trouble_does_not(
    site: Site, watcher: Watcher
) -> None:
    site.page("/new", "<p>一。</p>")
    site.redirect("/moved", "/new")
    site.pages["/busy"] = lambda handler: send(handler, 503)
    found = watcher.look(
        source("moved", site.address + "/moved"),
        source("gone", site.address + "/gone"),
        source("busy", site.address + "/busy"),
    )
    assert {name: seen.state for name, seen in found.items()} == {
        "moved": "moved",
        "gone": "gone",
        "busy": "unreachable",
    }
    assert found["moved"].found_at == site.address + "/new"
    assert source_checks.waiting() == 2


def test_a_site_in_trouble_takes_no_waiting_change_away(site: Site, watcher: Watcher) -> None:
    law = source("law", site.address + "/a")
    site.page("/a", "<p>一。</p>")
    watcher.look(law)
    site.page("/a", "<p>二。</p>")
    watcher.look(law)
    site.pages["/a"] = lambda handler: send(handler, 503)
    assert watcher.look(law)["law"].state == "unreachable"
    assert source_checks.waiting() == 1
    site.page("/a", "<p>二。</p>")
    assert watcher.look(law)["law"].state == "changed"


def test_an_address_that_an_editor_mended_begins_anew(site: Site, watcher: Watcher) -> None:
    site.page("/b", "<p>二。</p>")
    watcher.look(source("law", site.address + "/a"))
    assert source_checks.waiting() == 1
    assert watcher.look(source("law", site.address + "/b"))["law"].state == "first_read"
    assert source_checks.waiting() == 0


def test_a_page_that_two_sources_share_is_asked_for_once(site: Site, watcher: Watcher) -> None:
    site.page("/a", "<p>一。</p>")
    one, other = source("one", site.address + "/a"), source("other", site.address + "/a")
    watcher.look(one)
    site.asked.clear()
    found = watcher.look(one, other, source("paper", None))
    assert {name: seen.state for name, seen in found.items()} == {
        "one": "unchanged",
        "other": "first_read",
    }
    assert len(site.paths()) == 1


def test_the_console_names_what_it_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(main, ["seed"]).exit_code == 0
    result = runner.invoke(main, ["sources", "check", "no-such-source"])
    assert result.exit_code == 1
    assert "There is no source 'no-such-source'" in result.output
