"""A portal on the shipped rules with people of every role, and drafts in its store."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing.item_edits import Save, WorkingCopy, read_working_copy, save
from portal.rules.building import load
from portal.rules.items.parts import Value, items_of
from portal.store import database, drafts
from portal.store.people import accounts
from portal.store.people.accounts import Person
from tests.conftest import SECRET
from tests.store.conftest import (  # noqa: F401
    blank,
    empty,
    postgres_blank,
    postgres_copy,
    postgres_url,
)

FILES = read_folder(SHIPPED)
GAZETTEER = load(FILES).gazetteer
TODAY = date(2026, 11, 24)
RENT = "services/housing/renting.toml"
FLAT = "services/housing/public-rental.toml"
AUDIENCE = "service"


@dataclass
class Office:
    """The people and the drafts of one store."""

    editor: Person
    approver: Person
    manager: Person

    def begin(self, title: str = "试改") -> int:
        return drafts.begin(title, "", 1, self.editor.id)

    def desk(self, number: int) -> WorkingCopy:
        return read_working_copy(number, GAZETTEER, TODAY)

    def change(self, number: int, path: str, place: str, **leaves: object) -> None:
        """Change some fields of an item."""
        its = self.desk(number)
        value = {**(its.item(path, place) or {}), **leaves}
        save(
            its,
            self.editor,
            Save(path=path, place=place, after=value, seen=its.version(path, place)),
        )

    def draft(self, note: str = "新的说明。", path: str = FLAT) -> int:
        """A draft that changes the note of one requirement."""
        number = self.begin(note)
        self.change(number, path, "requirements/no_other_subsidised_home", note=words(note))
        return number


def words(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": "A note."}


def item(path: str, place: str, files: dict[str, str] | None = None) -> Value:
    return items_of(path, tomllib.loads((files or FILES)[path]))[place]


@pytest.fixture
def portal(tmp_path: Path, seeded: Path) -> Iterator[Flask]:
    """A portal on a store of its own."""
    url = f"sqlite:///{shutil.copy(seeded, tmp_path)}"
    settings = Settings(
        instance=tmp_path, database_url=url, secret_key=SECRET, password_memory=8, password_rounds=1
    )
    app = create_app(settings, today=lambda: TODAY)
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


def staffed() -> Office:
    """People of every role in the store at hand."""
    at = datetime(2026, 11, 24, 2, tzinfo=UTC)
    roles = ("editor", "approver", "manager")
    return Office(*(accounts.add_person(role, role, None, None, "test", at)[0] for role in roles))


@pytest.fixture
def office(portal: Flask) -> Office:
    """The people of the portal."""
    return staffed()
