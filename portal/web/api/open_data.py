"""Open data: the release in force as one JSON document and as a zip, its schema, checksums."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, jsonify

from ...publishing.archives import packed
from ...rules.documents import plain_documents, schema_of_documents
from ...store.releases.current_release import CurrentRelease
from ..http import request_context
from .json_fields import number
from .shapes.basic import Words
from .shapes.published import FileShape, OpenData, Whole

RIGHTS: Words = {
    "zh": (
        "所引用的文件里没查到再利用的许可条款；本门户自身也不授予许可，再利用的条件由本门户的运营者说明。"
        "再利用时请注明发布号、日期和来源，保留来源的等级以及“没查到”“没有公布”的标注，并说明这只是指引，由经办机构决定。"
    ),
    "en": (
        "We found no licence for reuse in the documents cited, and this portal grants none of its "
        "own: the terms of reuse are for whoever operates it to state. Where data are reused, name "
        "the release, the day and the sources, keep the tiers of sources and what is marked as not "
        "found or not published, and say that it is guidance and that the office which handles a "
        "case decides."
    ),
}
"""What is known about rights; no source grants a licence, so none is claimed."""
CHECKSUM = "X-Content-SHA256"
SCHEMA = "/api/v1/schema.json"
_TITLES: dict[str, Words] = {
    "release.json": {
        "zh": "现行发布的全部规则，一个 JSON 文件",
        "en": "All rules of the release in force as one JSON document",
    },
    "release.zip": {
        "zh": "现行发布的规则文件，压缩包",
        "en": "The documents of the release in force as a zip",
    },
    "schema.json": {
        "zh": "这个 JSON 文件的 JSON Schema",
        "en": "The JSON Schema of the JSON document",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file of the open data, ready to be sent."""

    name: str
    media_type: str
    data: bytes
    sha256: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/open-data", "open_data", open_data)
    blueprint.add_url_rule("/release.json", "release_json", release_json)
    blueprint.add_url_rule("/release.zip", "release_zip", release_zip)
    blueprint.add_url_rule("/schema.json", "schema_json", schema_json)


def open_files() -> dict[str, OpenFile]:
    """The files of the release in force, made once per release."""
    release = request_context.release()
    files = tuple(release.files.items())
    return _made(release.number, release.published_at.isoformat(), release.digest, files)


@lru_cache(maxsize=2)
def _made(
    number: int, published_at: str, digest: str, files: tuple[tuple[str, str], ...]
) -> dict[str, OpenFile]:
    whole: Whole = {
        "release": number,
        "published_at": published_at,
        "digest": digest,
        "rights": RIGHTS,
        "schema": SCHEMA,
        "documents": plain_documents(dict(files)),
    }
    notes = {"RIGHTS.txt": f"{RIGHTS['zh']}\n\n{RIGHTS['en']}\n"}
    found = (
        _file("release.json", "application/json", _written(whole)),
        _file("release.zip", "application/zip", packed({**dict(files), **notes})),
        _file("schema.json", "application/schema+json", _written(whole_schema())),
    )
    return {its.name: its for its in found}


def whole_schema() -> dict[str, object]:
    """The JSON Schema of ``release.json``."""
    documents = schema_of_documents()
    dialect = documents.pop("$schema")
    shapes = documents.pop("$defs")
    words = {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}}
    members = {
        "release": {"type": "integer", "minimum": 1},
        "published_at": {"type": "string", "format": "date-time"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "rights": words,
        "schema": _TEXT,
        "documents": documents,
    }
    return {
        "$schema": dialect,
        "title": "A release of the New Resident Portal",
        "type": "object",
        "properties": members,
        "required": list(members),
        "$defs": shapes,
    }


_TEXT = {"type": "string"}


def _written(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _file(name: str, media_type: str, data: bytes) -> OpenFile:
    return OpenFile(
        name=name, media_type=media_type, data=data, sha256=hashlib.sha256(data).hexdigest()
    )


def _line(file: OpenFile) -> FileShape:
    return {
        "href": f"/api/v1/{file.name}",
        "media_type": file.media_type,
        "title": _TITLES[file.name],
        "sha256": file.sha256,
        "size": len(file.data),
    }


def open_data() -> Response:
    """Which files there are, with sizes, checksums and what is known about rights."""
    release: CurrentRelease = request_context.release()
    document = OpenData(
        release=number(),
        published_at=release.published_at.isoformat(),
        digest=release.digest,
        rights=RIGHTS,
        files=[_line(file) for file in open_files().values()],
    )
    return jsonify(document)


def _sent(name: str) -> Response:
    file = open_files()[name]
    response = Response(file.data, mimetype=file.media_type)
    response.headers[CHECKSUM] = file.sha256
    return response


def release_json() -> Response:
    """The release in force as one JSON document."""
    return _sent("release.json")


def release_zip() -> Response:
    """The documents of the release in force; `portal` and the administration take it back."""
    response = _sent("release.zip")
    name = f"release-{number()}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def schema_json() -> Response:
    """The JSON Schema of the JSON document."""
    return _sent("schema.json")
