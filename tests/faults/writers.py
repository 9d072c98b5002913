"""People who write, and what a portal acknowledged of it."""

from __future__ import annotations

import itertools

from flask import Flask
from sqlalchemy import text

from portal.store.database import db
from portal.store.people.credentials import keyed
from portal.web.admin.auth.session_cookie import COOKIE, FIELD
from tests.faults.running import Portal, Reply

NAMED = {"service": "public-rental", "district": "shapingba"}
SERVICE = "services/housing/public-rental.toml"


class Writers:
    """Sends writes of a kind, each with words of its own, and keeps those acknowledged."""

    def __init__(self, portal: Portal, path: str, form: dict[str, str], word: str) -> None:
        self._portal = portal
        self._path = path
        self._form = form
        self._word = word
        self._numbers = itertools.count(1)
        self.headers: dict[str, str] = {}
        self.acknowledged: list[str] = []

    def write(self) -> Reply:
        """Send one."""
        words = f"{self._word} {next(self._numbers)}"
        named = "title" if "path" in self._form else "words"
        reply = self._portal.ask(self._path, {**self._form, named: words}, **self.headers)
        if reply.status == 303:
            self.acknowledged.append(words)
        return reply


def reports_become_old(store: Flask) -> None:
    """Let the reports so far be of hours ago: more than some an hour are refused."""
    with db.engine.connect() as connection:
        plain = connection.execution_options(writes=True)
        with plain.begin():
            plain.execute(text("UPDATE reports SET created_at = '2026-01-01 00:00:00.000000'"))


def draft_writers(portal: Portal, token: str) -> Writers:
    """Begins drafts for the person who is signed in with a token."""
    form = {"path": SERVICE, "under": "requirements", FIELD: keyed("form", token)}
    writers = Writers(portal, "/admin/change", form, "草稿")
    writers.headers = {"Cookie": f"{COOKIE}={token}"}
    return writers
