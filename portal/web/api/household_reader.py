"""The people of a request: flat answers, or a household with its adults and children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...problem_words import WORDS, english
from ...rules.evaluation.answer_reader import Answers, read_answers
from ...rules.evaluation.contradictions import Contradiction, contradictions
from ...rules.evaluation.household_outcomes import SIZE, household_of, size_differs
from ...rules.model.households import (
    MOST_ADULTS,
    MOST_CHILDREN,
    THE_HOUSEHOLD,
    Household,
    Subject,
    Who,
)
from ...rules.model.ruleset import Ruleset
from .former_questions import FORMER, carried_over
from .problems import Fault
from .shapes.outcomes import NoticeShape

FLAT = "answers"
HOUSEHOLD = "household"
ADULTS = "adults"
CHILDREN = "children"
PEOPLE = (HOUSEHOLD, ADULTS, CHILDREN)
"""The members that tell a household person by person."""

Clash = tuple[Subject, Subject | None, Contradiction]
"""An adult and a child, if there is one, among whose answers something contradicts."""

_OF_WHOM: Mapping[Who, str] = {
    "household": "the whole household",
    "adult": "each adult",
    "child": "each child",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the answers of each subject stand in a request; ``flat``: all in one object."""

    flat: bool

    def person(self, subject: Subject) -> str:
        """The JSON pointer of a subject's answers."""
        if self.flat:
            return f"/{FLAT}"
        if subject == THE_HOUSEHOLD:
            return f"/{HOUSEHOLD}"
        return f"/{ADULTS if subject.kind == 'adult' else CHILDREN}/{subject.number - 1}"

    def answer(self, subject: Subject, question: str) -> str:
        """The JSON pointer of one answer."""
        return f"{self.person(subject)}/{escaped(question)}"


def places_in(body: Mapping[str, Any]) -> Places:
    """Where the answers stand in a body."""
    return Places(not any(name in body for name in PEOPLE))


