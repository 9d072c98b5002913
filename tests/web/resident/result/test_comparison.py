"""Comparison of districts: only what differs, in words too; without answers by the rules."""

from __future__ import annotations

import re

import pytest

from tests.web.fetching import Fetcher
from tests.web.resident.result.test_results import answer_all

ROWS = re.compile(r'<a class="row" href="(/compare/[a-z-]+)">(.*?)</a>', re.DOTALL)


def different(text: str) -> dict[str, str]:
    """The services that differ, with what their rows say."""
    return dict(ROWS.findall(text))


def test_only_services_that_differ_have_a_row_and_the_rest_is_one_sentence(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    text = fetch.get("/compare").text
    rows = different(text)
    folded = re.findall(r'<li><a href="(/compare/[a-z-]+)">', text)
    assert rows
    assert f"其余{len(folded)}项各区县一样" in text
    assert not {*rows} & {*folded}
    for row in rows.values():
        assert row.count("<small>") > 1


def test_a_row_names_the_districts_of_each_outcome_where_they_are_few(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    for row in different(fetch.get("/compare").text).values():
        for line in re.findall(r"<small>(.*?)</small>", row):
            assert re.search(r"：([0-9]+个区县|[^0-9：]{2,})", line), line


def test_the_tiles_are_told_in_words_too(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    address = next(iter(different(fetch.get("/compare").text)))
    text = fetch.get(address).text
    tiles = re.findall(r'<a class="[a-z_]+ c\d+ r\d+" href="([^"]+)"', text)
    listed = re.findall(r'<a class="place" href="([^"]+)"', text)
    assert sorted(tiles) == sorted(listed)
    assert len(tiles) == 38
    assert len(re.findall(r"<h2>", text)) > 1


def test_a_service_that_is_the_same_everywhere_says_so_and_has_no_tiles(fetch: Fetcher) -> None:
    answer_all(fetch, "yongchuan")
    same = re.findall(r'<li><a href="(/compare/[a-z-]+)">', fetch.get("/compare").text)[0]
    text = fetch.get(same).text
    assert "各区县都一样。" in text
    assert 'class="tiles"' not in text


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_without_answers_it_shows_where_rules_are_districts_own(
    fetch: Fetcher, prefix: str
) -> None:
    text = fetch.get(f"{prefix}/compare").text
    assert f'href="{prefix}/compare/settle-by-work"' in text
    page = fetch.get(f"{prefix}/compare/settle-by-work").text
    guides = re.findall(rf'href="{prefix}/districts/([a-z]+)/settle-by-work"', page)
    assert len(guides) == len(set(guides)) == 38
    assert f'href="{prefix}/check"' in page


def test_without_answers_nothing_says_what_somebody_would_get(fetch: Fetcher) -> None:
    text = fetch.get("/compare").text + fetch.get("/compare/public-rental").text
    assert "符合" not in text.partition("<main")[2].partition("</main>")[0].replace("不符合", "")
