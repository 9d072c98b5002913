"""What was understood of a sentence: proposals, each with the words it came from."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.answers import Answer
from ..model.households import Subject

Part = tuple[int, int]
"""Where words stand in the sentence as it was written: from, to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An answer that somebody seems to have given; it decides nothing before it is confirmed.

    ``about``: the value is some months, of which the person has not said which.
    """

    subject: Subject
    question: str
    value: Answer
    words: Part
    about: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A district, or a number of people, and the words that said so."""

    value: str | int
    words: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a sentence came to.

    ``district``: where the person lives, works or wants something done; ``adults``, ``children``:
    how many were told; ``left``: the parts of which nothing was understood.
    """

    sentence: str
    proposals: tuple[Proposal, ...] = ()
    district: Told | None = None
    adults: Told | None = None
    children: Told | None = None
    left: tuple[Part, ...] = ()

    def text(self, part: Part) -> str:
        """The words of a part."""
        return self.sentence[part[0] : part[1]]
