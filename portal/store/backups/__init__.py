"""Backups: the whole store in one file that both kinds of database can be restored from.

A zip archive of one JSON Lines file a table, and a manifest that says how many rows each has, its
SHA-256, the migration the schema stood at and the head of the audit log, signed with the secret of
the installation.
"""

from .dump import NothingToKeep, take
from .folder import described, new_name, newest, remove_older
from .manifest import BadBackup, Manifest
from .restore import NotEmpty, OtherSecret, Restored, restore

__all__ = [
    "BadBackup",
    "Manifest",
    "NotEmpty",
    "NothingToKeep",
    "OtherSecret",
    "Restored",
    "described",
    "new_name",
    "newest",
    "remove_older",
    "restore",
    "take",
]
