"""Times as people say them: «三年», «两三年», «从2021年起», «去年三月», «三年前», «45岁», «80年的».

What is said is seldom a month: it is read as the months that it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..model.months import Month

TimeKind = Literal["since", "lasting", "age", "born"]
"""Since when; for how long; how old; when born."""

_FIGURES: Mapping[str, int] = {
    **{str(n): n for n in range(10)},
    **dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
    "半": 0,
}
_ONES = "[一二三四五六七八九]"
_DIGITS = "[一二两三四五六七八九]"
_N = rf"(?:[0-9]{{1,2}}(?:\.[0-9])?|{_DIGITS}?十{_ONES}?|{_DIGITS})"
_PAIR = (
    rf"(?:{_DIGITS}{{2}}|[0-9]{{1,2}}(?:-|到|至|~)[0-9]{{1,2}}"
    r"|[一二两三四五六七八九十](?:到|至)[一二两三四五六七八九十])"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|腊|冬)"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][九〇零0][〇零0一二三四五六七八九]{2})"
_SHORT = r"(?:[0-9]{2}|[零〇一二五六七八九][零〇一二三四五六七八九])"
_PART = r"年?初|年?底|年?末|上半年|下半年|春节|过年|年中|春天|夏天|秋天|冬天|开春|暑假|寒假"
_PARTS: Mapping[str, tuple[int, int]] = {
    "初": (1, 3),
    "底": (10, 12),
    "末": (10, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "春节": (1, 3),
    "过年": (1, 3),
    "年中": (5, 8),
    "春天": (2, 5),
    "开春": (2, 5),
    "夏天": (5, 9),
    "秋天": (8, 11),
    "冬天": (10, 12),
    "暑假": (6, 9),
    "寒假": (1, 3),
}
_BEHIND = r"(?:起|开始|以来|就|份)?"
_RELATIVE: Mapping[str, int] = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2, "大前年": 3}
_OLDEST = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time in plain text: from ``start`` to ``end`` of it, some month from earliest to latest.

    ``months``: of what lasts, the number of months that was said, where it was a number of months.
    ``ago``: said as so long ago, or as a day of the calendar.
    """

    start: int
    end: int
    kind: TimeKind
    earliest: Month
    latest: Month
    months: int | None = None
    ago: bool = False


def number(written: str) -> float | None:
    """A small number in Arabic or Chinese figures; None where it is none."""
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9])?", written):
        return float(written)
    if "十" in written:
        head, _, tail = written.partition("十")
        tens = _FIGURES.get(head, 1 if not head else -1)
        ones = _FIGURES.get(tail, 0 if not tail else -1)
        return None if tens < 0 or ones < 0 else tens * 10 + ones
    return _FIGURES.get(written)


def _year(written: str) -> int:
    """A year of two or four figures."""
    return int("".join(str(_FIGURES[c]) for c in written))


def _month_number(written: str) -> int:
    special = {"正": 1, "冬": 11, "腊": 12}
    return special.get(written) or int(number(written) or 1)


_DATE = re.compile(
    rf"(?P<year>{_YEAR})(?:年|[-./])(?:(?P<month>{_MONTH})(?:月|(?![0-9个年]))|(?P<part>{_PART}))?{_BEHIND}"
)
_BARE_YEAR = re.compile(rf"(?P<year>{_YEAR})(?=开始|起|来|到)")
_SHORT_DATE = re.compile(
    rf"(?P<year>{_SHORT})年(?:(?P<month>{_MONTH})月|(?P<part>{_PART}))?{_BEHIND}"
)
_THIS = re.compile(
    rf"(?P<word>大前年|前年|去年|今年|上年|本年)(?:(?P<month>{_MONTH})月|(?P<part>{_PART}))?{_BEHIND}"
)
_MONTH_OF_NOW = re.compile(r"上上个?月|上个?月|这个月|本月")
_JUST = re.compile(r"刚刚|刚(?![好巧才])|才来|才到|才搬|才办|才买|才租|最近才|不久前")
_AGO = r"(?P<ago>前|之前|以前)?"
_FOR = re.compile(
    r"(?P<more>满|整整|已满|超过|不止)?(?P<less>不到|快|快要|将近|接近|差不多|大概|大约)?(?:有|了)?(?:"
    rf"(?P<half>半)年(?P<halfmore>多|以上)?"
    rf"|(?P<pair>{_PAIR})(?P<pairunit>年|个月|个多月)"
    rf"|(?P<years>{_N})(?P<big>来|几)?(?P<y1>多)?(?:年|载)(?P<y2>多|半|以上)?(?:(?:零|又)?(?P<and>{_N})个(?:多)?月)?"
    rf"|(?P<months>{_N})个(?P<m1>多)?月(?P<m2>多)?"
    r"|(?P<some>好几|几|多)(?P<someunit>年|个月)"
    rf"){_AGO}"
)
_BORN_WORDS = r"(?:出生|生人|生的|生)"
_BORN = re.compile(
    rf"(?:(?P<year>{_YEAR})年?|(?P<short>{_SHORT})年)(?:(?P<month>{_MONTH})月(?:份)?(?:{_N}(?:日|号))?)?(?:{_BORN_WORDS}|(?P<of>的|人)(?=[,，。;；、.!！?？]|$))"
)
_AGE = re.compile(rf"(?P<just>刚满|刚刚满|刚好|才满)?(?P<age>{_N})(?:周岁|岁)(?P<half>半|多)?")
_AGE_MONTHS = re.compile(
    rf"(?P<months>{_N})个(?:多)?月大|(?P<days>{_N})个(?:多)?月(?=的?(?:娃|宝|婴|孩))"
)
_NOW = re.compile(
    r"今年(?:刚|满|都|快)?(?P<age>[1-9][0-9]|[二三四五六七八]十[一二三四五六七八九]?)(?![0-9年月个块元号平多])了?"
)
_BARE_AGE = re.compile(r"(?P<age>[1-9][0-9]|[二三四五六七八]?十[一二三四五六七八九]?)了")
_STARTS = frozenset(
    "0123456789零〇一二两三四五六七八九十半几好多满整已超不快将接差大前去今上本这刚才最有"
)


