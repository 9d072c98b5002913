"""Client of a running portal's API; failures become sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ..rules.model.question_kinds import question_kind
from .answer_arguments import raw_answers
from .errors import Failure, sentence
from .household_file import household_in, in_file

_SECONDS = 20
_LARGEST = 16 * 1024 * 1024
_JSON = ("application/json", "application/problem+json")


def ask(
    url: str,
    district: str,
    service: str,
    written: tuple[str, ...],
    day: date | None,
    household: Path | None = None,
) -> dict[str, Any]:
    """The explained evaluation of one service by the portal at an address.

    Of the answers written, or of the household in a file.
    """
    base = _base(url)
    questions = _answer(base, "questions").get("questions", [])
    try:
        kinds = {
            question["id"]: (question_kind(question["kind"]), str(question.get("unit") or ""))
            for question in questions
        }
    except (TypeError, KeyError):
        raise _no_portal(base) from None
    if household is None:
        people: dict[str, Any] = {"answers": raw_answers(kinds, written)}
    else:
        people = household_in(household, kinds)
    body = {
        "district": district,
        "services": [service],
        **people,
        "explain": True,
        "next_steps": True,
    }
    if day is not None:
        body["on"] = day.isoformat()
    return _answer(base, "evaluations", body, household)


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Failure(f"{url!r} is no address of a portal: write https://HOST.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _no_portal(base: str) -> Failure:
    return Failure(f"At {base} there is no portal with an API of this kind.")


def _answer(
    base: str, name: str, body: Any = None, household: Path | None = None
) -> dict[str, Any]:
    """What the API answers to a GET, or to a POST where there is a body."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    request = Request(f"{base}/api/v1/{name}", data, headers)
    try:
        # _base lets in http and https alone.
        with urlopen(request, timeout=_SECONDS) as response:  # nosec B310
            return _document(base, response)
    except HTTPError as fault:
        with fault:
            raise _refusal(fault.code, _document(base, fault), household) from None
    except (URLError, HTTPException, OSError, ValueError) as fault:
        reason = getattr(fault, "reason", None) or fault
        raise Failure(f"{base} cannot be reached: {reason}.") from fault


def _document(base: str, response: Any) -> dict[str, Any]:
    """The JSON object of a response; anything else comes from no portal."""
    if response.headers.get_content_type() not in _JSON:
        raise _no_portal(base)
    try:
        document = json.loads(response.read(_LARGEST))
    except (ValueError, RecursionError):
        raise _no_portal(base) from None
    if not isinstance(document, dict):
        raise _no_portal(base)
    return document


def _refusal(status: int, problem: dict[str, Any], household: Path | None) -> Failure:
    """A problem document in sentences."""
    sentences = list(_sentences(problem.get("problems") or [], household))
    return Failure("\n".join(sentences) or f"The portal answers {status}: {problem.get('title')}.")


def _sentences(problems: list[dict[str, Any]], household: Path | None) -> Iterator[str]:
    for problem in problems:
        place = in_file(household, str(problem.get("pointer", "")))
        yield sentence(place, problem.get("message") or "", problem.get("hint") or "")
