"""``portal audit``: check the audit log and export it."""

from __future__ import annotations

from pathlib import Path

import click

from ..store import audit as log
from .app_context import opened
from .errors import Failure


@click.group()
def audit() -> None:
    """The log of what administrators did."""


@audit.command()
def verify() -> None:
    """Check the chain of the whole log; exit 1 with the first entry that does not fit."""
    with opened():
        broken = log.verify()
        if broken:
            raise Failure(f"Entry {broken} is not as it was written, or is missing.")
        number, digest = log.head()
        click.echo(f"The log is as it was written. Entries: {number}, digest: {digest or 'none'}.")


@audit.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write the log to FILE as JSON Lines, with its chain and the signed head."""
    with opened():
        try:
            with file.open("x", encoding="utf-8") as target:
                target.writelines(log.export_lines())
        except OSError as fault:
            raise Failure(f"{file} cannot be written: {fault.strerror}.") from fault
        click.echo(f"Wrote the log to {file}. Entries: {log.head()[0]}.")