def time_at(text: str, place: int, today: date) -> Time | None:
    """The longest time that begins at a place of a plain text."""
    if text[place] not in _STARTS:
        return None
    found = [time for read in _READERS if (time := read(text, place, today)) is not None]
    return max(found, key=lambda time: time.end) if found else None


def _span(match: re.Match[str], kind: TimeKind, ends: tuple[int, int], today: date) -> Time | None:
    """A time of the past; None where all of it is still to come, or longer ago than anybody."""
    now = Month.on(today)
    earliest, latest = Month(ends[0]), min(Month(ends[1]), now)
    if earliest > latest or earliest < now - 12 * _OLDEST:
        return None
    return Time(
        start=match.start(),
        end=match.end(),
        kind=kind,
        earliest=earliest,
        latest=Month(latest),
        ago=True,
    )


def _months_of(year: int, month: str | None, part: str | None) -> tuple[int, int]:
    if month:
        only = Month.of(year, _month_number(month))
        return only, only
    first, last = _PARTS.get(part or "", _PARTS.get((part or "").removeprefix("年"), (1, 12)))
    return Month.of(year, first), Month.of(year, last)


def _date(text: str, place: int, today: date) -> Time | None:
    match = _DATE.match(text, place) or _BARE_YEAR.match(text, place)
    if match is None:
        return None
    groups = match.groupdict()
    ends = _months_of(_year(match["year"]), groups.get("month"), groups.get("part"))
    return _span(match, "since", ends, today)


#: What stands before or behind two figures and «年» where they are a year and no number of years.
_YEAR_BEFORE = frozenset("从自在打于")
_YEAR_BEHIND = re.compile(
    r"来的|来到|到的|来重庆|到重庆|就|起|开始|办的|买的|搬|入的|入职|入住|入学|租的|进厂|进的|在[^,]{0,6}买|毕业|结婚|办了|买了|的时候|那年|签的|交的|落的|生"
)


def _short_date(text: str, place: int, today: date) -> Time | None:
    match = _SHORT_DATE.match(text, place)
    if match is None or text[place - 1 : place].isdigit():
        return None
    year = 2000 + _year(match["year"])
    if year > today.year:
        return None
    told = match["month"] or match["part"] or match.group().endswith(("起", "开始", "以来", "就"))
    before = text[max(0, place - 1) : place] in _YEAR_BEFORE and place > 0
    if not (told or before or _YEAR_BEHIND.match(text, match.end())):
        return None
    return _span(match, "since", _months_of(year, match["month"], match["part"]), today)


#: What says behind «今年» that something began in it.
_BEGINS = ("才", "刚", "又接", "又续", "又开始", "重新", "接起", "续上", "转过来", "来的", "办的")


def _this_year(text: str, place: int, today: date) -> Time | None:
    match = _THIS.match(text, place)
    if match is None:
        return None
    if match["word"] in ("今年", "本年") and not (match["month"] or match["part"]):
        begins = match.group().endswith(("起", "开始", "就"))
        if not begins and not text.startswith(_BEGINS, match.end()):
            return None
    year = today.year - _RELATIVE[match["word"]]
    return _span(match, "since", _months_of(year, match["month"], match["part"]), today)


def _month_of_now(text: str, place: int, today: date) -> Time | None:
    match = _MONTH_OF_NOW.match(text, place)
    if match is None:
        return None
    back = 2 if match.group().startswith("上上") else 1 if match.group().startswith("上") else 0
    month = Month.on(today) - back
    return _span(match, "since", (month, month), today)


