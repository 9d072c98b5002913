"""The upgrade drill: a store at the schema before the newest, with data, brought up to date."""

from __future__ import annotations

from pathlib import Path

from portal.store import schema

from . import earlier_store, looks
from .contents import opened
from .databases import Database
from .host import Host
from .old_host import Left
from .restore import serve_and_look
from .steps import Steps, Wrong

_EARLIER = "a migration cannot be run on an empty store: see portal/store/migrations/versions"
_TOLD = "portal doctor has to call an old schema a fault: report it"
_UPGRADE = (
    "restore the backup from before with the version from before (portal restore FILE), and "
    "report the migration that failed"
)
_PASSKEYS = "0013"
"""The schema with which passkeys came."""
_LOST = "go back to the version and the backup from before: a migration changed or lost rows"


def run(steps: Steps, left: Left, database: Database, folder: Path, revision: str = "") -> None:
    """Upgrade a store from a revision, of its own the one before the newest. Raises Failed."""
    host = Host(
        folder=folder / "upgraded-host",
        settings={**database.settings, "PORTAL_SECRET_KEY": left.secret_key},
    )
    known = schema.revisions()
    begin = revision or known[-2]
    with steps.step(f"store at {begin}", _EARLIER) as verified, opened(host):
        rows = earlier_store.make(begin, left.backup)
        before = earlier_store.digests()
        verified.append(f"{rows} rows of {len(before)} tables put in by SQL")
    with steps.step("tell", _TOLD) as verified:
        _tell(host, verified)
    with steps.step(f"upgrade to {known[-1]}", _UPGRADE) as verified:
        host.run("db", "upgrade")
        verified.append("portal db upgrade, while nothing is served")
    with steps.step("rows", _LOST) as verified, opened(host):
        if schema.current_revision() != known[-1]:
            raise Wrong(f"the schema stands at {schema.current_revision()}")
        changed = earlier_store.changed(before)
        if changed:
            raise Wrong(f"the migration changed rows of {', '.join(changed)}")
        verified.append(f"every row of {len(before)} tables is as it was")
    serve_and_look(steps, host, left, has_passkeys=known.index(begin) >= known.index(_PASSKEYS))


def _tell(host: Host, verified: list[str]) -> None:
    """The doctor names the old schema and the remedy. Raises Wrong."""
    lines = looks.doctor_lines(host, code=1)
    schema_line = next(line for line in lines if line["subject"] == "schema")
    if (schema_line["state"], schema_line["do"]) != ("fault", "portal db upgrade"):
        raise Wrong(f"portal doctor says of the schema: {schema_line['says']}")
    verified.append(f"portal doctor: {schema_line['says']}")
