"""What the builders share: what is known so far, and the list of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.citations import read_citation
from ..model.districts import Gazetteer, Period, Scope
from ..model.ruleset import Contact, Paper, Question, Topic
from ..model.sources import Citation, Source
from ..model.texts import Text
from ..problem_codes import EntryCode, Noun
from ..problems import Message, Problem, ReadError, say
from ..suggestions import suggestion


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
        self.gazetteer = Gazetteer(districts={}, groups={})

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

    def known(self, file: str, place: str, name: str, names: Iterable[str], what: Noun) -> bool:
        """Whether a name exists; notes a problem with the nearest one if not."""
        known = list(names)
        if name not in known:
            message = say(EntryCode.UNKNOWN_NAME, name=name, what=what)
            self.note(file, place, message, suggestion(name, known))
        return name in known

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
        known = [*self.gazetteer.districts, *self.gazetteer.groups]
        for name in names:
            self.known(file, f"{place}.districts", name, known, Noun.DISTRICT_OR_GROUP)
        if shape.since and shape.until and shape.until < shape.since:
            self.note(file, f"{place}.until", say(EntryCode.ENDS_EARLY))
        return Scope(names, Period(shape.since, shape.until))
