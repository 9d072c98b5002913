"""Problem documents (RFC 9457): every fault with its JSON pointer, message and hint."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response

from .shapes.outcomes import ProblemDocument, ProblemShape


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request; ``successors`` name where an abolished district went."""

    pointer: str
    message: str
    hint: str = ""
    successors: tuple[str, ...] = ()

    def as_json(self) -> ProblemShape:
        fault: ProblemShape = {"pointer": self.pointer, "message": self.message}
        if self.hint:
            fault["hint"] = self.hint
        if self.successors:
            fault["successors"] = list(self.successors)
        return fault


class Refused(Exception):
    """A request that cannot be answered, with every fault."""

    status, title = 422, "The request cannot be answered"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


class NotFound(Refused):
    """What the address names is not there."""

    status, title = 404, "Not Found"


class WrongMedia(Refused):
    """The body is not of a media type that is read here."""

    status, title = 415, "Unsupported Media Type"


class TooLarge(Refused):
    """More was sent than is taken at once."""

    status, title = 413, "Content Too Large"


def problem_document(status: int, title: str, faults: Iterable[Fault]) -> ProblemDocument:
    """The members of a problem document."""
    faults = tuple(faults)
    listed = [fault.as_json() for fault in faults]
    document: ProblemDocument = {"type": "about:blank", "title": title, "status": status}
    if listed:
        document["detail"] = f"{len(listed)} problem{'s' if len(listed) > 1 else ''} found"
        document["problems"] = listed
    successors = [name for fault in faults for name in fault.successors]
    if successors:
        document["successors"] = list(dict.fromkeys(successors))
    return document


def problem_response(status: int, title: str, faults: Iterable[Fault]) -> Response:
    """A problem document."""
    document = problem_document(status, title, faults)
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, mimetype="application/problem+json")
