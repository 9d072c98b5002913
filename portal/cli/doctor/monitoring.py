"""What the doctor says to whoever watches by machine: one line and an exit code."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Line, State

#: As the plugins of Nagios end, which Icinga, Zabbix and others read: OK, WARNING, CRITICAL.
EXIT_CODES: dict[State, int] = {"ok": 0, "advice": 1, "fault": 2}
_WORDS: dict[State, str] = {"ok": "OK", "advice": "WARNING", "fault": "CRITICAL"}


def state_of(lines: Sequence[Line]) -> State:
    """The worst state among lines."""
    return max((line.state for line in lines), key=EXIT_CODES.__getitem__, default="ok")


def summary(lines: Sequence[Line]) -> str:
    """The worst state, what is not well, worst first, and counts as performance data."""
    wrong = sorted(
        (line for line in lines if line.state != "ok"),
        key=lambda line: -EXIT_CODES[line.state],
    )
    said = "; ".join(f"{line.subject}: {line.says}" for line in wrong) or "all is well"
    counts = {state: sum(line.state == state for line in lines) for state in EXIT_CODES}
    measured = f"faults={counts['fault']} advice={counts['advice']}"
    return f"PORTAL {_WORDS[state_of(lines)]} - {said.replace('|', '/')} | {measured}"
