"""What the builders share: what is known so far, and the list of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..citing import read_citation
from ..districts import Gazetteer, Period, Scope
from ..model import Contact, Paper, Question, Topic
from ..near import nearest
from ..problems import Problem
from ..sources import Citation, Source
from ..texts import Text


def text_of(shape: Any) -> Text | None:
    """A shape's text, or None where there is none."""
    return None if shape is None else Text(shape.zh, shape.en)


class Workbench:
    """Collects problems and resolves names against what was built before."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        self.topics: Mapping[str, Topic] = {}
        self.sources: Mapping[str, Source] = {}
        self.questions: Mapping[str, Question] = {}
        self.papers: Mapping[str, Paper] = {}
        self.contacts: Mapping[str, Contact] = {}
        self.gazetteer = Gazetteer({}, {})

    def note(self, file: str, place: str, message: str, hint: str = "", column: int = 0) -> None:
        self.problems.append(Problem(file, place, message, hint, column=column))

    def known(self, file: str, place: str, name: str, names: Iterable[str], what: str) -> bool:
        """Whether a name exists; notes a problem with the nearest one if not."""
        known = list(names)
        if name not in known:
            self.note(file, place, f"{name!r} is not a known {what}", nearest(name, known))
        return name in known

    def citations(self, file: str, place: str, texts: Iterable[str]) -> tuple[Citation, ...]:
        found = []
        for text in texts:
            try:
                citation = read_citation(text)
            except ValueError as fault:
                self.note(file, f"{place}.source", str(fault))
                continue
            if self.known(file, f"{place}.source", citation.source, self.sources, "source"):
                found.append(citation)
        return tuple(found)

    def scope(self, file: str, place: str, shape: Any) -> Scope:
        names = tuple(shape.districts)
        known = [*self.gazetteer.districts, *self.gazetteer.groups]
        for name in names:
            self.known(file, f"{place}.districts", name, known, "district or group")
        if shape.since and shape.until and shape.until < shape.since:
            self.note(file, f"{place}.until", "ends before it begins")
        return Scope(names, Period(shape.since, shape.until))
