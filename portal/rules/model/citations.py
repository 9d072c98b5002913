"""Citations as text: ``residence-permit-regulation art.9,art.12/par.1/item.3``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

from ..chinese_numerals import with_figures
from ..problem_codes import EntryCode, Hint
from ..problems import ReadError, say
from .sources import Citation, Clause

CLAUSES = {
    "annex": ("附件{}", "annex {}"),
    "box": ("专栏{}", "box {}"),
    "part": ("第{}部分", "part {}"),
    "ch": ("第{}章", "chapter {}"),
    "sec": ("第{}节", "section {}"),
    "art": ("第{}条", "art. {}"),
    "par": ("第{}款", "para. {}"),
    "item": ("第{}项", "item {}"),
    "point": ("第{}目", "point {}"),
}
"""How each kind of clause is named, in Chinese and in English; what may hold others first."""

_DEPTH = {kind: depth for depth, kind in enumerate(CLAUSES)}
_AS_CITED = ("art.9", "art.12/par.1/item.3", "sec.4.1", "item.34", "box.9", "ch.1", "annex.2")
_AS_SAID = ("第九条", "第6条第（二）款", "第十二条第一款第（三）项", "第4.1节", "专栏9", "附件2")
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,4})*(?:-[0-9]{1,3})?"
_PART = re.compile(rf"({'|'.join(CLAUSES)})\.({_NUMBER})")


def read_citation(text: str) -> Citation:
    """Read a source with its clauses; raises ReadError for a clause of no known form."""
    source, _, rest = text.strip().partition(" ")
    clauses = []
    for written in filter(None, (piece.strip() for piece in rest.split(","))):
        parts = [_PART.fullmatch(part) for part in written.split("/")]
        clause = tuple((match[1], match[2]) for match in parts if match is not None)
        if len(clause) != len(parts):
            raise ReadError(
                say(EntryCode.NOT_A_CLAUSE, typed=written), say(Hint.WRITE, forms=_AS_CITED)
            )
        clauses.append(clause)
    return Citation(source, tuple(clauses))


def clause_words(citation: Citation, language: str) -> str:
    """The clauses in words of ``zh`` or ``en``; empty if none is given.

    Clauses of several levels are set apart by ``；``: behind ``、`` a lower level alone would be
    read as one of the clause before it.
    """
    form = 1 if language == "en" else 0
    words = [
        (" " if form else "").join(_part_words(kind, number, form) for kind, number in clause)
        for clause in citation.clauses
    ]
    deep = any(len(clause) > 1 for clause in citation.clauses)
    return ("; " if form else "；" if deep else "、").join(words)


def _part_words(kind: str, number: str, form: int) -> str:
    """One level: ``第12条``, ``第120条之1``, ``art. 120-1``."""
    whole, _, inserted = number.partition("-")
    if form or not inserted:
        return CLAUSES[kind][form].format(number)
    return f"{CLAUSES[kind][form].format(whole)}之{inserted}"


_SAID_NUMBER = r"\(?[0-9]{1,4}(?:\.[0-9]{1,4}){0,5}\)?"
_SAID_NUMBERS = (
    rf"(?P<numbers>{_SAID_NUMBER}"
    rf"(?:(?:(?:[、,和及至到~-]|以及)第?|第|(?=\()){_SAID_NUMBER}){{0,99}})"
)
"""Numbers of one level. Each but the first begins with a sign of its own, so that a long run of
figures is read in one way only."""
_UNITS = {
    "部分": "part",
    "章": "ch",
    "节": "sec",
    "節": "sec",
    "条": "art",
    "條": "art",
    "款": "par",
    "项": "item",
    "項": "item",
    "目": "point",
}
_BEHIND = re.compile(
    rf"第?{_SAID_NUMBERS}(?P<unit>{'|'.join(_UNITS)})(?:之(?P<inserted>[0-9]{{1,3}}))?"
)
"""A level as Chinese law writes it: ``第(3)项``, ``第1、2款``, ``第9至11条``."""
_NAMES = {
    "art": r"art(?:icle)?",
    "sec": r"sec(?:tion)?",
    "par": r"par(?:a|agraph)?",
    "item": "item",
    "point": "point",
    "box": "box|专栏",
    "ch": r"ch(?:apter)?",
    "part": "part",
    "annex": "annex|附件|附表",
}
_BEFORE = re.compile(
    rf"(?:{'|'.join(f'(?P<{kind}>{names})' for kind, names in _NAMES.items())})"
    rf"[. ]*第?(?P<number>{_NUMBER})"
)
"""A level whose name stands before its number: ``专栏9``, ``art. 9``."""
_SEPARATOR = re.compile(r" *([,;、和及与]|以及) *")
_RANGE = re.compile(
    rf"(?P<number>{_SAID_NUMBER})(?P<unit>{'|'.join(_UNITS)})(?=[至到~-]第?{_SAID_NUMBER}(?P=unit))"
)
"""The first end of a range whose unit is said twice: ``第9条至第11条``."""
_ONE_NUMBER = re.compile(r"(?P<range>[至到~-])?第?\(?(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4})*)\)?")
_BRACKETED = r"\([一二三四五六七八九十百]{1,5}\)"
_JOINED = r"(?:[、,和及至到~-]|以及)?"
_NAMELESS_ITEMS = re.compile(
    rf"(?P<before>^|[;条條款](?:之[0-9一二三四五六七八九十]{{1,3}})?)"
    rf"(?P<items>{_BRACKETED}(?:{_JOINED}{_BRACKETED}){{0,99}})"
    rf"(?!{_JOINED}第?\(|{'|'.join(_UNITS)})"
)
"""Items named by their number alone: ``第六条(二)``, ``(三十四)``.