def _just(text: str, place: int, today: date) -> Time | None:
    match = _JUST.match(text, place)
    now = Month.on(today)
    return None if match is None else _span(match, "since", (now - 3, now), today)


def _lasting(text: str, place: int, today: date) -> Time | None:
    match = _FOR.match(text, place)
    if match is None or text[place - 1 : place].isdigit():
        return None
    behind = text[match.end() : match.end() + 1]
    if behind in ("级", "大") or (match["months"] is None and behind in ("制", "月", "薪", "收")):
        return None
    low, high = _length(match)
    now = Month.on(today)
    if high > 12 * _OLDEST:
        return None
    exact = match["months"] if not (match["m1"] or match["m2"] or match["less"]) else None
    return Time(
        start=match.start(),
        end=match.end(),
        kind="lasting",
        earliest=now.later(-high),
        latest=now.later(-max(0, low)),
        months=int(number(exact) or 0) if exact else None,
        ago=bool(match["ago"]),
    )


def _length(match: re.Match[str]) -> tuple[int, int]:
    """The fewest and the most months that somebody means."""
    if match["half"]:
        return (6, 11) if match["halfmore"] or match["more"] else (5, 7)
    if match["pair"]:
        first, last = _pair(match["pair"])
        if match["pairunit"] == "年":
            return 12 * first - 6, 12 * last + 11
        return max(0, first - 1), last + 1
    if match["some"]:
        return (24, 119) if match["someunit"] == "年" else (2, 10)
    if match["months"]:
        count = int(number(match["months"]) or 0)
        return (count, count + 1) if match["m1"] or match["m2"] else (max(0, count - 1), count + 1)
    return _years(match)


def _years(match: re.Match[str]) -> tuple[int, int]:
    """The fewest and the most months of a number of years, the wider the more they are."""
    count = round(12 * (number(match["years"]) or 0))
    if match["big"]:
        return count + 5, count + 119
    if match["and"]:
        count += int(number(match["and"]) or 0)
        return count - 1, count + 1
    if match["y2"] == "半":
        return count + 3, count + 9
    if match["y1"] or match["y2"] or match["more"]:
        return count, count + 11
    if match["less"] in ("不到", "快", "快要", "将近", "接近"):
        return max(0, count - 6), count
    if count >= 120:
        return count - 12, count + 18
    return (9, 23) if count == 12 else (max(0, count - 6), count + 11)


def _pair(written: str) -> tuple[int, int]:
    parts = re.split("[-到至~]", written)
    if len(parts) == 1:
        parts = [written[0], written[1]]
    first, last = (int(number(part) or 0) for part in parts)
    return (first, last) if first < last else (last, first)


#: What stands before a year that somebody is «of»: «我80年的».
_OF_WHOM = ("", ",", "。", "我", "他", "她", "是", "公", "婆", "人", "男", "女")


def _born(text: str, place: int, today: date) -> Time | None:
    match = _BORN.match(text, place)
    if match is None or text[place - 1 : place].isdigit():
        return None
    year = _year(match["year"] or match["short"])
    if match["short"]:
        year += 1900 if year > today.year % 100 else 2000
    if match["of"] and (year > today.year - 16 or text[max(0, place - 1) : place] not in _OF_WHOM):
        return None
    return _span(match, "born", _months_of(year, match["month"], None), today)


def _age(text: str, place: int, today: date) -> Time | None:
    match = _AGE.match(text, place) or _NOW.match(text, place)
    if match is None and text[max(0, place - 1) : place] in ("我", "满", "都"):
        match = _BARE_AGE.match(text, place)
    if match is None or text[place - 1 : place].isdigit():
        return None
    years = int(number(match["age"]) or 0)
    now = Month.on(today)
    groups = match.groupdict()
    if groups.get("just"):
        return _span(match, "age", (now - 12 * years - 3, now - 12 * years), today)
    if groups.get("half") == "半":
        return _span(match, "age", (now - 12 * years - 9, now - 12 * years - 3), today)
    return _span(match, "age", (now - 12 * (years + 1), now - 12 * max(0, years - 1)), today)


def _age_in_months(text: str, place: int, today: date) -> Time | None:
    match = _AGE_MONTHS.match(text, place)
    if match is None or text[place - 1 : place].isdigit():
        return None
    months = int(number(match["months"] or match["days"]) or 0)
    now = Month.on(today)
    return _span(match, "age", (now - months - 1, now - max(0, months - 1)), today)


_READERS: tuple[Callable[[str, int, date], Time | None], ...] = (
    _date,
    _short_date,
    _this_year,
    _month_of_now,
    _just,
    _lasting,
    _born,
    _age,
    _age_in_months,
)
