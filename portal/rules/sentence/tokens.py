"""A plain sentence cut into tokens: words, times, grades, numbers of people, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..model.ruleset import Stage
from ..numbers import Misread, read_fen, read_number
from .closed_words import CHILD_WORDS, STOPS, WordClass
from .lexicon import Lexicon, Word
from .times import Time, number, time_at

SIZE = "household_size"
INCOME = "monthly_income_per_person"
AREA = "floor_area_per_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A part of a plain sentence, from ``start`` to ``end``, that is one thing.

    ``grade``: stage and, where it was said, the grade in it; ``coming``: the stage that a child
    will be in next; ``children``: how many were told; ``figure``: question and answer.
    """

    start: int
    end: int
    word: Word | None = None
    time: Time | None = None
    grade: tuple[Stage, int | None] | None = None
    children: int | None = None
    figure: tuple[str, int | float] | None = None

    def is_a(self, *classes: WordClass) -> bool:
        """Whether it is a word of one of the classes."""
        return self.word is not None and any(name in self.word.classes for name in classes)

    @property
    def word_text(self) -> str:
        """The word, or nothing."""
        return self.word.text if self.word is not None else ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing of its own: a filler, or what stands for itself."""
        word = self.word
        if word is None or word.meanings or word.districts or word.child:
            return False
        return not word.classes or "filler" in word.classes


_ONE = "[一二两三四五六1-6]"
_N = r"(?:[1-9]|[一二两三四五六七八九])"
_CHILD = "|".join(sorted({*CHILD_WORDS}, key=lambda word: (-len(word), word)))
_GRADE = re.compile(
    r"(?P<stage>小学|初中|高中|职高|中职|技校|职中|中专|普高)?(?:生)?(?:读|上|的|在读)?(?P<grade>[一二三四五六七八九1-9])年级"
    rf"|(?P<short>初|高|职高|小学|普高)(?P<n>{_ONE})(?![0-9二三四五六七八九十年月个中文学毕])"
)
_SHORT: Mapping[str, Stage] = {
    "初": "junior",
    "高": "senior",
    "普高": "senior",
    "职高": "vocational",
    "小学": "primary",
}
_STAGES: Mapping[str, Stage] = {
    "小学": "primary",
    "初中": "junior",
    "高中": "senior",
    "普高": "senior",
    "职高": "vocational",
    "中职": "vocational",
    "技校": "vocational",
    "职中": "vocational",
    "中专": "vocational",
}
_MOST_GRADES: Mapping[Stage, int] = {
    "preschool": 0,
    "primary": 6,
    "junior": 3,
    "senior": 3,
    "vocational": 3,
}
_BEFORE_JUNIOR = 6
_COMING = re.compile(
    r"(?:明年|马上|快|快要|就要|该|即将|要)(?:就|秋天|九月|9月|下半年|六月|6月|份)*(?:要|该|可以|准备)*(?:上|读|进|升|参加|考)"
    r"(?P<to>小学|一年级|初中|初一|高中|高一|中考|高考)"
    r"|明年(?:就|六月|6月|要|该|准备|份)*(?P<exam>小升初|中考|高考)"
)
_NEXT: Mapping[str, tuple[Stage, int | None]] = {
    "小学": ("preschool", None),
    "一年级": ("preschool", None),
    "初中": ("primary", 6),
    "初一": ("primary", 6),
    "小升初": ("primary", 6),
    "高中": ("junior", 3),
    "高一": ("junior", 3),
    "中考": ("junior", 3),
    "高考": ("senior", 3),
}
_CHILDREN = re.compile(
    rf"(?P<count>{_N}|俩|仨|一对|双)(?:个|名)?(?:小)?(?P<word>{_CHILD})(?!家)"
    r"|(?P<both>一儿一女|一男一女|一女一儿|一女一男|儿女双全|双胞胎|龙凤胎|俩娃|二孩|独生子女|独生子|独生女)"
    r"|一大一小|(?P<pair>两个小的|两个大的)"
)
_SINGLE_CHILD = ("独生子女", "独生子", "独生女")
_SIZE = re.compile(
    r"(?:一家|全家|家里|我家|家中|屋头|我们家|一屋)(?:一共|总共|共|有|人|就|里|现在|是)*(?P<n>[1-9]|1[0-9]|[一二两三四五六七八九十])(?:口人|口|个人|人|个)"
    r"|(?P<m>[1-9]|[一二两三四五六七八九十])口(?:人|之家|子)"
)
_FIGURE = r"[0-9一二两三四五六七八九零十百千万.,]{1,12}"
_INCOME = re.compile(
    r"(?:平均下来|平均)?(?:每人每个?月|每个人每个?月|人均每个?月|人均月|人均|每个人一个月|一个人一个月|平均每人每个?月|每人一个月|每人月均|平均每人)"
    r"(?:收入|工资|大概|大约|差不多|只有|有|挣|能挣|到手|也就|就|在|是|的)*"
    rf"(?P<n>{_FIGURE})(?P<about>多|来)?(?P<unit>元|块钱|块|圆)?(?P<sqm>平方米|平方|平米|平|m2|个)?"
)
_AREA = re.compile(
    r"(?:平均下来|平均)?(?:人均住房面积|人均居住面积|人均面积|人均住房|人均|平均每人|每人|每个人|一个人)(?:平均|住房|面积|大概|大约|差不多|只有|才|有|就|不到|是|住|摊下来)*"
    r"(?P<n>[0-9]{1,3}(?:\.[0-9])?|[一二两三四五六七八九十]{1,3})(?P<about>多|来)?(?:个)?(?:平方米|平方|平米|平|m2)"
)
_LEAST_INCOME = 100


def tokens_of(text: str, lexicon: Lexicon, today: date) -> list[Token]:
    """The tokens of a plain sentence, from left to right; the longest that fits at each place."""
    found = []
    place = 0
    while place < len(text):
        candidates = list(_at(text, place, lexicon, today))
        token = max(candidates, key=lambda its: its.end) if candidates else None
        if token is not None:
            found.append(token)
        place = token.end if token else place + 1
    return found


def _at(text: str, place: int, lexicon: Lexicon, today: date) -> Iterator[Token]:
    """Everything that a token at a place can be."""
    word = lexicon.longest(text, place)
    if word is not None and word.child is not None and not _is_a_child(text, place, word):
        word = None
    if word is not None and not (word.is_street and not _is_placed(text, place, word)):
        yield Token(start=place, end=place + len(word.text), word=word)
    elif text[place] in STOPS:
        yield Token(start=place, end=place + 1, word=Word(text=text[place], classes=("stop",)))
    if time := time_at(text, place, today):
        yield Token(start=place, end=time.end, time=time)
    yield from _grade(text, place)
    yield from _children(text, place)
    yield from _figures(text, place)


#: Words that are a child only where a child can stand: not in «换大的», «有点小的».
_SIZES = ("大的", "小的", "二的", "幺的", "最小的", "小的个")
_BEFORE_SIZES = frozenset("最一二三四五六个娃儿子孩宝女我们和跟带养岁级学班园前中高初")


def _is_a_child(text: str, place: int, word: Word) -> bool:
    """Whether «大的» and its like stand where a child can be named."""
    before = text[place - 1 : place]
    return word.text not in _SIZES or not before or before in STOPS or before in _BEFORE_SIZES


#: Names of streets so short are taken at the beginning of a clause only with what they are.
_SHORT_NAME = 2
_PLACED_BY = frozenset("在到住去从租搬回来往是、和区县市坡坝岸渡碚南中北津川")


#: What only bears the name of a place, and may lie elsewhere.
_NAMED_AFTER = re.compile("(园区|新城|大道|路|广场|小学|中学|火锅|小面|酒楼)")


def _is_placed(text: str, place: int, word: Word) -> bool:
    """Whether the name of a street stands where places stand, or says that it is one."""
    end = place + len(word.text)
    if _NAMED_AFTER.match(text, end):
        return False
    whole = word.text.endswith(("街道", "镇", "乡")) or text.startswith(("这边", "那边"), end)
    before = text[place - 1 : place]
    begins = not before or before in STOPS
    return whole or (begins and len(word.text) > _SHORT_NAME) or before in _PLACED_BY


def _grade(text: str, place: int) -> Iterator[Token]:
    if coming := _COMING.match(text, place):
        following = _NEXT[coming["to"] or coming["exam"]]
        yield Token(start=place, end=coming.end(), grade=following)
    match = _GRADE.match(text, place)
    if match is None:
        return
    stage, year = _stage_and_grade(match)
    if 1 <= year <= _MOST_GRADES[stage]:
        yield Token(start=place, end=match.end(), grade=(stage, year))


def _stage_and_grade(match: re.Match[str]) -> tuple[Stage, int]:
    grade = int(number(match["grade"] or match["n"]) or 0)
    if match["short"]:
        return _SHORT[match["short"]], grade
    if match["stage"]:
        return _STAGES[match["stage"]], grade
    if grade > _BEFORE_JUNIOR:
        return "junior", grade - _BEFORE_JUNIOR
    return "primary", grade


def _children(text: str, place: int) -> Iterator[Token]:
    match = _CHILDREN.match(text, place)
    if match is None:
        return
    if match["count"]:
        written = match["count"]
        count = 2 if written in ("俩", "一对", "双") else 3 if written == "仨" else number(written)
        child = CHILD_WORDS[match["word"]]
        word = Word(text=match.group(), child=child)
        yield Token(start=place, end=match.end(), word=word, children=int(count or 0))
    elif match["both"] or match.group() == "一大一小":
        count = 1 if match["both"] in _SINGLE_CHILD else 2
        word = Word(text=match.group(), child=("", 0))
        yield Token(start=place, end=match.end(), word=word, children=int(count))


def _figures(text: str, place: int) -> Iterator[Token]:
    if (match := _SIZE.match(text, place)) and (size := number(match["n"] or match["m"])):
        yield Token(start=place, end=match.end(), figure=(SIZE, int(size)))
    if (match := _AREA.match(text, place)) and not match["about"]:
        try:
            area = read_number(match["n"], "sqm", 1)
        except Misread:
            return
        yield Token(start=place, end=match.end(), figure=(AREA, area))
    elif (match := _INCOME.match(text, place)) and not (match["about"] or match["sqm"]):
        try:
            fen = read_fen(match["n"].strip(".,"))
        except Misread:
            return
        if fen >= 100 * _LEAST_INCOME:
            yield Token(start=place, end=match.end(), figure=(INCOME, fen))
