"""The databases a drill is run on: SQLite, and PostgreSQL where it is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

_PATIENCE = 120.0
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Database:
    """A place for one store, empty. ``settings``: how the portal is told of it."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)


SQLITE = Database("SQLite")


@contextmanager
def on_server(url: str) -> Iterator[Database]:
    """A database of its own on a PostgreSQL server, taken away in the end."""
    plain = url.replace("+psycopg", "")
    name = f"portal_drill_{os.getpid()}_{next(_numbers)}"
    _ask(plain, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield Database("PostgreSQL", {"PORTAL_DATABASE_URL": _named(plain, name)})
    finally:
        _ask(plain, f"DROP DATABASE {name} WITH (FORCE)")


def _named(url: str, name: str) -> str:
    """The address of another database of the same server."""
    before, _, options = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


def _ask(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def programs() -> Path | None:
    """Where Debian has the programs of its newest PostgreSQL; None where there is none."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return max(found, key=lambda path: int(path.parts[-3])).parent if found else None


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """A PostgreSQL of our own at a socket in a folder that goes with it; yields its address.

    Where root runs the drill, the user postgres runs the server.
    """
    is_root = os.geteuid() == 0
    as_user = ["runuser", "-u", "postgres", "--"] if is_root else []
    folder = Path(tempfile.mkdtemp(prefix="portal-drill-", dir="/tmp"))
    if is_root:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(binaries / program), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )

    try:
        run("initdb", "-D", data, "-U", "portal", "--auth=trust", "-E", "UTF8", "-N")
        options = f"-k {folder} -c listen_addresses=''"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://portal@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
