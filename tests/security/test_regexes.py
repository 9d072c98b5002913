"""No regular expression of ours is slow on long evil text."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal

PORTAL = Path(portal.__file__).parent
LONG = 100 * 1024
#: In seconds, for one expression on one text; a linear one takes some milliseconds.
MOST = 1.0
METHODS = ("match", "search", "fullmatch", "findall", "sub", "split", "finditer", "compile")
BASES = ("a", "A", "0", "_", " ", "\n", "(", "（", "[", "《", "中", "区", "族", "-", ".", "'", ",", "%(", "=", "0.")
ENDINGS = ("", "!", "\x00", "é", "]", "）")


def of_modules() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled expression that a module holds, also within tables."""
    for found in pkgutil.walk_packages(portal.__path__, "portal."):
        if ".migrations" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            for pattern in _patterns(value):
                yield f"{found.name}.{name}", pattern


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, re.Pattern))
    elif isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, re.Pattern))


def written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every expression written in a call of ``re`` or as the pattern of a field."""
    for path in sorted(PORTAL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                for text in _texts(node):
                    yield f"{path.name}:{node.lineno}", re.compile(text)


def _texts(call: ast.Call) -> Iterator[str]:
    first = call.args[0] if call.args else None
    is_re = (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        and call.func.attr in METHODS
    )
    if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value
    for keyword in call.keywords:
        if keyword.arg == "pattern" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def every() -> dict[str, re.Pattern[str]]:
    """Each expression once, under the first place where it stands."""
    first: dict[str, str] = {}
    found = dict([*of_modules(), *written()])
    for place, pattern in found.items():
        first.setdefault(pattern.pattern, place)
    return {place: found[place] for place in first.values()}


def evil() -> Iterator[str]:
    """Long runs of what expressions repeat, ending in what makes them try again."""
    for base in BASES:
        for ending in ENDINGS:
            yield base * (LONG // len(base)) + ending
    yield "a0" * (LONG // 2) + "!"
    yield "a[" * (LONG // 2)
    yield "(）" * (LONG // 2)
    yield "土家族苗族" * (LONG // 5) + "!"


def test_there_are_expressions_to_try() -> None:
    assert len(every()) > 25


@pytest.mark.parametrize("place", every())
def test_no_expression_is_slow_on_a_hundred_kilobytes_of_evil_text(place: str) -> None:
    pattern = every()[place]
    for text in evil():
        began = time.process_time()
        pattern.search(text)
        pattern.match(text)
        took = time.process_time() - began
        assert took < MOST, (pattern.pattern, text[:4], text[-1], took)
