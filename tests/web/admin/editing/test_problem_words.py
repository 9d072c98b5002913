"""Problems are said in the language of the page: every wording of the rules has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

import portal.rules
from portal.content import SHIPPED, read_folder
from portal.rules.checking import check
from portal.rules.problems import Problem
from portal.web.admin.editing.problems import Bit, problem_words, said

RULES = Path(portal.rules.__file__).parent
#: Calls that say something to people, and where their message and hint stand.
SAYING = {
    "note": (1, 2, 3),
    "Problem": (2, 3),
    "in_service": (2, 3),
    "in_section": (3, 4),
    "ConditionError": (0, 2),
}
#: What stands for a value that is only known when the rules run.
VALUE = "x1"
FILES = read_folder(SHIPPED)
FLAT = "services/housing/public-rental.toml"


def literal(node: ast.expr) -> str | None:
    """The text of a literal, with something in place of what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else VALUE for p in node.values)
        return "".join(map(str, parts))
    return None


def messages() -> list[str]:
    found = set()
    for path in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for place in SAYING.get(name, ()):
                text = literal(node.args[place]) if place < len(node.args) else None
                if text and " " in text and "." not in text.split(" ")[0]:
                    found.add(text)
    return sorted(found)


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context("/admin/"):
        yield


@pytest.mark.parametrize("message", messages())
def test_every_message_of_the_rules_has_a_chinese_wording(message: str) -> None:
    if message == f"no example {VALUE}":
        message = "no example exactly at x1"
    if message == f"{VALUE}: {VALUE}":
        message = "An example: is meets, not does_not_meet (all yes)"
    bits = said(message)
    assert bits != (Bit(message, is_code=True),)
    chinese = "".join(bit.words for bit in bits if not bit.is_code)
    assert not re.search("[A-Za-z]{3,}", chinese), chinese


BREAKS = [
    ("in group(centre)", "in group(center)"),
    ("value = 18", "value = 1.5555"),
    ('unit = "months"', 'unit = "moons"'),
    ("since = 2025-08-01", "since = 2025-13-01"),
    ('source = "public-rental-guide-2025"', 'source = "nowhere art.x"'),
    ('text.zh = "您年满规定的岁数。"', 'text.zh = "old enough"'),
    ('text.zh = "您年满规定的岁数。"', 'text.zh = ""'),
    ("[requirements.old_enough]", "[requirements.old_enough]\nwhom = 1"),
    ("years(birth_month) >= minimum_age", "birth_month >= minimum_age"),
    ("years(birth_month) >= minimum_age", "years(birth_month) >="),
    ("years(birth_month) >= minimum_age", "years(birth_month) >= 18"),
    ('expect = "does_not_meet"', 'expect = "meets"'),
]


@pytest.mark.parametrize(("was", "now"), BREAKS)
def test_what_is_really_wrong_is_said_in_chinese(was: str, now: str) -> None:
    _, problems = check({**FILES, FLAT: FILES[FLAT].replace(was, now)})
    assert problems
    for problem in problems:
        words = problem_words(problem)
        assert words.words[0] != Bit(problem.message, is_code=True), problem.message
        chinese = "".join(bit.words for bit in (*words.words, *words.hint) if not bit.is_code)
        assert not re.search("[A-Za-z]{3,}", chinese), chinese


def test_values_are_carried_over_as_code() -> None:
    problem = Problem("x.toml", "x", "'rent' is not a known source", "did you mean 'rents'?")
    words = problem_words(problem)
    assert Bit("rent", is_code=True) in words.words
    assert Bit("rents", is_code=True) in words.hint


def test_what_nobody_foresaw_is_shown_as_it_is() -> None:
    assert said("entirely new words") == (Bit("entirely new words", is_code=True),)
