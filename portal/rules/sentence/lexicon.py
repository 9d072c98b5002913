"""All words of a release by their first character: of questions, places and grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..model.districts import District, Gazetteer
from ..model.ruleset import Question
from ..model.streets import bare_street
from .closed_words import CHILD_WORDS, CLASSES, WordClass
from .normal_text import plain_text

DENIED = "没"
"""Stands in front of words of the content that must be denied."""

#: The shortest name of a street or of a place that is taken without what it is.
_SHORTEST = 2
_ENDING = re.compile(r"(新区|经开区|(土家族|苗族){1,4}自治县|[区县])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a word of the content says: an answer, or only what a question is about.

    ``value``: an option, or True for what a yes_no question asks about, or None where the word
    only names the thing; ``denied``: it says so where it is denied; ``beside``: another word that
    must stand in the clause.
    """

    question: str
    value: str | bool | None = None
    denied: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Everything a word can be; ``places``: district → whether the word says it by itself."""

    text: str
    classes: tuple[WordClass, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    child: tuple[str, int] | None = None
    districts: frozenset[str] = frozenset()
    is_street: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words by their first character, the longest first; ``like``: question → its askers."""

    words: Mapping[str, tuple[Word, ...]]
    questions: Mapping[str, Question]
    like: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def longest(self, text: str, place: int) -> Word | None:
        """The longest word that begins at a place of a plain text."""
        for word in self.words.get(text[place], ()):
            if text.startswith(word.text, place):
                return word
        return None

    def alike(self, question: str) -> tuple[str, ...]:
        """A question and those that are said with its words too."""
        return question, *self.like.get(question, ())


def build_lexicon(questions: Mapping[str, Question], gazetteer: Gazetteer, day: date) -> Lexicon:
    """The words of a release on a day."""
    meanings: dict[str, list[Meaning]] = {}
    like: dict[str, list[str]] = {}
    for question in questions.values():
        for text, meaning in _meanings(question):
            meanings.setdefault(text, []).append(meaning)
        for other in question.sentence.like:
            like.setdefault(other, []).append(question.id)
    districts: dict[str, set[str]] = {}
    streets: dict[str, set[str]] = {}
    _name_places(gazetteer, day, districts, streets)
    texts = {*meanings, *districts, *streets, *CLASSES, *CHILD_WORDS}
    by_first: dict[str, list[Word]] = {}
    for text in sorted(texts, key=lambda its: (-len(its), its)):
        if not text:
            continue
        is_street = text not in districts and text in streets
        word = Word(
            text=text,
            classes=CLASSES.get(text, ()),
            meanings=tuple(meanings.get(text, ())),
            child=CHILD_WORDS.get(text),
            districts=frozenset(streets[text] if is_street else districts.get(text, ())),
            is_street=is_street,
        )
        by_first.setdefault(text[0], []).append(word)
    return Lexicon(
        {first: tuple(words) for first, words in by_first.items()},
        questions,
        {name: tuple(_reach(like, name)) for name in like},
    )


def _reach(like: Mapping[str, list[str]], name: str) -> Iterator[str]:
    """The questions that are said with the words of one, at first or second hand."""
    seen = {name}
    waiting = [name]
    while waiting:
        for other in like.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                yield other


def _meanings(question: Question) -> Iterator[tuple[str, Meaning]]:
    """The words of a question, made plain as sentences are, each with what it says."""
    yes = True if question.kind == "yes_no" else None
    said: list[tuple[str, str | bool | None]] = [
        *((text, yes) for text in question.sentence.said),
        *((text, False) for text in question.sentence.denied),
    ]
    for option, words in question.sentence.options.items():
        said += [(text, option) for text in words]
    for text, value in said:
        parts = text.split(" ")
        denied = parts[0] == DENIED and len(parts) > 1
        beside = parts[-2] if len(parts) > 1 + denied else ""
        yield (
            _plain(parts[-1]),
            Meaning(question=question.id, value=value, denied=denied, beside=_plain(beside)),
        )


def _plain(text: str) -> str:
    return plain_text(text).text


def bare_names(district: District) -> tuple[str, ...]:
    """A district's names, whole and without its kind, and what else it is called."""
    names = [district.name.zh, *district.aliases]
    bare = [_ENDING.sub("", name) for name in names]
    return tuple(dict.fromkeys([*names, *(name for name in bare if len(name) >= _SHORTEST)]))


def _name_places(
    gazetteer: Gazetteer,
    day: date,
    districts: dict[str, set[str]],
    streets: dict[str, set[str]],
) -> None:
    """Notes which district each name of a place means on a day: several where it is not certain."""
    for district in gazetteer.districts.values():
        now = _on(gazetteer, district.id, day)
        for name in bare_names(district):
            districts.setdefault(_plain(name), set()).update(now)
    begun: dict[str, set[str]] = {}
    for street in gazetteer.streets:
        if street.name.endswith("街道"):
            begun.setdefault(bare_street(street.name)[:_SHORTEST], set()).add(
                gazetteer.district_of(street, day).id
            )
    for street in gazetteer.streets:
        now = {gazetteer.district_of(street, day).id}
        bare = bare_street(street.name)
        # The bare name of a township is a common word more often than it is the township.
        is_common = street.name.endswith("乡") and len(bare) <= _SHORTEST
        for name in {street.name} if is_common else {street.name, bare}:
            # The town 蔡家 has the name by which people call 蔡家岗 in the city.
            others = set() if street.name.endswith("街道") else begun.get(name, set())
            streets.setdefault(_plain(name), set()).update(now | others)
        for name in street.neighbourhoods:
            if len(name) > _SHORTEST:
                streets.setdefault(_plain(name), set()).update(now)
    for place in gazetteer.places.values():
        now = {gazetteer.district_of(street, day).id for street in place.streets}
        now.update(*(_on(gazetteer, name, day) for name in place.districts))
        for name in (place.name.zh, *place.aliases):
            known = districts if len(name) > _SHORTEST else streets
            known.setdefault(_plain(name), set()).update(now)


def _on(gazetteer: Gazetteer, name: str, day: date) -> set[str]:
    """A district, or on a day when it is no more those that took it over."""
    district = gazetteer.districts[name]
    if district.period.holds(day):
        return {name}
    return {its.district for its in gazetteer.successors(district, day)}
