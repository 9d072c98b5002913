"""One checklist of documents over several services, each document once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .evaluation import ServiceFrame
from .model import Paper, PaperNeeded


@dataclass(frozen=True, slots=True)
class Item:
    """A document with every service that asks for it."""

    paper: Paper
    needed: tuple[tuple[str, PaperNeeded], ...]


def checklist(frames: Iterable[ServiceFrame]) -> tuple[Item, ...]:
    """The documents of some services in one district on one day, in order of first mention."""
    found: dict[str, list[tuple[str, PaperNeeded]]] = {}
    papers: dict[str, Paper] = {}
    for frame in frames:
        papers |= frame.ruleset.papers
        for needed in frame.service.papers:
            if needed.scope.holds(frame.place.district, frame.place.day):
                found.setdefault(needed.paper, []).append((frame.service.id, needed))
    return tuple(Item(papers[name], tuple(its)) for name, its in found.items())
