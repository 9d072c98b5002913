"""Documents written back as TOML in the manner of the shipped files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LANGUAGES = {"zh", "en"}
_INLINE = frozenset({"answers", "grants", "indicator", "contested"})
"""Tables and lists of tables that stand on one line."""


def write(document: Mapping[str, Any]) -> str:
    """The text of a document; reading it gives the same data. Comments are not kept."""
    return "\n".join(_table((), document)).strip("\n") + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a table: its own values first, then the tables inside it."""
    inner = {name: value for name, value in table.items() if _stands_apart(name, value)}
    for name, value in table.items():
        if name not in inner:
            yield from _lines(name, value)
    for name, value in inner.items():
        below = (*path, name)
        if isinstance(value, list):
            for entry in value:
                yield from _headed("[[{}]]", below, entry)
        elif all(_stands_apart(n, v) for n, v in value.items()) and value:
            yield from _table(below, value)
        else:
            yield from _headed("[{}]", below, value)


def _headed(form: str, path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield form.format(".".join(_key(part) for part in path))
    yield from _table(path, table)


def _stands_apart(name: str, value: object) -> bool:
    """Whether a value has a header of its own."""
    if name in _INLINE:
        return False
    if isinstance(value, dict):
        return not _is_worded(value)
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _is_worded(table: Mapping[str, Any]) -> bool:
    plain = all(not isinstance(value, dict) for value in table.values())
    return bool(table) and table.keys() <= _LANGUAGES and plain


def _lines(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and _is_worded(value):
        for language, words in value.items():
            yield f"{_key(name)}.{language} = {_value(words)}"
    else:
        yield f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(_value(entry) for entry in value)}]"
        case dict():
            pairs = ", ".join(f"{_key(name)} = {_value(its)}" for name, its in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return repr(value)
