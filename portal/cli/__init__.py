"""The console script ``portal``: serve, seed, check, explain, back up and administer."""

from __future__ import annotations

import errno
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from .. import TRANSLATIONS, create_app
from ..config import PUT_A_PROXY, plain_http_words, read_settings
from ..metrics import FOLDER
from ..problem_words import console_line
from ..publishing.derived_texts import doubtful
from ..publishing.seed import draft_of
from ..rules.checking import check as check_documents
from ..rules.checking.translations import untranslated
from ..store.releases.stored import number_in_force
from ..web.http.request_context import clock
from .app_context import connected, opened, shipped_files, spare_release
from .audit import audit
from .backup import backup, restore
from .doctor import doctor
from .editors import editor
from .errors import Failure, NoStore, told
from .explain import explain
from .kiosks import kiosk_launch
from .mail import mail
from .pages import pages
from .rollback import rollback
from .schema import db
from .sources import sources

#: A client that sends slowly holds a thread; without a proxy there must be more than of those.
_THREADS = 128


@click.group()
def main() -> None:
    """新市民服务门户 · New Resident Portal."""


main.add_command(editor)
main.add_command(audit)
main.add_command(sources)
main.add_command(pages)
main.add_command(mail)
main.add_command(rollback)
main.add_command(kiosk_launch)
for command in (explain, db, backup, restore, doctor):
    main.add_command(command)


@main.command()
@click.option("--anew", is_flag=True, help="Begin anew although the spare copy shows a later one.")
def seed(anew: bool) -> None:
    """Make the shipped rules the first release, or a draft of what they say otherwise."""
    with opened(anew):
        base = number_in_force(clock())
        draft = draft_of(shipped_files(), base, "Shipped rules", None)
        if draft:
            click.echo(f"Shipped rules say otherwise than release {base}: that is draft {draft}.")


def _prepare() -> None:
    """Bring the schema up to date and seed an empty store; a Failure says what is wrong.

    Where the store is lost or damaged, guides are served from the spare copy, if there is one.
    """
    try:
        with opened():
            pass
    except NoStore as failure:
        app = create_app(read_settings())
        number = spare_release(app)
        if not number:
            raise
        click.echo(f"Error: {failure.message}", err=True)
        click.echo(
            f"Until then guides are served from the spare copy of release {number}; nothing can "
            "be stored and nobody can sign in. Start the portal again after mending it.",
            err=True,
        )


@main.command()
@click.option("--reload", is_flag=True, help="For development: one worker, anew at every change.")
def serve(reload: bool) -> None:
    """Serve the portal by gunicorn on HOST and PORT (127.0.0.1:8000)."""
    with told():
        settings = read_settings()
    address = settings.host
    if not _has_socket():
        address = _free_address("HOST", settings.host, settings.port, "PORT=8001")
    _prepare()
    _prepare_metrics(settings.metrics_address)
    shown = f"http://{_bracketed(settings.host)}:{settings.port}"
    place = "the socket of systemd" if _has_socket() else shown
    click.echo(f"The portal is at {place} (stop it with Ctrl+C).")
    if plain := plain_http_words(read_settings()):
        click.echo(f"Mind: {plain}. {PUT_A_PROXY}")
    sys.stdout.flush()
    # Gunicorn reads it too, and fails at what is empty.
    os.environ["WEB_CONCURRENCY"] = str(settings.workers)
    arguments = [
        sys.executable,
        "-m",
        "gunicorn",
        f"--bind={_bracketed(address)}:{settings.port}",
        f"--workers={1 if reload else settings.workers}",
        "--worker-class=portal.gunicorn_worker.Worker",
        f"--threads={_THREADS}",
        "--no-control-socket",
        "--config=python:portal.gunicorn_server",
        *(_reloading() if reload else ("--preload",)),
        "portal:create_app()",
    ]
    os.execv(sys.executable, arguments)


def _reloading() -> Iterator[str]:
    """Options of gunicorn that watch the code, the templates, the looks and the catalogues."""
    yield "--reload"
    package = TRANSLATIONS.parent / "portal"
    watched = (
        package.glob("templates/**/*.*"),
        package.glob("static/*.*"),
        TRANSLATIONS.glob("**/*.mo"),
    )
    for path in sorted(chain.from_iterable(watched)):
        yield f"--reload-extra-file={path}"


def _has_socket() -> bool:
    """Whether systemd listens for us: gunicorn then takes its socket instead of HOST and PORT."""
    return os.environ.get("LISTEN_PID") == str(os.getpid())


def _bracketed(host: str) -> str:
    """A host as it is written before a port."""
    return f"[{host}]" if ":" in host else host


def _prepare_metrics(address: str) -> None:
    """Refuse an address of metrics that is taken; a folder for what the processes measure."""
    if address:
        host, _, port = address.rpartition(":")
        other = "another address with PORTAL_METRICS"
        _free_address("PORTAL_METRICS", host.strip("[]"), int(port), other)
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="portal-metrics-")


def _free_address(setting: str, host: str, port: int, other: str) -> str:
    """The address of a host, of IPv4 where it has both; a Failure where nobody can listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as fault:
        raise Failure(
            f"{setting} names {host}, but this name cannot be resolved "
            f"({getattr(fault, 'strerror', None) or fault}): "
            "mend it, or name an address of this machine such as 127.0.0.1."
        ) from fault
    family, *_, place = min(found, key=lambda value: value[0] != socket.AF_INET)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as fault:
            raise Failure(_why_not(fault, setting, host, port, other)) from fault
    return str(place[0])


def _why_not(fault: OSError, setting: str, host: str, port: int, other: str) -> str:
    """Why nobody can listen at an address, and what helps."""
    match fault.errno:
        case errno.EADDRNOTAVAIL:
            helps = f"{setting} must name an address of this machine, such as 127.0.0.1"
        case errno.EACCES:
            helps = f"choose {other}; ports below 1024 are for the administrator alone"
        case _:
            helps = f"stop what uses it or choose {other}"
    return f"Port {port} on {host} cannot be used ({fault.strerror}): {helps}."


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
        click.echo(console_line(problem))
    if problems:
        raise Failure(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} found.")
    assert ruleset is not None
    for text, doubted in doubtful(ruleset).items():
        for doubt in doubted:
            click.echo(
                f"Notice: 繁體 {doubt.character!r} is probably wrong in «{doubt.around}», derived "
                f"from «{text}». Write it with other words, or add the word to "
                "portal/publishing/traditional.toml."
            )
    for place, missing in untranslated(ruleset):
        click.echo(f"Notice: {place} waits to be translated: «{missing.zh}».")
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
    with connected() as app:
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
