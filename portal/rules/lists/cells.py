"""Cells: what stands in one, and keeping a spreadsheet from taking it for a formula."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from ..chinese_numerals import with_figures
from ..model.tels import tidy_tel
from ..numbers import read_fen, read_number
from ..problem_codes import ListCode
from ..problems import ReadError, say

_UNSEEN_CLASS = (
    r"\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U000e0000-\U000e0fff"
)
"""Blanks and characters that nobody sees."""
_UNSEEN = re.compile(f"[{_UNSEEN_CLASS}]")
_INVISIBLE = re.compile(f"(?! )[{_UNSEEN_CLASS}]")
_FORMULA = re.compile(f"['{_UNSEEN_CLASS}]*[=+\\-@＝＋－＠﹢﹣﹦﹫]|['{_UNSEEN_CLASS}]*[\\t\\r\\n]")
"""What a spreadsheet takes for the beginning of a formula, also behind blanks and quotes."""
_DATE = re.compile(
    r"([0-9]{4})[-/.年、,]([0-9]{1,2})[-/.月、,]([0-9]{1,2})[日号號]?"
    r"(?:T?0{1,2}:00(?::00(?:\.0+)?)?)?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_BLANK = re.compile("(?<=[0-9]) +(?=[0-9]{1,2}(?![0-9:]))")
_WEEKDAY = re.compile("\\(?(?:星期|周|礼拜)[一二三四五六日天1-6]\\)?$")
_SERIAL = re.compile("[3-7][0-9]{4}")
_FIRST_SERIAL = date(1899, 12, 30)
_BETWEEN_TELS = re.compile(r"[;；、,，/／\n]")
_FRACTION = re.compile(r"^([0-9]{7,12})\.0+$")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]*)?[eE]\+?[0-9]+")
_WITHOUT_ZERO = re.compile("[1-35-79][0-9]{9}|4[1-9][0-9]{8}|8[1-9][0-9]{8}")
_BETWEEN = re.compile(r"[;；、\n]")


def guarded(words: str) -> str:
    """Words that a spreadsheet shows and does not compute."""
    return f"'{words}" if _FORMULA.match(words) else words


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_words(cell: str) -> str:
    return cell


def write_words(value: object) -> str:
    return str(value)


def read_several(cell: str) -> list[str]:
    """What stands between ``;`` or ``、``."""
    return [part.strip() for part in _BETWEEN.split(cell) if part.strip()]


def write_several(value: object) -> str:
    return "; ".join(value) if isinstance(value, list | tuple) else str(value)


def read_tels(cell: str, area_code: str = "") -> list[str]:
    """Telephone numbers, also as a spreadsheet left them; raises ReadError.

    A spreadsheet takes ``02061234567`` for a number: it drops the 0 in front, or shortens it to
    ``2.06123E+9``, whose digits are lost. ``area_code``: that of the city, which is put back.
    """
    return [_tel(part, area_code) for part in _BETWEEN_TELS.split(cell) if part.strip()]


def _tel(written: str, area_code: str) -> str:
    narrow = unicodedata.normalize("NFKC", written).strip()
    tel = _FRACTION.sub(r"\1", tidy_tel(_INVISIBLE.sub("", narrow)))
    if _SHORTENED.fullmatch(tel):
        raise ReadError(say(ListCode.TEL_SHORTENED))
    own = area_code.removeprefix("0")
    if own and re.fullmatch(f"{own}[1-9][0-9]{{7}}", tel):
        return f"{area_code}-{tel[len(own) :]}"
    if _WITHOUT_ZERO.fullmatch(tel):
        raise ReadError(say(ListCode.TEL_WITHOUT_ZERO, tel=f"0{tel}"))
    return tel


def read_day(cell: str) -> date:
    """A day as people and spreadsheets write it; raises ReadError.

    ``2026-11-28``, ``2026/11/28``, ``2026.11.28``, ``2026 11 28``, ``2026年11月28日``,
    ``二〇二六年十一月二十八日``, ``20261128``, each with full-width figures too.
    """
    narrow = _WEEKDAY.sub("", _narrow(with_figures(_spaced(cell))))
    match = _DATE.fullmatch(narrow)
    if match is None:
        if _SERIAL.fullmatch(narrow):
            meant = _FIRST_SERIAL + timedelta(int(narrow))
            raise ReadError(say(ListCode.DAY_AS_SERIAL, day=meant))
        raise ReadError(say(ListCode.NOT_A_DAY))
    try:
        year, month, day = (int(part) for part in match.groups() if part)
        return date(year, month, day)
    except ValueError:
        raise ReadError(say(ListCode.NO_DAY_OF_CALENDAR)) from None


def write_day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def read_area(cell: str) -> int | float:
    """Square metres; raises ReadError."""
    return read_number(cell, "sqm", 1)


def write_area(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_yuan(cell: str) -> int:
    """Yuan a month as whole fen; raises ReadError."""
    return read_fen(cell, "fen_per_month")


def write_yuan(value: object) -> str:
    """Whole fen as yuan."""
    yuan, fen = divmod(int(str(value)), 100)
    return f"{yuan}.{fen:02}" if fen else str(yuan)


def _spaced(cell: str) -> str:
    """Blanks between figures as the dashes that they stand for."""
    return _BLANK.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", cell).strip()))


def _narrow(cell: str) -> str:
    """Full-width figures and signs as plain ones, without spaces and what is not seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", cell))
