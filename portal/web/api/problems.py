"""Problem documents (RFC 9457): every fault with its JSON pointer, message and hint."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response

from .shapes.outcomes import ProblemDocument, ProblemShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a request.

    ``successors`` name where an abolished district went, ``contradicts`` the places of the answers
    that cannot stand beside this one.
    """

    pointer: str
    message: str
    hint: str = ""
    successors: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()

    def as_json(self) -> ProblemShape:
        fault: ProblemShape = {"pointer": self.pointer, "message": self.message}
        if self.hint:
            fault["hint"] = self.hint
        if self.successors:
            fault["successors"] = list(self.successors)
        if self.contradicts:
            fault["contradicts"] = list(self.contradicts)
        return fault


class Refused(Exception):
    """A request that cannot be answered, with every fault."""

    status = 422
    title = "The request cannot be answered"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


class NotFound(Refused):
    """404: the address names nothing."""

    status = 404
    title = "Not Found"


class WrongMedia(Refused):
    """415: the body has another media type."""

    status = 415
    title = "Unsupported Media Type"


class TooLarge(Refused):
    """413: the request is too large."""

    status = 413
    title = "Content Too Large"


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
