"""People for tests of administrators' pages: added, proved and signed in by the store itself."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from itertools import count
from typing import Any

import pyotp
from flask import Flask
from werkzeug.test import TestResponse

from portal.store.people import accounts, authentication, credential_setup, sessions
from portal.store.people.credentials import keyed
from portal.store.people.sessions import Origin
from portal.web.admin.auth.session_cookie import COOKIE, FIELD
from tests.web.fetching import Fetcher

PASSWORD = "eleven rivers meet here"
HERE = Origin("127.0.0.1", "a test")
_numbers = count(1)


class AdminFetcher(Fetcher):
    """A browser that is signed in; its forms carry the token of the page they stand on."""

    name = ""
    id = 0

    def form_token(self) -> str:
        """The token that forms of this browser carry."""
        cookie = self.client.get_cookie(COOKIE)
        with self.client.application.app_context():
            return keyed("form", cookie.decoded_value if cookie else "")

    def post(self, path: str, data: dict[str, Any], status: int = 303, **more: Any) -> TestResponse:
        """A form sent from one of our own pages."""
        return super().post(path, {FIELD: self.form_token(), **data}, status, **more)


def now_of(app: Flask) -> datetime:
    """The moment by the clock of the application."""
    return app.extensions["portal_now"]()  # type: ignore[no-any-return]


def added(
    app: Flask,
    role: str,
    districts: Collection[str] | None = None,
    topics: Collection[str] | None = None,
    name: str = "",
) -> accounts.Person:
    """Somebody new who has chosen PASSWORD."""
    name = name or f"王{next(_numbers)}"
    with app.app_context():
        person, code = accounts.add_person(name, role, districts, topics, "test", now_of(app))
        credential_setup.set_up(name, code, PASSWORD, HERE, now_of(app))
        return person


def token_of(app: Flask, person: accounts.Person) -> str:
    """A sign-in of somebody with every factor that is due; returns its token."""
    with app.app_context():
        now = now_of(app)
        token = authentication.sign_in(person.name, PASSWORD, HERE, now)
        found = sessions.find(token, now)
        assert found is not None
        if not found.complete:
            secret = pyotp.random_base32()
            code = pyotp.TOTP(secret).at(now)
            token, _ = credential_setup.enrol(found, secret, code, now)
        return token


def signed_in(
    app: Flask,
    role: str,
    districts: Collection[str] | None = None,
    topics: Collection[str] | None = None,
) -> AdminFetcher:
    """A browser of a new person of this role, signed in with every factor that is due."""
    person = added(app, role, districts, topics)
    fetch = AdminFetcher(app.test_client())
    fetch.client.set_cookie(COOKIE, token_of(app, person))
    fetch.name = person.name
    fetch.id = person.id
    return fetch


def wait_for_release(fetch: AdminFetcher, number: int) -> None:
    """Wait until a release is in use: a process looks for a newer one once a second."""
    for _ in range(100):
        if f"规则版本{number}，" in fetch.client.get("/about").text:
            return
        time.sleep(0.1)
    raise AssertionError(f"release {number} is not in use after ten seconds")
