"""Problems on pages: in the language of the page, with the names that its forms use."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

import portal
from portal.content import SHIPPED, read_folder
from portal.i18n import DEFAULT, Wording
from portal.problem_words import ROLES, Bit, Role
from portal.rules.checking import check
from portal.rules.problem_codes import (
    CheckCode,
    ConditionCode,
    DocumentCode,
    EntryCode,
    Hint,
    Noun,
    ReasonCode,
    ThresholdCode,
)
from portal.rules.problems import Message, say
from portal.web.admin.forms.fields import fields_of
from portal.web.admin.forms.labels import choice_words, label_of, problem_words
from portal.web.admin.forms.lexicon import Lexicon

FILES = read_folder(SHIPPED)
FLAT = "services/housing/public-rental.toml"


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask):  # type: ignore[no-untyped-def]
    with app.test_request_context("/admin/"):
        yield


def chinese(bits: Iterable[Bit]) -> str:
    """What is not code; it holds no Latin word but the beginning of an address."""
    words = "".join(bit.words for bit in bits if not bit.is_code)
    assert not re.search("[A-Za-z]{2,}", words.replace("https", "")), words
    return words


def said(message: Message) -> tuple[Bit, ...]:
    return problem_words(message, None).words


BREAKS = [
    ("in group(centre)", "in group(center)"),
    ("value = 18", "value = 1.5555"),
    ('unit = "months"', 'unit = "moons"'),
    ("since = 2025-08-01", "since = 2025-13-01"),
    ('source = "public-rental-guide-2025"', 'source = "nowhere art.x"'),
    ('text.zh = "您年满{minimum_age}。"', 'text.zh = "old enough"'),
    ('text.zh = "您年满{minimum_age}。"', 'text.zh = ""'),
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
    ("months(insured_area_since)", "months(birth_month, minimum_age)"),
    ("months(insured_area_since)", "years(insured_area_since)"),
    ("months(insured_area_since)", "months(insured_area)"),
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
        words = problem_words(problem.message, problem.hint)
        assert chinese(words.words), problem.message
        assert not problem.hint or chinese(words.hint), problem.hint


def test_values_are_carried_over_as_code() -> None:
    words = problem_words(
        say(EntryCode.UNKNOWN_NAME, name="rent", what=Noun.SOURCE),
        say(Hint.DID_YOU_MEAN, near="rents"),
    )
    assert Bit("rent", is_code=True) in words.words
    assert Bit("rents", is_code=True) in words.hint


def test_what_an_example_comes_to_is_said_in_words() -> None:
    words = said(
        say(
            CheckCode.EXAMPLE_OUTCOME,
            example="Too young",
            found="meets",
            wanted="does_not_meet",
            because=(
                say(ReasonCode.IS_UNKNOWN, requirement="old_enough"),
                say(ReasonCode.IS_NO, requirement="insured"),
            ),
        )
    )
    assert [bit.words for bit in words if bit.is_code] == ["Too young", "old_enough", "insured"]
    assert "暂不符合" in chinese(words)


def test_kinds_units_and_fields_inside_a_problem_are_said_in_words() -> None:
    assert "主题" in chinese(said(say(EntryCode.UNKNOWN_NAME, name="houses", what=Noun.TOPIC)))
    unlike = say(ConditionCode.UNLIKE_UNITS, left="months", right="fen")
    assert chinese(said(unlike)).count("“") == 2
    threshold = say(ThresholdCode.EVERYWHERE, parameter="work_months", amount=6)
    assert "全市" in chinese(said(say(CheckCode.NO_EXAMPLE_AT, threshold=threshold)))
    choices = say(DocumentCode.NOT_A_CHOICE, choices=("law", "official", "reprint"))
    assert "转载" in chinese(said(choices))
    window = say(
        EntryCode.WINDOW_KIND,
        opens="opens",
        closes="closes",
        month="month",
        anniversary="anniversary_of",
    )
    assert not [bit for bit in said(window) if bit.is_code]


def constants() -> Iterator[tuple[Role, str]]:
    """Every fixed choice and every field that the rules put into a message."""
    for path in Path(portal.__file__).parent.joinpath("rules").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="say"), keywords=given):
                    for one in given:
                        role = ROLES.get(str(one.arg))
                        match one.value:
                            case ast.Constant(value=str(name)) if role in (Role.FIELD, Role.CHOICE):
                                yield role, name


def test_every_field_and_choice_that_a_problem_names_has_a_name_on_the_page() -> None:
    found = set(constants())
    assert len(found) > 15
    for role, name in found:
        words = label_of(name) if role is Role.FIELD else choice_words(name)
        assert words != name, name
        assert not re.search("[A-Za-z]", words), words


@pytest.mark.parametrize(
    ("in_service", "kind"),
    [
        (True, "service"),
        (True, "requirements"),
        (True, "parameters"),
        (True, "particulars"),
        (True, "examples"),
        (False, "questions"),
        (False, "sources"),
        (False, "papers"),
    ],
)
def test_every_choice_that_a_form_offers_has_words_on_the_page(in_service: bool, kind: str) -> None:
    choices = {choice for field in fields_of(in_service, kind) for choice in field.choices}
    assert choices
    for choice in (its for its in choices if not its.isdigit()):
        assert choice_words(choice) != choice


def test_ids_in_a_problem_are_said_by_their_names() -> None:
    documents = {path: tomllib.loads(text) for path, text in FILES.items()}
    words = Lexicon(documents=documents, path=FLAT, place="", wording=Wording(DEFAULT, {}))
    requirement = next(iter(documents[FLAT]["requirements"]))
    parameter = next(iter(documents[FLAT]["parameters"]))
    ids = ("yongchuan", "housing", "public-rental", requirement, parameter)
    questions = [name for name in documents["questions.toml"]["questions"] if "_" in name]
    for name in (*ids, *questions):
        told = words.entry_words(name)
        assert told
        assert not re.search("[a-z]+_[a-z]+|[{}]", told), told
    message = say(CheckCode.EXAMPLE_NOT_UNKNOWN, example="甲", requirement=requirement)
    page = "".join(bit.words for bit in problem_words(message, None, words.entry_words).words)
    assert requirement not in page
    assert words.entry_words(requirement) in page
    assert words.entry_words("no_such_thing") == ""
