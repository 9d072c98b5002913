"""``portal rollback``: the way back where the pages themselves fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal import create_app
from portal.config import read_settings
from portal.publishing import derive
from portal.rules.building import load
from portal.store.people import accounts
from portal.store.releases.rollbacks import open_rollback
from portal.store.releases.stored import add_release, files_of, newest_number
from portal.web.http.request_context import moment
from tests.cli.test_cli import run
from tests.conftest import SECRET

FLAT = "services/housing/public-rental.toml"


@pytest.fixture
def folder(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal with a second release, a manager and an editor."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    url = f"sqlite:///{shutil.copy(seeded, tmp_path)}"
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    with create_app(read_settings()).app_context():
        files = files_of(1)
        files[FLAT] = files[FLAT].replace("公租房", "公寓房")
        add_release(files, derive(load(files)), "改名")
        for name, role in (("李敏", "manager"), ("王晓", "editor")):
            accounts.add_person(name, role, None, None, "console", moment())
    return tmp_path


def test_the_release_before_is_put_back_by_somebody_who_may(folder: Path) -> None:
    asked = ("rollback", "--reason", "名字写错了", "--by")
    assert "nobody called" in run(*asked, "李明", code=1)
    assert "Approvers and managers" in run(*asked, "王晓", code=1)
    assert "at least 4 characters" in run("rollback", "--by", "李敏", "--reason", "错", code=1)
    with create_app(read_settings()).app_context():
        assert newest_number() == 2
    assert "Release 3 is in force: what release 1 says." in run(*asked, "李敏")
    assert "is open already" in run(*asked, "李敏", code=1)
    with create_app(read_settings()).app_context():
        found = open_rollback()
        assert found is not None
        assert (found.by, found.reason) == ("李敏", "名字写错了")
