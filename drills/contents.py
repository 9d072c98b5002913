"""What the store of a drill is filled with, and what of it has to be found again."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp
from flask import Flask

from portal import create_app
from portal.config import read_settings
from portal.content import SHIPPED, read_folder
from portal.publishing import release_steps, seed
from portal.publishing.assembly import assemble_for_release
from portal.publishing.item_edits import Save, read_working_copy, save
from portal.rules.items.parts import items_of
from portal.rules.model.ruleset import Ruleset
from portal.store import audit, database, drafts, mails, reports, schema
from portal.store.kiosks import enrolment, machines
from portal.store.people import accounts, authentication, credential_setup, passkeys, sessions
from portal.store.people.passkeys import RelyingParty
from portal.store.people.sessions import Origin
from portal.store.releases.city_in_use import in_city
from portal.store.releases.stored import files_of, number_in_force, ruleset_of
from portal.web.page_maker import addresses
from portal.web.receipt_code import Receipt, receipt_code

from .authenticator import Authenticator
from .host import Host

PASSWORD = "eleven bridges in the evening fog"
MANAGER = "演练 主管"
REVIEWER = "演练 审核"
EDITOR = "演练 编辑"
KIOSK = "演练 一号机"
PASSKEY = "演练 安全密钥"
PASSKEY_HOST = "localhost"
"""Passkeys belong to a name, and this one needs no certificate."""
TITLE = "演练：还没写完的草稿"
REPORT = "演练：窗口说还要一份材料。"
COUNTER = "drill-hall"
_PIN = "480163"
_PLACE = Origin("127.0.0.1", "drill")
#: A code of the second factor counts once: the first was used long enough before the next.
_EARLIER = timedelta(minutes=10)
_PAGES = 24
_RECEIPTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """The secret in the manager's authenticator app, the recovery codes on paper, and a passkey."""

    secret: str = field(repr=False)
    passkey: Authenticator = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was put in. ``paths``: a spread of the public pages; ``audited``: entries of the log."""

    release: int
    second_factor: SecondFactor
    kiosk: str = field(repr=False)
    receipts: tuple[str, ...]
    paths: tuple[str, ...]
    audited: int


@contextmanager
def opened(host: Host) -> Iterator[Flask]:
    """The application on the store of a host, in this process."""
    app = create_app(read_settings(host.environment))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        try:
            yield app
        finally:
            database.db.session.remove()
            database.db.engine.dispose()


def fill(host: Host) -> Contents:
    """Seed a store; put in people, a published release, receipts, a kiosk, a report, a draft."""
    now = datetime.now(UTC)
    with opened(host) as app:
        today = in_city(now).date()
        schema.upgrade_schema()
        seed(read_folder(SHIPPED))
        first = number_in_force(today)
        receipts = _receipts(app, first)
        manager, second_factor = _manager(now - _EARLIER)
        editor = _person(EDITOR, "editor", now)
        reviewer = _person(REVIEWER, "approver", now)
        release = _published(editor, reviewer, first, now)
        kiosk = _kiosk(ruleset_of(release), now)
        ruleset = ruleset_of(release)
        _, district, service = _answered(ruleset, 1)[0]
        reports.add_report(service, district, release, REPORT, said=("paper",), told="today")
        drafts.begin(TITLE, "", release, editor.id)
        mails.set_address(manager.id, "drill@example.org", True, MANAGER)
        paths = tuple(addresses(app, ruleset, today))
        audited, _ = audit.head()
    with opened(host) as app:
        receipts = (*receipts, *_receipts(app, release))
    return Contents(
        release=release,
        second_factor=second_factor,
        kiosk=kiosk,
        receipts=receipts,
        paths=_spread(paths),
        audited=audited,
    )


def _spread(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Some pages of every kind and language: those asked for most, then every so many."""
    return (*paths[: _PAGES // 2], *paths[:: max(1, len(paths) * 2 // _PAGES)])


def _answered(ruleset: Ruleset, most: int) -> list[tuple[int, str, str]]:
    """Districts and services that receipts speak of."""
    districts = sorted(ruleset.gazetteer.districts)
    services = sorted(ruleset.services)
    return [(n, districts[-n], services[n * 7 % len(services)]) for n in range(1, most + 1)]


def _receipts(app: Flask, release: int) -> tuple[str, ...]:
    """Receipts of the release in force."""
    made = []
    for number, district, service in _answered(ruleset_of(release), _RECEIPTS):
        receipt = Receipt(
            release=release,
            day=in_city(datetime.now(UTC)).date(),
            district=district,
            service=service,
            outcome="meets" if number % 2 else "more_information",
        )
        with app.test_request_context():
            made.append(receipt_code(receipt))
    return tuple(made)


def _person(name: str, role: str, at: datetime) -> accounts.Person:
    person, code = accounts.add_person(name, role, None, None, "drill", at)
    credential_setup.set_up(name, code, PASSWORD, _PLACE, at)
    return person


def _manager(at: datetime) -> tuple[accounts.Person, SecondFactor]:
    """A manager with a password, an authenticator app, recovery codes and a passkey."""
    person = _person(MANAGER, "manager", at)
    found = sessions.find(authentication.sign_in(MANAGER, PASSWORD, _PLACE, at), at)
    assert found is not None
    secret = pyotp.random_base32()
    token, codes = credential_setup.enrol(found, secret, pyotp.TOTP(secret).at(at), at)
    passkey = _passkey(token, at)
    return person, SecondFactor(secret=secret, passkey=passkey, recovery_codes=codes)


def _passkey(token: str, at: datetime) -> Authenticator:
    """A passkey of whoever is signed in, for the name under which a host asks itself."""
    found = sessions.find(token, at)
    assert found is not None
    origin = f"http://{PASSKEY_HOST}"
    site = RelyingParty(PASSKEY_HOST, origin, "drill")
    device = Authenticator(host=PASSKEY_HOST, origin=origin)
    answer = device.create(passkeys.creation_options(found, site, at))
    credential_setup.add_passkey(found, PASSKEY, answer, site, at)
    return device


def _published(editor: accounts.Person, reviewer: accounts.Person, base: int, now: datetime) -> int:
    """The number of a release that changes one note, drafted by one and approved by another."""
    today = in_city(now).date()
    path, place = _a_requirement(files_of(base))
    number = drafts.begin("演练：一句说明", "", base, editor.id)
    desk = read_working_copy(number, ruleset_of(base).gazetteer, today)
    note = {"zh": "演练时加的一句说明。", "en": "A sentence added in a drill."}
    after = {**(desk.item(path, place) or {}), "note": note}
    save(desk, editor, Save(path=path, place=place, after=after, seen=desk.version(path, place)))
    release_steps.submit(number, editor, "", today, None)
    draft = drafts.read_draft(number)
    seal = release_steps.seal_of(draft, assemble_for_release(draft, today), today)
    release_steps.approve(number, reviewer, seal.digest, "好", today)
    return release_steps.publish(number, reviewer, today)


def _a_requirement(files: dict[str, str]) -> tuple[str, str]:
    """Where the first requirement of the shortest document of a service stands."""
    services = [path for path in files if path.startswith("services/")]
    for path in sorted(services, key=lambda name: (len(files[name]), name)):
        for place in items_of(path, tomllib.loads(files[path])):
            if place.startswith("requirements/"):
                return path, place
    raise LookupError("no service has a requirement")


def _kiosk(ruleset: Ruleset, now: datetime) -> str:
    """What the browser of an enrolled kiosk holds."""
    district = sorted(ruleset.gazetteer.districts)[-1]
    setup = machines.Setup(name=KIOSK, counter=COUNTER, district=district)
    _, code = machines.add_kiosk(setup, MANAGER, now)
    machines.set_pin(COUNTER, _PIN, MANAGER, now)
    return enrolment.enrol(code, _PLACE.address, now)
