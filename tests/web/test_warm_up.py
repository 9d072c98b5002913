"""What is made ready before the first request is what requests would have made."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from inspect import unwrap
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.rules.evaluation.outcomes import ServiceFrame
from portal.store.releases import current_release
from portal.store.releases.stored import add_release
from portal.web.warm_up import share, warm_up
from tests.conftest import SECRET, TODAY
from tests.web.fetching import Fetcher


@pytest.fixture
def starting(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A portal of its own, which is about to fork workers."""
    shutil.copy(seeded, tmp_path / "portal.sqlite")
    monkeypatch.setattr(current_release, "POLL_SECONDS", 0.0)
    settings = Settings(
        instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}", secret_key=SECRET
    )
    yield create_app(settings, today=lambda: TODAY)
    gc.unfreeze()


def compiled_services() -> int:
    """How many services are compiled, in whatever district and on whatever day."""
    gc.unfreeze()
    return sum(type(its) is ServiceFrame for its in gc.get_objects())


def test_pages_made_ready_speak_the_language_of_each(app: Flask, fetch: Fetcher) -> None:
    warm_up(app)
    assert "跳到正文" in fetch.get("/").text
    assert "跳到正文" not in fetch.get("/en/").text
    assert "跳到正文" in fetch.get("/zh-hant/").text


def test_the_first_check_of_a_district_compiles_no_service(starting: Flask) -> None:
    warm_up(starting)
    share(starting)
    shared = compiled_services()
    for district in ("yuzhong", "chengkou"):
        fetch = Fetcher(starting.test_client())
        begun = fetch.post("/check", {"district": district})
        fetch.get(fetch.follow(begun))
    assert compiled_services() == shared


def test_nothing_of_a_release_that_is_replaced_is_shared_any_longer(
    starting: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests keep the releases that they build; the portal does not.
    monkeypatch.setattr(current_release, "_usable", unwrap(current_release._usable))
    files = dict(read_folder(SHIPPED))
    derived = derive(load(files))
    shared = []
    for number in range(1, 4):
        warm_up(starting)
        share(starting)
        assert starting.extensions["portal_releases"].loaded.number == number
        shared.append(gc.get_freeze_count())
        files["topics.toml"] += f"\n# {number}\n"
        with starting.app_context():
            add_release(files, derived, "once more")
    # A release with its services in all districts is hundreds of thousands of objects.
    assert shared[2] < shared[1] + 5_000
