"""Releases, what differs between two of them, and the files of the open data."""

from __future__ import annotations

from typing import Annotated, Any

from typing_extensions import TypedDict

from .basic import Day, Enveloped, Moment, Sha256, Words, one_of
from .definition import RowShape


class ReleaseShape(TypedDict):
    """A release; ``from_day`` is set where it was scheduled, ``digest`` is of its documents."""

    number: int
    published_at: Moment
    from_day: Day | None
    note: str
    digest: Sha256


class ReleasesAnswer(Enveloped):
    """The releases that were in force by today, newest first."""

    releases: list[ReleaseShape]


class DocumentShape(TypedDict):
    """A document of a release with its checksum and its size in bytes."""

    path: str
    sha256: Sha256
    size: int


class ReleaseAnswer(ReleaseShape, Enveloped):
    """One release with its documents."""

    documents: list[DocumentShape]


class DifferenceShape(TypedDict):
    """One part of a service that changed; ``gone`` and ``come`` are rows of an amount."""

    kind: Annotated[str, one_of("added", "removed", "changed")]
    part: str
    id: str
    text: Words
    before: Words | None
    gone: list[RowShape]
    come: list[RowShape]


class ServiceDifferences(TypedDict):
    """What differs in one service."""

    service: str
    differences: list[DifferenceShape]


class Differences(Enveloped):
    """What differs between two releases, for each service that differs."""

    before: int
    after: int
    services: list[ServiceDifferences]


class FileShape(TypedDict):
    """A file of the open data; ``sha256`` and ``size`` are of the uncompressed bytes."""

    href: str
    media_type: str
    title: Words
    sha256: Sha256
    size: int


class OpenData(Enveloped):
    """What may be taken of the release in force, with checksums and a note on rights."""

    published_at: Moment
    digest: Sha256
    rights: Words
    files: list[FileShape]


class Whole(Enveloped):
    """A whole release as one document: each document under its path, as the schema says it."""

    published_at: Moment
    digest: Sha256
    rights: Words
    schema: str
    documents: dict[str, dict[str, Any]]
