"""Suggestions stand where an editor's draft can take them."""

from __future__ import annotations

import tomllib
from datetime import date

from portal.content import SHIPPED, read_folder
from portal.problem_words import english
from portal.publishing.assembly import missing_examples
from portal.publishing.toml_text import new_text
from portal.rules.checking import check
from portal.rules.items.parts import Edit, apply, items_of

FILES = read_folder(SHIPPED)
PATH = "services/settlement/settle-by-work.toml"


def raised() -> dict[str, str]:
    """More months of work in Yongchuan from 2027 on."""
    document = tomllib.loads(FILES[PATH])
    rows = document["parameters"]["outer_work_months"]["rows"]
    rows.append({**rows[-1], "districts": "yongchuan", "since": date(2027, 1, 1), "value": 24})
    return {**FILES, PATH: new_text(document)}


def test_what_a_raised_amount_lacks_is_an_item_that_mends_the_check() -> None:
    files = raised()
    _, before = check(files)
    assert {english(its.message).split(" (")[0] for its in before} == {
        "no example exactly at outer_work_months = 24",
        "no example one step below outer_work_months = 24",
    }
    found = list(missing_examples(files))
    assert {path for path, _, _ in found} == {PATH}
    assert {value["district"] for _, _, value in found} == {"yongchuan"}
    after = apply(PATH, tomllib.loads(files[PATH]), [Edit(p, value) for _, p, value in found])
    assert all(items_of(PATH, after)[place] == value for _, place, value in found)
    assert check({**files, PATH: new_text(after)})[1] == ()


def test_nothing_is_suggested_for_rules_without_a_lack_or_that_cannot_be_read() -> None:
    assert list(missing_examples(FILES)) == []
    assert list(missing_examples({**FILES, PATH: "not readable"})) == []
