"""Documents: every problem at once, each with its file, place, line and a hint."""

import pytest

from portal.problem_words import console_line
from portal.rules.building import load, load_with_problems
from portal.rules.documents import DEEPEST, LARGEST
from portal.rules.problems import ContentError, line_of
from tests.rules.worlds import COMMON, requirement, service, world

FLAT = "services/housing/flat.toml"


def problems(text: str, **others: str) -> list[str]:
    files = {**COMMON, FLAT: text, **{name.replace("__", "/"): its for name, its in others.items()}}
    return [console_line(problem) for problem in load_with_problems(files).problems]


def test_a_sound_document_loads() -> None:
    assert list(world(requirement("a", "owns_home == no")).services) == ["flat"]


def test_all_problems_come_at_once_with_place_line_and_hint() -> None:
    broken = service(
        requirement("a", "owns_hom == no"),
        requirement("b", "work == contrat", source="lawe"),
        requirement("c", "owns_home == no", "sinse = 2020-01-01"),
    )
    found = problems(broken)
    assert len(found) == 1, "shape comes first: a document of no known shape has no meaning yet"
    assert "sinse: is not a known field (did you mean since?)" in found[0]
    found = problems(broken.replace("sinse", "since"))
    assert len(found) == 3
    assert any("requirements.a.when, column 1" in p and "owns_home" in p for p in found)
    assert any("requirements.b.when, column 9" in p and "contract" in p for p in found)
    assert any("requirements.b.source" in p and "did you mean law?" in p for p in found)
    assert all(p.startswith(f"{FLAT}:") for p in found), "each has its line"


def test_a_problem_points_at_its_line() -> None:
    text = service(requirement("a", "owns_home == no"), requirement("b", "nonsense == no"))
    problem = load_with_problems({**COMMON, FLAT: text}).problems[0]
    assert text.splitlines()[problem.line - 1].startswith("when = ")
    assert line_of(text, "parameters.work_months.rows[0].value") > 0
    assert line_of(text, "nowhere.at.all") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= broken", "not readable as TOML"),
        ("x = " + "[" * 200 + "]" * 200, "levels deep"),
        ("[service]\nid = 1.5", "service.id"),
        ("#" * (LARGEST + 1), "larger than"),
        ("[service]\nid='a'\nid='b'", "not readable as TOML"),
    ],
)
def test_what_is_no_document_is_refused_in_one_sentence(text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(text))
    assert DEEPEST == 8


def test_a_file_that_belongs_nowhere_is_refused() -> None:
    assert "no document belongs here" in problems(service(), notes__x="")[0]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ('[[papers]]\npaper = "id-crad"\nsource = "law"\n', "did you mean id-card?"),
        ('[[windows]]\nid = "w"\ntext.zh = "窗"\ntext.en = "W"\nsource = "law"\n', "needs either"),
        (
            '[[covers]]\nsince = 2021-01-01\nuntil = 2020-01-01\nsource = "law"\n',
            "before it begins",
        ),
        ('[[covers]]\ndistricts = "center"\nsince = 2020-01-01\nsource = "law"\n', "centre"),
        ('[[covers]]\nsince = 2020-01-01\nsource = "law §9"\n', "is not a clause"),
        (
            '[[examples]]\nname = "e"\nday = 2026-01-01\ndistrict = "new"\n'
            'answers = { space = 1.25 }\nexpect = "meets"\n',
            "decimal",
        ),
        (
            '[[examples]]\nname = "e"\nday = 2026-01-01\ndistrict = "new"\n'
            'answers = {}\nexpect = "meets"\n',
            "no district on 2026-01-01",
        ),
        (
            '[parameters.fee]\ntext.zh = "费"\ntext.en = "Fee"\nunit = "fen"\nyearly = true\n'
            '[[parameters.fee.rows]]\nvalue = 1.5\nsource = "law"\n',
            "more than two decimals of a yuan",
        ),
        (
            '[parameters.fee]\ntext.zh = "费"\ntext.en = "Fee"\nunit = "fen"\nyearly = true\n'
            '[[parameters.fee.rows]]\nvalue = 1\nsource = "law"\n',
            "needs the day it ends",
        ),
    ],
)
def test_parts_that_do_not_fit_say_so(extra: str, expected: str) -> None:
    found = problems(service(requirement("a", "owns_home == no")) + extra)
    assert any(expected in problem for problem in found), found


def test_a_requirement_needs_a_condition_unless_it_is_checked_otherwise() -> None:
    assert any("is missing" in p for p in problems(service(requirement("a", ""))))
    both = requirement("a", "owns_home == no", 'check = "formality"')
    assert any("has no condition" in p for p in problems(service(both)))


def test_load_raises_with_every_problem() -> None:
    with pytest.raises(ContentError) as fault:
        load({**COMMON, FLAT: service(requirement("a", "x == y"), requirement("b", "y == x"))})
    assert len(fault.value.problems) == 2
