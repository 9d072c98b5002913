"""A running portal asked by its API; what goes wrong is told in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from .failing import Failure
from .writing import raw_answers

_SECONDS = 20
_LARGEST = 16 * 1024 * 1024
_JSON = ("application/json", "application/problem+json")


def ask(
    url: str, district: str, service: str, written: tuple[str, ...], day: date | None
) -> dict[str, Any]:
    """The explained evaluation of one service by the portal at an address."""
    base = _base(url)
    questions = _answer(base, "questions").get("questions", [])
    try:
        kinds = {question["id"]: question["kind"] for question in questions}
    except (TypeError, KeyError):
        raise _no_portal(base) from None
    body = {
        "district": district,
        "services": [service],
        "answers": raw_answers(kinds, written),
        "explain": True,
    }
    return _answer(base, "evaluations", body if day is None else {**body, "on": day.isoformat()})


def _base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Failure(f"{url!r} is no address of a portal: write https://HOST.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _no_portal(base: str) -> Failure:
    return Failure(f"At {base} there is no portal with an API of this kind.")


def _answer(base: str, name: str, body: Any = None) -> dict[str, Any]:
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
            raise _refusal(fault.code, _document(base, fault)) from None
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


def _refusal(status: int, problem: dict[str, Any]) -> Failure:
    """A problem document in sentences."""
    sentences = list(_sentences(problem.get("problems") or []))
    return Failure("\n".join(sentences) or f"The portal answers {status}: {problem.get('title')}.")


def _sentences(problems: list[dict[str, Any]]) -> Iterator[str]:
    for its in problems:
        place = str(its.get("pointer", "")).removeprefix("/answers").lstrip("/")
        hint = f" ({its['hint']})" if its.get("hint") else ""
        yield f"{place} {its.get('message', '')}{hint}.".strip()
