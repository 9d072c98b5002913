"""What an approver is warned of: unusual amounts, weak sources, missing English."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.publishing.cautions import (
    Caution,
    NoEnglish,
    NotCovered,
    RangeMoved,
    Unusual,
    WeakSource,
    cautions,
    without_english,
)
from portal.rules.model.plausible_range import RANGES
from portal.store import drafts
from tests.publishing.conftest import FLAT, TODAY, Office, item, words

LINE = "parameters/income_line_three/rows/centre@2026-03-05"
AREA = "requirements/needs_a_home"
OFFICIAL = ["public-rental-lines-2025"]
LOW, HIGH = RANGES["fen_per_month"]


def found(office: Office, place: str, today: date = TODAY, **leaves: object) -> tuple[Caution, ...]:
    """What is said of one change of the shipped rules."""
    number = office.begin()
    office.change(number, FLAT, place, **leaves)
    copy = office.desk(number)
    change = copy.draft.change(FLAT, place)
    assert change is not None
    return cautions(copy, change, today)


@pytest.mark.parametrize("value", [int(LOW), int(HIGH)])
def test_an_amount_at_the_edge_of_what_is_usual_is_not_remarked(office: Office, value: int) -> None:
    assert found(office, LINE, value=value, source=OFFICIAL) == ()


@pytest.mark.parametrize("value", [int(LOW) - 1, int(HIGH) + 1])
def test_an_amount_beyond_it_is(office: Office, value: int) -> None:
    assert found(office, LINE, value=value, source=OFFICIAL) == (Unusual(value, LOW, HIGH),)


def test_a_range_that_moves_is_remarked(office: Office) -> None:
    place = "parameters/income_line_three"
    assert found(office, place, at_most=20_000_000) == (RangeMoved(),)


def test_what_rests_on_unofficial_pages_alone_is_remarked(office: Office) -> None:
    weak = "public-rental-guide-2025"
    said = found(office, AREA, source=[weak], note=words("另一句。"))
    assert said == (WeakSource(weak, "tier"),)
    assert found(office, AREA, source=[weak, "public-rental-lines-2025"]) == ()


def test_a_source_past_its_review_is_remarked_from_the_day_after_it(office: Office) -> None:
    last = date(2027, 5, 22)
    source = ["public-rental-lines-2025"]
    assert found(office, AREA, last, source=source) == ()
    said = found(office, AREA, last + timedelta(days=1), source=source)
    assert said == (WeakSource(source[0], "review"),)


def test_chinese_without_english_is_counted(office: Office) -> None:
    both: dict[str, Any] = item(FLAT, AREA)
    assert without_english(both) == 0
    source = ["public-rental-lines-2025"]
    said = found(office, AREA, source=source, note={"zh": "只有中文。"})
    assert said == (NoEnglish(1),)


def test_what_is_dropped_warns_of_nothing(office: Office) -> None:
    number = office.begin()
    before = item(FLAT, AREA)
    drafts.save_change(number, FLAT, AREA, before, None, editor=office.editor.id, seen=0)
    copy = office.desk(number)
    assert cautions(copy, copy.draft.changes[0], TODAY) == ()


def test_a_requirement_where_the_service_is_not_held_is_remarked(office: Office) -> None:
    place = "requirements/works_hechuan"
    assert NotCovered(("wanzhou",)) in found(office, place, districts="wanzhou")
    both = found(office, place, districts=["hechuan", "liangping"])
    assert not any(isinstance(its, NotCovered) for its in both)
    group = found(office, place, districts="new_urban")
    assert not any(isinstance(its, NotCovered) for its in group), "it is held in some of them"
