"""Traces: what a condition came to and why, and how traces of parts are joined."""

from __future__ import annotations

from collections.abc import Callable
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


def negation(part: Compiled) -> Compiled:
    def negated(answers: Answers) -> Trace:
        trace = part(answers)
        return trace._replace(outlook=NEGATION[trace.outlook])

    return negated


def joined_parts(
    parts: tuple[Compiled, ...], table: tuple[tuple[int, ...], ...], decisive: int
) -> Compiled:
    """``and`` (decisive NO) or ``or`` (decisive YES).

    Decided by some parts: those alone are the reason. Open: the undecided parts say what is
    missing. Otherwise all parts together are the reason.
    """
    neutral = NO if decisive == YES else YES

    def joined(answers: Answers) -> Trace:
        traces = [part(answers) for part in parts]
        outlook = neutral
        for trace in traces:
            outlook = table[outlook][trace.outlook]
        if outlook == decisive:
            traces = [trace for trace in traces if trace.outlook == decisive]
        elif outlook & UNKNOWN:
            traces = _without_idle_questions(traces, table, neutral)
        return _union(outlook, traces)

    return joined


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
    return tuple(dict.fromkeys([name for group in names for name in group]))
