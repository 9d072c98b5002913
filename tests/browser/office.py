"""Administrators at their desks: the portal served on a store of its own, people signed in."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.store.people import accounts, authentication, credential_setup, sessions
from portal.web.admin.auth.session_cookie import COOKIE
from tests.browser.conftest import Visit, serving
from tests.web.admin.signing import HERE, PASSWORD, added, now_of, token_of

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "service_workers": "block"}
WORK = "services/settlement/settle-by-work.toml"
ROWS = "parameters/work_months/rows"


def enrolled(app: Flask, person: accounts.Person) -> str:
    """The secret of a second factor that somebody enrolled before."""
    with app.app_context():
        now = now_of(app)
        found = sessions.find(authentication.sign_in(person.name, PASSWORD, HERE, now), now)
        assert found is not None
        secret = pyotp.random_base32()
        credential_setup.enrol(found, secret, pyotp.TOTP(secret).at(now), now)
        return secret


class Office:
    """Where administrators work; every window it opened is closed and looked at in the end."""

    def __init__(self, app: Flask, address: str, chromium: Browser) -> None:
        self.app = app
        self.address = address
        self.chromium = chromium
        self.visits: list[Visit] = []

    def window(self, **options: Any) -> Visit:
        """A window of somebody who is not signed in."""
        visit = Visit(self.chromium.new_context(**(WIDE | options)), self.address)
        visit.context.set_default_timeout(60_000)
        self.visits.append(visit)
        return visit

    def enter(
        self, role: str, districts: Collection[str] | None = None, name: str = "", **options: Any
    ) -> Visit:
        """A window of somebody new of this role who is signed in with every factor due."""
        return self.window_of(added(self.app, role, districts, name=name), **options)

    def window_of(self, person: accounts.Person, **options: Any) -> Visit:
        """A window of somebody who is signed in with every factor due."""
        token = token_of(self.app, person)
        visit = self.window(**options)
        visit.context.add_cookies([{"name": COOKIE, "value": token, "url": self.address}])
        return visit

    def close(self) -> None:
        """Close all windows; none of them may have seen a fault."""
        for visit in self.visits:
            visit.context.close()
        assert not [fault for visit in self.visits for fault in visit.faults]


@contextmanager
def office_of(app: Flask, chromium: Browser, host: str = "127.0.0.1") -> Iterator[Office]:
    """Serve a portal for as long as its office is open. ``host``: the name it is opened by."""
    with serving(app) as address:
        office = Office(app, address.replace("127.0.0.1", host), chromium)
        yield office
        office.close()
    gc.collect()  # what the server left open is found here, where it is expected


@pytest.fixture
def office(admin_app: Flask, chromium: Browser) -> Iterator[Office]:
    """The portal on a store of its own."""
    with office_of(admin_app, chromium) as office:
        yield office
