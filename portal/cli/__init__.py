"""The console script ``portal``: serving, seeding, checking, explaining and what stands beside."""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import click

from .. import create_app
from ..config import read_settings
from ..explaining import explain_json, explain_lines
from ..proofreading import matrix_lines, sources_lines
from ..publishing.seeding import draft_of
from ..rules.answers import Answer, read_answers
from ..rules.building import load
from ..rules.checking import check as check_documents
from ..rules.districts import District
from ..rules.evaluation import Frame
from ..rules.model import Question, Ruleset, Service
from ..rules.near import nearest
from ..rules.problems import ContentError
from ..serving import FOLDER
from ..store.releases import number_in_force
from ..web.surroundings import clock
from .auditing import audit
from .backing_up import backup, restore
from .doctor import doctor
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
for command in (db, backup, restore, doctor):
    main.add_command(command)


def _shipped() -> Ruleset:
    try:
        return load(shipped_files())
    except ContentError as fault:
        raise Failure(f"The rules do not load:\n{fault}") from fault


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
@click.argument("district", required=False)
@click.argument("service", required=False)
@click.argument("answers", nargs=-1, metavar="QUESTION=VALUE…")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day asked about; today if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--matrix", metavar="SERVICE", help="One service over all districts, for experts.")
@click.option("--sources", is_flag=True, help="Every source with what rests on it.")
def explain(
    district: str | None,
    service: str | None,
    answers: tuple[str, ...],
    on: datetime | None,
    as_json: bool,
    matrix: str | None,
    sources: bool,
) -> None:
    """Explain the outcome of SERVICE in DISTRICT: the reasoning tree with answers and sources.

    Values: yes, no, unknown (I don't know), none, an option, a number, 2024-03, a district.
    """
    ruleset, today = _shipped(), clock()
    day = on.date() if on else today
    if sources:
        _print(sources_lines(ruleset, today))
    elif matrix is not None:
        _print(matrix_lines(ruleset, _service(ruleset, matrix), day))
    elif district is None or service is None:
        raise Failure("Name a district and a service, or use --matrix SERVICE or --sources.")
    else:
        place = _district(ruleset, district, day)
        given = _answers(ruleset, answers, day)
        frame = Frame(ruleset, place, day).service(_service(ruleset, service).id)
        evaluation = frame.evaluate(given, today)
        if as_json:
            document = explain_json(frame, evaluation, given)
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            _print(explain_lines(frame, evaluation, given))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _service(ruleset: Ruleset, name: str) -> Service:
    if name not in ruleset.services:
        raise Failure(f"{name!r} is no service ({nearest(name, ruleset.services)}).")
    return ruleset.services[name]


def _district(ruleset: Ruleset, name: str, day: date) -> District:
    gazetteer = ruleset.gazetteer
    place = gazetteer.districts.get(name)
    if place is None:
        raise Failure(f"{name!r} is no district ({nearest(name, gazetteer.districts)}).")
    if not place.period.holds(day):
        after = [succession.district for succession in gazetteer.successors(place, day)]
        before = [district.id for district, _ in gazetteer.predecessors(place.id)]
        raise Failure(f"{name} does not exist on {day}: ask about {', '.join(after or before)}.")
    return place


def _answers(ruleset: Ruleset, written: tuple[str, ...], day: date) -> Mapping[str, Answer]:
    raw: dict[str, object] = {}
    for pair in written:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Failure(f"{pair!r} is not of the form question=value.")
        question = ruleset.questions.get(name)
        raw[name] = _raw(question, value) if question else value
    answers, problems = read_answers(ruleset.questions, raw, day, ruleset.gazetteer)
    if problems:
        raise Failure("\n".join(f"{p.question} {p.message}. {p.hint}" for p in problems))
    return answers


def _raw(question: Question, value: str) -> object:
    if value in ("unknown", "null"):
        return None
    if question.kind == "yes_no":
        return {"yes": True, "no": False, "true": True, "false": False}.get(value, value)
    if question.kind in ("number", "money"):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return value


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
