"""Documents written as TOML: a new one in the style of the shipped files, an edited one in place.

An edit touches only what it changes, so comments and the order that somebody chose survive it.
"""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import tomlkit
from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from tomlkit.items import AoT, Item, Table

_LANGUAGES = frozenset({"zh", "en"})
_INLINE = frozenset(
    {
        "adults",
        "answers",
        "children",
        "contested",
        "grants",
        "grants_family",
        "household",
        "indicator",
    }
)
"""Tables and lists of tables that stand on one line."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}

#: tomlkit parses slowly, and the same draft is put together for each of its pages.
_cache: LRUCache[Any, str] = LRUCache(256)


def new_text(document: Mapping[str, Any]) -> str:
    """The text of a new document; reading it gives the same data.

    Written without tomlkit, which takes twenty times as long for a district's list of counters.
    """
    return "\n".join(_lines((), document)).strip("\n") + "\n"


def _lines(way: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """A table below its header: its plain values first, as TOML demands, then the tables inside."""
    for name, value in table.items():
        if _has_header(name, value):
            continue
        if isinstance(value, Mapping) and _is_worded(value) and name not in _INLINE:
            for language, words in value.items():
                yield f"{_key(name)}.{_key(language)} = {_written(words)}"
        else:
            yield f"{_key(name)} = {_written(value)}"
    for name, value in table.items():
        if _has_header(name, value):
            yield from _headed_lines((*way, name), value)


def _headed_lines(way: tuple[str, ...], value: Any) -> Iterator[str]:
    """A table or a list of tables; one that holds nothing but tables needs no header."""
    name = ".".join(map(_key, way))
    if isinstance(value, list):
        for entry in value:
            yield from ("", f"[[{name}]]", *_lines(way, entry))
        return
    if not value or not all(_has_header(*entry) for entry in value.items()):
        yield from ("", f"[{name}]")
    yield from _lines(way, value)


def _written(value: Any) -> str:
    """A value on one line. Raises TypeError for what no document holds."""
    match value:
        case str():
            return f'"{_ESCAPED.sub(_escape, value)}"'
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case Mapping():
            inner = ", ".join(f"{_key(name)} = {_written(its)}" for name, its in value.items())
            return f"{{{inner}}}"
        case _:
            raise TypeError(type(value).__name__)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _written(name)


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


@cached(_cache, key=lambda text, document: hashkey(text, repr(document)), lock=threading.Lock())
def edited_text(text: str, document: Mapping[str, Any]) -> str:
    """A document's text with its data changed; reading it gives the new data, in its order.

    Where the change cannot be made in place the document is written anew, without its comments:
    what a document says must never depend on how tomlkit lays it out.
    """
    before = tomllib.loads(text)
    if _same(before, document):
        return text
    if not before:
        return new_text(document)
    target = tomlkit.parse(text)
    try:
        _update(target, before, document)
        written = tomlkit.dumps(target)
        if _same(tomllib.loads(written), document):
            return written
    except (tomlkit.exceptions.TOMLKitError, tomllib.TOMLDecodeError, KeyError, ValueError):
        pass
    return new_text(document)


def _same(one: object, other: object) -> bool:
    """Whether two values are equal, the order of tables included: requirements have one."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if _stands_first(one) != _stands_first(other):
            return False
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and one == other


def _stands_first(table: Mapping[str, Any]) -> list[str]:
    """The tables in a table, in their order; that of plain values says nothing."""
    return [name for name, value in table.items() if _has_header(name, value)]


def _has_header(name: str, value: object) -> bool:
    """Whether a value stands below a header of its own."""
    if name in _INLINE:
        return False
    if isinstance(value, Mapping):
        return not _is_worded(value)
    return isinstance(value, list) and _is_list_of_tables(value)


def _is_list_of_tables(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _is_worded(table: Mapping[str, Any]) -> bool:
    """Whether a table is one text in two languages, written ``name.zh = …``."""
    plain = all(not isinstance(value, Mapping) for value in table.values())
    return bool(table) and table.keys() <= _LANGUAGES and plain


def _fill(target: Any, table: Mapping[str, Any]) -> None:
    """Write a table: its plain values first, as TOML demands, then the tables inside it."""
    for name, value in table.items():
        if not _has_header(name, value):
            _put(target, name, value)
    for name, value in table.items():
        if _has_header(name, value):
            _put(target, name, value)


def _put(target: Any, name: str, value: Any) -> None:
    if isinstance(value, Mapping) and _is_worded(value) and name not in _INLINE:
        for language, words in value.items():
            target.append(tomlkit.key([name, language]), _inline(words))
    elif _has_header(name, value):
        target.append(tomlkit.key(name), _headed(value))
    else:
        target.append(tomlkit.key(name), _inline(value))


def _headed(value: Any) -> Item:
    if isinstance(value, list):
        entries = tomlkit.aot()
        for entry in value:
            entries.append(_headed(entry))
        return entries
    has_values = any(not _has_header(name, inner) for name, inner in value.items())
    table = tomlkit.table(is_super_table=bool(value) and not has_values)
    _fill(table, value)
    return table


def _spaced(value: Any) -> Item:
    """A table for an existing document, with an empty line after it: tomlkit adds none there."""
    table = _headed(value)
    last = table[-1] if isinstance(table, AoT) else table
    if isinstance(last, Table):
        last.add(tomlkit.nl())
    return table


def _inline(value: Any) -> Item:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, inner in value.items():
            table.append(tomlkit.key(name), _inline(inner))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for inner in value:
            array.append(_inline(inner))
        return array
    plain: Item = tomlkit.item(value)
    return plain


def _update(target: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Change a parsed table from its data before to its data after, leaving the rest alone."""
    for name in before.keys() - after.keys():
        del target[name]
    for name, value in after.items():
        if name not in before:
            _insert(target, name, value)
        elif not _same(before[name], value):
            _replace(target, name, before[name], value)
    wanted = _stands_first(after)
    if [name for name in target if name in wanted] != wanted:
        tables = [(name, target[name]) for name in wanted]
        for name, _ in tables:
            del target[name]
        for name, table in tables:
            target.append(tomlkit.key(name), table)


def _insert(target: Any, name: str, value: Any) -> None:
    """Add a value that was not there; a plain one stands before the tables below it."""
    if _has_header(name, value):
        target.append(tomlkit.key(name), _spaced(value))
    elif isinstance(target, Table):
        rest = [(key, target[key]) for key in list(target) if _has_header(key, target[key])]
        for key, _ in rest:
            del target[key]
        _put(target, name, value)
        for key, inner in rest:
            target.append(tomlkit.key(key), inner)
    else:
        _put(target, name, value)


def _replace(target: Any, name: str, before: Any, after: Any) -> None:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        _update(target[name], before, after)
    elif isinstance(target[name], AoT) and isinstance(after, list) and _has_header(name, after):
        target[name] = _entries(target[name], before, after)
    else:
        target[name] = _inline(after) if not _has_header(name, after) else _spaced(after)


def _entries(target: AoT, before: list[Any], after: list[Any]) -> AoT:
    """A list of tables: entries that stay keep their text, whatever stands around them."""
    left = list(zip(before, list(target), strict=True))
    entries = tomlkit.aot()
    for place, value in enumerate(after):
        same = next((old for old in left if _same(old[0], value)), None)
        if same is None and len(before) == len(after):
            same = next((old for old in left if old[0] is before[place]), None)
            if same is not None:
                _update(same[1], same[0], value)
        if same is not None:
            left.remove(same)
        entries.append(same[1] if same is not None else _spaced(value))
    return entries
