"""Suggested examples mend the check of thresholds, whatever amount an editor adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby, zip_longest
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.problem_words import english
from portal.publishing.toml_text import new_text
from portal.rules.building import load
from portal.rules.building.services import UNCLEAR
from portal.rules.checking import check
from portal.rules.checking.example_suggestions import suggested_examples
from portal.rules.checking.examples import check_examples
from portal.rules.checking.places import Places
from portal.rules.checking.thresholds import comparisons, distance_of, lacks, thresholds
from portal.rules.conditions.tree import parameters_of
from portal.rules.items.parts import Edit, apply, items_of
from portal.rules.model.districts import Period, Scope
from portal.rules.model.parameters import Row
from portal.rules.model.ruleset import Example, Ruleset

FILES = read_folder(SHIPPED)
DAY = date(2027, 1, 1)
FIGURES = {"months", "years", "fen", "fen_per_month", "fen_per_year", "sqm", "persons"}


def test_rules_without_a_gap_among_their_examples_need_no_suggestion(shipped: Ruleset) -> None:
    assert suggested_examples(shipped) == ()


def example_of(written: dict[str, Any]) -> Example:
    """An example as the rules hold it, of one as a document holds it."""
    answers = {n: None if its == UNCLEAR else its for n, its in written["answers"].items()}
    found = {**written, "answers": answers}
    del found["generated"]
    for name in ("undecided", "failed"):
        found[name] = tuple(written.get(name, ()))
    return Example(**found)


def with_examples(ruleset: Ruleset, service: str, examples: Iterable[Example]) -> Ruleset:
    its = replace(ruleset.services[service], examples=tuple(examples))
    return replace(ruleset, services={**ruleset.services, service: its})


def faults(ruleset: Ruleset) -> list[str]:
    """Examples that are lacking or come out otherwise than they say."""
    deviations = check_examples(ruleset, Places(ruleset, {}))
    return [english(its.message) for its in (*lacks(ruleset), *deviations)]


def mended(ruleset: Ruleset) -> Ruleset:
    """The rules with what is suggested."""
    for service, written in suggested_examples(ruleset):
        before = ruleset.services[service].examples
        assert written["name"] not in {its.name for its in before}
        ruleset = with_examples(ruleset, service, (*before, example_of(written)))
    return ruleset


def alone(ruleset: Ruleset, service: str) -> Ruleset:
    """The rules with one service: what it lacks does not depend on the others."""
    return replace(ruleset, services={service: ruleset.services[service]})


@pytest.mark.parametrize("service", sorted(load(FILES).services))
def test_examples_taken_away_from_any_threshold_are_suggested_again(
    shipped: Ruleset, service: str
) -> None:
    its = shipped.services[service]
    tried = set()
    for _, condition in its.conditions():
        for comparison in comparisons(condition):
            for row, _ in thresholds(its, comparison):
                kept = [
                    example
                    for example in its.examples
                    if all(
                        distance_of(shipped, its, comparison, row, flat) is None
                        for flat in situations_of(example)
                    )
                ]
                names = frozenset(example.name for example in kept)
                if names not in tried:
                    tried.add(names)
                    bare = with_examples(alone(shipped, service), service, kept)
                    assert [*lacks(bare)]
                    assert faults(mended(bare)) == []


def situations_of(example: Example) -> list[Example]:
    """An example as the flat situations of its household."""
    return [replace(example, answers=answers, told=None) for answers, _ in example.flat()]


def test_a_service_without_any_example_gets_those_of_its_thresholds(shipped: Ruleset) -> None:
    bare = with_examples(shipped, "public-rental", ())
    assert [*lacks(bare)]
    assert faults(mended(bare)) == []


def test_an_example_is_named_for_what_it_shows(shipped: Ruleset) -> None:
    bare = with_examples(shipped, "public-rental", ())
    names = [written["name"] for _, written in suggested_examples(bare)]
    assert any(re.fullmatch(r"正好18年（.+，.+，\d{4}年\d+月\d+日）", n) for n in names)
    assert any(re.search(r"刚超过[\d,]+元一月", name) for name in names)
    assert not any("_" in name for name in names)
    assert len(names) == len(set(names))


ROWS = [
    (service, parameter)
    for service, its in sorted(load(FILES).services.items())
    for parameter in sorted({n for _, when in its.conditions() for n in parameters_of(when)})
    if its.parameters[parameter].unit in FIGURES
]
DAYS = st.dates(date(1997, 6, 18), date(2039, 12, 31)) | st.sampled_from([date.min, date.max])


@settings(max_examples=25)
@given(
    st.sampled_from(ROWS),
    st.sampled_from(["yongchuan", "kaizhou", "jiangbei"]),
    DAYS,
    st.integers(0, 60) | st.integers(-5, 10**9),
)
def test_whatever_amount_is_set_from_whatever_day_the_suggestions_are_true(
    shipped: Ruleset, which: tuple[str, str], district: str, day: date, value: int
) -> None:
    service, name = which
    its = shipped.services[service]
    row = Row(value=value, scope=Scope((district,), Period(day)))
    parameter = replace(its.parameters[name], rows=(row, *its.parameters[name].rows))
    grown = replace(its, parameters={**its.parameters, name: parameter})
    after = mended(replace(shipped, services={service: grown}))
    suggested = range(len(its.examples), len(after.services[service].examples))
    places = {f"examples[{number}]" for number in suggested}
    assert not [d for d in check_examples(after, Places(after, {})) if d.place in places]


def raised(path: str, parameter: str, place: str) -> str:
    """A shipped document with an amount a third higher in one district from a day on."""
    document = tomllib.loads(FILES[path])
    row = items_of(path, document)[place]
    new = {k: v for k, v in row.items() if k not in ("until", "then")}
    value = row["value"] * 4 // 3 + 1
    new |= {"districts": "yongchuan", "since": DAY, "value": value}
    if document["parameters"][parameter].get("yearly"):
        new["until"] = date(2027, 12, 31)
    edit = Edit(f"parameters/{parameter}/rows/yongchuan@{DAY}", new)
    return new_text(apply(path, document, [edit]))


def numeric_rows() -> list[list[tuple[str, str, str]]]:
    """The last row of one amount of each unit of each service: the others are like it.

    Each list has one row of each service at most: what one service lacks does not depend on others.
    """
    found = {}
    for path in sorted(FILES):
        if path.startswith("services/"):
            document = tomllib.loads(FILES[path])
            for name, its in document.get("parameters", {}).items():
                rows = [
                    p for p in items_of(path, document) if p.startswith(f"parameters/{name}/rows/")
                ]
                if its["unit"] in FIGURES and rows:
                    found[path, its["unit"]] = (path, name, rows[-1])
    of_services = [list(rows) for _, rows in groupby(found.values(), key=lambda row: row[0])]
    return [[row for row in rows if row] for rows in zip_longest(*of_services)]


@pytest.mark.slow
@pytest.mark.parametrize("rows", numeric_rows(), ids=lambda rows: f"{len(rows)} services")
def test_amounts_raised_for_a_district_are_mended_by_suggestions(
    rows: list[tuple[str, str, str]],
) -> None:
    files = {**FILES, **{row[0]: raised(*row) for row in rows}}
    ruleset = load(files)
    assert [*lacks(ruleset)]
    for service, example in suggested_examples(ruleset):
        (path,) = (row[0] for row in rows if row[0].endswith(f"/{service}.toml"))
        document = tomllib.loads(files[path])
        files[path] = new_text({**document, "examples": [*document["examples"], example]})
    _, after = check(files)
    assert not after
