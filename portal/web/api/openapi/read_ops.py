"""What can be read: reference, definitions, releases, open data."""

from __future__ import annotations

from ..shapes import definition, published, reference
from .operations import Example, Operation, Parameter

_DAY = {"type": "string", "format": "date", "pattern": r"^20\d{2}-\d{2}-\d{2}$"}
ON = Parameter(
    name="on",
    place="query",
    description="The day asked about, from 2000 to 2099; today if left out.",
    schema=_DAY,
)
_DISTRICT = Parameter(
    name="district",
    place="query",
    description="Narrow it to what holds in this district on the day.",
    schema={"$ref": "#/components/schemas/DistrictId"},
)
_SERVICE = Parameter(
    name="service",
    place="path",
    description="A service.",
    schema={"$ref": "#/components/schemas/ServiceId"},
)
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_NOW = Example(name="now", summary="As things stand")
_EARLIER = Example(
    name="earlier", summary="By the districts of an earlier day", values={"on": "2025-06-01"}
)
_NO_DAY = Example(
    name="no_day", summary="What is no day is refused", status=422, values={"on": "soon"}
)


def _number(name: str, what: str) -> Parameter:
    return Parameter(name=name, place="path", description=what, schema=_NUMBER)


REFERENCE = (
    Operation(
        id="districts",
        path="/api/v1/districts",
        summary="Districts of a day",
        description="All districts that exist on the day, with those that take over where one "
        "ends.",
        answer=reference.Districts,
        examples=(_NOW, _EARLIER, _NO_DAY),
        parameters=(ON,),
        problems=(422,),
    ),
    Operation(
        id="topics",
        path="/api/v1/topics",
        summary="Topics",
        description="All topics, each with its services in their order.",
        answer=reference.Topics,
        examples=(_NOW,),
    ),
    Operation(
        id="services",
        path="/api/v1/services",
        summary="Services",
        description="All services in short.",
        answer=reference.Services,
        examples=(_NOW,),
    ),
    Operation(
        id="service",
        path="/api/v1/services/{service}",
        summary="A service in full",
        description="Requirements with conditions as text, amounts, documents, steps, windows, "
        "examples: "
        "all that was ever in force, or what is in force on a day and in a district.",
        answer=definition.Definition,
        examples=(
            Example(
                name="whole",
                summary="Everything the rules say",
                values={"service": "public-rental"},
            ),
            Example(
                name="narrowed",
                summary="What is in force in one district on a day",
                values={"service": "public-rental", "on": "2026-11-22", "district": "shapingba"},
            ),
            Example(
                name="near",
                summary="A name that is not quite right",
                status=404,
                values={"service": "public-rentle"},
            ),
            Example(
                name="gone",
                summary="A district that was abolished: the problem names its successors",
                status=422,
                values={"service": "public-rental", "on": "2026-11-22", "district": "yubei"},
            ),
        ),
        parameters=(_SERVICE, ON, _DISTRICT),
        problems=(404, 422),
    ),
    Operation(
        id="questions",
        path="/api/v1/questions",
        summary="Questions",
        description="All questions in their editorial order. Answers are given by their ids.",
        answer=reference.Questions,
        examples=(_NOW,),
    ),
    Operation(
        id="policies",
        path="/api/v1/policies",
        summary="Policies of a day",
        description="Dated statements of intent with their status. They decide nothing.",
        answer=reference.Policies,
        examples=(_NOW, _EARLIER, _NO_DAY),
        parameters=(ON,),
        problems=(422,),
    ),
    Operation(
        id="sources",
        path="/api/v1/sources",
        summary="Sources",
        description="The documents cited, with tier, day of reading and day of the next review.",
        answer=reference.Sources,
        examples=(_NOW,),
    ),
)
RELEASES = (
    Operation(
        id="releases",
        path="/api/v1/releases",
        summary="Releases",
        description="The releases that were in force by today, newest first.",
        answer=published.ReleasesAnswer,
        examples=(_NOW,),
    ),
    Operation(
        id="release",
        path="/api/v1/releases/{release}",
        summary="A release",
        description="One release with the checksums of its documents.",
        answer=published.ReleaseAnswer,
        examples=(
            Example(name="first", summary="The first release", values={"release": "1"}),
            Example(
                name="none",
                summary="There is no such release",
                status=404,
                values={"release": "999999"},
            ),
        ),
        parameters=(_number("release", "The number of a release."),),
        problems=(404,),
    ),
    Operation(
        id="differences",
        path="/api/v1/releases/{before}/differences/{after}",
        summary="What differs between two releases",
        description="For each service that differs: parts added, removed and changed.",
        answer=published.Differences,
        examples=(
            Example(
                name="same", summary="A release and itself", values={"before": "1", "after": "1"}
            ),
            Example(
                name="none",
                summary="No such release",
                status=404,
                values={"before": "1", "after": "999999"},
            ),
        ),
        parameters=(
            _number("before", "The number of the earlier release."),
            _number("after", "The number of the later release."),
        ),
        problems=(404,),
    ),
)
_BYTES = {"type": "string", "contentEncoding": "binary"}
OPEN_DATA = (
    Operation(
        id="open_data",
        path="/api/v1/open-data",
        summary="The files of the open data",
        description="Names, sizes and SHA-256 of the files of the release in force, and what is "
        "known "
        "about rights.",
        answer=published.OpenData,
        examples=(_NOW,),
    ),
    Operation(
        id="release_json",
        path="/api/v1/release.json",
        summary="The release in force as one JSON document",
        description="Each document under its path. Its schema is at `/api/v1/schema.json`.",
        answer=published.Whole,
        examples=(_NOW,),
    ),
    Operation(
        id="release_zip",
        path="/api/v1/release.zip",
        summary="The release in force as a zip",
        description="The documents as they are written (TOML).",
        answer=_BYTES,
        examples=(_NOW,),
        media_type="application/zip",
    ),
    Operation(
        id="schema_json",
        path="/api/v1/schema.json",
        summary="The JSON Schema of the open data",
        description="Made from the shapes by which the portal reads its rules.",
        answer={"type": "object"},
        examples=(_NOW,),
        media_type="application/schema+json",
    ),
)
