"""Steps with their addresses, as pages list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import url_for

from ...i18n import gettext
from ...rules.evaluation.next_steps import NextStep
from ...rules.evaluation.outcomes import Frame
from .phrasebook import Phrasebook
from .step_words import LeadLine, StepLine, step_lines
from .whose import Whose


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A page that a step leads to."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step with the pages that it leads to."""

    line: StepLine
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class StepList:
    """The steps of a page in their order, and apart from them what nobody has confirmed.

    ``notes``: sentences that hold for several steps, said once below them.
    """

    cards: tuple[StepCard, ...]
    leads: tuple[LeadLine, ...]
    notes: tuple[str, ...] = ()

    @property
    def calls(self) -> frozenset[str]:
        """The numbers that the steps name."""
        return frozenset(call.tel for card in self.cards for call in card.line.calls)

    @property
    def has_places(self) -> bool:
        """Whether a step says where to go."""
        return any(card.line.places for card in self.cards)


def step_list(
    steps: Iterable[NextStep],
    frame: Frame,
    book: Phrasebook,
    whose: Whose | None = None,
    *,
    own: str = "",
) -> StepList:
    """Steps as a page lists them.

    ``whose``: the household, where a step says for whom it is; ``own``: the service whose page it
    is, which is not linked.
    """
    lines, notes = _noted(step_lines(steps, frame, book.wording, whose))
    leads = dict.fromkeys(lead for line in lines for lead in line.leads)
    cards = (StepCard(line, tuple(_links(line, book, own))) for line in lines)
    return StepList(tuple(card for card in cards if not card.line.is_hearsay), tuple(leads), notes)


def _noted(lines: tuple[StepLine, ...]) -> tuple[tuple[StepLine, ...], tuple[str, ...]]:
    """Steps without the sentences that several of them share, and those sentences."""
    times = Counter(words for line in lines for words in set(line.details))
    shared = {words: None for line in lines for words in line.details if times[words] > 1}
    if not shared:
        return lines, ()
    bare = (
        replace(line, details=tuple(words for words in line.details if words not in shared))
        for line in lines
    )
    return tuple(bare), tuple(shared)


def _links(line: StepLine, book: Phrasebook, own: str) -> Iterator[LinkLine]:
    who = line.subjects[0] if len(line.subjects) == 1 else None
    if line.question:
        href = url_for(".question", question=line.question, who=line.of)
        yield LinkLine(gettext("Answer this"), href)
        return
    for name in line.links:
        if name != own:
            words = book.wording.text(book.ruleset.services[name].name)
            yield LinkLine(words, url_for(".service_result", service=name, who=who))
