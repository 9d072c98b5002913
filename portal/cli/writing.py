"""Answers as they are typed on the console, ``question=value``, as JSON carries them."""

from __future__ import annotations

from collections.abc import Mapping

from .failing import Failure


def raw_answers(kinds: Mapping[str, str], written: tuple[str, ...]) -> dict[str, object]:
    """The values by question; ``kinds`` says what each question asks for."""
    raw: dict[str, object] = {}
    for pair in written:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Failure(f"{pair!r} is not of the form question=value.")
        raw[name] = _raw(kinds.get(name, ""), value)
    return raw


def _raw(kind: str, value: str) -> object:
    if value in ("unknown", "null") and kind:
        return None
    if kind == "yes_no":
        return {"yes": True, "no": False, "true": True, "false": False}.get(value, value)
    if kind in ("number", "money"):
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return value
