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
    """A condition over the results of its atoms: its outlook alone, and its whole trace.

    The outlook takes a few look-ups in a table; why it came to that is asked far less often.
    """

    outlook: Callable[[Results], int]
    trace: Callable[[Results], Trace]


def result_of(number: int) -> Combined:
    """The result of a single atom."""
    return Combined(lambda results: results[number].outlook, itemgetter(number))


def negation(part: Combined) -> Combined:
    def outlook(results: Results) -> int:
        return NEGATION[part.outlook(results)]

    def trace(results: Results) -> Trace:
        return part.trace(results)._replace(outlook=outlook(results))

    return Combined(outlook, trace)


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

    def trace(results: Results) -> Trace:
        traces = [part.trace(results) for part in parts]
        found = outlook(results)
        if found == decisive:
            traces = [its for its in traces if its.outlook == decisive]
        elif found & UNKNOWN:
            traces = _without_idle_questions(traces, table, neutral)
        return _union(found, traces)

    return Combined(outlook, trace)


def _without_idle_questions(
    traces: list[Trace], table: tuple[tuple[int, ...], ...], neutral: int
) -> list[Trace]:
    """Beside a part that stays unknown, some open parts cannot matter: they lack nothing."""
    kept = []
    for place, trace in enumerate(traces):
        rest = neutral
        for other in traces[:place] + traces[place + 1 :]:
            rest = table[rest][other.outlook]
        reached = {table[rest][bit] for bit in (YES, NO, UNKNOWN) if trace.outlook & bit}
        kept.append(trace if len(reached) > 1 else trace._replace(missing=()))
    return kept


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
