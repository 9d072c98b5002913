"""Three-valued verdicts (Kleene) and what a verdict can still become.

A verdict is known (yes, no) or unknown. An *outlook* is the set of verdicts a condition can still
reach when the questions that were not answered yet are answered: an outlook with one member is
settled, one with several can be settled by asking. Unknown for any other reason («不知道», no
published amount, left to the counter) is settled as unknown: asking on does not help.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """Whether a requirement holds. Never a boolean: unknown is neither true nor false."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError(f"{self} is not a boolean: compare with `is Verdict.YES`")

    def __invert__(self) -> Verdict:
        return _OPPOSITE[self]

    def __and__(self, other: Verdict) -> Verdict:
        if Verdict.NO in (self, other):
            return Verdict.NO
        return Verdict.YES if self is other is Verdict.YES else Verdict.UNKNOWN

    def __or__(self, other: Verdict) -> Verdict:
        return ~(~self & ~other)


_OPPOSITE = {
    Verdict.YES: Verdict.NO,
    Verdict.NO: Verdict.YES,
    Verdict.UNKNOWN: Verdict.UNKNOWN,
}

# An outlook is a set of verdicts, kept as bits because thousands are combined in a request.
YES = 1
NO = 2
UNKNOWN = 4
OPEN = YES | NO
_BIT = {Verdict.YES: YES, Verdict.NO: NO, Verdict.UNKNOWN: UNKNOWN}
_VERDICT = {bit: verdict for verdict, bit in _BIT.items()}


def verdict_of(outlook: int) -> Verdict:
    """The verdict today: known only if no answer can change it any more."""
    return _VERDICT.get(outlook, Verdict.UNKNOWN)


def is_settled(outlook: int) -> bool:
    """Whether every completion of the answers leads to the same verdict."""
    return outlook in _VERDICT


def members(outlook: int) -> tuple[Verdict, ...]:
    """The verdicts an outlook holds."""
    return tuple(verdict for bit, verdict in _VERDICT.items() if outlook & bit)


def _table(combine: Iterable[tuple[int, int, int]]) -> tuple[tuple[int, ...], ...]:
    table = [[0] * 8 for _ in range(8)]
    for left, right, outlook in combine:
        table[left][right] = outlook
    return tuple(tuple(row) for row in table)


def _pairs(operator: str) -> Iterable[tuple[int, int, int]]:
    for left in range(1, 8):
        for right in range(1, 8):
            outlook = 0
            for a in members(left):
                for b in members(right):
                    outlook |= _BIT[a & b if operator == "and" else a | b]
            yield left, right, outlook


#: ``CONJUNCTION[a][b]``, ``DISJUNCTION[a][b]``: outlooks of ``and``, ``or``, by Kleene's tables.
CONJUNCTION = _table(_pairs("and"))
DISJUNCTION = _table(_pairs("or"))
#: ``NEGATION[a]``: the outlook of ``not``.
NEGATION = tuple(sum(_BIT[~verdict] for verdict in members(outlook)) for outlook in range(8))
