"""Names and texts seen as terms: pairs of characters, of syllables, or words.

A view holds which term stands in which name and in which text, and weighs what a query shares with
them. A name that is found whole counts fully, one of which only a part is found much less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from sys import intern

Terms = Sequence[tuple[str, float]]
"""Terms of a query with their weights."""

_PARTIAL = 1.7
"""The power of the share of a name that is found: the higher, the less a part counts."""
_RAREST = 0.15
"""What a term weighs at least, however common it is."""
_OFTEN = 0.3
"""From which weight on a text counts a term as one of its own."""


@dataclass(slots=True)
class _Name:
    document: int
    terms: tuple[str, ...]
    mass: float = 0.0


@dataclass(slots=True)
class Score:
    """How well a document fits a query; ``found``: the share of the query that tells so."""

    value: float = 0.0
    found: float = 0.0


@dataclass(slots=True)
class Shared:
    """What a document shares with a query: how much, and the terms that tell so."""

    value: float = 0.0
    terms: set[str] = field(default_factory=set)


class View:
    """The terms of all documents; filled once, then only read."""

    def __init__(self) -> None:
        self._names: list[_Name] = []
        self._by_term: dict[str, list[int]] = defaultdict(list)
        self._filling: dict[str, dict[int, float]] = {}
        # Documents and weights by turns: most terms have one or two, and a dict each takes much.
        self._texts: dict[str, tuple[float, ...]] = {}
        self._weights: dict[str, float] = {}

    def add_name(self, document: int, terms: Iterable[str]) -> None:
        """Add a name of a document."""
        found = tuple(dict.fromkeys(map(intern, terms)))  # each string kept once, in all views
        if found:
            self._names.append(_Name(document, found))
            for term in found:
                self._by_term[term].append(len(self._names) - 1)

    def add_text(self, document: int, terms: Iterable[str], weight: float) -> None:
        """Add a text of a document: its terms weigh so much."""
        for term in map(intern, terms):
            found = self._filling.setdefault(term, {})
            if found.get(document, 0.0) < weight:
                found[document] = weight

    def close(self, documents: int) -> None:
        """Weigh the terms: one that few documents have tells more."""
        for term in {*self._by_term, *self._filling}:
            has = {self._names[at].document for at in self._by_term.get(term, ())}
            texts = self._filling.get(term, {})
            has |= {document for document, weight in texts.items() if weight >= _OFTEN}
            rare = log((documents + 1) / max(1, len(has))) / log(documents + 1)
            self._weights[term] = max(_RAREST, rare)
        for name in self._names:
            name.mass = sum(map(self._weights.__getitem__, name.terms))
        self._texts = {
            term: tuple(number for pair in found.items() for number in pair)
            for term, found in self._filling.items()
        }
        self._filling = {}

    def __contains__(self, term: str) -> bool:
        return term in self._weights

    def scores(self, terms: Terms) -> Mapping[int, Shared]:
        """What each document shares with a query: each term by the best that the document has."""
        known = {term: weight for term, weight in terms if term in self._weights}
        found: dict[int, float] = defaultdict(float)
        for term in known:
            for at in self._by_term.get(term, ()):
                found[at] += self._weights[term]
        shares = {at: (mass / self._names[at].mass) ** _PARTIAL for at, mass in found.items()}
        scores: dict[int, Shared] = defaultdict(Shared)
        for term, weight in known.items():
            texts = self._texts.get(term, ())
            best = {int(at): weight for at, weight in zip(texts[::2], texts[1::2], strict=True)}
            named = set()
            for at in self._by_term.get(term, ()):
                document = self._names[at].document
                named.add(document)
                if shares[at] > best.get(document, 0.0):
                    best[document] = shares[at]
            for document, share in best.items():
                score = scores[document]
                score.value += share * weight * self._weights[term]
                if share >= _OFTEN or document in named:
                    score.terms.add(term)
        return scores
