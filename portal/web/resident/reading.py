"""Form fields read into raw answers, as the API would send them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from ...rules.model import Question

UNKNOWN = "unknown"
_LONGEST = 20


def read_field(question: Question, form: MultiDict[str, str]) -> tuple[object, str]:
    """The raw answer of a form and the code of an error, empty if there is none.

    «不知道» is a button or a choice of every question and means None.
    """
    value = form.get("value", "").strip()
    if UNKNOWN in (value, form.get("unknown")):
        return None, ""
    if question.kind == "month":
        return _month(question, form, value)
    if not value:
        return None, "empty"
    if question.kind == "yes_no":
        return value == "yes", "" if value in ("yes", "no") else "choice"
    if question.kind in ("number", "money"):
        return _number(question, value)
    return value, ""


def _month(question: Question, form: MultiDict[str, str], value: str) -> tuple[object, str]:
    if question.none is not None and "none" in (value, form.get("none")):
        return "none", ""
    year, month = form.get("year", "").strip(), form.get("month", "").strip()
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None, "empty" if not year and not month else "month"
    return f"{int(year[:4]):04d}-{int(month[:2]):02d}", ""


def _number(question: Question, value: str) -> tuple[object, str]:
    written = value.replace(",", "").replace("，", "").replace("．", ".")[:_LONGEST]
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None, "number"
    if not number.is_finite():
        return None, "number"
    if question.kind == "money":
        fen = number * 100
        return (int(fen), "") if fen == int(fen) else (None, "decimals")
    return (int(number) if number == int(number) else float(number)), ""
