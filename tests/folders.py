"""Folders for what another user runs: everybody may enter them, nothing around them is changed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A new folder that every user may enter, removed in the end.

    The folders of pytest are closed to others, and so may be where ``TMPDIR`` points: root, who
    alone runs things as somebody else, then takes a public one.
    """
    places = [tempfile.gettempdir(), *(["/tmp", "/var/tmp"] if os.geteuid() == 0 else [])]
    place = next(filter(_is_open, map(Path, places)), Path(places[0]))
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _is_open(folder: Path) -> bool:
    """Whether every user may enter this folder."""
    path = folder.resolve()
    return path.is_dir() and all(its.stat().st_mode & stat.S_IXOTH for its in (path, *path.parents))
