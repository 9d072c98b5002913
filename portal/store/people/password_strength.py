"""Estimates how easily a password or a PIN is guessed, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from typing import Any, Protocol

SHORTEST = 12
_SCORE = 3
_OWN = 6  # characters besides what anybody would try
_WEIGHED = 72  # characters; what follows makes a password only stronger
_TELLING_BYTES = 4  # two characters of Chinese, four letters: shorter names are in many words
_SITE = (
    "新市民服务门户",
    "新市民",
    "服务门户",
    "居住证",
    "管理员",
    "密码",
    "new resident portal",
    "resident",
    "portal",
    "xinshimin",
    "cq",
    "admin",
    "kiosk",
    "editor",
    "approver",
    "manager",
)
"""Words of this site that somebody would try first."""
_LOVED = re.compile("5201314|1314520|woaini|laogong|zuguo|laopo|wode|woai|aini|1314|520|131")
"""Words and figures that many people choose here and lists made elsewhere lack."""
_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FEWEST = 5  # different characters


class _Guessing(Protocol):
    """What zxcvbn offers."""

    def __call__(self, password: str, user_inputs: Iterable[str]) -> Mapping[str, Any]: ...


@lru_cache(maxsize=1)
def _guessing() -> _Guessing:
    """How many guesses a password takes. Loaded by who chooses one: its lists take 20 MB."""
    found: _Guessing = import_module("zxcvbn").zxcvbn
    return found


def password_weakness(password: str, name: str, city: Iterable[str] = ()) -> str:
    """Why a password is refused, empty if it is not.

    short, name, site (a word of this site), common, repeat, sequence (of keys or figures), date
    or guessable. ``city``: the names of the city, words of this site too.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    if len(unicodedata.normalize("NFKC", password)) < SHORTEST:
        return "short"
    if len(folded.encode()) >= _TELLING_BYTES and folded in plain:
        return "name"
    if len(set(plain)) < _FEWEST:
        return "repeat"
    if len(_LOVED.sub("", plain)) < _OWN:
        return "common"
    own = [folded, *re.split(r"[\W_]+", folded)] if folded else []
    weighed_text = plain.translate(_FIGURES)[:_WEIGHED]
    found = _guessing()(weighed_text, user_inputs=[*filter(None, own), *_SITE, *city])
    weighed = found["sequence"]
    is_strong = found["score"] >= _SCORE and _own_part(weighed) >= _OWN
    return "" if is_strong else _reason(weighed, own)


def _own_part(matches: list[Mapping[str, Any]]) -> int:
    """How many characters are neither words of this site, nor days, nor rows of keys."""
    first = ("date", "regex", "sequence", "repeat")
    return sum(
        len(match["token"])
        for match in matches
        if match["pattern"] not in first and match.get("dictionary_name") != "user_inputs"
    )


def _reason(matches: list[Mapping[str, Any]], own: list[str]) -> str:
    """The kind of the longest piece that is guessed at once."""
    known = [match for match in matches if match["pattern"] != "bruteforce"]
    if not known:
        return "guessable"
    longest = max(known, key=lambda value: len(value["token"]))
    if longest.get("dictionary_name") == "user_inputs":
        return "name" if longest["matched_word"] in own else "site"
    kinds = {"dictionary": "common", "spatial": "sequence", "regex": "date"}
    pattern = str(longest["pattern"])
    return kinds.get(pattern, pattern)


_DATES = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m")


def is_weak_pin(pin: str) -> bool:
    """Whether digits are among those tried first: repeated, mostly one digit, in a row, a day."""
    return (
        len(set(pin)) < 3
        or re.fullmatch(r"(\d+?)\1+", pin) is not None
        or _is_even_row(pin)
        or 3 * max(pin.count(digit) for digit in set(pin)) >= 2 * len(pin)
        or any(_is_date(pin, form) for form in _DATES)
        or any(
            guess["pattern"] == "dictionary" and guess["token"] == pin
            for guess in _guessing()(pin, user_inputs=())["sequence"]
        )
    )


def _is_even_row(pin: str) -> bool:
    """123456, 987654, 135790, 112233 and 123321: steps of one size, forth or forth and back."""
    half = pin[: (len(pin) + 1) // 2]
    rows = [pin, half] if pin == pin[::-1] else [pin]
    for row in rows:
        single = re.sub(r"(\d)\1+", r"\1", row)
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(single)}
        if len(steps) <= 1:
            return True
    return False


def _is_date(pin: str, form: str) -> bool:
    if len(pin) != (8 if "%Y" in form and "%d" in form else 6):
        return False
    try:
        day = datetime.strptime(pin, form)
    except ValueError:
        return False
    return 1900 <= day.year <= 2099
