"""From the place of a problem to the item and the field that an editor can mend."""

from __future__ import annotations

import re
from typing import Any

from .parts import LISTS, SECTIONS, Document, is_service, key_of

_INDEXED = re.compile(r"(\w+)\[(\d+)\]")


def locate(path: str, document: Document, place: str) -> tuple[str, str]:
    """The item that holds a problem's place, and the field in it (empty: the item as a whole).

    ``parameters.rent.rows[0].value`` → ``("parameters/rent/rows/centre@2025-08-01", "value")``.
    """
    parts = place.split(".")
    if not is_service(path):
        if parts[0] in SECTIONS and len(parts) > 1:
            return f"{parts[0]}/{parts[1]}", ".".join(parts[2:])
        return "", place
    head, index = _split(parts[0])
    if head == "service":
        return "service", ".".join(parts[1:])
    if head in LISTS and index is not None:
        return _entry(head, document.get(head, []), index, head), ".".join(parts[1:])
    if head == "requirements" and len(parts) > 1:
        return f"requirements/{parts[1]}", ".".join(parts[2:])
    if head == "parameters" and len(parts) > 1:
        return _in_parameter(document, parts)
    return "", place


def _split(part: str) -> tuple[str, int | None]:
    match = _INDEXED.fullmatch(part)
    return (match[1], int(match[2])) if match else (part, None)


def _entry(kind: str, entries: list[dict[str, Any]], index: int, prefix: str) -> str:
    if not 0 <= index < len(entries):
        return ""
    keys = [key_of(kind, entry) for entry in entries[: index + 1]]
    times = keys.count(keys[-1])
    return f"{prefix}/{keys[-1]}" + (f"~{times}" if times > 1 else "")


def _in_parameter(document: Document, parts: list[str]) -> tuple[str, str]:
    own = f"parameters/{parts[1]}"
    kind, index = _split(parts[2]) if len(parts) > 2 else ("", None)
    rows = document.get("parameters", {}).get(parts[1], {}).get("rows", [])
    if kind == "rows" and index is not None:
        return _entry("rows", rows, index, f"{own}/rows"), ".".join(parts[3:])
    return own, ".".join(parts[2:])
