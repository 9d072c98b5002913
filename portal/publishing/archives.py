"""A release or a draft as a zip of content files, and back: all of it, or every problem listed."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..rules.documents import LARGEST, shape_of
from ..rules.problem_codes import ArchiveCode, DocumentCode, Hint
from ..rules.problems import ContentError, Message, Problem, say
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
_OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What a zip holds. ``folder``: what was taken off the front of every name.

    ``placed``: documents found by the end of their name, as (name in the zip, path);
    ``passed_over``: notes for people and what systems put into folders.
    """

    documents: Mapping[str, str]
    folder: str = ""
    placed: tuple[tuple[str, str], ...] = ()
    passed_over: tuple[str, ...] = ()


def unpacked(data: bytes) -> dict[str, str]:
    """The documents of a zip. Raises ContentError with every problem of the archive."""
    return dict(opened(data).documents)


def opened(data: bytes, known: Collection[str] = ()) -> Archive:
    """A zip of documents, also of a folder zipped anew or of single files of it.

    ``known``: paths by which a document without its folders is placed. Raises ContentError with
    every problem of the archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _opened(archive, known)
    except ContentError:
        raise
    except DAMAGE as fault:
        message = say(ArchiveCode.NOT_A_ZIP)
        hint = say(Hint.EXPORTED_ZIP)
        raise ContentError([Problem(file="", place="zip", message=message, hint=hint)]) from fault


def _opened(archive: zipfile.ZipFile, known: Collection[str]) -> Archive:
    every = [entry for entry in archive.infolist() if not entry.is_dir()]
    passed_over = tuple(entry.filename for entry in every if _is_beside(entry.filename))
    entries = [entry for entry in every if not _is_beside(entry.filename)]
    if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _LARGEST_WHOLE:
        hint = say(Hint.ZIP_LIMITS, most=_MOST_FILES, megabytes=_LARGEST_WHOLE // 1024**2)
        too_much = say(ArchiveCode.TOO_MUCH)
        raise ContentError([Problem(file="", place="zip", message=too_much, hint=hint)])
    folder = _folder_of([entry.filename for entry in entries])
    files: dict[str, str] = {}
    problems: list[Problem] = []
    placed = []
    for entry in entries:
        name = entry.filename.removeprefix(folder)
        path = _placed(name, known)
        if path != name:
            placed.append((name, path))
        message = _fault_of(entry, path, files)
        if message is None:
            try:
                files[path] = archive.read(entry).decode("utf-8-sig")
            except DAMAGE:
                hint = say(Hint.EXPORTED_ZIP)
                fault = say(ArchiveCode.UNREADABLE)
                problems.append(Problem(file=path, place="document", message=fault, hint=hint))
        else:
            problems.append(Problem(file=path, place="document", message=message))
    if problems:
        raise ContentError(problems)
    return Archive(documents=files, folder=folder, placed=tuple(placed), passed_over=passed_over)


def _is_beside(name: str) -> bool:
    """Whether a file is a note for people, or was put there by a system."""
    *folders, last = name.split("/")
    by_system = last in _OF_SYSTEMS or last.startswith("._") or "__MACOSX" in folders
    return by_system or last.endswith((".md", ".txt"))


def _folder_of(names: Sequence[str]) -> str:
    """The folders in front of all names that no document stands in: ``release-7/content/``."""
    folder = ""
    while names and not any(map(_is_document, names)):
        heads = {name.partition("/")[0] for name in names}
        if len(heads) > 1 or not all("/" in name for name in names) or heads & {"", ".", ".."}:
            break
        head = heads.pop()
        folder += f"{head}/"
        names = [name.removeprefix(f"{head}/") for name in names]
    return folder


def _placed(name: str, known: Collection[str]) -> str:
    """The one known path that ends as the name of a file, if the name itself is no path."""
    if _is_document(name):
        return name
    fitting = [path for path in known if path.endswith(f"/{name}")]
    return fitting[0] if len(fitting) == 1 else name


def _is_document(name: str) -> bool:
    return shape_of(name) is not None and ".." not in name and "\\" not in name


def _fault_of(entry: zipfile.ZipInfo, path: str, seen: Collection[str]) -> Message | None:
    """What is wrong with an entry before it is unpacked."""
    if path in seen:
        return say(ArchiveCode.STANDS_TWICE)
    if not _is_document(path) or ".." in entry.filename:
        return say(DocumentCode.NO_DOCUMENT)
    if entry.file_size > LARGEST:
        return say(DocumentCode.TOO_LARGE, most=LARGEST // 1024)
    return None


def imported(archive: Archive, base: Mapping[str, str]) -> dict[str, str]:
    """The documents in force with those of a zip in their places, if these can be published.

    Raises ContentError with every problem.
    """
    files = {**base, **archive.documents}
    _, problems = checked_ruleset(files)
    if problems:
        raise ContentError(problems)
    return files
