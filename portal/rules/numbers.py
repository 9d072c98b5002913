"""Numbers as people write them, read by one reader for pages, lists, forms and the console.

What can be meant in one way only is read: units, ``¥``, blanks, full-width and Chinese figures,
characters that are not seen. What can be meant in two ways, or holds an exponent, is refused.
Everything is bounded before any arithmetic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from .problem_codes import FigureCode
from .problems import ReadError, say

LONGEST = 60
"""Characters a number may be written with."""
_MOST_DIGITS = 15
_PLACES = (FigureCode.WHOLE, FigureCode.ONE_DECIMAL, FigureCode.TWO_DECIMALS)
UNITS: Mapping[str, tuple[str, ...]] = {
    "fen": (
        "元整",
        "圆整",
        "元",
        "圆",
        "块钱",
        "块錢",
        "块",
        "人民币",
        "人民幣",
        "yuan",
        "rmb",
        "cny",
        "¥",
    ),
    "fen_per_month": (
        "元/月",
        "元每月",
        "元每个月",
        "元1个月",
        "块1个月",
        "块每月",
        "/月",
        "每月",
        "yuan/month",
        "yuan a month",
        "yuan per month",
    ),
    "fen_per_year": ("元/年", "元每年", "/年", "yuan/year", "yuan a year"),
    "sqm": ("平方米", "平米", "平方", "平", "㎡", "m²", "m2", "sqm", "sq m"),
    "persons": ("个人", "口人", "人", "个", "口", "位", "名", "persons", "person", "people"),
    "months": ("个月", "月", "months", "month"),
    "years": ("周岁", "岁", "年", "years old", "years", "year"),
    "grade": ("年级", "年級", "grade"),
    "days": ("个工作日", "工作日", "天", "日", "working days", "days", "day"),
    "percent": ("%", "percent"),
}
"""What may stand behind a number of each unit."""
_BEFORE = ("人民币", "人民幣", "rmb", "cny", "¥")
_MINUS = "-−–"
_COUNTERS = {"千": 1000, "百": 100, "十": 10}
_WAN = 10_000
_CHANGED = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | str.maketrans("￥’‘〇零一二两三四五六七八九", "¥''001223456789")
    | str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬", "123456789十百千万")
    | str.maketrans("兩貳參叄陸", "22336")
    | str.maketrans("圓塊個歲", "圆块个岁")
)
"""Full-width and Chinese figures, signs and units (traditional ones too) as plain ones.

