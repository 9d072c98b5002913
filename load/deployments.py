"""The deployments, started here as their tests start them, and a file that nginx sends."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal import create_app
from portal.config import read_settings
from portal.store import database
from portal.web.admin.auth.session_cookie import COOKIE
from tests.deploy.running import (
    Host,
    Nginx,
    Postgres,
    Redis,
    Visitor,
    database_url,
    free_port,
    is_open,
    main_configuration,
    nginx_command,
    wait_until,
)
from tests.folders import open_folder
from tests.web.admin.signing import added, token_of

_GUIDE_BYTES = 13 * 1024
_PAGES_SECONDS = 900.0
#: How many connections wait at a socket of gunicorn's own: no unit of systemd says fewer.
_OWN_BACKLOG = 2048
_PAGES_AHEAD = {"PORTAL_PAGES_AHEAD": "yes"}


class Missing(RuntimeError):
    """A program that a deployment is made of is not installed."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where one is, and the cookie of an administrator who is signed in there.

    ``file``: all that there is, where it is no portal.
    """

    address: str
    sign_in: str = ""
    file: str = ""


class Front(Nginx):
    """nginx before people of many addresses, all of whom are this one machine."""

    def _site(self) -> str:
        many = "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;"
        return many + super()._site()


@contextmanager
def embedded() -> Iterator[Deployment]:
    """One gunicorn on SQLite; it believes the addresses that wrk makes up."""
    with open_folder("portal-load-") as folder, ExitStack() as stack:
        settings = {**_PAGES_AHEAD, "PORTAL_TRUSTED_PROXIES": "1"}
        host = _started(
            Host(folder=folder / "host", settings=settings, backlog=_OWN_BACKLOG),
            stack,
        )
        yield Deployment(f"http://127.0.0.1:{host.port}", _sign_in(host))


@contextmanager
def one_server() -> Iterator[Deployment]:
    """nginx, one gunicorn, PostgreSQL, Redis."""
    with open_folder("portal-load-") as folder, ExitStack() as stack:
        postgres = started_database(folder / "postgres", stack)
        settings = _settings(folder, stack, postgres)
        yield _behind_nginx(
            folder, stack, [_started(Host(folder=folder / "host", settings=settings), stack)]
        )


@contextmanager
def city() -> Iterator[Deployment]:
    """Two gunicorns behind nginx, PostgreSQL with a synchronous standby, Redis."""
    waits = ("synchronous_commit=on", "synchronous_standby_names=standby")
    with open_folder("portal-load-") as folder, ExitStack() as stack:
        primary = started_database(folder / "primary", stack, *waits)
        standby = Postgres(binaries=primary.binaries, folder=folder / "standby")
        standby.copy(primary, "standby")
        standby.start()
        stack.callback(standby.stop)
        settings = _settings(folder, stack, primary, standby)
        hosts = [
            _started(Host(folder=folder / name, settings=settings), stack)
            for name in ("host-a", "host-b")
        ]
        yield _behind_nginx(folder, stack, hosts)


@contextmanager
def static_file() -> Iterator[Deployment]:
    """nginx with one file as large as a guide may be when it is sent: what the rest is held to."""
    with open_folder("portal-load-") as folder:
        (folder / "temporary").mkdir()
        (folder / "guide").write_bytes(os.urandom(_GUIDE_BYTES))
        port = free_port()
        site = f"server {{ listen 127.0.0.1:{port} backlog=4096; root {folder}; access_log off; }}"
        (folder / "nginx.conf").write_text(main_configuration(folder, site))
        _needs_nginx()
        with subprocess.Popen(nginx_command(folder), stderr=subprocess.DEVNULL) as nginx:
            try:
                wait_until(lambda: is_open(port), "nginx listens")
                yield Deployment(f"http://127.0.0.1:{port}", file="/guide")
            finally:
                nginx.terminate()


STATIC_FILE = "a file sent by nginx"
DEPLOYMENTS: dict[str, Callable[[], AbstractContextManager[Deployment]]] = {
    STATIC_FILE: static_file,
    "embedded": embedded,
    "one server": one_server,
    "city": city,
}


def started_database(folder: Path, stack: ExitStack, *options: str) -> Postgres:
    """A new PostgreSQL server that ends with the stack."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise Missing("PostgreSQL is not installed (apt install postgresql)")
    server = Postgres(binaries=found[-1].parent, folder=folder, options=options)
    server.create()
    server.start()
    stack.callback(server.stop)
    return server


def _settings(folder: Path, stack: ExitStack, *servers: Postgres) -> dict[str, str]:
    if shutil.which("redis-server") is None:
        raise Missing("Redis is not installed (apt install redis-server)")
    redis = Redis(folder / "redis")
    redis.start()
    stack.callback(redis.stop)
    return {
        **_PAGES_AHEAD,
        "PORTAL_DATABASE_URL": database_url(*servers),
        "PORTAL_VALKEY_URL": redis.url,
        "PORTAL_TRUSTED_PROXIES": "1",
    }


def _started(host: Host, stack: ExitStack) -> Host:
    stack.callback(host.close)
    host.start()
    wait_until(lambda: Visitor(host.port).get("/livez").status == 200, "the portal answers")
    return _pages_made(host)


def _pages_made(host: Host) -> Host:
    """The host once its pages of today are made ahead, as they are long before a morning."""

    def made() -> bool:
        return any(host.folder.glob("pages/pages-*"))

    wait_until(made, "the pages are made ahead", _PAGES_SECONDS)
    return host


def _behind_nginx(folder: Path, stack: ExitStack, hosts: list[Host]) -> Deployment:
    _needs_nginx()
    nginx = Front(folder=folder / "nginx", hosts=hosts)
    nginx.start()
    stack.callback(nginx.stop)
    return Deployment(f"http://127.0.0.1:{nginx.port}", _sign_in(hosts[0]))


def _needs_nginx() -> None:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") is None:
        raise Missing("nginx is not installed (apt install nginx)")


def _sign_in(host: Host) -> str:
    """The cookie of somebody new who is signed in with every factor that is due."""
    app = create_app(read_settings(host.environment()))
    token = token_of(app, added(app, "editor"))
    with app.app_context():
        database.db.engine.dispose()
    return f"{COOKIE}={token}"
