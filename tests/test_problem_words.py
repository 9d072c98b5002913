"""Problems are data: every code has words in every language, and they name exactly its values."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from pydantic import BaseModel

import portal
from portal import problem_words
from portal.content import SHIPPED, read_folder
from portal.problem_words import NOUNS, ROLES, WORDS, console_line, english
from portal.rules import problem_codes
from portal.rules.documents.reader import BY_PATH, PATTERNS, shape_of, shaped
from portal.rules.documents.shapes import Document
from portal.rules.documents.toml_fault import broken_line
from portal.rules.problem_codes import (
    AnswerCode,
    Code,
    DocumentCode,
    EntryCode,
    Hint,
    Noun,
)
from portal.rules.problems import ContentError, Problem, say

PORTAL = Path(portal.__file__).parent
CODES = [code for group in Code.__subclasses__() for code in group]
SLOT = re.compile(r"%\((\w+)\)s")
#: The beginning of an address, the same in every language.
WRITTEN = ("https", "http")
FILES = read_folder(SHIPPED)


def named(code: Code) -> str:
    return f"{type(code).__name__}.{code.name}"


@pytest.fixture(scope="module", params=["zh_Hans_CN", "zh_Hant_TW"])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    path = PORTAL.parent / "translations" / request.param / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=request.param)


@pytest.mark.parametrize("code", CODES, ids=named)
def test_the_words_of_every_code_name_exactly_its_values(code: Code) -> None:
    assert set(SLOT.findall(WORDS[code])) == set(code.slots)
    assert "%" not in SLOT.sub("", WORDS[code])


def test_there_are_no_words_and_no_values_without_a_code() -> None:
    assert set(WORDS) == set(CODES)
    assert set(ROLES) == {slot for code in CODES for slot in code.slots}
    assert set(NOUNS) == set(Noun)
    names = [code.value for code in CODES]
    assert len(names) == len(set(names))


def test_all_words_are_chinese_and_keep_the_values(catalogue: Catalog) -> None:
    for words in {*WORDS.values(), *NOUNS.values()}:
        if not SLOT.sub("", words):
            continue  # a value alone
        message = catalogue.get(words)
        assert message is not None, words
        chinese = str(message.string)
        assert set(SLOT.findall(chinese)) == set(SLOT.findall(words)), words
        plain = SLOT.sub("", chinese)
        for part in WRITTEN:
            plain = plain.replace(part, "")
        assert plain, words
        assert not re.search("[A-Za-z]{2,}", plain), plain


def test_a_message_with_other_values_than_those_of_its_code_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="carries"):
        say(EntryCode.UNKNOWN_NAME, name="x")
    with pytest.raises(TypeError, match="carries"):
        say(DocumentCode.MISSING, name="x")


def calls() -> Iterator[tuple[str, Code, set[str]]]:
    """Every message that the code makes of a code it names, with the names of its values."""
    for path in PORTAL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="say"),
                    args=[ast.Attribute(value=ast.Name(id=group), attr=name)],
                    keywords=given,
                ):
                    codes = getattr(problem_codes, group, None)
                    if codes is not None:  # else a variable holds the message
                        yield (
                            f"{path.name}:{node.lineno}",
                            codes[name],
                            {str(one.arg) for one in given},
                        )


def test_every_message_is_made_with_the_values_of_its_code() -> None:
    found = list(calls())
    assert len(found) > 150
    for place, code, given in found:
        assert given == set(code.slots), place


def test_every_code_is_said_somewhere() -> None:
    source = "\n".join(
        path.read_text()
        for path in PORTAL.rglob("*.py")
        if path.name not in ("problem_codes.py", Path(problem_words.__file__).name)
    )
    assert [named(code) for code in CODES if not re.search(rf"{named(code)}\b", source)] == []


def test_the_console_says_where_what_and_how_to_mend_it() -> None:
    message = say(EntryCode.UNKNOWN_NAME, name="rent", what=Noun.SOURCE)
    hint = say(Hint.DID_YOU_MEAN, near="rents")
    problem = Problem(file="a.toml", place="x.source", message=message, hint=hint, line=7, column=2)
    assert console_line(problem) == (
        "a.toml:7: x.source, column 2: 'rent' is not a known source (did you mean rents?)"
    )
    assert "unknown_name(name=rent" in str(ContentError([problem]))


def test_amounts_and_days_are_written_alike_everywhere() -> None:
    assert english(say(AnswerCode.YUAN_RANGE, low=0.0, high=12.5)).endswith("0 and 12.5 yuan")
    assert english(say(AnswerCode.FUTURE, day=date(2026, 1, 2))).endswith("2026-01-02")
    assert english(None) == ""


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


def test_every_pattern_of_the_documents_has_a_code() -> None:
    assert set(patterns(Document)) == set(PATTERNS)


WRONG = (-1, 10**20, 1.5, float("nan"), True, "", "x" * 3000, "?", [], {}, [1], {"zh": 1})
WRONG_DAYS = (date(2026, 1, 1), datetime(2026, 1, 1, 8))


OF_A_DISTRICT = {
    "counters/town.toml": """[counters.hall]
district = "town"
name.zh = "大厅"
address.zh = "路1号"
tel = ["023-12345678"]
services = ["flat"]
since = 2026-01-01
source = "law"
""",
    "offers/town.toml": """[offers.garden]
district = "town"
option = "public"
name.zh = "花园"
address.zh = "路2号"
size = { minimum = 20, maximum = 40.5, text.zh = "约30平方米" }
rent = { minimum = 50000, maximum = 60000 }
how.zh = "到窗口申请"
url = "https://example.org/"
source = ["law"]
""",
}


def spoiled(value: Any, seen: set[str], where: str = "") -> Iterator[tuple[Any, str]]:
    """A document with one part after the other in place of which something else stands."""
    if where in seen:
        return
    seen.add(where)
    for wrong in (*WRONG, *WRONG_DAYS):
        yield wrong, where
    if isinstance(value, dict):
        ids = all(isinstance(its, dict) for its in value.values()) and where.count(".") < 2
        for name, inner in value.items():
            for other, at in spoiled(inner, seen, f"{where}.{'*' if ids else name}"):
                yield {**value, name: other}, at
    if isinstance(value, list) and value:
        for other, at in spoiled(value[0], seen, f"{where}[]"):
            yield [other, *value[1:]], at


@pytest.mark.parametrize("place", BY_PATH)
def test_whatever_a_document_holds_instead_has_a_code_of_its_own(place: str) -> None:
    files = {**FILES, **OF_A_DISTRICT}
    path = next(path for path in sorted(files) if path.startswith(place))
    shape = shape_of(path)
    assert shape is not None
    for data, where in spoiled(tomllib.loads(files[path]), set()):
        made = shaped(shape, data)
        for fault in made if isinstance(made, list) else []:
            assert fault.message.code is not DocumentCode.MALFORMED, (where, fault)
            assert len({its.location for its in made}) == len(made), (where, made)
            assert not re.search(r"[(\[]", "".join(map(str, fault.location))), (where, fault)
            if fault.message.code is DocumentCode.NOT_A_CHOICE:
                assert fault.message.values["choices"], (where, fault)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = 1\n[b]\nc = "x\nd = 2\n', 3),
        ("a = \n", 1),
        ("[a]\nb = 1\n[c\nd = 2\n", 3),
        ('[a]\nb = """x\n[y]\n"""\nc =\n[d]\ne = 1\n', 2),
        ("[a]\n[a]\n", 0),
    ],
)
def test_a_document_that_is_no_toml_names_the_line_where_it_goes_wrong(
    text: str, line: int
) -> None:
    assert broken_line(text) == line
