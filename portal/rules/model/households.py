"""A household: what holds for all of it, one or two adults, and their children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, NamedTuple, Self, assert_never

from .answers import Answer, Answers

Who = Literal["household", "adult", "child"]
"""Of whom a question is."""

ForWhom = Literal["household", "adult", "child", "person"]
"""For whom a service is; ``person``: for each adult and each child on their own."""

MOST_ADULTS = 2
MOST_CHILDREN = 6


class Subject(NamedTuple):
    """The household, or one of its people by number from 1; as text ``adult:1``, ``child:2``."""

    kind: Who
    number: int = 0

    def __str__(self) -> str:
        return self.kind if self.kind == "household" else f"{self.kind}:{self.number}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The subject that a text names; None if it names none."""
        return next((cls(its.kind, its.number) for its in _EVERYBODY if str(its) == text), None)


THE_HOUSEHOLD = Subject("household")
PARTNER = Subject("adult", 2)


@lru_cache(maxsize=(MOST_ADULTS + 1) * (MOST_CHILDREN + 1))
def _people(adults: int, children: int) -> tuple[Subject, ...]:
    """A household and so many people of it."""
    return (
        THE_HOUSEHOLD,
        *(Subject("adult", number) for number in range(1, adults + 1)),
        *(Subject("child", number) for number in range(1, children + 1)),
    )


_EVERYBODY = _people(MOST_ADULTS, MOST_CHILDREN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The answers of a household and of each of its people, in the order in which they were told.

    Without any adult there is one who has answered nothing. ``is_flat``: it was told in one set of
    answers, of one adult and one child, and a service for each person stands for the child if there
    is one.
    """

    household: Answers = field(default_factory=dict)
    adults: tuple[Answers, ...] = ({},)
    children: tuple[Answers, ...] = ()
    is_flat: bool = False

    def __post_init__(self) -> None:
        if not self.adults:
            object.__setattr__(self, "adults", ({},))
        if len(self.adults) > MOST_ADULTS or len(self.children) > MOST_CHILDREN:
            raise ValueError(f"at most {MOST_ADULTS} adults and {MOST_CHILDREN} children")

    def subjects(self) -> tuple[Subject, ...]:
        """The household, then the adults, then the children."""
        return _people(len(self.adults), len(self.children))

    def of_kind(self, kind: Who) -> tuple[Subject, ...]:
        """The subjects of one kind."""
        return tuple([its for its in self.subjects() if its.kind == kind])

    def of(self, subject: Subject) -> Answers:
        """The answers of one subject; KeyError if nobody was told who is that."""
        if subject not in self.subjects():
            raise KeyError(str(subject))
        match subject.kind:
            case "household":
                return self.household
            case "adult":
                return self.adults[subject.number - 1]
            case "child":
                return self.children[subject.number - 1]
            case _:
                assert_never(subject.kind)

    def with_answers(self, subject: Subject, answers: Answers) -> Household:
        """The household with other answers of one subject; KeyError as for `of`."""
        self.of(subject)
        place = subject.number - 1
        match subject.kind:
            case "household":
                return replace(self, household=answers)
            case "adult":
                return replace(self, adults=_with(self.adults, place, answers))
            case "child":
                return replace(self, children=_with(self.children, place, answers))
            case _:
                assert_never(subject.kind)

    def flat(self, adult: int | None, child: int | None) -> dict[str, Answer]:
        """The answers of the household, of one adult and of one child, by number, as one."""
        found = dict(self.household)
        if adult is not None:
            found.update(self.adults[adult - 1])
        if child is not None:
            found.update(self.children[child - 1])
        return found

    def everything(self) -> Mapping[Subject, Answers]:
        """The answers of each subject."""
        return {subject: self.of(subject) for subject in self.subjects()}


def _with(people: tuple[Answers, ...], place: int, answers: Answers) -> tuple[Answers, ...]:
    return (*people[:place], answers, *people[place + 1 :])