Laws print the numbers of items in Chinese and in brackets, and those of nothing else inside an
article; paragraphs bear none. Behind a chapter, or behind ``一、`` and ``第六条、``, it could be
another level, and it is left to be told.
"""
_MOST = 60
"""Clauses that may be said at once."""


def clauses_said(words: str) -> str:
    """Clauses as people write them in the form of a citation.

    ``第9条、第10条``, ``第六条第（二）款``, ``第十二条第一款第（三）项``, ``第六条（二）``,
    ``art. 9``; raises ReadError for what is no clause.
    """
    clauses = list(islice(_clauses(_plain(words)), _MOST + 1))
    if len(clauses) > _MOST:
        raise _not_a_clause(words)
    return ",".join("/".join(f"{kind}.{number}" for kind, number in clause) for clause in clauses)


def _plain(words: str) -> str:
    """The words with plain figures and brackets, without the title of the document."""
    text = unicodedata.normalize("NFKC", words).lower().replace("/", " ")
    text = re.sub("《[^《》]*》", "", text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = text.strip() if re.search("[a-z]", text) else re.sub(r"\s", "", text)
    text = with_figures(_NAMELESS_ITEMS.sub(_with_unit, text))
    return _RANGE.sub(r"\g<number>", text)


def _with_unit(match: re.Match[str]) -> str:
    """Items with the unit that their numbers stand for: ``(一)(二)`` → ``第(一)项、第(二)项``."""
    items = match["items"].replace(")(", ")、(")
    return match["before"] + re.sub(_BRACKETED, r"第\g<0>项", items)


def _clauses(text: str) -> Iterator[Clause]:
    """The clauses of a plain text; behind ``、`` a like level shares the levels above it."""
    at = 0
    before: Clause = ()
    while at < len(text):
        levels, at = _levels(text, at)
        if not levels:
            raise _not_a_clause(text[at:])
        shared = before[:-1] if before and before[-1][0] == levels[0][0][0] else ()
        for parts in product(*levels):
            before = (*shared, *parts)
            yield before
        separator = _SEPARATOR.match(text, at)
        if separator is None and at < len(text):
            raise _not_a_clause(text[at:])
        if separator is not None:
            at = separator.end()
            before = before if separator[1] != ";" and len(before) > 1 else ()


def _levels(text: str, at: int) -> tuple[list[list[tuple[str, str]]], int]:
    """The levels of one clause, each with its numbers, and the place behind them."""
    levels: list[list[tuple[str, str]]] = []
    while level := _level_behind(text, at) or _level_before(text, at):
        kind, numbers, end = level
        if levels and _DEPTH[levels[-1][0][0]] >= _DEPTH[kind]:
            break
        at = end
        levels.append([(kind, number) for number in numbers])
        while text[at : at + 1] == " ":
            at += 1
    return levels, at


def _level_behind(text: str, at: int) -> tuple[str, list[str], int] | None:
    """A level whose name stands behind its numbers, and the place behind it."""
    match = _BEHIND.match(text, at)
    if match is None:
        return None
    numbers = list(_numbers(match["numbers"]))
    if match["inserted"]:
        numbers[-1] = f"{numbers[-1]}-{match['inserted']}"
    return _UNITS[match["unit"]], numbers, match.end()


def _level_before(text: str, at: int) -> tuple[str, list[str], int] | None:
    """A level whose name stands before its number, and the place behind it."""
    match = _BEFORE.match(text, at)
    if match is None:
        return None
    return next(kind for kind in _NAMES if match[kind]), [match["number"]], match.end()


def _numbers(written: str) -> Iterator[str]:
    """Single numbers and those of ranges: ``9至11`` gives 9, 10, 11."""
    last = ""
    for match in _ONE_NUMBER.finditer(written):
        number = match["number"]
        if match["range"] and last.isdigit() and number.isdigit():
            between = range(int(last) + 1, int(number))
            if len(between) > _MOST:
                raise _not_a_clause(written)
            yield from map(str, between)
        yield number
        last = number


def _not_a_clause(typed: str) -> ReadError:
    return ReadError(say(EntryCode.NOT_A_CLAUSE, typed=typed[:40]), say(Hint.WRITE, forms=_AS_SAID))
