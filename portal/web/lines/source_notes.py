"""The sources of a page in one list, and the marks at its sentences that point there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .citations import SourceLine


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at a sentence: the number of its source; ``weak``: it cannot confirm anything."""

    number: int
    weak: bool


@dataclass(frozen=True, slots=True)
class SourceNotes:
    """Sources with their numbers, in the order in which the page first cites them."""

    numbers: Mapping[SourceLine, int]

    def marks(self, lines: Iterable[SourceLine]) -> tuple[Mark, ...]:
        """The marks of a sentence."""
        return tuple(Mark(self.numbers[line], line.weak) for line in lines)

    @property
    def lines(self) -> tuple[SourceLine, ...]:
        """Every source once; the first has the number 1."""
        return tuple(self.numbers)

    @property
    def has_weak(self) -> bool:
        """Whether a mark needs the sentence that explains weak ones."""
        return any(line.weak for line in self.numbers)


def source_notes(cited: Iterable[Iterable[SourceLine]]) -> SourceNotes:
    """The notes of a page from what its sentences cite, in their order."""
    found = dict.fromkeys(line for lines in cited for line in lines)
    return SourceNotes({line: place for place, line in enumerate(found, start=1)})
