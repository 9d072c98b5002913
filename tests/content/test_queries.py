"""Everyday queries: what must come first, counted over the whole list and held at a level."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.rules.model.ruleset import Ruleset
from portal.web.http import request_context
from portal.web.resident.search import Search, SearchPage

DAY = date(2026, 11, 28)
QUERIES = tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))["queries"]
#: The share of queries whose right hit must be first, and among the first three.
FIRST = 0.98
AMONG_THREE = 1.0

_SERVICE = re.compile(r"/services/([a-z-]+)")
_DISTRICT = re.compile(r"/districts/([a-z]+)(?:/([a-z-]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a query must find; `queries.toml` explains each."""

    first: tuple[str, ...]
    districts: tuple[str, ...]
    topic: str
    hotline: bool

    @classmethod
    def of(cls, query: dict[str, Any]) -> Wanted:
        district = query.get("district", [])
        return cls(
            first=tuple(query.get("first", ())),
            districts=(district,) if isinstance(district, str) else tuple(district),
            topic=query.get("topic", ""),
            hotline=query.get("hotline", False),
        )

    def takes(self, href: str) -> bool:
        """Whether a hit is what is wanted."""
        path, _, query = href.partition("?")
        if found := _SERVICE.fullmatch(path):
            return not self.districts and found[1] in self.first
        if found := _DISTRICT.fullmatch(path):
            named = found[2] in self.first if found[2] else not self.first
            return found[1] in self.districts and named
        return bool(self.topic) and f"topic={self.topic}" in query


@pytest.fixture
def search(app: Flask) -> Iterator[Search]:
    """The search of the shipped rules on the day of the list."""
    with app.test_request_context("/search"):
        yield Search(request_context.release(), request_context.wording(), DAY)


def fits(page: SearchPage, wanted: Wanted, most: int) -> bool:
    """Whether the right hit is among the first so many."""
    if wanted.hotline:
        return not page.answered and [hotline.tel for hotline in page.hotline] == ["12345"]
    hits = [hit for group in page.groups for hit in group.hits][:most]
    return page.answered and any(wanted.takes(hit.href) for hit in hits)


@pytest.mark.parametrize(("most", "level"), [(1, FIRST), (3, AMONG_THREE)])
def test_everyday_queries_find_the_right_thing_first(
    search: Search, most: int, level: float
) -> None:
    missed = [
        query["q"]
        for query in QUERIES
        if not fits(search.page(query["q"], ""), Wanted.of(query), most)
    ]
    assert 1 - len(missed) / len(QUERIES) >= level, missed


def test_the_list_names_services_districts_and_topics_that_exist(shipped: Ruleset) -> None:
    for wanted in map(Wanted.of, QUERIES):
        assert {*wanted.first} <= {*shipped.services}
        assert {*wanted.districts} <= {*shipped.gazetteer.districts}
        assert wanted.topic in ("", *shipped.topics)


def test_every_service_is_found_first_by_its_own_name(search: Search, shipped: Ruleset) -> None:
    for service in shipped.services.values():
        for name in (service.name.zh, service.name.en):
            page = search.page(name, "")
            assert page.groups[0].hits[0].href == f"/services/{service.id}", name


def test_every_synonym_finds_its_service(search: Search, shipped: Ruleset) -> None:
    for service in shipped.services.values():
        for name in (*service.synonyms.get("zh", ()), *service.synonyms.get("en", ())):
            page = search.page(name, "")
            found = [hit.href.rpartition("/")[2] for group in page.groups for hit in group.hits]
            assert page.answered, name
            assert service.id in found, name
