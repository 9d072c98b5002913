"""Removes identifying numbers from a text before it is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

MASK = "〔号码已隐去〕"

_BETWEEN = r"[\s\-‐‑‒–—―−﹣－_.．·・()（）\[\]【】\u200b-\u200f\u2060\ufeff]"
_LOOSE = re.compile(r"[/／|｜*＊,，、;；:：~～+＋&=‧•]")
"""Signs that stand between parts of a number too, and more often between two numbers."""
_APART = rf"(?:{_BETWEEN}|{_LOOSE.pattern})"
_SAID = re.compile(
    r"[〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖](?:[\s\-—]?[〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]){10,}"
)
_SPOKEN = str.maketrans("〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789")
_SHAPES = ((3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (2, 3, 4, 4), (2, 11))
"""How many digits the parts of a mobile telephone have; with the country before."""
_RUN = re.compile(
    rf"[+＋(（]{{0,3}}\d(?:{_APART}{{0,3}}\d)*(?:{_BETWEEN}{{0,2}}[xXｘＸ×](?![a-zA-Z]))?"
)
_WORD = re.compile(r"\d+[xXｘＸ×]?|(?<=[^\d])[xXｘＸ×]$")
_UNIT = re.compile(
    r"\s*(?:元|块|万|千|百|亿|㎡|平方|平米|个|人|名|岁|月|年|天|日|%|％|yuan|rmb|号文)", re.I
)
_PRICED = re.compile(r"[¥￥$]\s*$")
_DAY = re.compile(rf"(?<!\d)((?:19|20)\d\d){_BETWEEN}{{1,2}}(\d\d?){_BETWEEN}{{1,2}}(\d\d?)(?!\d)")
_PHONE = re.compile(
    r"(?:00?86|86)?(?:0?1[3-9]\d{9}|0(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7})"
    r"|(?:00?86|86)(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7}"
)
_LOCAL = re.compile(r"[2-8]\d{7}")
_PENCE = re.compile(r"\.\d")
_MOST_WORDS = 30
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Word:
    """Digits without anything between, and where they stand in the text."""

    digits: str
    start: int
    end: int


def masked(text: str, known: Collection[str] = ()) -> str:
    """The text without numbers that look like an identity card, bank card or telephone.

    ``known``: telephones of offices, which stay, as digits. Short hotlines, amounts, days and
    years stay.
    """
    found = [span for run in _RUN.finditer(text) for span in _spans(text, run, known)]
    found += [match.span() for match in _SAID.finditer(text) if _is_spoken(match[0])]
    found.sort()
    for start, end in reversed(found):
        text = text[:start] + MASK + text[end:]
    return text


def _is_spoken(words: str) -> bool:
    """Whether figures written as words are an identity card, bank card or telephone."""
    digits = figures(words.translate(_SPOKEN))
    return _PHONE.fullmatch(digits) is not None or _is_long(digits, 1)


def figures(text: str) -> str:
    """The digits of a text, in ASCII."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _spans(text: str, run: re.Match[str], known: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where in a run of digits the numbers stand that must go."""
    begins = run.start()
    words = [
        _Word(_plain(match[0]), begins + match.start(), begins + match.end())
        for match in _WORD.finditer(run[0])
    ]
    days = [match for match in _DAY.finditer(run[0]) if _is_day(*match.groups())]
    dated = {
        word
        for word in words
        if _is_dated(word.digits)
        or any(begins + day.start() <= word.start < begins + day.end() for day in days)
    }
    for first, end in _found(text, words, dated, known):
        yield (begins if first == 0 else words[first].start), words[end - 1].end


def _found(
    text: str, words: list[_Word], dated: set[_Word], known: Collection[str]
) -> Iterator[tuple[int, int]]:
    """The groups of words that must go, in order: the longest first, then those beside it."""
    groups = [
        (sum(len(word.digits) for word in words[first:end]), first, end)
        for first in range(len(words))
        for end in range(first + 1, min(len(words), first + _MOST_WORDS) + 1)
    ]
    taken: list[tuple[int, int]] = []
    for _, first, end in sorted(groups, key=lambda group: (-group[0], group[1])):
        free = all(end <= other or first >= last for other, last in taken)
        if free and _goes(text, words[first:end], dated, known):
            taken.append((first, end))
    yield from sorted(taken)


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).upper().replace("×", "X")
    return "".join(str(int(digit)) if digit.isdecimal() else digit for digit in plain)


def _goes(text: str, words: list[_Word], dated: set[_Word], known: Collection[str]) -> bool:
    """Whether words together are a number that must go."""
    digits = "".join(word.digits for word in words)
    between = [text[a.end : b.start] for a, b in pairwise(words)]
    if any(map(_LOOSE.search, between)):
        return _goes_loosely(words, digits)
    if _is_identity(digits):
        return True
    if not dated.isdisjoint(words) or digits in known:
        return False
    if all(_YEAR.fullmatch(word.digits) or word.digits.endswith("00") for word in words):
        return False
    if _PHONE.fullmatch(digits):
        return True
    after = text[words[-1].end :]
    before = text[: words[0].start]
    if _UNIT.match(after) or _PRICED.search(before):
        return False
    if _LOCAL.fullmatch(digits):
        return [len(word.digits) for word in words] in ([8], [4, 4]) and not _PENCE.match(after)
    return _is_long(digits, len(words))


def _goes_loosely(words: list[_Word], digits: str) -> bool:
    """Whether words with commas or the like between are one number that must go, and no list."""
    lengths = tuple(len(word.digits) for word in words)
    if len(digits) == 18 and _is_identity(digits):
        return lengths[0] >= 6 or len(set(lengths)) == 1
    if _PHONE.fullmatch(digits) and lengths in _SHAPES:
        return True
    in_fours = set(lengths[:-1]) == {4} and 16 <= len(digits) <= 19
    return in_fours and digits.isdigit() and _is_card(digits)


def _is_card(digits: str) -> bool:
    """Whether the last digit is the check digit of a bank card."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _is_long(digits: str, words: int) -> bool:
    """Whether digits are as long as an identity or bank card; longer ones only in one piece."""
    if digits.endswith("X"):
        return len(digits) == 18
    return 15 <= len(digits) <= 19 or (words == 1 and len(digits) > 19)


def _is_identity(digits: str) -> bool:
    """Whether digits are an identity number with a day of birth in it."""
    if len(digits) == 18 and digits[:17].isdigit():
        born = digits[6:14]
    elif len(digits) == 15 and digits.isdigit():
        born = "19" + digits[6:12]
    else:
        return False
    return _is_dated(born)


def _is_dated(digits: str) -> bool:
    """Whether digits are a day, or a month, written without anything between."""
    if len(digits) == 6:
        return _is_day(digits[:4], digits[4:], "1")
    return len(digits) == 8 and _is_day(digits[:4], digits[4:6], digits[6:])


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= datetime(int(year), int(month), int(day)).year <= 2099
    except ValueError:
        return False
