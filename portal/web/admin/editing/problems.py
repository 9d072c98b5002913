"""Problems in the language of the page. The rules say them in English, for the console.

Each wording of the rules stands here once as a message to be translated; what varies in it (ids,
amounts, days) is recognised, carried over and marked as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext

from ....rules.problems import Problem

#: Marks a message for translation; it is translated when it is said.
N_ = str

_MESSAGES = (
    N_("is missing"),
    N_("is not a known field"),
    N_("stands in %(file)s too"),
    N_("%(name)s is not a known source"),
    N_("%(name)s is not a known district or group"),
    N_("%(name)s is not a known group of districts"),
    N_("%(name)s is not a known %(what)s"),
    N_("%(name)s is neither a question nor a parameter"),
    N_("%(name)s is no district on %(day)s"),
    N_("%(name)s does not exist on %(day)s"),
    N_("%(name)s does not stand here"),
    N_("%(name)s is a month"),
    N_("%(name)s is a literal"),
    N_("%(name)s is one word too many"),
    N_("%(name)s is not a comparison"),
    N_("%(name)s is not a clause: write %(forms)s"),
    N_("%(name)s is not a kind of reference"),
    N_("%(name)s names no service"),
    N_("%(name)s can only be compared by ==, != or in"),
    N_("%(name)s cannot be compared"),
    N_("%(name)s cannot become %(value)s"),
    N_("%(name)s expected"),
    N_("something is missing here"),
    N_("unexpected character %(name)s"),
    N_("a comparison needs an answer on one side"),
    N_("the condition is empty"),
    N_("the condition is nested too deeply"),
    N_("the condition is longer than %(most)s characters"),
    N_("ends before it begins"),
    N_("options go with kind choice, and only so"),
    N_("a number needs a unit"),
    N_("must be larger than the minimum"),
    N_("must not be less than the minimum"),
    N_("only month questions have the answer none"),
    N_("must be %(name)s, the name of the file"),
    N_("must be %(name)s, the name of the folder"),
    N_("must lie after verified_on"),
    N_("must be true or false"),
    N_("must be a number"),
    N_("must be a whole number of fen"),
    N_("must be a month written YYYY-MM"),
    N_("must lie between %(low)s and %(high)s"),
    N_("may have at most %(most)s decimal places"),
    N_("lies after the day asked about, %(day)s"),
    N_("is not one of the options"),
    N_("is not a question"),
    N_("is not a district"),
    N_("is that of %(name)s"),
    N_("is never in force while %(name)s exists"),
    N_("is asked by no requirement"),
    N_("is neither used nor shown"),
    N_("has no service"),
    N_("has too many decimals"),
    N_("has more than one decimal"),
    N_("does not fit the unit %(unit)s"),
    N_("money is whole fen"),
    N_("a yearly amount needs the day it ends"),
    N_("an amount in words needs text.zh and text.en, and no value"),
    N_("a formality has no condition"),
    N_("stands only beside a computed `when`"),
    N_("needs either opens and closes, or month, or anniversary_of"),
    N_("needs either carried_by or left_out, and not both"),
    N_("towns differ in number between zh and en"),
    N_("one successor must take the rest"),
    N_("no amount between %(first)s and %(second)s"),
    N_("two rows of one rank are in force together in %(name)s"),
    N_("covered in %(name)s on %(day)s, but no requirement is in force"),
    N_("no example exactly at %(amount)s"),
    N_("no example one step below %(amount)s"),
    N_("no example one step above %(amount)s"),
    N_("there is none"),
    N_("%(example)s: is %(found)s, not %(wanted)s (%(because)s)"),
    N_("%(example)s: is %(found)s, not %(wanted)s"),
    N_("%(example)s: %(name)s is not unknown"),
    N_("%(example)s: %(name)s is not no"),
    N_("the Chinese text holds no Chinese"),
    N_("the Chinese text holds %(words)s"),
    N_("half-width %(sign)s in the Chinese text"),
    N_("the English text holds Chinese"),
    N_("a machine word (with _) stands in a text"),
    N_("an amount is written in figures"),
    N_("no document belongs here"),
    N_("larger than %(most)s KB"),
    N_("nested more than %(most)s levels deep"),
    N_("not readable as TOML: %(fault)s"),
    N_("is not a zip file"),
    N_("holds too many or too large files"),
    N_("stands in the zip twice"),
    N_("cannot be read: %(fault)s"),
    N_("is not an id"),
    N_("the same as in row %(row)s"),
    N_("has more than two decimals"),
    N_("is no day of the calendar"),
    N_("is not a day"),
    N_("is not a figure"),
    N_("holds control characters"),
    N_("is not a known column"),
    N_("stands there twice"),
    N_("stands under no heading"),
    N_("the list is empty"),
    N_("longer than %(most)s characters"),
    N_("more than %(most)s rows"),
    N_("a day is written 2025-08-01"),
    N_("String should have at least %(least)s character"),
    N_("String should have at most %(most)s characters"),
    N_("String should match pattern %(pattern)s"),
    N_("Input should be %(kind)s"),
    N_("did you mean %(name)s?"),
    N_("known: %(names)s"),
    N_("one of %(names)s"),
    N_("100 fen are 1 yuan"),
    N_("null means «不知道»"),
    N_('or "none" for «没有»'),
    N_("its area belongs to %(names)s"),
    N_("policy, requirement, parameter, source, …"),
    N_("a condition holds names, numbers, and or not, comparisons and parentheses"),
    N_("compare like with like"),
    N_("join with and, or"),
    N_("leave `when` out instead"),
    N_("use full-width punctuation"),
    N_("use %(names)s"),
    N_("write months(%(name)s) or years(%(other)s)"),
    N_("found %(name)s"),
    N_("%(name)s is of kind %(kind)s"),
    N_("drop `when` or `check`"),
    N_('or say check = "formality" or "judgement"'),
    N_("examples cover both sides of every threshold"),
    N_("law may change it: make it a parameter with dated, cited rows"),
    N_("a Chinese name may stand in brackets only"),
    N_("name it, and make it a parameter: the page puts the amount beside it"),
    N_("say it in plain words"),
    N_("write it in Chinese"),
    N_("see the list of documents in the content folder's README"),
)
"""Every message and hint of the rules; the closer wordings stand before the wider ones."""

_SLOT = re.compile(r"%\((\w+)\)s")
_MARK = "\x00"


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a wording; ``is_code``: an id, an amount or a day, the same in every language."""

    words: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem and its hint, piece by piece."""

    words: tuple[Bit, ...]
    hint: tuple[Bit, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for msgid in _MESSAGES:
        parts = _SLOT.split(msgid)
        form = "".join(
            re.escape(part) if i % 2 == 0 else f"(?P<{part}>.+?)" for i, part in enumerate(parts)
        )
        found.append((re.compile(form, re.DOTALL), msgid))
    return tuple(found)


def problem_words(problem: Problem) -> ProblemWords:
    """A problem in the language of the request."""
    return ProblemWords(said(problem.message), said(problem.hint) if problem.hint else ())


def said(message: str) -> tuple[Bit, ...]:
    """One message of the rules in the language of the request; an unknown one as it is."""
    for pattern, msgid in _patterns():
        match = pattern.fullmatch(message)
        if match is not None:
            slots = {n: f"{_MARK}{v.strip(chr(39))}{_MARK}" for n, v in match.groupdict().items()}
            return tuple(_bits(gettext(msgid, **slots)))
    return (Bit(message, is_code=True),)


def _bits(words: str) -> Iterator[Bit]:
    for i, part in enumerate(words.split(_MARK)):
        if part:
            yield Bit(part, is_code=i % 2 == 1)
