"""The index of a release: services and topics by everything that people may type for them.

Names and synonyms of a service count most, its summary and audience less, the words of its
requirements, papers, steps and notes least. Each is looked at four ways: as written, as meant
(«娃儿» is «孩子»), as heard (pinyin, forgiving) and in English; the best way counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..model.ruleset import Paper, Ruleset, Service
from ..model.texts import Text, without_braces
from .characters import is_han, plain, simplified, syllable_of
from .city_names import city_pattern
from .everyday_words import everyday_words
from .pinyin import cut, folded, near
from .place_names import PlaceFound, PlaceNames
from .query_text import (
    Span,
    Weighed,
    bridges,
    english,
    heard,
    meant,
    meant_text,
    names_in,
    pairs,
    syllable_pairs,
    text_pairs,
    weighed,
    without_fillers,
)
from .views import Score, View

LONGEST_QUERY = 60
"""Characters of a query that are read."""

_SUMMARY = 0.4
_AUDIENCE = 0.35
_TEXT = 0.12
_MEANT = 0.92
_HEARD = 0.75
_INITIALS = 0.9
_UNCOVERED_INITIALS = 0.6
"""Two letters stand for many words: those of what the portal covers are meant first."""
_TOPIC = 0.7
"""A topic is what is meant only where no service fits about as well."""
_EXACT = 0.5
_SURE = 0.4
"""The share of a query's characters that must be found for the first hit to be the answer."""
_ABOUT = 3
"""A sentence may be about several things, so the first few hits tell whether it is understood."""
_RELATED = 0.3
"""The share of the best score below which a service is not listed."""
_SAYS_NOTHING = 0.4
"""Terms of a query that weigh no more hold a particle."""
_MOST_INITIALS = 8
_SHORTEST_LETTERS = 5
_LONG_LETTERS = 9

Kind = Literal["service", "topic", "uncovered"]


