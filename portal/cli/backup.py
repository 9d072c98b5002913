"""``portal backup`` and ``portal restore``: the whole store in one file and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ..config import read_settings
from ..store import backups
from ..store.backups import BadBackup, NotEmpty, NothingToKeep, OtherSecret, Restored
from ..store.releases.city_in_use import city_clock
from .app_context import connected
from .errors import Failure

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option(
    "--keep-days",
    type=click.IntRange(min=1),
    help="Afterwards delete backups without FILE that are older.",
)
def backup(file: Path | None, force: bool, keep_days: int | None) -> None:
    """Write the whole store to FILE, as it is at this moment, while the portal is used.

    Without FILE it is named for the moment, in PORTAL_BACKUPS or else the folder backups of the
    instance. The secret key is not in it: keep that apart. portal audit export writes the log
    alone.
    """
    with connected():
        now = datetime.now(city_clock())
        folder = read_settings().backup_folder
        _write(file or _made(folder) / backups.new_name(now), force)
        if keep_days:
            _remove_older(folder, now, keep_days)


def _made(folder: Path) -> Path:
    """The folder of the backups, for its owner alone where it is made now."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise Failure(f"{folder} cannot be made: {fault.strerror}.") from fault
    return folder


def _remove_older(folder: Path, now: datetime, days: int) -> None:
    try:
        gone = backups.remove_older(_made(folder), now, days)
    except OSError as fault:
        raise Failure(f"Old backups in {folder} stay: {fault.strerror}.") from fault
    if gone:
        click.echo(f"Took away {len(gone)} older than {days} days from {folder}.")


def _write(file: Path, force: bool) -> None:
    if file.exists() and not force:
        raise Failure(f"{file} is there already: choose another name or add --force.")
    try:
        kept = backups.take(file)
    except NothingToKeep as fault:
        raise Failure("There is nothing to keep yet: the database has no schema.") from fault
    except OSError as fault:
        raise Failure(f"{file} cannot be written: {fault.strerror}.") from fault
    rows = sum(share.rows for share in kept.tables)
    click.echo(
        f"Wrote {file}: {rows} rows of {len(kept.tables)} tables, up to release {kept.release} "
        f"and entry {kept.audit_number} of the audit log."
    )
    click.echo("It holds digests of passwords and second factors: keep it as safe as the database.")
    click.echo("The secret key is not in it: keep that too, apart (PORTAL_SECRET_KEY).")


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--other-secret", is_flag=True, help="Take a backup that was signed with another secret key."
)
def restore(file: Path, other_secret: bool) -> None:
    """Bring back the backup in FILE into an empty store; everything is checked first."""
    with connected():
        try:
            done = backups.restore(file, "console", other_secret)
        except NotEmpty as fault:
            raise Failure(
                f"The store is not empty ({fault}): restore only into an empty one, "
                "with a new PORTAL_INSTANCE or PORTAL_DATABASE_URL. Nothing was written."
            ) from fault
        except OtherSecret as fault:
            raise Failure(
                f"{file} is not restored: {fault}. Set PORTAL_SECRET_KEY to the key of the portal "
                "it comes from; if that is lost and you trust the file, add --other-secret "
                "(receipts given out before can then no longer be checked)."
            ) from fault
        except BadBackup as fault:
            raise Failure(f"{file} is not restored: {fault}. Nothing was written.") from fault
        except OSError as fault:
            raise Failure(f"{file} cannot be read: {fault.strerror}.") from fault
    _tell(done)


def _tell(done: Restored) -> None:
    manifest = done.manifest
    rows = sum(share.rows for share in manifest.tables)
    click.echo(f"Restored {rows} rows of {manifest.made_at}, up to release {manifest.release}.")
    if manifest.revision != done.migrated_to:
        click.echo(f"The schema was brought from {manifest.revision} to {done.migrated_to}.")
    if done.left_out:
        click.echo(f"Left out, as no tables of the portal: {', '.join(done.left_out)}.")
    if done.broken:
        click.echo(
            f"Note: entry {done.broken} of the audit log is not as it was written, or is missing; "
            "it was so in the backup."
        )
    else:
        click.echo("The audit log is as it was written. Administrators sign in again.")
