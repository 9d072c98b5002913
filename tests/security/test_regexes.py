"""No regular expression of ours is slow on long evil text, in the way in which it is used."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal

PORTAL = Path(portal.__file__).parent
#: Shorter ones first, so that what is slow is found before it takes minutes.
LENGTHS = (2 * 1024, 16 * 1024, 100 * 1024)
#: In seconds, for one expression on one text; a linear one takes some milliseconds.
MOST = 20.0
#: Methods that begin anew at each place of a text, and those that begin at one.
ANYWHERE = {"search", "findall", "sub", "split", "finditer"}
AT_ONE = {"match", "fullmatch"}
BASES = (
    "a",
    "A",
    "0",
    "_",
    " ",
    "\n",
    "(",
    "（",
    "[",
    "《",
    "中",
    "区",
    "族",
    "-",
    ".",
    "'",
    ",",
    "%(",
    "=",
    "0.",
    "a0",
    "a[",
    "(）",
    "土家族苗族",
)
ENDINGS = ("", "!", "é")

Found = tuple[str, re.Pattern[str], bool]


def of_modules() -> Iterator[Found]:
    """Every compiled expression that a module holds, also within tables."""
    for found in pkgutil.walk_packages(portal.__path__, "portal."):
        if ".migrations" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            for pattern in _patterns(value):
                used = set(re.findall(rf"\b{name}\.(\w+)\(", inspect.getsource(module)))
                yield f"{found.name}.{name}", pattern, not used or bool(used & ANYWHERE)


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple):
        yield from (each for each in inside if isinstance(each, re.Pattern))  # type: ignore[attr-defined]


def written() -> Iterator[Found]:
    """Every expression written in a call of ``re`` or as the pattern of a field."""
    for path in sorted(PORTAL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                for text, method in _texts(node):
                    place = f"{path.relative_to(PORTAL)}:{node.lineno}"
                    yield place, re.compile(text), method in ANYWHERE


def _texts(call: ast.Call) -> Iterator[tuple[str, str]]:
    first = call.args[0] if call.args else None
    function = call.func
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in ANYWHERE | AT_ONE
        and isinstance(first, ast.Constant)
    ):
        yield str(first.value), function.attr
    for keyword in call.keywords:
        if keyword.arg == "pattern" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value), "fullmatch"


EVERY = {place: (pattern, anywhere) for place, pattern, anywhere in (*of_modules(), *written())}


def evil() -> Iterator[str]:
    """Long runs of what expressions repeat, ending in what makes them try again."""
    for length in LENGTHS:
        for base in BASES:
            for ending in ENDINGS:
                yield base * (length // len(base)) + ending


def test_there_are_expressions_to_try() -> None:
    assert len(EVERY) > 25


@pytest.mark.parametrize("place", EVERY)
def test_no_expression_is_slow_on_a_hundred_kilobytes_of_evil_text(place: str) -> None:
    pattern, anywhere = EVERY[place]
    for text in evil():
        told = text.encode() if isinstance(pattern.pattern, bytes) else text
        began = time.process_time()
        (pattern.search if anywhere else pattern.match)(told)
        took = time.process_time() - began
        assert took < MOST, (pattern.pattern, text[:4], text[-1], len(text), took)