@dataclass(frozen=True, slots=True)
class Match:
    """A service or topic that a query may mean, and how well it fits."""

    kind: Kind
    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a query was read as.

    ``districts``: those of the place it names (several: it may lie in each), ``rest``: what it says
    besides; ``matches``: best first; ``sure``: the first of them is what was asked for;
    ``uncovered``: it asks for something that the portal does not cover.
    """

    districts: tuple[str, ...] = ()
    rest: str = ""
    matches: tuple[Match, ...] = ()
    sure: bool = False
    uncovered: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    kind: Kind
    id: str


class SearchIndex:
    """Everything a release can be searched by; made once, then only read."""

    def __init__(self, ruleset: Ruleset, pinyin: Mapping[str, tuple[str, str]]) -> None:
        self._documents: list[_Document] = []
        self._written = View()
        self._meant = View()
        self._heard = View()
        self._english = View()
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._initials: dict[str, set[int]] = defaultdict(set)
        self._spelt: dict[str, set[int]] = defaultdict(set)
        self._letters: dict[str, set[int]] = defaultdict(set)
        self._pinyin = pinyin
        self._city = city_pattern(ruleset.city.aliases)
        for service in ruleset.services.values():
            self._add_service(service, ruleset.papers)
        for topic in ruleset.topics.values():
            at = self._new("topic", topic.id)
            for name in _parts(topic.name.zh):
                self._add_name(at, name)
            self._add_english(at, topic.name.en)
        for subject in everyday_words().uncovered:
            at = self._new("uncovered", "")
            for name in subject.zh:
                self._add_name(at, name)
            for name in subject.en:
                self._add_english(at, name)
        services = len(ruleset.services)
        for view in (self._written, self._meant, self._heard, self._english):
            view.close(services)
        self._longest = max(map(len, self._exact), default=0)
        self._words = self._exact.keys() | everyday_words().same.keys()
        self._places = PlaceNames(ruleset.gazetteer, pinyin, self._is_word)
        self._fillers = frozenset(
            " ".join(folded(syllable_of(character)) for character in word)
            for word in (*everyday_words().filler_words, *filter(_is_chinese, ruleset.city.aliases))
        )

    def _is_word(self, name: str) -> bool:
        """Whether something is an everyday word, or is typed as one."""
        return name in self._meant or name in self._words or name in self._spelt

    def _new(self, kind: Kind, name: str) -> int:
        self._documents.append(_Document(kind, name))
        return len(self._documents) - 1

    def _add_service(self, service: Service, papers: Mapping[str, Paper]) -> None:
        at = self._new("service", service.id)
        for name in (service.name.zh, *service.synonyms.get("zh", ())):
            self._add_name(at, name)
        for name in (service.name.en, *service.synonyms.get("en", ())):
            self._add_english(at, name)
        self._add_text(at, service.summary, _SUMMARY)
        self._add_text(at, service.audience, _AUDIENCE)
        for text in _texts(service):
            self._add_text(at, text, _TEXT)
        for needed in service.papers:
            self._add_text(at, papers[needed.paper].name, _TEXT)
        self._meant.add_text(at, _figures(service), _TEXT)

    def _add_name(self, at: int, name: str) -> None:
        key = simplified(plain(name))
        joined = key.replace(" ", "")
        bare = without_fillers(self._city.sub("", joined))
        self._exact[joined].add(at)
        self._exact[bare].add(at)
        self._written.add_name(at, text_pairs(bare))
        self._meant.add_name(at, text_pairs(meant_text(bare)))
        spelt = "".join(map(syllable_of, joined))
        self._spelt[self._pinyin.get(name, (spelt, ""))[0]].add(at)
        for read in self._readings(name, joined):
            self._heard.add_name(at, (term for term, _ in syllable_pairs(read)))
            self._letters["".join(syllable for syllable, _ in read)].add(at)
        if all(map(is_han, joined)):
            initials = self._pinyin.get(name, ("", ""))[1]
            self._initials[initials or "".join(syllable_of(c)[:1] for c in joined)].add(at)

    def _readings(self, name: str, joined: str) -> Iterator[Weighed]:
        """How a name is read: each character as mostly, and the whole as the release has it."""
        if not all(map(is_han, joined)):
            return
        mostly = tuple(folded(syllable_of(character)) for character in joined)
        yield [(syllable, 1.0) for syllable in mostly]
        whole = cut(self._pinyin[name][0]) if name in self._pinyin else mostly
        if whole != mostly:
            yield [(syllable, 1.0) for syllable in whole]

    def _add_english(self, at: int, name: str) -> None:
        key = plain(name)
        if not key:
            return
        self._exact[key].add(at)
        self._english.add_name(at, english(self._city.sub("", key)))

    def _add_text(self, at: int, text: Text, weight: float) -> None:
        chinese = simplified(plain(without_braces(text.zh)))
        self._meant.add_text(at, text_pairs(meant_text(chinese)), weight)
        self._english.add_text(
            at, english(self._city.sub("", plain(without_braces(text.en)))), weight
        )

    def find(self, typed: str, day: date) -> Sought:
        """What a query asks for."""
        text = simplified(plain(typed[:LONGEST_QUERY]))
        known = names_in(text, self._exact, self._longest)
        words = names_in(text, self._words, self._longest)
        places = self._places.find(text, words, day)
        rest = text
        for place in places:
            space = " " * (place.span.end - place.span.start)
            rest = f"{rest[: place.span.start]}{space}{rest[place.span.end :]}"
        if places:
            known = names_in(rest, self._exact, self._longest)
            words = names_in(rest, self._words, self._longest)
        rest = self._without_city(rest, words)
        characters = weighed(rest, known, words)
        return self._sought(_districts(places), characters, self._scores(rest, characters))

    def _without_city(self, text: str, words: list[Span]) -> str:
        """A query with its name of the city blanked, unless it is part of another word."""
        kept = text
        for match in self._city.finditer(text):
            span = Span(match.start(), match.end())
            if not any(word.covers(span) for word in words):
                space = " " * (span.end - span.start)
                kept = f"{kept[: span.start]}{space}{kept[span.end :]}"
        return kept

    def _ways(self, text: str, characters: Weighed) -> list[tuple[float, View, Weighed]]:
        """The ways of looking at a query: how much each counts, its view, the terms to look for."""
        ways = [
            (1.0, self._written, _pairs(characters, self._written)),
            (_MEANT, self._meant, _pairs(meant(characters), self._meant)),
            (_HEARD, self._heard, heard(characters)),
        ]
        if letters := _letters(text):
            words = list(english(text))
            ways.append((1.0, self._english, [(word, 1.0) for word in words]))
            if not all(word in self._english for word in words):
                ways.append((_HEARD, self._heard, self._typed(letters)))
        return ways

    def _scores(self, text: str, characters: Weighed) -> dict[int, Score]:
        """The best score of each document over the ways of looking."""
        best: dict[int, Score] = {}
        for weight, view, terms in self._ways(text, characters):
            for at, shared in view.scores(terms).items():
                score = best.setdefault(at, Score())
                score.value = max(score.value, shared.value * weight)
                score.found = max(score.found, _share(terms, shared.terms))
        if letters := _letters(text):
            self._add_initials(letters, best)
        for at, score in best.items():
            if self._documents[at].kind == "topic":
                score.value *= _TOPIC
        for at in self._called(text, characters):
            best.setdefault(at, Score()).value += _EXACT
            best[at].found = 1.0
        return best

    def _called(self, text: str, characters: Weighed) -> set[int]:
        """The documents of which the query is a name, fillers aside."""
        bare = "".join(character for character, _ in characters)
        found: set[int] = set()
        for typed in {text.strip(), bare.replace(" ", "")}:
            found |= self._exact.get(typed, set())
        return found | self._spelt.get(text.replace(" ", ""), set())

    def _typed(self, letters: str) -> Weighed:
        """Syllables of typed letters, without those of fillers."""
        read = list(cut(letters))
        kept: Weighed = []
        while read:
            for length in (4, 3, 2):
                if " ".join(read[:length]) in self._fillers and len(read) > length:
                    del read[:length]
                    break
            else:
                kept.append((read.pop(0), 1.0))
        return syllable_pairs(kept)

    def _add_initials(self, letters: str, best: dict[int, Score]) -> None:
        """Initials of a name, and a name in pinyin with letters too many, too few or wrong."""
        if 2 <= len(letters) <= _MOST_INITIALS:
            for at in self._initials.get(letters, ()):
                is_covered = self._documents[at].kind != "uncovered"
                weight = _INITIALS if is_covered else _UNCOVERED_INITIALS
                _raise(best, at, weight * (len(letters) - 1))
        if best or len(letters) < _SHORTEST_LETTERS:
            return
        typed = "".join(cut(letters)) or letters
        most = 1 if len(letters) < _LONG_LETTERS else 2
        for name, documents in self._letters.items():
            if near(typed, name, most):
                for at in documents:
                    _raise(best, at, _HEARD)

    def _sought(
        self, districts: tuple[str, ...], characters: Weighed, scores: dict[int, Score]
    ) -> Sought:
        rest = " ".join("".join(character for character, _ in characters).split())
        ranked = sorted(scores, key=lambda at: -scores[at].value)
        ranked = [at for at in ranked if scores[at].value > 0]
        if not ranked:
            return Sought(districts=districts, rest=rest)
        first = self._documents[ranked[0]]
        least = scores[ranked[0]].value * _RELATED
        found = max(scores[at].found for at in ranked[:_ABOUT])
        matches = tuple(
            Match(document.kind, document.id, scores[at].value)
            for at in ranked
            if scores[at].value >= least and (document := self._documents[at]).kind != "uncovered"
        )
        return Sought(
            districts=districts,
            rest=rest,
            matches=matches,
            sure=first.kind != "uncovered" and found >= _SURE,
            uncovered=first.kind == "uncovered",
        )


def _districts(places: list[PlaceFound]) -> tuple[str, ...]:
    """The districts meant: those of a street whose district is named too, else of the first."""
    named = {district for place in places if not place.listed for district in place.districts}
    for place in places:
        if named & {*place.listed, *place.districts} and place.listed:
            return tuple(dict.fromkeys((*place.districts, *sorted(named))))
    return places[0].districts if places else ()


def _raise(best: dict[int, Score], at: int, value: float) -> None:
    if at not in best or best[at].value < value:
        best[at] = Score(value, 1.0)


def _is_chinese(text: str) -> bool:
    return all(map(is_han, text))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isalpha())


def _pairs(characters: Weighed, view: View) -> Weighed:
    """Pairs of characters, and those over gaps that the view knows."""
    return pairs(characters) + [pair for pair in bridges(characters) if pair[0] in view]


def _share(terms: Weighed, found: set[str]) -> float:
    """The share of a query that stands in the terms found, particles aside."""
    told = [term in found for term, weight in terms if weight > _SAYS_NOTHING]
    if not any(told):
        return 0.0
    # Two pairs beside each other are three characters, two apart are four.
    starts = sum(now and not before for before, now in zip([False, *told], told, strict=False))
    return (sum(told) + starts) / (len(told) + 1)


def _parts(name: str) -> list[str]:
    """The parts of a name that stand for it too: «养老与托育», «落户与居住证»."""
    parts = name.replace("、", "与").replace("和", "与").replace("，", "与").replace("：", "与")
    return [part for part in parts.split("与") if len(part) > 1]


def _texts(service: Service) -> Iterable[Text]:
    """The words of a service beside its name, summary and audience."""
    for requirement in service.requirements.values():
        yield requirement.text
        for text in (requirement.note, requirement.unmet, requirement.action, requirement.ask):
            if text:
                yield text
    for step in service.steps:
        yield step.text
    for particular in service.particulars:
        yield particular.text
    for window in service.windows:
        yield window.text
    for option in service.options:
        yield option.name
        yield option.who
    for parameter in service.parameters.values():
        yield parameter.text


def _figures(service: Service) -> Iterator[str]:
    """The amounts of a service in figures, as pages show them: money in yuan."""
    for parameter in service.parameters.values():
        for row in parameter.rows if parameter.shown else ():
            if isinstance(row.value, int) and parameter.unit.startswith("fen"):
                yield f"{row.value / 100:g}"
            elif isinstance(row.value, int | float):
                yield f"{row.value:g}"
