"""``portal explain --household FILE``: by person, by whom, here and from a running portal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.cli.test_api_client import run, served

ON = ("--on", "2026-11-22")
FAMILY = """
[household]
home = "registered_rental"
monthly_income_per_person = "3500元"
[[adults]]
hukou_place = "sichuan"
work = "contract"
work_since = "2019-01/2021-12"
birth_month = "1990-01"
[[adults]]
hukou_place = "unknown"
has_residence_permit = "yes"
[[children]]
child_stage = "primary"
child_grade = 3
[[children]]
child_stage = "junior"
"""


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The portal, running."""
    yield from served(app)


def written(folder: Path, text: str, name: str = "family.toml") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def explained(path: str, *arguments: str, service: str = "senior-high-entrance") -> str:
    return run("shapingba", service, *ON, "--household", path, *arguments)


def test_each_person_is_told_with_whose_facts_counted_and_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, FAMILY)
    output = explained(path)
    assert "For child:1, by the facts of adult:1" in output
    assert "For child:2, by the facts of adult:1" in output
    assert output.count("Outcome: ") == 2
    assert "Step 1 (" in output
    adults = explained(path, service="residence-permit")
    assert "For adult:1:" in adults
    assert "For adult:2:" in adults
    assert "Next to ask: " in adults
    assert "For household, by the facts of" in explained(path, service="public-rental")


def test_without_children_what_is_for_children_concerns_nobody(tmp_path: Path) -> None:
    output = explained(written(tmp_path, "[[adults]]\n"))
    assert "For household:\nOutcome: does_not_concern" in output


def test_toml_and_json_say_the_same_here_and_from_a_running_portal(
    tmp_path: Path, address: str
) -> None:
    toml = written(tmp_path, FAMILY)
    body = {
        "household": {"home": "registered_rental", "monthly_income_per_person": 350000},
        "adults": [
            {
                "hukou_place": "sichuan",
                "work": "contract",
                "work_since": "2019-01/2021-12",
                "birth_month": "1990-01",
            },
            {"hukou_place": None, "has_residence_permit": True},
        ],
        "children": [{"child_stage": "primary", "child_grade": 3}, {"child_stage": "junior"}],
    }
    as_json = written(tmp_path, json.dumps(body), "family.json")
    for service in ("senior-high-entrance", "public-rental", "settle-by-work"):
        here = explained(toml, service=service)
        assert here == explained(as_json, service=service)
        assert here == explained(toml, "--url", address, service=service)
        document = json.loads(explained(toml, "--json", service=service))
        assert document == json.loads(explained(toml, "--json", "--url", address, service=service))
        assert all(its["subject"] for its in document["outcomes"])


WRONG = [
    ("[[adults]]\nchild_stage = 'primary'\n", "/adults/0/child_stage is a question of each child"),
    ("[[adults]]\n[[adults]]\n[[adults]]\n", "/adults has 3 entries (send 1 to 2"),
    ("[[children]]\nchild_grade = 'x'\n", "/children/0/child_grade"),
    ("[[adults]]\n[[adults]]\nwork = 'contrakt'\n", "did you mean contract?"),
    ("[[adults]]\nbirth_month = '2000-01'\nwork_since = '2005-01'\n", "contradicts"),
    ("adults = 3\n", "/adults must be a list"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_mistake_names_file_person_and_remedy(
    tmp_path: Path, address: str, text: str, said: str
) -> None:
    path = written(tmp_path, text)
    for url in ((), ("--url", address)):
        output = run("shapingba", "public-rental", *ON, "--household", path, *url, code=1)
        assert said in output
        assert f"{path}: /" in output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[adults]]\nbirth_month = 1990-01\n", "neither TOML nor JSON"),
        ("{", "neither TOML nor JSON"),
        ("[[adult]]\n", "did you mean adults?"),
    ],
)
def test_a_file_that_is_no_household_is_told_in_a_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    path = written(tmp_path, text)
    assert said in run("shapingba", "public-rental", *ON, "--household", path, code=1)


def test_a_file_that_is_not_there_or_answers_beside_it_are_refused(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.toml")
    asked = ("shapingba", "public-rental", *ON, "--household", missing)
    assert "cannot be read" in run(*asked, code=1)
    assert "leave QUESTION=VALUE out" in run(*asked, "work=contract", code=1)
