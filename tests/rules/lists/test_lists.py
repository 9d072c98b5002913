"""Lists of counters and offers: what is written is read again, and nothing in them computes."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import english
from portal.rules.lists import (
    COUNTERS,
    LONGEST,
    MOST_ROWS,
    OFFERS,
    NoText,
    RowProblem,
    decoded,
    read_counters,
    read_offers,
    write_counters,
    write_offers,
)
from portal.rules.lists.cells import guarded, unguarded
from tests.rules.places import COUNTER, OFFER

FORMULAS = ("=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1", "''@")
HEADINGS = "名称,地址,电话,来源\n"

#: Marks that turn the direction of words; documents refuse them.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=TURNING)

WORDS = st.one_of(
    st.sampled_from(FORMULAS),
    st.text(CHARACTERS, min_size=1, max_size=20),
    st.text("=+-@'\",;\n甲 ", min_size=1, max_size=8),
).filter(lambda text: text.strip() == text or text in FORMULAS)
TEXTS = st.fixed_dictionaries({"zh": WORDS.filter(bool)}, optional={"en": WORDS.filter(bool)})
NUMBERS = st.from_regex(
    r"0[12][0-9]-[0-9]{8}(转[0-9]{3})?|13[0-9]{9}|[1-9][0-9]{2,6}|400-[0-9]{3}-[0-9]{4}",
    fullmatch=True,
)
IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,30}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
LATER = st.dates(date(2030, 1, 2), date(2099, 1, 1))
CITED = st.lists(st.sampled_from(["law", "law art.9,art.10", "page"]), min_size=1, max_size=3)


def some(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(strategy, min_size=1, max_size=3)


ENTRY = {"district": st.just("town"), "name": TEXTS, "address": TEXTS, "source": CITED}
COUNTER_ENTRIES = st.fixed_dictionaries(
    ENTRY,
    optional={
        **{"tel": some(NUMBERS), "hours": TEXTS, "note": TEXTS, "since": DAYS, "until": LATER},
        **{"services": some(IDS), "topics": some(IDS)},
    },
)


def spans(least: st.SearchStrategy[Any], most: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.fixed_dictionaries({}, optional={"minimum": least, "maximum": most, "text": TEXTS})
    return parts.filter(bool)


TENTHS = st.integers(1, 499).map(lambda n: n // 10 if n % 10 == 0 else n / 10).filter(bool)
OFFER_ENTRIES = st.fixed_dictionaries(
    ENTRY | {"option": IDS, "how": TEXTS},
    optional={
        "size": spans(TENTHS, st.integers(50, 500)),
        "rent": spans(st.integers(0, 99999), st.integers(100000, 999999)),
        **{"tel": some(NUMBERS), "since": DAYS, "until": LATER},
        "url": st.just("https://example.org/?a=1,2;3"),
    },
)


@given(st.dictionaries(IDS, COUNTER_ENTRIES, max_size=4))
def test_counters_that_are_written_are_read_again(entries: dict[str, Any]) -> None:
    assert read_counters(write_counters(entries), "town") == (entries, [])


@given(st.dictionaries(IDS, OFFER_ENTRIES, max_size=4))
def test_offers_that_are_written_are_read_again(entries: dict[str, Any]) -> None:
    assert read_offers(write_offers(entries), "town") == (entries, [])


@given(st.text())
def test_a_guard_is_taken_away_again_and_leaves_no_formula(words: str) -> None:
    assert unguarded(guarded(words)) == words
    assert not guarded(words).startswith(tuple("=+-@\t\r＝＋－＠"))


@given(st.dictionaries(IDS, COUNTER_ENTRIES, max_size=4))
def test_no_cell_of_a_written_list_begins_a_formula(entries: dict[str, Any]) -> None:
    text = write_counters(entries)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row)


@given(st.text() | st.text("\"',;\t\n\r=甲1", max_size=60))
def test_whatever_is_read_gives_entries_and_problems_and_never_breaks(text: str) -> None:
    for read in (read_counters, read_offers):
        entries, problems = read(HEADINGS + text, "town")
        assert all(problem.row >= 1 and english(problem.message) for problem in problems)
        assert isinstance(entries, dict)
        read(text, "town")


def test_an_entry_of_a_document_keeps_its_meaning() -> None:
    hall = tomllib.loads(COUNTER)["counters"]["hall"]
    garden = tomllib.loads(OFFER)["offers"]["garden"]
    counters, _ = read_counters(write_counters({"hall": hall}), "town")
    offers, _ = read_offers(write_offers({"garden": garden}), "town")
    assert counters["hall"] == hall | {"tel": ["023-12345678"], "source": ["law"]}
    assert offers["garden"] == garden
    assert '"800.50"' in write_offers({"garden": garden}), "rents are written in yuan"


def test_headings_may_be_ids_or_chinese_in_any_order_and_writing() -> None:
    text = "来源;Address_ZH;NAME_ZH; 电 话\nlaw;路1号;甲;023-123\n"
    entries, problems = read_counters(text, "town")
    assert problems == []
    (entry,) = entries.values()
    assert (entry["name"], entry["tel"]) == ({"zh": "甲"}, ["023-123"])
    tabbed, problems = read_counters(text.replace(";", "\t"), "town")
    assert (tabbed, problems) == (entries, [])


def test_every_heading_is_understood_in_only_one_way() -> None:
    for columns in (COUNTERS, OFFERS):
        names = [name for c in columns for name in (c.id, c.heading, *c.also)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_spreadsheets_of_china_are_decoded(encoding: str) -> None:
    assert decoded((HEADINGS + "甲窗口").encode(encoding)) == HEADINGS + "甲窗口"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NoText):
        decoded(b"\xff\xff\xff")


def test_an_id_is_derived_from_the_name_and_stays() -> None:
    once, _ = read_counters(f"{HEADINGS}甲,路1号,,law\n乙,路2号,,law\n", "town")
    later, _ = read_counters(f"{HEADINGS}乙,路3号,,page\n丙,路,,law\n甲,路1号,,law\n", "town")
    assert len(once.keys() & later.keys()) == 2
    elsewhere, _ = read_counters(f"{HEADINGS}甲,路1号,,law\n", "hill")
    assert not elsewhere.keys() & once.keys()


def counter(**cells: str) -> list[RowProblem]:
    """The problems of a list with one row."""
    row = {"name_zh": "甲", "address_zh": "路", "source": "law"} | cells
    _, problems = read_counters(f"{','.join(row)}\n{','.join(row.values())}\n", "town")
    return problems


def offer(**cells: str) -> list[RowProblem]:
    row = {"name_zh": "甲", "address_zh": "路", "source": "law", "option": "public", "how_zh": "去"}
    row |= cells
    _, problems = read_offers(f"{','.join(row)}\n{','.join(row.values())}\n", "town")
    return problems


@pytest.mark.parametrize(
    ("read", "cells", "column", "message"),
    [
        (counter, {"name_zh": ""}, "名称", "is missing"),
        (counter, {"name_zh": "", "name_en": "Hall"}, "名称", "is missing"),
        (counter, {"tel": "call"}, "电话", "not written as it must be"),
        (counter, {"since": "tomorrow"}, "开始日期", "is not a day"),
        (counter, {"since": "2026-02-30"}, "开始日期", "no day of the calendar"),
        (counter, {"since": "2026-02-03", "until": "2026/2/2"}, "结束日期", "before it begins"),
        (counter, {"id": "大厅"}, "编号", "is not an id"),
        (counter, {"hours_zh": "时" * (LONGEST + 1)}, "办公时间", "longer than"),
        (counter, {"hours_zh": "时\x00间"}, "办公时间", "control characters"),
        (counter, {"hour_zh": "时"}, "hour_zh", "not a known column"),
        (counter, {"source": "；"}, "来源", "is missing"),
        (offer, {"option": ""}, "住房类型", "is missing"),
        (offer, {"url": "javascript:alert(1)"}, "网址", "not written as it must be"),
        (offer, {"size_minimum": "big"}, "最小面积（平方米）", "not a figure"),
        (
            offer,
            {"size_minimum": "25.25"},
            "最小面积（平方米）",
            "understood as 25.25: more",
        ),
        (offer, {"size_minimum": "1e999999"}, "最小面积（平方米）", "not a figure"),
        (
            offer,
            {"rent_minimum": "0.001"},
            "最低月租金（元）",
            "understood as 0.001: more",
        ),
        (offer, {"size_minimum": "1 2 3"}, "最小面积（平方米）", "understood in two ways"),
        (offer, {"size_minimum": "25元"}, "最小面积（平方米）", "another unit"),
        (counter, {"tel": "2.31235E+9"}, "电话", "digits are lost"),
        (counter, {"tel": "12345; 2812345678"}, "电话", "seems to be lost: 02812345678?"),
        (counter, {"since": "46354"}, "开始日期", "number of the day 2026-11-28?"),
        (offer, {"rent_minimum": "-5"}, "最低月租金（元）", "must be 0 or more"),
        (offer, {"rent_minimum": "20000000"}, "最低月租金（元）", "must be 10000000 or less"),
        (offer, {"rent_minimum": "9", "rent_maximum": "8"}, "最高月租金（元）", "less than"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_by_row_and_column(
    read: Callable[..., list[RowProblem]], cells: dict[str, str], column: str, message: str
) -> None:
    problems = read(**cells)
    told = [(p.column, english(p.message)) for p in problems]
    assert len(problems) == 1, told
    assert problems[0].row == (1 if "known column" in message else 2)
    assert problems[0].column == column
    assert message in english(problems[0].message)


def test_days_and_figures_may_be_written_as_people_do() -> None:
    text = (
        "名称\t地址\t来源\t住房类型\t申请方式\t开始日期\t结束日期\t最低月租金（元）\t最大面积（平方米）\n"
        "甲\t路\tlaw; page art.3\tpublic\t去\t２０２６年1月5日\t2026/12/31\t1,250.5\t４０.５\n"
    )
    entries, problems = read_offers(text, "town")
    assert problems == []
    (entry,) = entries.values()
    assert (entry["since"], entry["until"]) == (date(2026, 1, 5), date(2026, 12, 31))
    assert entry["rent"] == {"minimum": 125050}
    assert entry["size"] == {"maximum": 40.5}
    assert entry["source"] == ["law", "page art.3"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2312345678", ["023-12345678"]),
        ("2367890123.0", ["023-67890123"]),
        ("４００１２３４５６７、12345", ["400-123-4567", "12345"]),
        ("（023）6789 0123/13812345678", ["023-67890123", "13812345678"]),
        ("023—67890123", ["023-67890123"]),
        ("02367890123", ["023-67890123"]),
        ("023-67890123转801；（023）67890123 分机 802", ["023-67890123转801", "023-67890123转802"]),
    ],
)
def test_telephones_are_read_as_spreadsheets_leave_them(written: str, read: list[str]) -> None:
    entries, problems = read_counters(
        f"名称,地址,电话,来源\n甲,路,{written},law\n", "town", area_code="023"
    )
    assert problems == []
    (entry,) = entries.values()
    assert entry["tel"] == read


@pytest.mark.parametrize(
    "day", ["2026/11/28", "2026/11/28 0:00", "2026-11-28 00:00:00", "20261128"]
)
def test_days_are_read_as_spreadsheets_leave_them(day: str) -> None:
    entries, problems = read_counters(f"名称,地址,开始日期,来源\n甲,路,{day},law\n", "town")
    assert problems == []
    assert {entry["since"] for entry in entries.values()} == {date(2026, 11, 28)}


@pytest.mark.parametrize(
    ("area", "read"), [('"25,5"', 25.5), ("25.5㎡", 25.5), ('"1,025"', 1025), ("40平方米", 40)]
)
def test_a_decimal_comma_and_units_are_read_as_meant(area: str, read: float) -> None:
    head = "名称,地址,来源,住房类型,申请方式,最大面积（平方米）"
    entries, problems = read_offers(f"{head}\n甲,路,law,public,去,{area}\n", "town")
    assert problems == []
    assert [entry["size"] for entry in entries.values()] == [{"maximum": read}]


@pytest.mark.parametrize(
    "above",
    [
        "sep=,\r\n",
        '"sep=,"\n',
        "SEP=,,,\n",
        "沙坪坝区窗口名单,,,\n",
        "窗口名单;以此为准\n2026年11月;;\n\n",
        "sep=,\n窗口名单,,,\n",
    ],
)
def test_a_separator_line_and_titles_may_stand_above_the_headings(above: str) -> None:
    entries, problems = read_counters(f"\ufeff{above}{HEADINGS}甲,路1号,023-1,law\n", "town")
    assert problems == []
    assert [entry["name"] for entry in entries.values()] == [{"zh": "甲"}]


def test_a_separator_that_is_named_is_used() -> None:
    entries, problems = read_counters("sep=|\n名称|地址|来源\n甲|路,1号|law\n", "town")
    assert problems == []
    assert [entry["address"] for entry in entries.values()] == [{"zh": "路,1号"}]


def test_problems_below_a_title_are_told_in_the_rows_of_the_file() -> None:
    _, problems = read_counters("名单,,\n名称,地址,来源\n甲,,law\n", "town")
    assert [(p.row, p.column) for p in problems] == [(3, "地址")]


@pytest.mark.parametrize(
    "words", [" =1+1", "\u200b=1", "\ufeff@x", "\u3000＝1", "\xa0-1", "  +1", "\u202a=1", "' =1"]
)
def test_a_formula_behind_what_is_not_seen_is_guarded_as_well(words: str) -> None:
    assert guarded(words) == f"'{words}"
    assert unguarded(guarded(words)) == words


def test_sound_rows_are_returned_beside_every_problem_of_the_others() -> None:
    text = HEADINGS + "甲,路1号,,law\n,路,abc,law\n甲,路3号,,law\n\n乙,路4号,,law,多的\n"
    entries, problems = read_counters(text, "town")
    assert [entry["address"]["zh"] for entry in entries.values()] == ["路1号"]
    assert [(p.row, p.column) for p in problems] == [
        (3, "名称"),
        (3, "电话"),
        (4, "名称"),
        (6, "5"),
    ]


def test_a_column_that_must_be_there_is_asked_for_once() -> None:
    _, problems = read_counters("名称,来源\n甲,law\n乙,law\n丙,law\n", "town")
    assert [(p.row, p.column, english(p.message)) for p in problems] == [(1, "地址", "is missing")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the list is empty"),
        ("\n\n", "the list is empty"),
        ("名称,名称,地址,来源\n", "stands there twice"),
        (HEADINGS + '甲,"路', "cannot be read"),
        (HEADINGS + "甲,路,,law\n" * (MOST_ROWS + 1), f"more than {MOST_ROWS} rows"),
    ],
)
def test_a_list_that_cannot_be_read_whole_says_why(text: str, message: str) -> None:
    _, problems = read_counters(text, "town")
    assert any(message in english(problem.message) for problem in problems)
