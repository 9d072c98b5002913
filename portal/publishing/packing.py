"""A release or a draft as a zip of content files, and back: all of it, or every problem listed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ..rules.documents import LARGEST, shape_of
from ..rules.problems import ContentError, Problem
from .examining import examined

_MOST_FILES = 400
_LARGEST_WHOLE = 16 * 1024 * 1024
_EPOCH = (2020, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, str]) -> bytes:
    """The documents as a zip: the same documents always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, str]:
    """The documents of a zip. Raises ContentError with every problem of the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _documents(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise ContentError([Problem("", "zip", "is not a zip file", str(fault)[:200])]) from fault


def _documents(archive: zipfile.ZipFile) -> dict[str, str]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _LARGEST_WHOLE:
        raise ContentError([Problem("", "zip", "holds too many or too large files")])
    files: dict[str, str] = {}
    problems = [problem for entry in entries if (problem := _refused(entry, files))]
    for entry in entries:
        if _is_document(entry.filename):
            try:
                files[entry.filename] = archive.read(entry).decode("utf-8")
            except (UnicodeDecodeError, zipfile.BadZipFile) as fault:
                problems.append(Problem(entry.filename, "document", f"cannot be read: {fault}"))
    if problems:
        raise ContentError(problems)
    return files


def _is_document(name: str) -> bool:
    return shape_of(name) is not None and ".." not in name and "\\" not in name


def _refused(entry: zipfile.ZipInfo, seen: dict[str, str]) -> Problem | None:
    """What is wrong with an entry before it is unpacked; notes for people are passed over."""
    name = entry.filename
    if name in seen:
        return Problem(name, "document", "stands in the zip twice")
    seen[name] = ""
    if name.endswith((".md", ".txt")):
        del seen[name]
        return None
    if not _is_document(name):
        return Problem(name, "document", "no document belongs here")
    if entry.file_size > LARGEST:
        return Problem(name, "document", f"larger than {LARGEST // 1024} KB")
    return None


def imported(data: bytes) -> dict[str, str]:
    """The documents of a zip that can be published. Raises ContentError with every problem."""
    files = unpacked(data)
    _, problems = examined(files)
    if problems:
        raise ContentError(problems)
    return files
