"""Sentences of many kinds of people: what is proposed of them is right, and most of it is found.

They were written by somebody who had not seen the recogniser. ``facts`` is what the words say,
``may`` what they suggest: proposing that is no error. Anything else proposed is one.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.model.answers import Answer
from portal.rules.model.months import Month, Span
from portal.rules.sentence.proposals import Understanding
from portal.rules.sentence.recogniser import Recogniser

RULES = load(read_folder(SHIPPED))
RECOGNISER = Recogniser(RULES.questions, RULES.gazetteer, date(2026, 11, 28), RULES.city.id)
SENTENCES: Sequence[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sentences.toml").read_text("utf-8")
)["sentences"]
READ = [(its, RECOGNISER.read(its["text"])) for its in SENTENCES]


def ends(value: Answer) -> tuple[Month, Month]:
    """The first and the last month that an answer may mean."""
    if isinstance(value, Span):
        return value.earliest, value.latest
    assert isinstance(value, Month)
    return value, value


def is_right(value: Answer, wanted: object) -> bool:
    """Whether a proposed value is the one that was said, or months within those."""
    if not isinstance(wanted, dict):
        return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
    if not isinstance(value, Month | Span):
        return False
    first, last = ends(value)
    return Month.read(wanted["from"]) <= first and last <= Month.read(wanted["to"])


def feigns(value: Answer, wanted: object) -> bool:
    """Whether a value is more exact than the words: less than a third of what they may mean."""
    if not isinstance(wanted, dict) or wanted["from"] == wanted["to"]:
        return False
    if not isinstance(value, Month | Span):
        return False
    first, last = ends(value)
    widest = Month.read(wanted["to"]) - Month.read(wanted["from"]) + 1
    return (last - first + 1) * 3 < widest


def of_key(entries: Sequence[Mapping[str, Any]], subject: str, question: str) -> list[object]:
    return [
        its["value"] for its in entries if (its["subject"], its["question"]) == (subject, question)
    ]


def judged(said: Mapping[str, Any], read: Understanding) -> Iterator[tuple[str, str]]:
    """Every proposal with what it is: said, suggested, or wrong; and every fact not found."""
    found = set()
    for its in read.proposals:
        key = str(its.subject), its.question
        facts = of_key(said.get("facts", ()), *key)
        may = of_key(said.get("may", ()), *key)
        if any(is_right(its.value, wanted) for wanted in facts):
            found.add(key)
            yield "feigned" if all(feigns(its.value, w) for w in facts) else "said", str(key)
        elif any(is_right(its.value, wanted) for wanted in may):
            yield "suggested", str(key)
        else:
            yield "wrong", f"{said['text']}: {key} {its.value}"
    for fact in said.get("facts", ()):
        key = fact["subject"], fact["question"]
        yield ("found" if key in found else "missed"), f"{said['text']}: {key}"


def test_of_the_sentences_nearly_all_proposals_are_right_and_most_facts_are_found() -> None:
    assert len(SENTENCES) >= 200
    verdicts = [one for said, read in READ for one in judged(said, read)]
    number = Counter(kind for kind, _ in verdicts)
    proposals = number["said"] + number["feigned"] + number["suggested"] + number["wrong"]
    wrong = [words for kind, words in verdicts if kind == "wrong"]
    assert number["wrong"] + number["feigned"] <= 0.02 * proposals, wrong
    assert number["found"] >= 0.7 * (number["found"] + number["missed"])


def test_district_and_people_are_told_as_they_were_said() -> None:
    wrong = []
    told = 0
    for said, read in READ:
        for name, its in vars_of(read).items():
            if its is None:
                continue
            told += 1
            values = [said.get(part, {}).get(name) for part in ("check", "check_may")]
            if its not in values:
                wrong.append((said["text"], name, its))
    assert len(wrong) <= 0.05 * told, wrong


def vars_of(read: Understanding) -> dict[str, str | int | None]:
    """District and numbers of people as the file has them."""
    told = {"district": read.district, "adults": read.adults, "children": read.children}
    return {name: its.value if its else None for name, its in told.items()}


@pytest.mark.parametrize("said", SENTENCES, ids=lambda its: its["text"][:12])
def test_every_proposal_names_words_of_the_sentence_and_nothing_is_left_that_was_used(
    said: Mapping[str, Any],
) -> None:
    read = RECOGNISER.read(said["text"])
    for its in read.proposals:
        assert 0 <= its.words[0] < its.words[1] <= len(said["text"])
        assert not any(a < its.words[1] and its.words[0] < b for a, b in read.left)
