"""Services that were built before are taken as they are, and never where they would differ."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.building import Loaded, load_with_problems
from tests.rules.worlds import COMMON, requirement, service

NAMES = ("flat", "room", "hut")
_OTHER_GROUNDS = 12
"""More sets of what services share than any services are kept upon."""


def path_of(name: str) -> str:
    return f"services/housing/{name}.toml"


def document(name: str, *parts: str) -> str:
    return service(*parts).replace('id = "flat"', f'id = "{name}"')


WORLD = {
    **COMMON,
    path_of("flat"): document(
        "flat", requirement("a", "work == contract and space < 15", 'districts = "north"')
    ),
    path_of("room"): document(
        "room",
        requirement("b", "insured_district in group(centre)"),
        '[[papers]]\npaper = "id-card"\nsource = "page"\n',
    ),
    path_of("hut"): document(
        "hut",
        requirement("c", "income <= income_line", source="lone"),
        '[[examples]]\nname = "one"\nday = 2026-11-24\ndistrict = "town"\nexpect = "meets"\n'
        'answers = {work = "contract", persons = 2}\n',
    ),
}

EDITS = (
    (path_of("flat"), "space < 15", "space < 16"),
    (path_of("flat"), 'name.zh = "公租房"', 'name.zh = "公租房子"'),
    (path_of("room"), "group(centre)", "group(all_of_it)"),
    (path_of("room"), "id-card", "passport"),
    (path_of("hut"), "persons = 2", "persons = 21"),
    (path_of("hut"), "[service]", "[nothing]"),
    ("sources/lone.toml", "[sources.lone]", "[sources.loan]"),
    ("sources/all.toml", 'title.zh = "法"', 'title.zh = "法律"'),
    ("papers/all.toml", "papers.id-card", "papers.passport"),
    ("questions.toml", "options.contract.", "options.contracted."),
    ("questions.toml", "maximum = 20", "maximum = 40"),
    ("questions.toml", 'kind = "month"', 'kind = "district"'),
    ("districts.toml", "[groups.centre]", "[groups.middle]"),
    ("districts.toml", 'name.en = "Town"', 'name.en = "The town"'),
    ("districts.toml", "[districts.town]", "[districts.city]"),
    ("topics.toml", "[topics.housing]", "[topics.house]"),
    ("contacts.toml", "[contacts.12345]", "[contacts.12333]"),
)
"""Document, what stands in it, and what stands there after: some of it breaks the rules."""


def edited(files: Mapping[str, str], edits: list[tuple[str, str, str]]) -> dict[str, str]:
    found = dict(files)
    for path, before, after in edits:
        found[path] = found[path].replace(before, after)
    return found


def built_anew(files: Mapping[str, str]) -> Loaded:
    """The rules of documents when nothing is kept that could stand in them."""
    for number in range(_OTHER_GROUNDS):
        sources = COMMON["sources/lone.toml"].replace("sources.lone", f"sources.lone{number}")
        load_with_problems({**COMMON, "sources/lone.toml": sources})
    return load_with_problems(files)


@settings(max_examples=25)
@given(drafts=st.lists(st.lists(st.sampled_from(EDITS), max_size=3), min_size=1, max_size=5))
def test_a_draft_is_built_as_if_nothing_had_been_built_before(
    drafts: list[list[tuple[str, str, str]]],
) -> None:
    load_with_problems(WORLD)
    one_after_another = [load_with_problems(edited(WORLD, draft)) for draft in drafts]
    apart = [built_anew(edited(WORLD, draft)) for draft in drafts]
    assert one_after_another == apart


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_shows(edit: tuple[str, str, str]) -> None:
    before = load_with_problems(WORLD)
    assert before.ruleset is not None
    assert load_with_problems(edited(WORLD, [edit])) != before


def built_again(before: Loaded, edit: tuple[str, str, str]) -> set[str]:
    """The services that an edit led to be built anew."""
    after = load_with_problems(edited(WORLD, [edit]))
    assert before.ruleset is not None
    assert after.ruleset is not None
    was, now = before.ruleset.services, after.ruleset.services
    return {name for name in now if now[name] is not was.get(name)}


def test_only_the_service_of_a_changed_document_is_built_anew() -> None:
    before = load_with_problems(WORLD)
    assert built_again(before, EDITS[0]) == {"flat"}
    assert built_again(before, (path_of("room"), "group(centre)", "group(all_of_it)")) == {"room"}


def test_words_of_a_source_are_not_what_a_service_is_built_of() -> None:
    before = load_with_problems(WORLD)
    assert built_again(before, ("sources/all.toml", '"法"', '"法律"')) == set()


def test_a_question_that_becomes_another_has_all_services_built_anew() -> None:
    before = load_with_problems(WORLD)
    assert built_again(before, ("questions.toml", "maximum = 20", "maximum = 40")) == set(NAMES)
