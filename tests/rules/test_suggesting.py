"""Suggested examples mend the check of thresholds, whatever amount an editor adds."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.checking import check
from portal.rules.checking.thresholds import lacks
from portal.rules.items import Edit, apply, items_of
from portal.rules.model import Ruleset
from portal.rules.suggesting import suggested_examples
from portal.rules.toml import write

FILES = read_folder(SHIPPED)
DAY = date(2027, 1, 1)
FIGURES = {"months", "years", "fen", "fen_per_month", "fen_per_year", "sqm", "persons"}


def test_rules_without_a_gap_among_their_examples_need_no_suggestion(shipped: Ruleset) -> None:
    assert suggested_examples(shipped) == ()


def without_examples(ruleset: Ruleset, service: str) -> Ruleset:
    """The rules with only the examples of a service that meet it."""
    its = ruleset.services[service]
    kept = tuple(example for example in its.examples if example.expect == "meets")[:1]
    services = {**ruleset.services, service: replace(its, examples=kept)}
    return replace(ruleset, services=services)


@pytest.mark.parametrize("service", sorted(load(FILES).services))
def test_examples_taken_away_are_suggested_again(shipped: Ruleset, service: str) -> None:
    bare = without_examples(shipped, service)
    before = sum(lack.service.id == service for lack in lacks(bare))
    suggested = suggested_examples(bare)
    assert (before == 0) == (suggested == ())
    assert {name for name, _ in suggested} <= {service}


def raised(path: str, parameter: str, place: str) -> dict[str, str]:
    """The shipped documents with an amount a third higher in one district from a day on."""
    document = tomllib.loads(FILES[path])
    row = items_of(path, document)[place]
    new = {k: v for k, v in row.items() if k not in ("until", "then")}
    value = row["value"] * 4 // 3 + 1
    new |= {"districts": "yongchuan", "since": DAY, "value": value}
    if document["parameters"][parameter].get("yearly"):
        new["until"] = date(2027, 12, 31)
    edit = Edit(f"parameters/{parameter}/rows/yongchuan@{DAY}", new)
    return {**FILES, path: write(apply(path, document, [edit]))}


def numeric_rows() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(FILES):
        if path.startswith("services/"):
            document = tomllib.loads(FILES[path])
            for name, its in document.get("parameters", {}).items():
                rows = [
                    p for p in items_of(path, document) if p.startswith(f"parameters/{name}/rows/")
                ]
                if its["unit"] in FIGURES and rows:
                    found.append((path, name, rows[-1]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("path", "parameter", "place"), numeric_rows())
def test_an_amount_raised_for_a_district_is_mended_by_suggestions(
    path: str, parameter: str, place: str
) -> None:
    files = raised(path, parameter, place)
    ruleset, problems = check(files)
    assert ruleset is not None, problems
    document = tomllib.loads(files[path])
    document["examples"] = [
        *document["examples"],
        *(example for _, example in suggested_examples(ruleset)),
    ]
    _, after = check({**files, path: write(document)})
    assert not after
