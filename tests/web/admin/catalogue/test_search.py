"""Find: every filter lets in what it names and keeps out the rest; each item has its page."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask

from portal.publishing import derive
from portal.rules.building import load
from portal.rules.items.catalogue import KINDS
from portal.store import database
from portal.store.releases.stored import files_of, store_release
from portal.store.tables import Release
from tests.web.admin.signing import AdminFetcher, signed_in, wait_for_release

FLAT = "services/housing/public-rental.toml"
MEDICAL = "services/insurance/resident-medical.toml"
ROW = "parameters/insured_months/rows/centre@2025-08-01"


@pytest.fixture
def fetch(admin_app: Flask) -> AdminFetcher:
    """An editor's browser."""
    return signed_in(admin_app, "editor")


def places(text: str) -> list[tuple[str, str]]:
    """The items that a page lists."""
    found = re.findall(r'<p class="what">.*?href="([^"]+)"', text)
    queries = [parse_qs(urlsplit(unescape(href)).query) for href in found]
    return [(query["path"][0], query["place"][0]) for query in queries]


def found(fetch: AdminFetcher, query: str) -> list[tuple[str, str]]:
    """Every item found, over all pages."""
    everything: list[tuple[str, str]] = []
    for page in range(1, 40):
        its = places(fetch.get(f"/admin/find?{query}&page={page}").text)
        if everything and its == everything[-len(its) :]:
            break
        everything += its
        if len(its) < 50:
            break
    return everything


def item(path: str, place: str, prefix: str = "") -> str:
    return f"{prefix}/admin/items?path={quote(path)}&place={quote(place)}"


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_everything_in_force_is_listed_fifty_a_page(fetch: AdminFetcher, prefix: str) -> None:
    text = fetch.get(f"{prefix}/admin/find").text
    assert len(places(text)) == 50
    assert len(places(fetch.get(f"{prefix}/admin/find?page=99999").text)) <= 50
    assert places(fetch.get(f"{prefix}/admin/find?page=2").text)[0] not in places(text)


def test_words_pinyin_initials_english_and_ids_find(fetch: AdminFetcher) -> None:
    for words in ("公租房", "公租房 连续", "gongzufang", "gzf", "public-rental", "Public rental"):
        hits = places(fetch.get(f"/admin/find?q={quote(words)}").text)
        assert any(path == FLAT for path, _ in hits), words
        assert ("questions.toml", "questions/work") not in hits, words


def test_each_word_must_be_found(fetch: AdminFetcher) -> None:
    assert places(fetch.get("/admin/find?q=zzzz").text) == []
    assert places(fetch.get("/admin/find?q=gzf%20zzzz").text) == []


def test_a_kind_shows_its_own_items_alone(fetch: AdminFetcher) -> None:
    for kind in KINDS:
        for path, place in places(fetch.get(f"/admin/find?kind={kind}&ended=1").text):
            own = "rows" if place.count("/") > 2 and path.startswith("services/") else place
            assert own.split("/")[0] == kind


def test_a_topic_keeps_other_topics_out(fetch: AdminFetcher) -> None:
    housing = found(fetch, "kind=service&topic=housing")
    assert (FLAT, "service") in housing
    assert all("/housing/" in path for path, _ in housing)
    assert not set(housing) & set(found(fetch, "kind=service&topic=schooling"))


def test_a_district_finds_what_holds_there_through_its_groups_and_nothing_of_others(
    fetch: AdminFetcher,
) -> None:
    assert (FLAT, ROW) in found(fetch, "kind=rows&district=yuzhong&service=public-rental")
    assert (FLAT, ROW) not in found(fetch, "kind=rows&district=kaizhou&service=public-rental")


def test_a_tier_keeps_the_others_out(fetch: AdminFetcher) -> None:
    tiers = [set(found(fetch, f"kind=sources&tier={t}")) for t in ("law", "secondary")]
    assert all(tiers)
    assert not tiers[0] & tiers[1]


def test_stale_sources_are_found_only_after_their_review(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    assert found(fetch, "kind=sources&stale=1") == []


def test_amounts_without_a_figure_are_found_and_those_with_one_are_not(
    fetch: AdminFetcher,
) -> None:
    lacking = found(fetch, "kind=parameters&lacking=1")
    assert (FLAT, "parameters/income_line_one") in lacking
    assert (FLAT, "parameters/insured_months") not in lacking


def test_a_day_shows_what_held_then(fetch: AdminFetcher) -> None:
    now = found(fetch, "kind=rows&service=public-rental&on=2026-11-24")
    before = found(fetch, "kind=rows&service=public-rental&on=2025-07-31")
    assert (FLAT, ROW) in now
    assert (FLAT, ROW) not in before
    assert (FLAT, ROW) in found(fetch, "kind=rows&service=public-rental&on=2025-07-31&ended=1")


def test_districts_are_those_of_the_day(fetch: AdminFetcher) -> None:
    assert ("districts.toml", "districts/jiangbei") in found(fetch, "kind=districts&on=2026-01-24")
    assert ("districts.toml", "districts/jiangbei") not in found(fetch, "kind=districts")


def test_a_day_that_cannot_be_read_is_said_at_its_field(fetch: AdminFetcher) -> None:
    text = fetch.get("/admin/find?on=昨天", status=422).text
    assert 'aria-invalid="true"' in text
    assert 'value="昨天"' in text


def test_typing_fetches_the_list_alone_and_leaves_a_clean_address(fetch: AdminFetcher) -> None:
    address = "/admin/find?q=gzf&kind=&topic=&service=&district=&tier=&on="
    response = fetch.get(address, headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert places(response.text)
    assert response.headers["HX-Push-Url"] == "/admin/find?q=gzf"


def test_what_is_typed_is_shown_as_it_is(fetch: AdminFetcher) -> None:
    text = fetch.get("/admin/find?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in text


def test_the_list_is_taken_away_as_a_file_with_every_page(fetch: AdminFetcher) -> None:
    response = fetch.get("/admin/find.csv?kind=questions")
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.get_data(as_text=True))))
    assert len(rows) - 1 == len(found(fetch, "kind=questions"))


