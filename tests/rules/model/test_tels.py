"""Telephone numbers: written in any manner, kept in one, dialled with their extension."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.documents.parts import TEL_PATTERN
from portal.rules.model.tels import dialled, tidy_tel

AREAS = st.sampled_from(["010", "023", "028", "0816", "0755"])
WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")


@pytest.mark.parametrize(
    ("written", "kept", "dials"),
    [
        ("023-12345678转801", "023-12345678转801", "023-12345678,801"),
        ("023-12345678-801", "023-12345678转801", "023-12345678,801"),
        ("023-12345678 分机 801", "023-12345678转801", "023-12345678,801"),
        ("（０２３）１２３４５６７８（转８０１）", "023-12345678转801", "023-12345678,801"),
        ("023 1234 5678 ext. 801", "023-12345678转801", "023-12345678,801"),
        ("023－12345678", "023-12345678", "023-12345678"),
        ("02312345678", "023-12345678", "023-12345678"),
        ("+86 23 12345678", "023-12345678", "023-12345678"),
        ("+86-138-1234-5678", "13812345678", "13812345678"),
        ("138 1234 5678", "13812345678", "13812345678"),
        ("4001234567转2", "400-123-4567转2", "400-123-4567,2"),
        ("400-1234-567", "400-123-4567", "400-123-4567"),
        ("12345", "12345", "12345"),
        ("+852 1234 5678", "+852 1234 5678", "+85212345678"),
    ],
)
def test_a_number_is_kept_in_one_form_and_dials(written: str, kept: str, dials: str) -> None:
    assert tidy_tel(written) == kept
    assert dialled(kept) == dials
    assert re.fullmatch(TEL_PATTERN, kept)


@given(
    AREAS,
    st.from_regex("[2-9][0-9]{7}", fullmatch=True),
    st.from_regex("[0-9]{1,6}", fullmatch=True) | st.just(""),
    st.sampled_from(["{}-{}", "({}){}", "({}) {}", "{} {}", "{}{}", "+86 {}-{}", "{}—{}"]),
    st.sampled_from(["转{}", "-{}", " 分机 {}", "（转{}）", " ext {}", "#{}", "，转{}"]),
    st.booleans(),
)
def test_every_manner_of_a_landline_gives_the_same(
    area: str, number: str, extension: str, form: str, behind: str, wide: bool
) -> None:
    written = form.format(area, number) + (behind.format(extension) if extension else "")
    kept = f"{area}-{number}" + (f"转{extension}" if extension else "")
    assert tidy_tel(written.translate(WIDE) if wide else written) == kept


@given(st.text() | st.text("0123456789 -()+转分机", max_size=24))
def test_what_is_kept_stays_as_it_is(written: str) -> None:
    once = tidy_tel(written)
    if re.fullmatch(TEL_PATTERN, once):
        assert tidy_tel(once) == once
        assert re.fullmatch("[0-9+,-]+", dialled(once))
