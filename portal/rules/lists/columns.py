"""The columns of the lists: their ids, their headings and where they stand in an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ..problem_codes import Hint
from ..problems import Message, say
from . import cells
from .names import Domain

ID = "id"
_DAY = say(Hint.WRITE_DAY, example="2026-11-22")
_SEVERAL = say(Hint.SEVERAL)
_AREA = say(Hint.AREA, example="25.5")
_YUAN = say(Hint.YUAN, example="650", another="650.50")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``path`` is the place in an entry; ``also`` are headings understood as well.

    ``names``: what its cells name, by Chinese names or ids.
    """

    id: str
    heading: str
    path: tuple[str, ...]
    hint: Message | None = None
    also: tuple[str, ...] = ()
    read: Callable[[str], object] = cells.read_words
    write: Callable[[object], str] = cells.write_words
    names: Domain | None = None


def _words(name: str, heading: str, path: tuple[str, ...], *also: str) -> tuple[Column, Column]:
    """The Chinese and the English of one text."""
    return (
        Column(id=f"{name}_zh", heading=heading, path=(*path, "zh"), also=also),
        Column(id=f"{name}_en", heading=f"{heading}（英文）", path=(*path, "en")),
    )


def _several(
    name: str, heading: str, names: Domain, hint: Message = _SEVERAL, *also: str
) -> Column:
    return Column(
        id=name,
        heading=heading,
        path=(name,),
        hint=hint,
        also=also,
        read=cells.read_several,
        write=cells.write_several,
        names=names,
    )


def _area(end: str, heading: str) -> Column:
    return Column(
        id=f"size_{end}",
        heading=heading,
        path=("size", end),
        hint=_AREA,
        read=cells.read_area,
        write=cells.write_area,
    )


def _yuan(end: str, heading: str) -> Column:
    return Column(
        id=f"rent_{end}",
        heading=heading,
        path=("rent", end),
        hint=_YUAN,
        read=cells.read_yuan,
        write=cells.write_yuan,
    )


def _day(name: str, heading: str) -> Column:
    return Column(
        id=name,
        heading=heading,
        path=(name,),
        hint=_DAY,
        read=cells.read_day,
        write=cells.write_day,
    )


_TEL = Column(
    id="tel",
    heading="电话",
    path=("tel",),
    hint=say(Hint.TELS, example="12345678"),
    read=cells.read_tels,
    write=cells.write_several,
)
_ENDS = (
    _day("since", "开始日期"),
    _day("until", "结束日期"),
    _several("source", "来源", "sources", say(Hint.SOURCES, example="第九条"), "依据"),
)
_ID = Column(
    id=ID,
    heading="编号",
    path=(ID,),
    hint=say(Hint.ROW_ID),
)

COUNTERS = (
    _ID,
    *_words("name", "名称", ("name",), "窗口名称"),
    *_words("address", "地址", ("address",)),
    _TEL,
    *_words("hours", "办公时间", ("hours",), "办理时间"),
    _several("services", "事项", "services", _SEVERAL, "办理事项"),
    _several("topics", "主题", "topics"),
    *_words("note", "备注", ("note",)),
    *_ENDS,
)
"""The columns of a list of counters, in their order."""

OFFERS = (
    _ID,
    Column(
        id="option",
        heading="住房类型",
        path=("option",),
        hint=say(Hint.HOUSING_OPTION),
        names="options",
    ),
    *_words("name", "项目名称", ("name",), "名称", "项目"),
    *_words("address", "地址", ("address",)),
    _area("minimum", "最小面积（平方米）"),
    _area("maximum", "最大面积（平方米）"),
    *_words("size", "面积说明", ("size", "text"), "面积"),
    _yuan("minimum", "最低月租金（元）"),
    _yuan("maximum", "最高月租金（元）"),
    *_words("rent", "租金说明", ("rent", "text"), "租金"),
    *_words("how", "申请方式", ("how",), "怎么申请"),
    _TEL,
    Column(id="url", heading="网址", path=("url",), hint=say(Hint.WEB_ADDRESS)),
    *_ENDS,
)
"""The columns of a list of offers, in their order."""


def with_area_code(columns: Sequence[Column], area_code: str) -> tuple[Column, ...]:
    """The columns of a city: its telephone numbers are read and shown with its area code."""
    if not area_code:
        return tuple(columns)
    tel = replace(
        _TEL,
        hint=say(Hint.TELS, example=f"{area_code}-12345678"),
        read=partial(cells.read_tels, area_code=area_code),
    )
    return tuple(tel if column is _TEL else column for column in columns)
