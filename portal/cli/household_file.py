"""A household in a file, TOML or JSON, as ``portal explain --household`` reads it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..problem_words import english
from ..rules.numbers import Misread
from ..rules.suggestions import suggestion
from ..web.api.household_reader import ADULTS, CHILDREN, HOUSEHOLD, PEOPLE
from ..web.api.problems import Fault
from .answer_arguments import Kind, raw_answer
from .errors import Failure, beside, sentence

_LARGEST = 1024 * 1024
_LISTS = (ADULTS, CHILDREN)


def household_in(path: Path, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """What a file says of a household, as the API takes it; ``kinds``: what each question asks for.

    Values are written as on the console: ``"unknown"`` is «不知道», money may have its unit.
    """
    document = _document(path)
    for name in document:
        if name not in PEOPLE:
            raise Failure(f"{path}: {name!r} is no part{beside(suggestion(name, PEOPLE))}.")
    found: dict[str, Any] = {}
    for name, told in document.items():
        if name in _LISTS and isinstance(told, list):
            found[name] = [
                _person(path, f"/{name}/{place}", its, kinds) for place, its in enumerate(told)
            ]
        else:
            found[name] = _person(path, f"/{name}", told, kinds)
    return found or {HOUSEHOLD: {}}


def refusal(path: Path, faults: Iterable[Fault]) -> Failure:
    """What is wrong with a file, a line for each fault with its place in the file."""
    return Failure(
        "\n".join(
            sentence(in_file(path, fault.pointer), fault.message, fault.hint) for fault in faults
        )
    )


def in_file(path: Path | None, pointer: str) -> str:
    """A place in a request as a place in the file it was made from."""
    if path is None or pointer.split("/")[1:2] not in [[name] for name in PEOPLE]:
        return pointer.removeprefix("/answers").lstrip("/")
    return f"{path}: {pointer}"


def _document(path: Path) -> dict[str, Any]:
    try:
        written = path.read_bytes()
    except OSError as fault:
        raise Failure(f"{path} cannot be read: {fault.strerror}.") from None
    if len(written) > _LARGEST:
        raise Failure(f"{path} is larger than {_LARGEST // 1024} KiB, too large for a household.")
    try:
        text = written.decode()
        is_json = path.suffix == ".json" or text.lstrip().startswith("{")
        document = json.loads(text) if is_json else tomllib.loads(text)
    except UnicodeDecodeError:
        raise Failure(f"{path} is not UTF-8: save it as UTF-8.") from None
    except (ValueError, RecursionError) as fault:
        hint = "months and «unknown» stand in quotation marks"
        raise Failure(f"{path} is neither TOML nor JSON: {fault} ({hint}).") from None
    if not isinstance(document, dict):
        raise Failure(f"{path} must hold {HOUSEHOLD}, {ADULTS} and {CHILDREN}, not a list.")
    return document


def _person(path: Path, pointer: str, told: object, kinds: Mapping[str, Kind]) -> object:
    """The answers of one person; anything else is left for the reader to refuse."""
    if not isinstance(told, dict):
        return told
    found: dict[str, object] = {}
    for name, value in told.items():
        kind, unit = kinds.get(name, (None, ""))
        try:
            found[name] = _value(kind, unit, value)
        except Misread as fault:
            raise Failure(f"{path}: {pointer}/{name} {english(fault.message)}.") from None
    return found


def _value(kind: Any, unit: str, value: object) -> object:
    if isinstance(value, str):
        return raw_answer(kind, unit, value)
    return value if isinstance(value, bool | int | float | list | dict | None) else str(value)