Nothing in it would change a value.
"""
_ABOUT = re.compile("[一二两兩三四五六七八九壹贰貳叁參叄肆伍陆陸柒捌玖]{2}")
"""Two Chinese figures side by side mostly mean about that many: 六七 is six or seven."""
_STOP = re.compile(r"(?<=[0-9])[。点](?=[0-9])")
_SEPARATED = re.compile(r"[0-9 .,']+")
_READINGS = tuple(
    (re.compile(pattern), dropped, point)
    for pattern, dropped, point in (
        (r"[0-9]+|[0-9]*\.[0-9]+", "", "."),
        (r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?", ",", "."),
        (r"[1-9][0-9]{0,2}([ '])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?", " '", "."),
        (r"[1-9][0-9]{0,2}([ '.])[0-9]{3}(\1[0-9]{3})*,[0-9]{1,2}", " '.", ","),
        (r"[1-9][0-9]{0,2}(\.[0-9]{3}){2,}", ".", ","),
        (r"[0-9]+,[0-9]{1,2}", "", ","),
    )
)
"""What separators are read: a pattern, what groups thousands in it, and its decimal point."""
_THOUSAND_OR_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DECIMAL_COUNT = re.compile(r"([0-9]+\.[0-9]+)([百千万])")
_COUNTED = re.compile(r"(?:([1-9])千)?(?:0?([1-9])百)?(?:0?([1-9]?)(十))?([0-9]*)")


class Misread(ReadError):
    """A number that cannot be read.

    ``code`` says why; ``understood`` is the value where there is one, as plain figures.
    """

    def __init__(self, code: FigureCode, understood: str = "") -> None:
        super().__init__(say(code, figure=understood) if understood else say(code))
        self.code = code
        self.understood = understood


def read_figure(written: str, unit: str = "", places: int | None = None) -> Decimal:
    """A number in a unit, with at most ``places`` (0 to 2) digits after the point, or any.

    Raises Misread.
    """
    if len(written) > 4 * LONGEST:
        raise Misread(FigureCode.LONG)
    if _ABOUT.search(written):
        raise Misread(FigureCode.SEPARATOR)
    text = _plain(written)
    if len(text) > LONGEST or sum(character.isdigit() for character in text) > _MOST_DIGITS:
        raise Misread(FigureCode.LONG)
    body, negative = _bare(text, unit)
    if places is not None and _THOUSAND_OR_POINT.fullmatch(body):
        raise Misread(FigureCode.SEPARATOR)
    value = _value(body)
    if abs(value) >= 10**_MOST_DIGITS:
        raise Misread(FigureCode.LONG)
    figure = -value if negative and value else value
    if places is not None and figure != round(figure, places):
        raise Misread(_PLACES[places], plain_figure(figure))
    return figure


def plain_figure(figure: Decimal) -> str:
    """A number in plain digits, without an exponent and without zeros that say nothing."""
    words = f"{figure:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def read_number(written: str, unit: str = "", places: int | None = None) -> int | float:
    """A number as answers and amounts hold it; raises Misread."""
    figure = read_figure(written, unit, places)
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def read_fen(written: str, unit: str = "fen") -> int:
    """Yuan as whole fen; raises Misread."""
    return int(read_figure(written, unit, 2) * 100)


def read_count(written: str, most: int = 99_999_999) -> int | None:
    """A whole number in plain digits, as addresses and fields never shown carry it; else None."""
    plain = written.isascii() and written.isdigit() and len(written) <= len(str(most))
    return int(written) if plain and int(written) <= most else None


def _plain(written: str) -> str:
    """The words with plain figures, single blanks and nothing that is not seen."""
    seen = (c for c in written if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    text = " ".join("".join(seen).translate(_CHANGED).lower().split())
    return _STOP.sub(".", text.rstrip("。. "))


def _bare(text: str, unit: str) -> tuple[str, bool]:
    """The words without unit and sign, and whether the sign is minus."""
    body = _without_unit(text.removeprefix("'"), unit)
    signs = body[:1]
    if signs and signs in f"+{_MINUS}":
        body = _without_mark(body[1:].lstrip(), unit)
    return body, bool(signs) and signs in _MINUS


def _without_unit(text: str, unit: str) -> str:
    own = _own_units(unit)
    behind = next((its for its in own if text.endswith(its) and text != its), "")
    if not behind:
        others = (its for known in UNITS.values() for its in known if its not in own)
        if any(text.endswith(its) and text[:1].isdigit() for its in others):
            raise Misread(FigureCode.UNIT)
    return _without_mark(text[: len(text) - len(behind)].rstrip("。. "), unit)


def _own_units(unit: str) -> list[str]:
    """What may stand behind a number of the unit, the longest first."""
    money = UNITS["fen"] if unit.startswith("fen") else ()
    return sorted({*UNITS.get(unit, ()), *money}, key=len, reverse=True)


def _without_mark(text: str, unit: str) -> str:
    """The words without the currency in front of them."""
    marks = _BEFORE if unit.startswith("fen") else ()
    mark = next((its for its in marks if text.startswith(its)), "")
    return text[len(mark) :].lstrip()


def _value(body: str) -> Decimal:
    if any(counter in body for counter in "十百千万"):
        value = _counted(body)
        if value is None:
            raise Misread(FigureCode.FIGURE)
        return value
    for pattern, dropped, point in _READINGS:
        if pattern.fullmatch(body):
            kept = "".join(character for character in body if character not in dropped)
            return Decimal(kept.replace(point, "."))
    if _SEPARATED.fullmatch(body) and any(character.isdigit() for character in body):
        raise Misread(FigureCode.SEPARATOR)
    raise Misread(FigureCode.FIGURE)


def _counted(body: str) -> Decimal | None:
    """A number said with 十, 百, 千, 万: ``3.5千``, ``1万2``, ``3千5百``."""
    decimal = _DECIMAL_COUNT.fullmatch(body)
    if decimal:
        return Decimal(decimal[1]) * (_COUNTERS | {"万": _WAN})[decimal[2]]
    head, wan, tail = body.partition("万")
    if not wan:
        return _below_wan(body)
    many = Decimal(head) if re.fullmatch("[0-9]+", head) else _below_wan(head)
    rest = _rest(tail, _WAN) if re.fullmatch("[0-9]*", tail) else _below_wan(tail.lstrip("0"))
    return None if many is None or rest is None else many * _WAN + rest


def _below_wan(body: str) -> Decimal | None:
    match = _COUNTED.fullmatch(body)
    if match is None or not any(counter in body for counter in _COUNTERS):
        return None
    thousands, hundreds, tens, ten, rest = match.groups()
    told = int(thousands or 0) * 1000 + int(hundreds or 0) * 100
    if ten:
        told += int(tens or 1) * 10
    last = 10 if ten else 100 if hundreds else 1000
    behind = _rest(rest, last)
    return None if behind is None else told + behind


def _rest(digits: str, last: int) -> Decimal | None:
    """What stands behind the last counter: a single digit counts its tenths (1万2 is 12000)."""
    if not digits:
        return Decimal(0)
    if len(digits) == 1 and digits != "0":
        return Decimal(int(digits) * last // 10)
    if digits.startswith("0") or 10 ** len(digits) == last:
        return Decimal(digits) if Decimal(digits) < last else None
    return None
