"""Kiosks for tests: a portal with a counter, kiosks added and enrolled by the store itself."""

from __future__ import annotations

from datetime import datetime
from itertools import count as numbers
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import seed
from portal.store import database, schema, usage_counts
from portal.store.kiosks import enrolment, machines
from portal.store.kiosks.machines import Setup
from portal.web.answer_cookie import KIOSK_COOKIE
from portal.web.http.kiosk_machine import COOKIE, PATH
from tests.conftest import SECRET, TODAY
from tests.web.fetching import Fetcher

COUNTER = "jiulongpo-hall"
PIN = "480163"
COUNTERS = f"""
[counters.{COUNTER}]
district = "jiulongpo"
name.zh = "样例服务点"
name.en = "Sample counter"
address.zh = "样例一路1号"
tel = "023 0000 0000"
source = "public-rental-guide-2025"
"""
OFFERS = """
[offers.garden]
district = "jiulongpo"
option = "affordable"
name.zh = "样例花园"
address.zh = "样例三路3号"
how.zh = "带身份证到项目现场登记。"
url = "https://example.org/garden"
until = 2026-12-31
source = "public-rental-guide-2025"
"""
_numbers = numbers(1)


def portal_with_counter(folder: Path, countdown: int = 20) -> Flask:
    """The portal on a store of its own, with the shipped rules, a counter and an offer."""
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    settings = Settings(
        instance=folder,
        database_url=url,
        secret_key=SECRET,
        password_memory=8,
        password_rounds=1,
        kiosk_countdown=countdown,
    )
    app = create_app(settings, today=lambda: TODAY)
    documents = {
        **read_folder(SHIPPED),
        "counters/jiulongpo.toml": COUNTERS,
        "offers/jiulongpo.toml": OFFERS,
    }
    with app.app_context():
        schema.upgrade_schema()
        assert seed(documents) == 1
    return app


def now_of(app: Flask) -> datetime:
    """The moment by the clock of the application."""
    return app.extensions["portal_now"]()  # type: ignore[no-any-return]


def added(app: Flask, **choices: object) -> tuple[int, str]:
    """A new kiosk at the counter: its number and its code."""
    name = f"机{next(_numbers)}"
    setup = Setup(**{"name": name, "counter": COUNTER, "district": "jiulongpo", **choices})  # type: ignore[arg-type]
    with app.app_context():
        found = machines.add_kiosk(setup, "test", now_of(app))
        database.db.session.remove()
        return found


def token_of(app: Flask, **choices: object) -> tuple[int, str]:
    """A new kiosk that is enrolled: its number and its token."""
    number, code = added(app, **choices)
    with app.app_context():
        token = enrolment.enrol(code, f"address of {number}", now_of(app))
        database.db.session.remove()
        return number, token


class Machine(Fetcher):
    """The browser of a kiosk, without scripts."""

    number = 0

    def answers_cookie(self) -> str:
        """What the kiosk holds of a person; empty where it holds nothing."""
        cookie = self.client.get_cookie(KIOSK_COOKIE, path=PATH)
        return cookie.value if cookie else ""

    def put_back(self, value: str, name: str = KIOSK_COOKIE) -> None:
        """Put an old cookie back."""
        self.client.set_cookie(name, value, path=PATH)


def machine(app: Flask, **choices: object) -> Machine:
    """A kiosk that is enrolled."""
    number, token = token_of(app, **choices)
    fetch = Machine(app.test_client())
    fetch.client.set_cookie(COOKIE, token, path=PATH)
    fetch.number = number
    return fetch


def counted(app: Flask) -> dict[tuple[str, str], int]:
    """Every number counted until now, by name and subject."""
    with app.app_context():
        usage_counts.flush()
        database.db.session.rollback()
        found = {
            (its.name, its.subject): its.number
            for its in usage_counts.counts(datetime(2000, 1, 1).date(), datetime(2100, 1, 1).date())
        }
        database.db.session.remove()
        return found


def set_pin(app: Flask, pin: str = PIN) -> None:
    """Set the PIN of the counter."""
    with app.app_context():
        machines.set_pin(COUNTER, pin, "test", now_of(app))
        database.db.session.remove()
