"""Problems are said in the language of the page: every wording of the rules has one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from pydantic import BaseModel

import portal
from portal.content import SHIPPED, read_folder
from portal.rules.checking import check
from portal.rules.documents.shapes import Document
from portal.rules.problems import Problem
from portal.web.admin.editing.faults import PATTERNS
from portal.web.admin.editing.problems import Bit, problem_words, said

PORTAL = Path(portal.__file__).parent
#: Calls that say something to people, and where their message and hint stand.
SAYING = {
    "note": (1, 2, 3),
    "Problem": (2, 3),
    "RowProblem": (2, 3),
    "AnswerProblem": (2, 3),
    "ShapeFault": (1, 2),
    "in_service": (2, 3),
    "in_section": (3, 4),
    "ConditionError": (0, 2),
    "_Unreadable": (1, 2),
    "ValueError": (0,),
}
#: Names that hold a message or a hint until it is said.
NAMED = {"message", "hint", "wanted", "what"}
#: Functions that hand on messages and hints.
HANDING_ON = ("_faults", "_row_faults", "_holes", "_span_faults", "faults_in", "_fault", "nearest")
#: Said with more in it than the source shows, or only to programs.
FULLER = {
    "no example x1": "no example exactly at x1",
    "x1 cannot be compared": "months with fen cannot be compared",
    "x1: x1": "An example: is meets, not does_not_meet (all yes)",
    "x1 is not a month written YYYY-MM": "must be a month written YYYY-MM",
}
#: What stands for a value that is only known when the rules run.
VALUE = "x1"
FILES = read_folder(SHIPPED)
FLAT = "services/housing/public-rental.toml"


def literals(node: ast.expr | None) -> list[str]:
    """The texts an expression can come to, with something in place of what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(p.value if isinstance(p, ast.Constant) else VALUE for p in values)]
        case ast.IfExp(body=body, orelse=other):
            return literals(body) + literals(other)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values):
            return [text for value in values for text in literals(value)]
    return []


def spoken(tree: ast.AST) -> Iterator[ast.expr | None]:
    """The expressions of a module whose text reaches an editor."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
                yield from (arguments[i] for i in SAYING.get(name, ()) if i < len(arguments))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMED:
                yield value
            case ast.FunctionDef(name=name) if name in HANDING_ON:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return | ast.Yield):
                        yield inner.value


def messages() -> list[str]:
    found = {
        text
        for folder in ("rules", "publishing")
        for path in (PORTAL / folder).rglob("*.py")
        if path.name != "problems.py"
        for expression in spoken(ast.parse(path.read_text()))
        for text in literals(expression)
    }
    return sorted(text for text in found if " " in text)


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context("/admin/"):
        yield


def chinese(bits: Iterable[Bit]) -> str:
    """What is not code; it holds no Latin word but the beginning of an address."""
    words = "".join(bit.words for bit in bits if not bit.is_code)
    assert not re.search("[A-Za-z]{2,}", words.replace("https", "")), words
    return words


@pytest.mark.parametrize("message", messages())
def test_every_message_of_the_rules_has_a_chinese_wording(message: str) -> None:
    bits = said(FULLER.get(message, message))
    assert chinese(bits), message


def test_the_source_is_searched_for_messages_of_every_kind() -> None:
    assert len(messages()) > 110
    wanted = {"is missing", "has too many decimals", "there is none", "must be a number"}
    wanted |= {"the list is empty", "no amount between x1 and x1", "did you mean x1?"}
    assert wanted <= set(messages())


def patterns(annotation: object) -> Iterator[str]:
    """Every pattern that a shape asks for."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from (its.pattern for its in field.metadata if getattr(its, "pattern", None))
            yield from patterns(field.annotation)
    for inner in getattr(annotation, "__metadata__", ()):
        if getattr(inner, "pattern", None):
            yield inner.pattern
        yield from (
            its.pattern for its in getattr(inner, "metadata", ()) if hasattr(its, "pattern")
        )
    for inner in getattr(annotation, "__args__", ()):
        yield from patterns(inner)


def test_every_pattern_of_the_documents_is_said_in_words() -> None:
    found = set(patterns(Document))
    assert found == set(PATTERNS)
    for pattern in found:
        assert chinese(said(f"String should match pattern {pattern!r}"))


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
    ('expect = "meets"', 'expect = "meets"\nstrength = "confirmed"'),
    ('expect = "meets"', 'expect = "maybe"'),
    ("order = ", "order = [] #"),
    ("value = 18", "value = nan"),
    ("value = 18", "value = true"),
    ("value = 18", 'value = "many"'),
    ('unit = "months"', 'unit = "fen"'),
    ('unit = "years"', 'unit = "day"'),
    ("since = 2025-08-01", "since = 2025-08-01T08:00:00"),
    ("since = 2025-08-01", "since = 5"),
    ("day = 2026", "day = 2016"),
    ('district = "shapingba"', 'district = "shapingbar"'),
    ('topic = "housing"', 'topic = "houses"'),
    ("months(pension_insured_since)", "months(birth_month, minimum_age)"),
    ("months(pension_insured_since)", "years(pension_insured_since)"),
    ("months(pension_insured_since)", "months(pension_insured)"),
    ("years(birth_month) >= minimum_age", "not (years(birth_month) >= minimum_age"),
    ("years(birth_month) >= minimum_age", "marital_status == maybe"),
    ("years(birth_month) >= minimum_age", "minimum_age >= 3"),
    ("years(birth_month) >= minimum_age", "?"),
    ("years(birth_month) >= minimum_age", "here == shapingba"),
    ("[requirements.old_enough]", "[requirements.Old]"),
    ("[service]", "[service"),
    ("[[examples]]", "[[samples]]"),
    ("birth_month = ", "birth_mouth = "),
    ('birth_month = "', 'birth_month = "9'),
    ("work = ", "work = true #"),
]


@pytest.mark.parametrize(("was", "now"), BREAKS)
def test_what_is_really_wrong_is_said_in_chinese(was: str, now: str) -> None:
    assert was in FILES[FLAT]
    _, problems = check({**FILES, FLAT: FILES[FLAT].replace(was, now)})
    assert problems
    for problem in problems:
        words = problem_words(problem)
        assert chinese(words.words), problem.message
        assert not problem.hint or chinese(words.hint), problem.hint


def test_values_are_carried_over_as_code() -> None:
    problem = Problem("x.toml", "x", "'rent' is not a known source", "did you mean 'rents'?")
    words = problem_words(problem)
    assert Bit("rent", is_code=True) in words.words
    assert Bit("rents", is_code=True) in words.hint


def test_what_an_example_comes_to_is_said_in_words() -> None:
    words = said("Too young: is meets, not does_not_meet (old_enough unknown, insured no)")
    assert [bit.words for bit in words if bit.is_code] == ["Too young", "old_enough", "insured"]
    assert "暂不符合" in chinese(words)


def test_kinds_and_units_inside_a_problem_are_said_in_words() -> None:
    assert "主题" in chinese(said("'houses' is not a known topic"))
    assert chinese(said("months with fen cannot be compared")).count("“") == 2
    assert "全市" in chinese(said("no example exactly at work_months = 6 (city, since 2025-08-01)"))
    assert "适用" not in chinese(said("Input should be 'law', 'official' or 'reprint'"))


def test_what_nobody_foresaw_is_shown_as_it_is() -> None:
    assert said("entirely new words") == (Bit("entirely new words", is_code=True),)
