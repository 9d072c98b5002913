"""Telephone numbers: read as people write them, kept in one form, and as a phone dials them.

Kept are ``020-12345678``, ``13812345678``, ``400-820-8820`` and short ones; an extension stands
behind: ``020-12345678转801``.
"""

from __future__ import annotations

import re
import unicodedata

EXTENSION = "转"
"""What stands between a number and its extension."""

_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]+")
_BEFORE_EXTENSION = re.compile(
    r"[ ,(-]{0,4}(?:转分机号?|转|轉|分机号?|分機號?|ext(?:ension|\.)?|x|#)[ :]*"
)
_COUNTRY = re.compile(r"(?:\+|00)86[- ]?")
_LANDLINE = re.compile(
    r"\(?(?P<area>010|02[0-9]|0[3-9][0-9]{2})(?:\) ?-?|[- ])?"
    r"(?P<first>[0-9]{3,4})[- ]?(?P<last>[0-9]{4})(?:-(?P<extension>[0-9]{1,6}))?"
)
_MOBILE = re.compile(r"(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})")
_SERVICE = re.compile(
    r"(?P<area>[48]00)[- ]?(?P<rest>[0-9]{3}[- ]?[0-9]{4}|[0-9]{4}[- ][0-9]{3})"
    r"(?:-(?P<extension>[0-9]{1,6}))?"
)


def tidy_tel(written: str) -> str:
    """A number in the form in which it is kept; what is of no known form keeps its characters.

    ``（０２０）１２３４５６７８ 分机 801`` → ``020-12345678转801``.
    """
    main, extension = _parted(_narrow(written))
    known = _known(main)
    country = _COUNTRY.match(main)
    if known is None and country is not None:
        rest = main[country.end() :]
        known = _known(rest) or _known(f"0{rest}")
    return _joined(known or main, extension)


def _narrow(written: str) -> str:
    """Plain figures, dashes and brackets, with single blanks and none around a dash."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", written).lower())
    return re.sub(" ?- ?", "-", " ".join(text.split()))


def _parted(text: str) -> tuple[str, str]:
    """The number and its extension; all of the text where there is none."""
    match = _BEFORE_EXTENSION.search(text)
    if match is not None:
        extension = text[match.end() :].rstrip(" )")
        if match.start() and re.fullmatch("[0-9]{1,6}", extension):
            return text[: match.start()], extension
    return text, ""


def _known(main: str) -> str | None:
    """A number of a known form as it is kept."""
    mobile = _MOBILE.fullmatch(main)
    if mobile is not None:
        return "".join(mobile.groups())
    landline = _LANDLINE.fullmatch(main)
    if landline is not None:
        number = f"{landline['area']}-{landline['first']}{landline['last']}"
        return _joined(number, landline["extension"] or "")
    service = _SERVICE.fullmatch(main)
    if service is not None:
        rest = re.sub("[- ]", "", service["rest"])
        return _joined(f"{service['area']}-{rest[:3]}-{rest[3:]}", service["extension"] or "")
    return None


def _joined(main: str, extension: str) -> str:
    return f"{main}{EXTENSION}{extension}" if extension else main


def dialled(tel: str) -> str:
    """A kept number as ``tel:`` takes it: the extension is dialled after a pause."""
    main, _, extension = tel.replace(" ", "").partition(EXTENSION)
    return f"{main},{extension}" if extension else main