@dataclass(slots=True, kw_only=True)
class HouseholdReader:
    """Reads the people of a body; every fault and every notice is collected."""

    body: Mapping[str, Any]
    ruleset: Ruleset
    day: date
    today: date
    faults: list[Fault] = field(default_factory=list)
    notices: list[NoticeShape] = field(default_factory=list)

    @property
    def places(self) -> Places:
        """Where the answers stand."""
        return places_in(self.body)

    def read(self) -> Household:
        """The household that the body tells of, as far as it can be read."""
        if self.places.flat:
            read = self._answers(self.body.get(FLAT, {}), None, f"/{FLAT}")
            self._refuse_contradictions(_clashes_of_one(read, self.day))
            return household_of(read, self.ruleset.questions)
        if FLAT in self.body:
            beside = " and ".join(name for name in PEOPLE if name in self.body)
            hint = f"send either {FLAT}, or {HOUSEHOLD}, {ADULTS} and {CHILDREN}"
            self._refuse(f"/{FLAT}", f"cannot stand beside {beside}", hint)
            return Household()
        household = self._household()
        self._refuse_contradictions(_clashes(household, self.day))
        return household

    def _household(self) -> Household:
        shared = self._answers(self.body.get(HOUSEHOLD, {}), THE_HOUSEHOLD, f"/{HOUSEHOLD}")
        adults = self._people(ADULTS, "adult", 1, MOST_ADULTS) if ADULTS in self.body else ()
        children = self._people(CHILDREN, "child", 0, MOST_CHILDREN)
        household = Household(household=shared, adults=adults, children=children)
        differing = size_differs(household)
        if differing:
            said, told = differing
            notice: NoticeShape = {
                "pointer": self.places.answer(THE_HOUSEHOLD, SIZE),
                "message": f"says {said}, and {told} are told of",
                "hint": "both are taken as they stand; correct what is not so",
            }
            self.notices.append(notice)
        return household

    def _people(self, name: str, kind: Who, least: int, most: int) -> tuple[Answers, ...]:
        told = self.body.get(name, [])
        if not isinstance(told, list):
            self._refuse(f"/{name}", "must be a list of objects, one for each person")
            return ()
        if not least <= len(told) <= most:
            hint = f"send {least} to {most}, or leave {name} out"
            self._refuse(f"/{name}", f"has {len(told)} entries", hint)
            return ()
        people = [Subject(kind, number) for number in range(1, len(told) + 1)]
        return tuple(
            self._answers(raw, person, self.places.person(person))
            for person, raw in zip(people, told, strict=True)
        )

    def _answers(self, raw: object, subject: Subject | None, pointer: str) -> Answers:
        """The answers of one subject; of everybody where all are told in one object."""
        if not isinstance(raw, dict):
            self._refuse(pointer, "must be an object")
            return {}
        own = raw
        if subject is not None:
            own = {name: value for name, value in raw.items() if self._is_of(name, subject)}
            for name in raw.keys() - own.keys():
                self._refuse_stranger(name, subject, pointer)
        if subject is None or subject.kind == "adult":
            own, notices = carried_over(own, self.today, self.ruleset.questions, pointer)
            self.notices += notices
        read, problems = read_answers(self.ruleset.questions, own, self.day, self.ruleset.gazetteer)
        self.faults += [
            Fault(
                pointer=f"{pointer}/{escaped(its.question)}",
                message=english(its.message),
                hint=english(its.hint),
                successors=its.successors,
            )
            for its in problems
        ]
        return read

    def _whose(self, name: str) -> Who | None:
        """Whose fact a question is; None where there is no such question."""
        question = self.ruleset.questions.get(name)
        if question is not None:
            return question.of
        return "adult" if any(name == its.question for its in FORMER) else None

    def _is_of(self, name: str, subject: Subject) -> bool:
        return self._whose(name) in (subject.kind, None)

    def _refuse_stranger(self, name: str, subject: Subject, pointer: str) -> None:
        whose = self._whose(name)
        assert whose is not None
        right = THE_HOUSEHOLD if whose == "household" else Subject(whose, 1)
        self._refuse(
            f"{pointer}/{escaped(name)}",
            f"is a question of {_OF_WHOM[whose]}, not of {_named(subject)}",
            f"send it as {self.places.answer(right, name)}",
        )

    def _refuse_contradictions(self, clashes: Iterable[Clash]) -> None:
        said: set[tuple[str, ...]] = set()
        for adult, child, found in clashes:
            at = tuple(
                self.places.answer(self._subject(name, adult, child), name)
                for name in found.questions
            )
            if at in said:
                continue
            said.add(at)
            others = " and ".join(self._others(found, at))
            self.faults.append(
                Fault(
                    pointer=at[0],
                    message=f"contradicts {others}: {WORDS[found.reason]}",
                    hint="change one of them, or send null where it is not known",
                    contradicts=at[1:],
                )
            )

    def _others(self, found: Contradiction, at: tuple[str, ...]) -> tuple[str, ...]:
        """The other answers by name; with their person where there are several objects."""
        return found.questions[1:] if self.places.flat else at[1:]

    def _subject(self, name: str, adult: Subject, child: Subject | None) -> Subject:
        whose = self._whose(name)
        if whose == "household":
            return THE_HOUSEHOLD
        return child if whose == "child" and child else adult

    def _refuse(self, pointer: str, message: str, hint: str = "") -> None:
        self.faults.append(Fault(pointer=pointer, message=message, hint=hint))


def _clashes_of_one(answers: Answers, day: date) -> Iterator[Clash]:
    for found in contradictions(answers, day):
        yield Subject("adult", 1), None, found


def _clashes(household: Household, day: date) -> Iterator[Clash]:
    """The contradictions among the answers of each adult with each child."""
    for adult in household.of_kind("adult"):
        for child in household.of_kind("child") or (None,):
            flat = household.flat(adult.number, child.number if child else None)
            for found in contradictions(flat, day):
                yield adult, child, found


def escaped(name: str) -> str:
    """A name as it stands in a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _named(subject: Subject) -> str:
    return _OF_WHOM["household"] if subject == THE_HOUSEHOLD else str(subject)
