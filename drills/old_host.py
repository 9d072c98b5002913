"""The host that a drill begins with: seeded, filled, used, backed up, and then gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .contents import Contents, fill
from .host import Host
from .looks import Seen, receipts_verify, seen
from .steps import Steps, Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of a host: the backup and the secret key, kept apart; and what it showed."""

    backup: Path
    secret_key: str = field(repr=False)
    contents: Contents
    seen: Seen


def left_by_a_host(folder: Path, steps: Steps) -> Left:
    """Run a portal on SQLite, as ``make run`` does, until there is a backup of it."""
    host = Host(folder=folder / "old-host")
    with steps.step("fill", "see whether portal seed works here") as verified:
        contents = fill(host)
        verified.append(
            f"release {contents.release} published by two people, {contents.audited} audit entries"
        )
    backup = folder / "kept.backup"
    with (
        steps.step("use and back up", "portal doctor; is there room on the disk?") as verified,
        host.serving() as visitor,
    ):
        before = seen(visitor, contents)
        verified.append(receipts_verify(visitor, before))
        host.run("backup", str(backup))
        if backup.stat().st_mode & 0o077:
            raise Wrong(f"{backup} may be read by others than its owner")
        verified.append("a backup made while serving, for its owner alone")
    return Left(
        backup=backup,
        secret_key=(host.folder / "secret-key").read_text("utf-8").strip(),
        contents=contents,
        seen=before,
    )
