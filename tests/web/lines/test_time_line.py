"""The picture of the road: its places, whatever lies on it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.model.months import Month
from portal.web.lines.time_line import WIDTH, Mark, MarkKind, time_line

HERE = Month.of(2026, 11)
NAMES = ("您", "爱人", "老大")
KINDS: tuple[MarkKind, ...] = ("now", "opens", "window", "begin_by")
MARKS = st.lists(
    st.builds(
        lambda kind, ahead, rows: (kind, ahead, tuple(sorted(rows))),
        st.sampled_from(KINDS),
        st.integers(-3, 150),
        st.sets(st.integers(0, 2), min_size=1),
    ),
    max_size=30,
)


def marks_of(drawn: list[tuple[MarkKind, int, tuple[int, ...]]]) -> list[Mark]:
    return [
        Mark(number=number, kind=kind, month=HERE.later(ahead), rows=rows)
        for number, (kind, ahead, rows) in enumerate(drawn, 1)
    ]


def test_there_is_no_picture_where_nothing_lies_ahead() -> None:
    assert time_line(HERE, NAMES, ()) is None
    assert time_line(HERE, NAMES, marks_of([("now", 0, (0,)), ("window", -1, (1,))])) is None


@given(MARKS)
def test_no_mark_lies_on_another_and_none_outside_the_picture(
    drawn: list[tuple[MarkKind, int, tuple[int, ...]]],
) -> None:
    picture = time_line(HERE, NAMES, marks_of(drawn))
    if picture is None:
        return
    places = [(its.x, its.y) for its in picture.marks]
    for place, (x, y) in enumerate(places):
        assert 11 <= x <= WIDTH - 11
        assert 11 <= y <= picture.height
        for other_x, other_y in places[place + 1 :]:
            assert abs(x - other_x) >= 21.8 or abs(y - other_y) >= 20, (x, y)
    assert len(places) == sum(len(rows) for _, _, rows in drawn)


@given(MARKS)
def test_what_comes_later_stands_further_right(
    drawn: list[tuple[MarkKind, int, tuple[int, ...]]],
) -> None:
    marks = marks_of(drawn)
    picture = time_line(HERE, NAMES, marks)
    if picture is None:
        return
    month = {mark.number: max(mark.month, HERE) for mark in marks}
    ordered = sorted(picture.marks, key=lambda its: month[its.number])
    assert [its.x for its in ordered] == sorted(its.x for its in picture.marks)
    years = [its.year for its in picture.years]
    assert years == sorted(set(years))
    assert years[0] == HERE.year


@given(MARKS)
def test_no_year_is_written_into_another(
    drawn: list[tuple[MarkKind, int, tuple[int, ...]]],
) -> None:
    picture = time_line(HERE, NAMES, marks_of(drawn))
    if picture is None:
        return
    named = [its.x for its in picture.years if its.named]
    assert named[0] == picture.years[0].x
    assert all(after - before >= 36 for before, after in pairwise(named))
    apart = picture.years[1].x - picture.years[0].x if len(picture.years) > 1 else 0
    assert len(named) == len(picture.years) or apart < 36
