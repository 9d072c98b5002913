"""Numbers as people write them: read as meant or refused, never misread, never at length."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import english
from portal.rules.numbers import (
    UNITS,
    Misread,
    plain_figure,
    read_count,
    read_fen,
    read_figure,
    read_number,
)
from portal.rules.problem_codes import FigureCode


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("3500", 350000),
        ("3,500", 350000),
        ("3，500.00", 350000),
        ("３５００", 350000),
        ("3 500", 350000),
        ("3\u00a0500\u202f000", 350000000),
        ("1'000", 100000),
        ("1’000.5", 100050),
        ("1 234,5", 123450),
        ("3.500,00", 350000),
        ("1.234.567", 123456700),
        ("1,234,567.89", 123456789),
        ("3500元", 350000),
        ("3500 元。", 350000),
        ("¥3500", 350000),
        ("￥3,500.00", 350000),
        ("RMB 3500", 350000),
        ("3500rmb", 350000),
        ("人民币3500元", 350000),
        ("3.5千", 350000),
        ("1万2", 1200000),
        ("3万", 3000000),
        ("1.2万元", 1200000),
        ("三千五百", 350000),
        ("三千五", 350000),
        ("两万零五十", 2005000),
        ("二十万", 20000000),
        ("壹仟元整", 100000),
        ("3500。50", 350050),
        ("-5", -500),
        ("\ufeff35\u200b00\u202a", 350000),
        ("12,5", 1250),
        ("兩千", 200000),
        ("貳萬圓整", 2000000),
        ("3500塊", 350000),
        ("人民幣三千五百塊錢", 350000),
    ],
)
def test_money_is_read_as_people_mean_it(written: str, fen: int) -> None:
    assert read_fen(written) == fen


@pytest.mark.parametrize(
    "written", ["3500元/月", "3500元每月", "3500元一个月", "3500元每個月", "3500/月", "3500元"]
)
def test_an_amount_a_month_may_say_so(written: str) -> None:
    assert read_fen(written, "fen_per_month") == 350000


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("15,5", "sqm", 15.5),
        ("15。5", "sqm", 15.5),
        ("15．5", "sqm", 15.5),
        ("15.50", "sqm", 15.5),
        ("15㎡", "sqm", 15),
        ("15.5平方米", "sqm", 15.5),
        ("15m2", "sqm", 15),
        ("15 m²", "sqm", 15),
        ("3人", "persons", 3),
        ("三口人", "persons", 3),
        ("两个人", "persons", 2),
        ("36个月", "months", 36),
        ("十五", "months", 15),
        ("15.", "sqm", 15),
        (".5", "sqm", 0.5),
        ("兩個人", "persons", 2),
        ("3個", "persons", 3),
        ("18個月", "months", 18),
        ("三十六個月", "months", 36),
        ("007", "persons", 7),
    ],
)
def test_numbers_are_read_with_their_unit(written: str, unit: str, number: float) -> None:
    assert read_number(written, unit, 1) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", FigureCode.FIGURE),
        ("。", FigureCode.FIGURE),
        ("元", FigureCode.FIGURE),
        ("abc", FigureCode.FIGURE),
        ("1e5", FigureCode.FIGURE),
        ("1E+5", FigureCode.FIGURE),
        ("1e999999", FigureCode.FIGURE),
        ("1_0", FigureCode.FIGURE),
        ("0x10", FigureCode.FIGURE),
        ("١٢", FigureCode.FIGURE),
        ("３²", FigureCode.FIGURE),
        ("½", FigureCode.FIGURE),
        ("3①", FigureCode.FIGURE),
        ("1/2", FigureCode.FIGURE),
        ("3500-4000", FigureCode.FIGURE),
        ("Infinity", FigureCode.FIGURE),
        ("nan", FigureCode.FIGURE),
        ("1万25", FigureCode.FIGURE),
        ("3500左右", FigureCode.FIGURE),
        ("9" * 16, FigureCode.LONG),
        ("9" * 100_000, FigureCode.LONG),
        ("99999999999999万", FigureCode.LONG),
        ("六七", FigureCode.SEPARATOR),
        ("三四百", FigureCode.SEPARATOR),
        ("兩三千", FigureCode.SEPARATOR),
        ("1234,567", FigureCode.SEPARATOR),
        ("12,34,567", FigureCode.SEPARATOR),
        ("0,500", FigureCode.SEPARATOR),
        ("1,2345", FigureCode.SEPARATOR),
        ("3.500", FigureCode.SEPARATOR),
        ("35 00", FigureCode.SEPARATOR),
        ("1,000 000", FigureCode.SEPARATOR),
        ("1..5", FigureCode.SEPARATOR),
        ("15㎡", FigureCode.UNIT),
        ("3人", FigureCode.UNIT),
        ("3500.555", FigureCode.TWO_DECIMALS),
        ("3500.5551", FigureCode.TWO_DECIMALS),
    ],
)
def test_what_may_be_meant_otherwise_is_refused(written: str, code: FigureCode) -> None:
    with pytest.raises(Misread) as fault:
        read_fen(written)
    assert fault.value.code is code


def test_what_was_understood_is_said_where_there_are_too_many_digits() -> None:
    with pytest.raises(Misread) as fault:
        read_number("1,5", "persons", 0)
    assert (fault.value.code, fault.value.understood) == (FigureCode.WHOLE, "1.5")
    assert english(fault.value.message) == "is understood as 1.5: not a whole number"


@given(
    st.text(max_size=40)
    | st.text("0123456789.,' 元万千百十三¥+-eE_。㎡", max_size=30)
    | st.text("0123456789eE+.", min_size=100, max_size=400),
    st.sampled_from(["", *UNITS]),
    st.sampled_from([None, 0, 1, 2]),
)
def test_anything_is_read_into_a_bounded_number_or_refused(
    written: str, unit: str, places: int | None
) -> None:
    try:
        figure = read_figure(written, unit, places)
    except Misread:
        return
    assert abs(figure) < 10**15
    assert read_figure(plain_figure(figure)) == figure, "what was read is read the same again"


FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@given(st.integers(0, 10**13 - 1), st.sampled_from(["", "元", " 元"]), st.sampled_from(["", "¥"]))
def test_money_written_with_separators_is_read_again(fen: int, unit: str, mark: str) -> None:
    yuan = f"{fen // 100:,}.{fen % 100:02}"
    assert read_fen(f"{mark}{yuan}{unit}") == fen
    assert read_fen(yuan.translate(FULL_WIDTH)) == fen


@given(st.decimals(0, 10**9, places=1), st.sampled_from(["㎡", "平方米", " 平米", ""]))
def test_areas_that_are_written_are_read_again(area: Decimal, unit: str) -> None:
    assert read_figure(f"{area}{unit}", "sqm", 1) == area


@pytest.mark.parametrize("written", ["", "²", "١٢", "-1", "1 ", "9" * 5000, "100", "1e1"])
def test_a_count_of_a_hidden_field_is_plain_digits_within_its_bound(written: str) -> None:
    assert read_count(written, 99) is None
    assert read_count("99", 99) == 99
