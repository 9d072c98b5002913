"""``portal backup`` and ``portal restore``: the whole store in one file and back."""

from __future__ import annotations

from pathlib import Path

import click

from ..store import backups
from ..store.backups import BadBackup, NotEmpty, NothingToKeep, OtherSecret, Restored
from .failing import Failure
from .opening import connected

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
def backup(file: Path, force: bool) -> None:
    """Write the whole store to FILE, as it is at this moment, while the portal is used.

    The secret key is not in it: keep that apart. portal audit export writes the log alone.
    """
    if file.exists() and not force:
        raise Failure(f"{file} is there already: choose another name or add --force.")
    with connected():
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
    its = done.manifest
    rows = sum(share.rows for share in its.tables)
    click.echo(f"Restored {rows} rows of {its.made_at}, up to release {its.release}.")
    if its.revision != done.migrated_to:
        click.echo(f"The schema was brought from {its.revision} to {done.migrated_to}.")
    if done.left_out:
        click.echo(f"Left out, as no tables of the portal: {', '.join(done.left_out)}.")
    if done.broken:
        click.echo(
            f"Note: entry {done.broken} of the audit log is not as it was written, or is missing; "
            "it was so in the backup."
        )
    else:
        click.echo("The audit log is as it was written. Administrators sign in again.")
