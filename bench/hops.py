"""How far a request travels through the code: the files and functions below ``portal`` it runs.

``python -m bench.hops`` prints one table; ``python -m bench.hops edit`` lists the files of the
requests whose name holds that word. Each request is sent once unmeasured, then measured, so that
what a process works out once (the check of a draft, a compiled form) is not counted as the path of
a request. «Own» leaves out templates and the files that all measured requests of the same channel
pass (hosts, limits, headers, session): what somebody reads who follows this request.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import create_app
from portal.config import Settings
from portal.publishing import seed
from portal.store import database, schema
from portal.store.people import accounts, authentication, credential_setup, sessions
from portal.store.people.credentials import keyed
from portal.store.people.sessions import Origin
from portal.web.admin.auth.session_cookie import COOKIE, FIELD

from .situations import DAY, DISTRICT, FILES, RAW, Unusable

_PORTAL = Path(__file__).resolve().parent.parent / "portal"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
_PASSWORD = "eleven rivers meet here"
_BROWSER = Origin("127.0.0.1", "bench")
_ITEM = {
    "path": "services/settlement/settle-by-work.toml",
    "place": "requirements/works_long_enough",
}
_UNDER = {"path": _ITEM["path"], "under": "parameters/work_months/rows"}
_ROW = {
    "value": "48",
    "districts": "yongchuan",
    "since": "2027-01-01",
    "source": "urbanisation-plan",
    "source.clause": "第2.3节",
}


@dataclass(kw_only=True)
class Hops:
    """What a request ran: the code of functions below ``portal``, and how deep they nested."""

    codes: set[CodeType] = field(default_factory=set)
    depth: int = 0

    @property
    def files(self) -> list[str]:
        """The files, without the folder of the project."""
        paths = {Path(code.co_filename).relative_to(_PORTAL) for code in self.codes}
        return sorted(map(str, paths))

    def own_files(self, common: set[str]) -> list[str]:
        """The Python files besides those that all requests of its channel pass."""
        return [name for name in self.files if name.endswith(".py") and name not in common]

    @property
    def functions(self) -> int:
        """How many functions; comprehensions and lambdas belong to the function around them."""
        return sum(not code.co_name.startswith("<") for code in self.codes)


@contextmanager
def traced() -> Iterator[Hops]:
    """Trace this thread; the functions run meanwhile stand in what is given."""
    hops = Hops()
    own = f"{_PORTAL}/"
    depth = 0

    def trace(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal depth
        code = frame.f_code
        if not code.co_filename.startswith(own):
            return
        if event == "call":
            depth += 1
            hops.codes.add(code)
            hops.depth = max(hops.depth, depth)
        elif event == "return":
            depth -= 1

    sys.setprofile(trace)
    try:
        yield hops
    finally:
        sys.setprofile(None)


class Browser:
    """A test client; an administrator's forms carry the token of their sign-in."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.form = {}
        if token:
            self.client.set_cookie(COOKIE, token)
            with app.app_context():
                self.form = {FIELD: keyed("form", token)}

    def get(self, path: str, /, **values: str) -> TestResponse:
        """A page. Raises Unusable where there is none."""
        return _answered(path, self.client.get(path, query_string=values))

    def text(self, path: str, /, **values: str) -> str:
        """The text of a page. Raises Unusable where there is none."""
        return _answered(path, self.client.get(path, query_string=values)).text

    def post(self, path: str, data: Mapping[str, Any], /, **values: str) -> TestResponse:
        """A form sent. Raises Unusable where it is refused."""
        sent = self.client.post(path, data={**self.form, **data}, query_string=values)
        return _answered(path, sent)


def _answered(path: str, response: TestResponse) -> TestResponse:
    if response.status_code >= 400:
        raise Unusable(f"{path} is answered by {response.status}")
    response.close()
    return response


@contextmanager
def portal() -> Iterator[Flask]:
    """The portal on a store of its own with the shipped rules; passwords cost little."""
    with TemporaryDirectory() as folder, redirect_stderr(StringIO()):
        settings = Settings(
            instance=Path(folder),
            database_url=f"sqlite:///{Path(folder) / 'portal.sqlite'}",
            secret_key="a secret for measurements, long enough",
            password_memory=8,
            password_rounds=1,
        )
        app = create_app(settings, today=lambda: DAY, now=lambda: NOW)
        with app.app_context():
            schema.upgrade_schema()
            seed(FILES)
        yield app
        with app.app_context():
            database.db.engine.dispose()


