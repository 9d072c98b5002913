"""What can be read: reference, definitions, releases, open data."""

from __future__ import annotations

from ..shapes import definition, published, reference
from .operations import Example, Operation, Parameter

_DAY = {"type": "string", "format": "date", "pattern": r"^20\d{2}-\d{2}-\d{2}$"}
ON = Parameter("on", "query", "The day asked about, from 2000 to 2099; today if left out.", _DAY)
_DISTRICT = Parameter(
    "district",
    "query",
    "Narrow it to what holds in this district on the day.",
    {"$ref": "#/components/schemas/DistrictId"},
)
_SERVICE = Parameter("service", "path", "A service.", {"$ref": "#/components/schemas/ServiceId"})
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_NOW = Example("now", "As things stand")
_EARLIER = Example("earlier", "Before 江北 and 渝北 were abolished", values={"on": "2025-06-01"})
_NO_DAY = Example("no_day", "What is no day is refused", 422, {"on": "soon"})


def _number(name: str, what: str) -> Parameter:
    return Parameter(name, "path", what, _NUMBER)


REFERENCE = (
    Operation(
        "districts",
        "/api/v1/districts",
        "Districts of a day",
        "All districts that exist on the day, with those that take over where one ends.",
        reference.Districts,
        (_NOW, _EARLIER, _NO_DAY),
        (ON,),
        (422,),
    ),
    Operation(
        "topics",
        "/api/v1/topics",
        "Topics",
        "All topics, each with its services in their order.",
        reference.Topics,
        (_NOW,),
    ),
    Operation(
        "services",
        "/api/v1/services",
        "Services",
        "All services in short.",
        reference.Services,
        (_NOW,),
    ),
    Operation(
        "service",
        "/api/v1/services/{service}",
        "A service in full",
        "Requirements with conditions as text, amounts, documents, steps, windows, examples: "
        "all that was ever in force, or what is in force on a day and in a district.",
        definition.Definition,
        (
            Example("whole", "Everything the rules say", values={"service": "public-rental"}),
            Example(
                "narrowed",
                "What is in force in one district on a day",
                values={"service": "public-rental", "on": "2026-11-22", "district": "shapingba"},
            ),
            Example("near", "A name that is not quite right", 404, {"service": "public-rentle"}),
            Example(
                "gone",
                "A district that was abolished: the problem names its successors",
                422,
                {"service": "public-rental", "on": "2026-11-22", "district": "yubei"},
            ),
        ),
        (_SERVICE, ON, _DISTRICT),
        (404, 422),
    ),
    Operation(
        "questions",
        "/api/v1/questions",
        "Questions",
        "All questions in their editorial order. Answers are given by their ids.",
        reference.Questions,
        (_NOW,),
    ),
    Operation(
        "policies",
        "/api/v1/policies",
        "Policies of a day",
        "Dated statements of intent with their status. They decide nothing.",
        reference.Policies,
        (_NOW, _EARLIER, _NO_DAY),
        (ON,),
        (422,),
    ),
    Operation(
        "sources",
        "/api/v1/sources",
        "Sources",
        "The documents cited, with tier, day of reading and day of the next review.",
        reference.Sources,
        (_NOW,),
    ),
)
RELEASES = (
    Operation(
        "releases",
        "/api/v1/releases",
        "Releases",
        "The releases that were in force by today, newest first.",
        published.ReleasesAnswer,
        (_NOW,),
    ),
    Operation(
        "release",
        "/api/v1/releases/{release}",
        "A release",
        "One release with the checksums of its documents.",
        published.ReleaseAnswer,
        (
            Example("first", "The first release", values={"release": "1"}),
            Example("none", "There is no such release", 404, {"release": "999999"}),
        ),
        (_number("release", "The number of a release."),),
        (404,),
    ),
    Operation(
        "differences",
        "/api/v1/releases/{before}/differences/{after}",
        "What differs between two releases",
        "For each service that differs: parts added, removed and changed.",
        published.Differences,
        (
            Example("same", "A release and itself", values={"before": "1", "after": "1"}),
            Example("none", "No such release", 404, {"before": "1", "after": "999999"}),
        ),
        (
            _number("before", "The number of the earlier release."),
            _number("after", "The number of the later release."),
        ),
        (404,),
    ),
)
_BYTES = {"type": "string", "contentEncoding": "binary"}
OPEN_DATA = (
    Operation(
        "open_data",
        "/api/v1/open-data",
        "The files of the open data",
        "Names, sizes and SHA-256 of the files of the release in force, and what is known "
        "about rights.",
        published.OpenData,
        (_NOW,),
    ),
    Operation(
        "release_json",
        "/api/v1/release.json",
        "The release in force as one JSON document",
        "Each document under its path. Its schema is at `/api/v1/schema.json`.",
        published.Whole,
        (_NOW,),
    ),
    Operation(
        "release_zip",
        "/api/v1/release.zip",
        "The release in force as a zip",
        "The documents as they are written (TOML).",
        _BYTES,
        (_NOW,),
        media_type="application/zip",
    ),
    Operation(
        "schema_json",
        "/api/v1/schema.json",
        "The JSON Schema of the open data",
        "Made from the shapes by which the portal reads its rules.",
        {"type": "object"},
        (_NOW,),
        media_type="application/schema+json",
    ),
)
