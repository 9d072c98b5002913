"""A release or a draft as a zip of content files, and back: all of it, or every problem listed."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping

from ..rules.documents import LARGEST, shape_of
from ..rules.problem_codes import ArchiveCode, DocumentCode, Hint
from ..rules.problems import ContentError, Problem, say
from .assembly import checked_ruleset

_MOST_FILES = 400
_LARGEST_WHOLE = 16 * 1024 * 1024
#: What reading a damaged archive may come to: a bad head, packed bytes, method, name or password.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
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
    except ContentError:
        raise
    except DAMAGE as fault:
        message = say(ArchiveCode.NOT_A_ZIP)
        hint = say(Hint.EXPORTED_ZIP)
        raise ContentError([Problem(file="", place="zip", message=message, hint=hint)]) from fault


def _documents(archive: zipfile.ZipFile) -> dict[str, str]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _LARGEST_WHOLE:
        raise ContentError(
            [
                Problem(
                    file="",
                    place="zip",
                    message=say(ArchiveCode.TOO_MUCH),
                    hint=say(
                        Hint.ZIP_LIMITS, most=_MOST_FILES, megabytes=_LARGEST_WHOLE // 1024**2
                    ),
                )
            ]
        )
    files: dict[str, str] = {}
    problems = [problem for entry in entries if (problem := _refused(entry, files))]
    for entry in entries:
        if _is_document(entry.filename):
            try:
                files[entry.filename] = archive.read(entry).decode("utf-8")
            except DAMAGE:
                problems.append(
                    Problem(
                        file=entry.filename,
                        place="document",
                        message=say(ArchiveCode.UNREADABLE),
                        hint=say(Hint.EXPORTED_ZIP),
                    )
                )
    if problems:
        raise ContentError(problems)
    return files


def _is_document(name: str) -> bool:
    return shape_of(name) is not None and ".." not in name and "\\" not in name


def _refused(entry: zipfile.ZipInfo, seen: dict[str, str]) -> Problem | None:
    """What is wrong with an entry before it is unpacked; notes for people are passed over."""
    name = entry.filename
    if name in seen:
        return Problem(file=name, place="document", message=say(ArchiveCode.STANDS_TWICE))
    seen[name] = ""
    if name.endswith((".md", ".txt")):
        del seen[name]
        return None
    if not _is_document(name):
        return Problem(file=name, place="document", message=say(DocumentCode.NO_DOCUMENT))
    if entry.file_size > LARGEST:
        return Problem(
            file=name, place="document", message=say(DocumentCode.TOO_LARGE, most=LARGEST // 1024)
        )
    return None


def imported(data: bytes) -> dict[str, str]:
    """The documents of a zip that can be published. Raises ContentError with every problem."""
    files = unpacked(data)
    _, problems = checked_ruleset(files)
    if problems:
        raise ContentError(problems)
    return files