def signed_in(app: Flask, role: str) -> Browser:
    """The browser of a new person of a role, with every factor that is due."""
    with app.app_context():
        person, code = accounts.add_person(f"bench {role}", role, None, None, "bench", NOW)
        credential_setup.set_up(person.name, code, _PASSWORD, _BROWSER, NOW)
        token = authentication.sign_in(person.name, _PASSWORD, _BROWSER, NOW)
        found = sessions.find(token, NOW)
        if found and not found.complete:
            secret = pyotp.random_base32()
            proof = pyotp.TOTP(secret).at(NOW)
            token, _ = credential_setup.enrol(found, secret, proof, NOW)
    return Browser(app, token)


def _draft(editor: Browser) -> str:
    """The address of a new draft that raises an amount."""
    begun = editor.post("/admin/drafts", {"title": "hops"})
    address = begun.headers["Location"]
    editor.post(f"{address}/new", _ROW, **_UNDER)
    return address


def _measured(request: Callable[[], object]) -> Hops:
    request()
    with traced() as hops:
        request()
    return hops


def resident_requests(app: Flask) -> dict[str, Hops]:
    """What residents and other programs ask for."""
    browser = Browser(app)
    browser.post("/check", {"district": DISTRICT})
    answer = {"value": "sichuan"}
    evaluation = {"answers": RAW, "district": DISTRICT}
    client = browser.client
    found = {
        "POST answer": _measured(lambda: browser.post("/check/hukou_place", answer)),
        "result of a service": _measured(lambda: browser.get("/result/public-rental")),
        "API evaluation, explained": _measured(
            lambda: _answered(
                "evaluations", client.post("/api/v1/evaluations?explain=true", json=evaluation)
            )
        ),
    }
    browser.get(f"/districts/{DISTRICT}/settle-by-work")
    with traced() as hops:  # another page of the same kind: the first one is kept from now on
        browser.get("/districts/yongchuan/settle-by-work")
    return {"guide, first made": hops} | found


def admin_requests(app: Flask) -> dict[str, Hops]:
    """What administrators do, from an item's form to its publication."""
    editor = signed_in(app, "editor")
    approver = signed_in(app, "approver")
    address = _draft(editor)
    form = _measured(lambda: editor.get(f"{address}/item", **_ITEM))
    place = f"{_UNDER['under']}/yongchuan@2027-01-01"
    row = _UNDER["path"]
    sends = iter("123456789")

    def save() -> None:
        seen = _field(editor, f"{address}/item", "seen", path=row, place=place)
        with traced() as hops:
            editor.post(
                f"{address}/item",
                {**_ROW, "value": f"{48 + int(next(sends))}", "seen": seen},
                path=row,
                place=place,
            )
        saved.append(hops)

    saved: list[Hops] = []
    save()
    save()
    editor.post(f"{address}/examples", {})
    editor.post(f"{address}/submit", {"words": "hops"})
    seal = _field(approver, f"{address}/impact", "seal")
    approver.post(f"{address}/approve", {"seal": seal, "words": "hops"})
    with traced() as published:
        approver.post(f"{address}/publish", {})
    return {"admin edit form": form, "save item": saved[-1], "publish": published}


def _field(browser: Browser, path: str, name: str, /, **values: str) -> str:
    """What a form's field holds; of an impact that is computed in steps, asked again."""
    for _ in range(200):
        text = browser.client.get(path, query_string=values).text
        found = re.search(rf'name="{name}"\s+value="([^"]+)"', text)
        if found:
            return found[1]
    raise Unusable(f"{path} has no field {name}")


def main() -> None:
    """Print the table, or the own files of some requests."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with portal() as app:
        channels = (resident_requests(app), admin_requests(app))
    if not wanted:
        print("| request | files | own | functions | depth |\n|---|---:|---:|---:|---:|")
    for found in channels:
        common = set.intersection(*(set(hops.files) for hops in found.values()))
        for name, hops in found.items():
            own = hops.own_files(common)
            if not wanted:
                figures = (len(hops.files), len(own), hops.functions, hops.depth)
                print(f"| {name} |", " | ".join(map(str, figures)), "|")
            elif wanted in name:
                print(f"{name}:", *own, sep="\n  ")


if __name__ == "__main__":
    main()
