"""Children who are nobody's of the household: those of others, and those grown up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ..model.months import Month
from .lexicon import Word
from .tokens import Token

#: Years from which on children who are named without school or age are taken as grown up.
_OLD = 50
_CHILD = "(女儿|儿子|幺儿|幺女|闺女|姑娘|子女|娃儿|娃|孩子|大女|二女|大儿|小儿|小女|老大|老二|老幺)"
_OTHERS = (
    "(雇主|主人|东家|别人|别个|人家|他人|客户|邻居|隔壁|亲戚|朋友|同事|老乡|同学|室友|老板|老板娘|房东"
    "|姐|哥|妹|弟|老表|表[哥姐弟妹]|舅舅|叔叔|姑妈|嬢嬢|学生|班上|班里|姐夫|嫂子|嫂嫂|侄儿|侄女)"
)
#: What stands before a child of somebody else: «我姐的», «帮别个带».
_STRANGE = re.compile(
    _OTHERS
    + "(他们|她们)?(家|屋头|屋里)?(里|头)?的?(带|照看|照顾|接送|看)?(着|起)?"
    + "(那|这)?([一两二三]?个)?$"
)
#: Whoever lives by minding children names those of others, unless they say «我娃».
_MINDER = re.compile(
    "保姆|月嫂|育儿嫂|育婴|雇主|别人家|别个家|人家家|住家阿姨|幼师|托管"
    "|(帮|给|替)(别人|别个|人家|雇主|老板|亲戚|朋友|客户|邻居)[^,。]{0,3}带"
)
#: So many are a class, not a family.
_CROWD = re.compile("([0-9]{2}|十[一二三四五六七八九]?|几十)[几多]?个$")
_OWN = re.compile("(我|我们|我家|自己|自家|我屋头|屋头)(的|有|带)?([一两二三]?个)?$")
#: Whom somebody joins or lives with as with an adult.
_WITH_GROWN = re.compile(
    f"(投靠|投奔|随|落到|落在|迁到|迁去|迁往|迁过|挂到|靠到|落户到?|迁入)(在|了|到)?(重庆)?的?我?(的|大|小)?{_CHILD}"
    f"|(跟|跟着|跟到|跟起|和|同|与|随)(到|着|起)?(我|我们)?的?{_CHILD}(他们|家|们)?(一起|一块|一家|一块儿|过来)?"
    f"(在[^,。]{{2,4}})?(一起)?(住|落户|过|生活|养老)"
    f"|户口也?(在|跟|上在|落在)我?{_CHILD}(家|屋头|那|名下|的户)"
    f"|{_CHILD}(他们)?(的)?(户口)?(名下|家里落户|户头|户口本上)"
    f"|(住|住在|住到)我?{_CHILD}(家|屋头|屋里|那里|那儿|的房)"
    f"|{_CHILD}(们|都|已经|早就)*(在[^,。]{{2,4}})?(已经|都|也|早就)*(成家|结婚|工作|上班|打工|买了?房|当老师|开店|嫁|大学毕业|参加工作|安家|定居)"
    f"|接我(们|过来|来|去)"
)
#: Children who are nobody's of the household, and what their parents are called then.
_OF_OTHERS = re.compile("孙子|孙女|孙儿|孙娃|孙孙|外孙|外甥|侄")
_PARENTS = re.compile("(孩子|娃儿|娃)?[他她]?[爸妈]|(孩子|娃儿)(爸爸|妈妈)")
_PUPIL = re.compile(
    "幼儿园|小学|初[一二三中]|高[一二三中]|年级|读书|上学|大班|中班|小班|中考|高考|转学|学籍|[读上]职高|还小|未成年"
)
_WITHOUT_AGE = 18


def without_strange_children(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens, with the children of other people named as other people."""
    found = []
    minds = bool(_MINDER.search(text))
    strange_parents = minds or bool(_OF_OTHERS.search(text))
    for token in tokens:
        word = token.word
        before = text[max(0, token.start - 12) : token.start]
        is_strange = bool(_CROWD.search(before) or _STRANGE.search(before)) or (
            minds and not _OWN.search(before)
        )
        is_parent = strange_parents and bool(_PARENTS.fullmatch(token.word_text))
        if word is not None and (is_parent or (word.child is not None and is_strange)):
            stranger = Word(text=word.text, classes=("other",))
            found.append(replace(token, word=stranger, children=None))
        else:
            found.append(token)
    return found


def is_of_grown_children(tokens: Sequence[Token], text: str, today: date) -> bool:
    """Whether the children told are grown up: one lives with them, joins them, or is old."""
    if _PUPIL.search(text) or any(token.grade for token in tokens):
        return False
    ages = [token.time for token in tokens if token.time and token.time.kind in ("age", "born")]
    now = Month.on(today)
    if any(its.latest > now - 12 * _WITHOUT_AGE for its in ages):
        return False
    is_old = any(its.latest <= now - 12 * (_OLD - 1) for its in ages)
    return is_old or bool(_WITH_GROWN.search(text)) or "退休" in text
