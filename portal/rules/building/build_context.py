"""What the builders share: what is known so far, and the list of problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.citations import read_citation
from ..model.districts import Gazetteer, Period, Scope
from ..model.ruleset import Question
from ..model.sources import Citation
from ..model.texts import Text
from ..problem_codes import EntryCode, Noun
from ..problems import Message, Problem, ReadError, say
from ..suggestions import suggestion


def text_of(shape: Any) -> Text | None:
    """A shape's text, or None where there is none."""
    return None if shape is None else Text(shape.zh, shape.en)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a service may rest on besides its document: of most entries the names alone."""

    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    questions: Mapping[str, Question] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer(districts={}, groups={}))


class Workbench:
    """Collects problems and resolves names against what was built before."""

    def __init__(self, problems: Iterable[Problem] = (), ground: Ground | None = None) -> None:
        known = ground or Ground()
        self.problems = list(problems)
        self.topics: Collection[str] = known.topics
        self.sources: Collection[str] = known.sources
        self.questions = known.questions
        self.papers: Collection[str] = known.papers
        self.contacts: Collection[str] = known.contacts
        self.gazetteer = known.gazetteer

    @property
    def ground(self) -> Ground:
        """What was built so far, as far as documents of services may rest on it."""
        return Ground(
            topics=frozenset(self.topics),
            sources=frozenset(self.sources),
            papers=frozenset(self.papers),
            contacts=frozenset(self.contacts),
            questions=self.questions,
            gazetteer=self.gazetteer,
        )

    def note(
        self,
        file: str,
        place: str,
        message: Message,
        hint: Message | None = None,
        column: int = 0,
    ) -> None:
        self.problems.append(
            Problem(file=file, place=place, message=message, hint=hint, column=column)
        )

    def known(self, file: str, place: str, name: str, names: Collection[str], what: Noun) -> bool:
        """Whether a name exists; notes a problem with the nearest one if not."""
        if name in names:
            return True
        message = say(EntryCode.UNKNOWN_NAME, name=name, what=what)
        self.note(file, place, message, suggestion(name, list(names)))
        return False

    def citations(self, file: str, place: str, texts: Iterable[str]) -> tuple[Citation, ...]:
        found = []
        for text in texts:
            try:
                citation = read_citation(text)
            except ReadError as fault:
                self.note(file, f"{place}.source", fault.message, fault.hint)
                continue
            if self.known(file, f"{place}.source", citation.source, self.sources, Noun.SOURCE):
                found.append(citation)
        return tuple(found)

    def scope(self, file: str, place: str, shape: Any) -> Scope:
        names = tuple(shape.districts)
        if names:
            known = [*self.gazetteer.districts, *self.gazetteer.groups]
            for name in names:
                self.known(file, f"{place}.districts", name, known, Noun.DISTRICT_OR_GROUP)
        if shape.since and shape.until and shape.until < shape.since:
            self.note(file, f"{place}.until", say(EntryCode.ENDS_EARLY))
        return Scope(names, Period(shape.since, shape.until))
