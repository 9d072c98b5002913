"""Whose a step, an outcome or a date is, in words; nothing where there is one person only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ...i18n import gettext
from ...rules.model.households import THE_HOUSEHOLD, Household, Subject
from .people import child_word, person_name


def inside(name: str) -> str:
    """A name inside a sentence: «You and your partner»; Chinese knows no capitals."""
    return name[:1].lower() + name[1:]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the household: ``icon`` of an adult or a child; ``name`` with the stage."""

    subject: str
    icon: str
    name: str


@dataclass(frozen=True)
class Whose:
    """Names of the people of one household."""

    household: Household

    @cached_property
    def people(self) -> tuple[Subject, ...]:
        """Everybody who was told of, adults first."""
        return (*self.household.of_kind("adult"), *self.household.of_kind("child"))

    @cached_property
    def are_several(self) -> bool:
        """Whether one has to say who is meant."""
        return len(self.people) > 1

    @cached_property
    def _names(self) -> dict[Subject, str]:
        """Everybody by name, worked out once: a page names them again and again."""
        children = self.household.of_kind("child")
        return {
            its: child_word(its, self.household)
            if its in children
            else person_name(its, self.household)
            for its in self.household.subjects()
        }

    def name(self, subject: Subject) -> str:
        """Somebody as a sentence names them."""
        return self._names[subject]

    def lines(self) -> tuple[PersonLine, ...]:
        """The people, for the row on top of a result; none where there is one person only."""
        if not self.are_several:
            return ()
        return tuple(
            PersonLine(str(its), its.kind, person_name(its, self.household)) for its in self.people
        )

    def who(self, subjects: Iterable[Subject]) -> str:
        """Some people as one name; empty where there is one person only."""
        named = tuple(dict.fromkeys(subjects))
        if not self.are_several or not named:
            return ""
        return self.names(named)

    def names(self, subjects: Iterable[Subject]) -> str:
        """The same, said also where there is one person only."""
        named = tuple(dict.fromkeys(subjects))
        if THE_HOUSEHOLD in named or (len(named) > 1 and set(named) == set(self.people)):
            return self.name(THE_HOUSEHOLD)
        names = [self.name(its) for its in self.people if its in named]
        if len(names) < 2:
            return "".join(names)
        names[1:] = map(inside, names[1:])
        return gettext(" and ").join((gettext(", ").join(names[:-1]), names[-1]))
