"""One checklist of documents over several services, each document once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.ruleset import Paper, PaperNeeded
from .answer_reader import Answers
from .outcomes import ServiceFrame


@dataclass(frozen=True, slots=True)
class Item:
    """A document with every service that asks for it."""

    paper: Paper
    needed: tuple[tuple[str, PaperNeeded], ...]


def checklist(services: Iterable[tuple[ServiceFrame, Answers]]) -> tuple[Item, ...]:
    """The documents of some services for the routes that are taken, in order of first mention.

    ``services``: each with the flat answers of whom it is for.
    """
    found: dict[str, list[tuple[str, PaperNeeded]]] = {}
    papers: dict[str, Paper] = {}
    for frame, answers in services:
        papers |= frame.ruleset.papers
        for needed in frame.office.papers(answers):
            found.setdefault(needed.paper, []).append((frame.service.id, needed))
    return tuple(Item(papers[name], tuple(its)) for name, its in found.items())
