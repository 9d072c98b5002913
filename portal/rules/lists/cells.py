"""Cells: what stands in one, and keeping a spreadsheet from taking it for a formula."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
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


def read_day(cell: str) -> date:
    """A day as people and spreadsheets write it; raises ValueError."""
    match = _DATE.fullmatch(_narrow(cell))
    if match is None:
        raise ValueError("is not a day")
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise ValueError("is no day of the calendar") from None


def write_day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def read_area(cell: str) -> int | float:
    """Square metres; raises ValueError."""
    figure = _figure(cell)
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def write_area(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def read_yuan(cell: str) -> int:
    """Yuan as whole fen; raises ValueError."""
    fen = _figure(cell) * 100
    if fen != fen.to_integral_value():
        raise ValueError("has more than two decimals")
    return int(fen)


def write_yuan(value: object) -> str:
    """Whole fen as yuan."""
    yuan, fen = divmod(int(str(value)), 100)
    return f"{yuan}.{fen:02}" if fen else str(yuan)


def _figure(cell: str) -> Decimal:
    plain = _narrow(cell).replace(",", "")
    try:
        figure = Decimal(plain)
    except InvalidOperation:
        raise ValueError("is not a figure") from None
    if not figure.is_finite() or abs(figure.adjusted()) > 12:
        raise ValueError("is not a figure")
    return figure


def _narrow(cell: str) -> str:
    """Full-width figures and signs as plain ones, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
