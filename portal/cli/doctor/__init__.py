"""``portal doctor``: what is well, what somebody should see to, what does not work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime

import click

from ... import create_app
from ...config import ConfigurationError, Settings, read_settings
from ...rules.building import load
from ...store import diagnostics, schema
from ...store.database import StoreUnavailable
from ...store.releases.city_in_use import in_city
from ...store.releases.stored import newest_number
from ..app_context import own_today, shipped_files, spare_release
from ..errors import Failure
from .backups import backup_line
from .findings import Line, fault, ok
from .lost_file import held_line, spare_line
from .machine import machine_lines, missing_line
from .monitoring import EXIT_CODES, state_of, summary
from .network import network_lines
from .store import store_lines
from .upkeep import upkeep_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--monitor",
    is_flag=True,
    help="For Nagios and the like: one line, exit 0 all well, 1 advice, 2 fault.",
)
@click.option(
    "--ignore", multiple=True, metavar="SUBJECT", help="Leave out a subject, as it is printed."
)
def doctor(as_json: bool, monitor: bool, ignore: tuple[str, ...]) -> None:
    """Look the installation over, from settings to audit log; exit 1 if there is a fault."""
    lines = [line for line in _lines(own_today()) if line.subject not in ignore]
    if monitor:
        click.echo(summary(lines))
        raise SystemExit(EXIT_CODES[state_of(lines)])
    faults = sum(line.state == "fault" for line in lines)
    if as_json:
        document = {"faults": faults, "lines": [asdict(line) for line in lines]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)
    if faults:
        raise Failure(f"{faults} fault{'s' if faults > 1 else ''} found.")


def _lines(today: date) -> Iterator[Line]:
    try:
        settings = read_settings()
    except ConfigurationError as wrong:
        for mistake in str(wrong).splitlines():
            yield fault("settings", mistake, "mend the environment of the portal")
        return
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    yield ok("settings", f"fit together, database on {kind}")
    yield from _all_lines(settings, today)


def _all_lines(settings: Settings, today: date) -> Iterator[Line]:
    yield from network_lines(settings)
    yield from _portal_lines(settings, today)
    yield backup_line(settings, datetime.now(UTC))


def _portal_lines(settings: Settings, today: date) -> Iterator[Line]:
    held = held_line(settings)
    if held:
        yield held
    missing = missing_line(settings)
    if missing:
        yield from machine_lines(settings, today, _verified_last())
        yield missing
        return
    app = create_app(settings)
    with app.app_context():
        yield from machine_lines(settings, today, _known_day())
        try:
            yield from store_lines(today)
            if schema.current_revision() == schema.revisions()[-1]:
                yield spare_line(newest_number(), spare_release(app))
                yield from upkeep_lines(app, settings, today, datetime.now(UTC))
        except StoreUnavailable as wrong:
            yield fault("database", f"it cannot be used: {wrong}", "see that it runs and is whole")


def _verified_last() -> date:
    return max(source.verified_on for source in load(shipped_files()).sources.values())


def _known_day() -> date:
    """A day that has certainly come: something was published or verified on it."""
    try:
        last = diagnostics.published_last()
    except StoreUnavailable:
        last = None
    return in_city(last).date() if last else _verified_last()
