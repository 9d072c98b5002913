"""The console script ``portal``: serving, seeding, checking, explaining and what stands beside."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

import click

from .. import create_app
from ..config import read_settings
from ..publishing.seeding import draft_of
from ..rules.checking import check as check_documents
from ..serving import FOLDER
from ..store.releases import number_in_force
from ..web.surroundings import clock
from .auditing import audit
from .backing_up import backup, restore
from .doctor import doctor
from .explain import explain
from .failing import Failure
from .kiosks import kiosk_launch
from .opening import opened, shipped_files
from .people import editor
from .schema import db

#: A client that sends slowly holds a thread; without a proxy there must be more than of those.
_WORKERS, _THREADS = 2, 256


@click.group()
def main() -> None:
    """新市民服务门户 · New Resident Portal."""


main.add_command(editor)
main.add_command(audit)
main.add_command(kiosk_launch)
for command in (explain, db, backup, restore, doctor):
    main.add_command(command)


@main.command()
def seed() -> None:
    """Make the shipped rules the first release, or a draft of what they say otherwise."""
    with opened():
        base = number_in_force(clock())
        draft = draft_of(shipped_files(), base, "Shipped rules", None)
        if draft:
            click.echo(f"Shipped rules say otherwise than release {base}: that is draft {draft}.")


def _prepare() -> None:
    """Bring the schema up to date and seed an empty store; a Failure says what is wrong."""
    with opened():
        pass


@main.command()
def serve() -> None:
    """Serve the portal by gunicorn on HOST and PORT (127.0.0.1:8000)."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port(os.environ.get("PORT") or "8000")
    if not _has_socket():
        _refuse_taken_port(host, port)
    _prepare()
    _prepare_metrics()
    place = "the socket of systemd" if _has_socket() else f"http://{host}:{port}"
    click.echo(f"The portal is at {place} (stop it with Ctrl+C).")
    sys.stdout.flush()
    arguments = [
        sys.executable,
        "-m",
        "gunicorn",
        f"--bind={host}:{port}",
        f"--workers={os.environ.get('WEB_CONCURRENCY') or _WORKERS}",
        "--worker-class=gthread",
        f"--threads={_THREADS}",
        "--no-control-socket",
        "--config=python:portal.serving",
        "portal:create_app()",
    ]
    os.execv(sys.executable, arguments)


def _has_socket() -> bool:
    """Whether systemd listens for us: gunicorn then takes its socket instead of HOST and PORT."""
    return os.environ.get("LISTEN_PID") == str(os.getpid())


def _prepare_metrics() -> None:
    """Refuse an address of metrics that is taken; a folder for what the processes measure."""
    address = read_settings().metrics_address
    if address:
        host, _, port = address.rpartition(":")
        _refuse_taken_port(host.strip("[]"), int(port), "another address with PORTAL_METRICS")
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="portal-metrics-")


def _port(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 0 < int(written) < 65536:
        raise Failure(f"PORT is {written!r}, but must be a number from 1 to 65535.")
    return int(written)


def _refuse_taken_port(host: str, port: int, other: str = "another with PORT=8001") -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise Failure(
                f"Port {port} on {host} cannot be used ({fault.strerror}): "
                f"stop what uses it or choose {other}."
            ) from fault


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check the shipped rules, or these FILES in their place; exit 1 with all problems listed.

    A file replaces the shipped document of the same path below the content folder.
    """
    documents = shipped_files()
    for file in files:
        try:
            documents[_place(file)] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as fault:
            raise Failure(f"{file} cannot be read: {fault}.") from fault
    ruleset, problems = check_documents(documents)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise Failure(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} found.")
    assert ruleset is not None
    click.echo(
        f"No problems: {len(ruleset.services)} services, {len(ruleset.policies)} policies, "
        f"{len(ruleset.sources)} sources, {len(ruleset.gazetteer.districts)} districts."
    )


def _place(file: Path) -> str:
    """Where a file belongs: its path from ``services``, ``sources`` … on, or its name."""
    parts = file.resolve().parts
    for folder in ("services", "sources", "papers", "policies"):
        if folder in parts[:-1]:
            return "/".join(parts[parts.index(folder) :])
    return file.name


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the documents of the release in force below FOLDER, which must not exist yet."""
    app = create_app(read_settings())
    with app.app_context():
        from_store = app.extensions["portal_releases"].current()
    try:
        folder.mkdir(parents=True)
        for path, text in from_store.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise Failure(f"{folder} cannot be written: {fault.strerror}.") from fault
    count = len(from_store.files)
    click.echo(f"Wrote {count} documents of release {from_store.number} to {folder}.")