def test_no_column_of_the_file_is_for_programs(fetch: AdminFetcher) -> None:
    text = fetch.get("/en/admin/find.csv?kind=questions").get_data(as_text=True)
    head, *rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert head[0] == "Kind"
    assert head[-1] == "To be reviewed by"
    page = fetch.get("/en/admin/find?kind=questions").text
    ids = set(re.findall(r'<code lang="und">([^<]+)</code>', page))
    assert ids
    assert not ids & {cell for row in rows for cell in row}


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_an_item_of_every_kind_has_its_page(fetch: AdminFetcher, prefix: str) -> None:
    for kind in set(KINDS) - {"counters", "offers"}:
        for path, place in places(fetch.get(f"/admin/find?kind={kind}&ended=1").text)[:2]:
            fetch.get(item(path, place, prefix))


def test_a_parameter_names_the_requirements_that_compare_with_it(fetch: AdminFetcher) -> None:
    text = fetch.get(item(FLAT, "parameters/insured_months")).text
    assert (FLAT, "requirements/insured_long_enough") in places(text)
    assert (FLAT, ROW) in places(text)


def test_a_condition_is_read_back_as_a_sentence_above_its_text(fetch: AdminFetcher) -> None:
    text = fetch.get(item(FLAT, "requirements/insured_long_enough")).text
    assert "months(insured_area_since) &gt;= insured_months" in text
    assert text.index("<dd>") < text.index("months(insured_area")


def test_a_row_says_where_it_holds_on_what_and_since_which_release(fetch: AdminFetcher) -> None:
    text = fetch.get(item(FLAT, ROW)).text
    assert "渝中区" in text
    assert "开州区" not in text
    assert "第 1 版新增" in text


def test_a_source_names_what_rests_on_it_and_a_question_who_asks_it(fetch: AdminFetcher) -> None:
    source = fetch.get(item(FLAT, ROW)).text
    href = unescape(re.findall(r'href="(/admin/items\?[^"]*place=sources[^"]*)"', source)[0])
    assert (FLAT, ROW) in places(fetch.get(href).text)
    asked = places(fetch.get(item("questions.toml", "questions/work")).text)
    assert any(place.startswith("requirements/") for _, place in asked)


def test_wordings_stand_side_by_side_with_the_derived_traditional(fetch: AdminFetcher) -> None:
    text = fetch.get(item("topics.toml", "topics/housing")).text
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert f'<p lang="{language}"' in text


@pytest.mark.parametrize(
    ("path", "place"), [("", ""), (FLAT, "requirements/nothing"), ("../x", "service")]
)
def test_an_item_that_is_not_there_is_said_so(fetch: AdminFetcher, path: str, place: str) -> None:
    fetch.get(item(path, place), status=404)


@pytest.mark.parametrize("typed", ["每年400元", "400 yuan a year"])
def test_an_amount_is_found_as_it_is_shown(fetch: AdminFetcher, typed: str) -> None:
    its = found(fetch, f"q={quote(typed)}&kind=rows")
    assert (MEDICAL, "parameters/first_level/rows/city@2026-01-01") in its


def test_the_history_of_an_item_says_who_wrote_it_and_what_it_said(
    admin_app: Flask, fetch: AdminFetcher
) -> None:
    with admin_app.app_context():
        files = files_of(1)
        row = 'value = 40000\nsource = "resident-medical-2026"'
        assert row in files[MEDICAL]
        changed = {**files, MEDICAL: files[MEDICAL].replace(row, row.replace("40000", "45000"), 1)}
        release = Release(note="居民医保新标准", author="李四", approver="张三")
        with database.writing() as session:
            store_release(session, changed, derive(load(changed)), release)
    wait_for_release(fetch, 2)
    (place,) = found(fetch, f"q={quote('每年450元')}&kind=rows")
    text = fetch.get(item(*place)).text
    history = re.sub(r"<[^>]+>", "", text[text.index('<ol class="list card">') :])
    assert "由李四写，张三批准。" in history
    assert "居民医保新标准" in history
    assert "每年400元" in history
    assert "每年450元" in history
    assert "李四 wrote it, 张三 approved it." in fetch.get(item(*place, "/en")).text
