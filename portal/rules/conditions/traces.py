"""Traces: what a condition came to and why, and how traces of parts are joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from ..model.answers import Answers
from .verdict import NEGATION, NO, UNKNOWN, YES


class Trace(NamedTuple):
    """What a condition came to, and why.

    ``outlook``: the verdicts still possible (see `verdict`); ``answers``: questions whose answer it
    used; ``missing``: unanswered questions that could still change it; ``unclear``: questions
    answered «不知道»; ``parameters``: amounts it used; ``gaps``: parameters without an amount;
    ``by_day``: questions whose month leaves it open on which day it began, and that day decides;
    ``by_year``: questions answered «不知道» that would say at which year's cut-off it is measured.
    """

    outlook: int
    answers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    by_day: tuple[str, ...] = ()
    by_year: tuple[str, ...] = ()


Compiled = Callable[[Answers], Trace]
Results = Sequence[Trace]
"""What each atom of some conditions came to, in the order of their numbers."""


class Combined(NamedTuple):
    """A condition over the results of its atoms: its outlook, what it lacks, and its whole trace.

    ``missing`` is that of the trace. The outlook takes a few look-ups in a table; it is asked for
    at each evaluation, as is what is missing, while why it came to that is asked far less often.
    """

    outlook: Callable[[Results], int]
    missing: Callable[[Results], tuple[str, ...]]
    trace: Callable[[Results], Trace]


def result_of(number: int) -> Combined:
    """The result of a single atom."""
    return Combined(
        lambda results: results[number].outlook,
        lambda results: results[number].missing,
        itemgetter(number),
    )


def negation(part: Combined) -> Combined:
    def outlook(results: Results) -> int:
        return NEGATION[part.outlook(results)]

    def trace(results: Results) -> Trace:
        return part.trace(results)._replace(outlook=outlook(results))

    return Combined(outlook, part.missing, trace)


def joined_parts(
    parts: tuple[Combined, ...], table: tuple[tuple[int, ...], ...], decisive: int
) -> Combined:
    """``and`` (decisive NO) or ``or`` (decisive YES).

    Decided by some parts: those alone are the reason. Open: the undecided parts say what is
    missing. Otherwise all parts together are the reason.
    """
    neutral = NO if decisive == YES else YES
    outlooks = tuple([part.outlook for part in parts])

    def outlook(results: Results) -> int:
        found = neutral
        for part in outlooks:
            found = table[found][part(results)]
            if found == decisive:
                break
        return found

    def is_idle(number: int, each: Sequence[int]) -> bool:
        """Whether a part, open or not, cannot change what it comes to beside the others."""
        rest = neutral
        for other in (*each[:number], *each[number + 1 :]):
            rest = table[rest][other]
        reached = {table[rest][bit] for bit in (YES, NO, UNKNOWN) if each[number] & bit}
        return len(reached) == 1

    def missing(results: Results) -> tuple[str, ...]:
        found = outlook(results)
        if found == decisive:
            return ()
        asked = parts
        # Beside a part that stays unknown, some open parts cannot matter: they lack nothing.
        if found & UNKNOWN:
            each = [part(results) for part in outlooks]
            asked = tuple([its for n, its in enumerate(parts) if not is_idle(n, each)])
        return _once(tuple([part.missing(results) for part in asked]))

    def trace(results: Results) -> Trace:
        traces = [part.trace(results) for part in parts]
        found = outlook(results)
        if found == decisive:
            traces = [its for its in traces if its.outlook == decisive]
        return _union(found, traces)._replace(missing=missing(results))

    return Combined(outlook, missing, trace)


def _union(outlook: int, traces: list[Trace]) -> Trace:
    if len(traces) == 1:
        return traces[0]._replace(outlook=outlook)
    _, *names = zip(*traces, strict=True)
    return Trace(outlook, *map(_once, names))


def _once(names: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    named = [group for group in names if group]
    if len(named) < 2:
        return named[0] if named else ()
    return tuple(dict.fromkeys([name for group in named for name in group]))
