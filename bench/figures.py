"""What was measured: figures with their noise, and how they are printed and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The median of several rounds with the lowest and highest; ``aim``: what was hoped for."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the measurements; ``failed``: what may not be and ends the run with 1."""

    title: str
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def figure(name: str, unit: str, rounds: Sequence[float], aim: str = "") -> Figure:
    """The figure that rounds come to."""
    return Figure(
        name=name, unit=unit, median=median(rounds), low=min(rounds), high=max(rounds), aim=aim
    )


def ratio(
    name: str, above: Sequence[float], below: Sequence[float], aim: str = "", unit: str = "×"
) -> Figure:
    """How many times as much, round by round, so that both sides had the same moment."""
    return figure(name, unit, [a / b for a, b in zip(above, below, strict=True)], aim)


def share(name: str, part: Sequence[float], whole: Sequence[float], aim: str = "") -> Figure:
    """The same in per cent."""
    return ratio(name, [100 * its for its in part], whole, aim, "%")


def markdown(part: Part) -> str:
    """The part as a table, its notes below."""
    lines = [f"### {part.title}", ""]
    if part.figures:
        lines += ["| what | median | low to high | unit | aim |", "|---|---:|---:|---|---|"]
        lines += [_row(its) for its in part.figures]
    lines += ["", *(f"* {note}" for note in part.notes)] if part.notes else []
    lines += [f"* **Failed:** {fault}" for fault in part.failed]
    return "\n".join(lines) + "\n"


def as_json(parts: Iterable[tuple[str, Part]]) -> dict[str, Any]:
    """Every part as JSON keeps it."""
    return {name: asdict(part) for name, part in parts}


def _row(its: Figure) -> str:
    noise = f"{written(its.low)} to {written(its.high)}"
    return f"| {its.name} | {written(its.median)} | {noise} | {its.unit} | {its.aim} |"


def written(value: float) -> str:
    """Three figures that count, and no more decimals than they need."""
    if value == int(value) and abs(value) < 10_000:
        return str(int(value))
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
