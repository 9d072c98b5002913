"""The columns of the lists: their ids, their headings and where they stand in an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import cells

ID = "id"
_DAY = "write it as 2026-11-22"
_SEVERAL = "put ; between several"
_AREA = "a figure of at most one decimal: 25.5"
_YUAN = "yuan a month: 650 or 650.50"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``path`` is the place in an entry; ``also`` are headings understood as well."""

    id: str
    heading: str
    path: tuple[str, ...]
    hint: str = ""
    also: tuple[str, ...] = ()
    read: Callable[[str], object] = cells.read_words
    write: Callable[[object], str] = cells.write_words


def _words(name: str, heading: str, path: tuple[str, ...], *also: str) -> tuple[Column, Column]:
    """The Chinese and the English of one text."""
    return (
        Column(f"{name}_zh", heading, (*path, "zh"), also=also),
        Column(f"{name}_en", f"{heading}（英文）", (*path, "en")),
    )


def _several(name: str, heading: str, hint: str = _SEVERAL) -> Column:
    return Column(name, heading, (name,), hint, read=cells.read_several, write=cells.write_several)


def _area(end: str, heading: str) -> Column:
    return Column(
        f"size_{end}", heading, ("size", end), _AREA, read=cells.read_area, write=cells.write_area
    )


def _yuan(end: str, heading: str) -> Column:
    return Column(
        f"rent_{end}", heading, ("rent", end), _YUAN, read=cells.read_yuan, write=cells.write_yuan
    )


def _day(name: str, heading: str) -> Column:
    return Column(name, heading, (name,), _DAY, read=cells.read_day, write=cells.write_day)


_TEL = _several("tel", "电话", "digits, spaces, + and -: 023-12345678; put ; between several")
_ENDS = (
    _day("since", "开始日期"),
    _day("until", "结束日期"),
    _several("source", "来源", "the id of a source and its clause: some-guide art.9"),
)
_ID = Column(ID, "编号", (ID,), "small letters, digits, - and _; leave it empty for a new row")

COUNTERS = (
    _ID,
    *_words("name", "名称", ("name",), "窗口名称"),
    *_words("address", "地址", ("address",)),
    _TEL,
    *_words("hours", "办公时间", ("hours",), "办理时间"),
    _several("services", "事项"),
    _several("topics", "主题"),
    *_words("note", "备注", ("note",)),
    *_ENDS,
)
"""The columns of a list of counters, in their order."""

OFFERS = (
    _ID,
    Column("option", "住房类型", ("option",), "the id of a way to live: public, affordable, …"),
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
    Column("url", "网址", ("url",), "begins with http:// or https://"),
    *_ENDS,
)
"""The columns of a list of offers, in their order."""
