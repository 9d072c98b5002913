"""Words that typed letters may begin: by initials and by pinyin, made of the release's names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import derive
from portal.rules.building import load
from portal.rules.search.characters import plain, syllable_of
from portal.rules.search.word_choices import LONGEST_WORD, MOST_WORDS, WordChoices

RULES = load(read_folder(SHIPPED))
SHORT = sorted(its.id for its in RULES.services.values() if len(its.name.en) <= LONGEST_WORD)
CHOICES = WordChoices(RULES, derive(RULES).pinyin)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("lh", "落户"),
        ("LH", "落户"),
        ("luohu", "落户"),
        ("luoh", "落户"),
        ("jzz", "居住证"),
        ("gzf", "公租房"),
        ("spb", "沙坪坝区"),
        ("butie", "补贴"),
    ],
)
def test_a_word_is_found_by_initials_and_by_pinyin(typed: str, word: str) -> None:
    assert any(word in found for found in CHOICES.begun(typed))


def test_the_word_that_is_typed_whole_stands_first() -> None:
    assert CHOICES.begun("lh")[0] == "落户"
    assert CHOICES.begun("luohu")[0] == "落户"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("resid", "residence card"),
        ("RESID", "residence card"),
        ("public r", "Public rental housing"),
        ("housing", "Renting and housing"),
        ("jiu", "Jiulongpo District"),
    ],
)
def test_an_english_word_is_found_by_its_letters(typed: str, word: str) -> None:
    assert word in CHOICES.begun(typed, english=True)


@pytest.mark.parametrize("typed", ["", " ", "落户", "lh落", "12", "zzzzzz", "{"])
def test_what_is_no_beginning_gives_no_words(typed: str) -> None:
    assert CHOICES.begun(typed) == ()


def test_a_single_letter_is_not_looked_for_inside_a_word() -> None:
    for word in CHOICES.begun("b"):
        assert syllable_of(plain(word)[0]).startswith("b")


@given(st.text("luhjzgbsyxr", min_size=1, max_size=4), st.booleans())
def test_each_word_fits_half_a_row(typed: str, english: bool) -> None:
    for word in CHOICES.begun(typed, english=english):
        assert len(word) * (1 if english else 2) <= LONGEST_WORD


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.booleans())
def test_no_typing_breaks_it_and_few_words_come(typed: str, english: bool) -> None:
    words = CHOICES.begun(typed, english=english)
    assert len(words) == len(set(words)) <= MOST_WORDS


@given(st.sampled_from(SHORT), st.integers(1, 12))
def test_every_name_is_found_by_any_beginning_of_its_english_letters(
    service: str, length: int
) -> None:
    """It comes itself, or others take the places there are."""
    name = RULES.services[service].name.en
    letters = "".join(filter(str.isalpha, plain(name)))[:length]
    words = CHOICES.begun(letters, english=True)
    assert name in words or len(words) == MOST_WORDS or _another(service, words)


def _another(service: str, words: tuple[str, ...]) -> bool:
    """Whether the service is among them by another of its names."""
    own = RULES.services[service]
    return any(word in own.synonyms.get("en", ()) for word in words)
