"""Conditions that are being written, read back as sentences in the words that residents see."""

from __future__ import annotations

from dataclasses import dataclass

from ....i18n import Wording, gettext
from ....rules.conditions.text_form import ConditionError, read
from ....rules.conditions.tree import Condition, Retirement, Term
from ....rules.conditions.vocabulary import Vocabulary
from ...lines import condition_sentences
from ..forms.lexicon import Lexicon


def read_back(lexicon: Lexicon, text: str) -> str:
    """A condition's text as a sentence; the text itself where it cannot be read."""
    try:
        return sentence(read(text, vocabulary_of(lexicon)), lexicon)
    except ConditionError:
        return text


def sentence(condition: Condition, lexicon: Lexicon) -> str:
    """A condition as a sentence in the language of the page."""
    return condition_sentences.sentence(condition, LexiconNames(lexicon))


def retirement_words(retirement: Retirement, lexicon: Lexicon) -> str:
    """Retirement, with what it is worked out from."""
    return condition_sentences.retirement_words(retirement, LexiconNames(lexicon))


def term_words(term: Term, lexicon: Lexicon) -> str:
    """One side of a comparison in words."""
    return condition_sentences.term_words(term, LexiconNames(lexicon))


@dataclass(frozen=True, slots=True)
class LexiconNames:
    """The names that the documents give, also while they are being written."""

    lexicon: Lexicon

    @property
    def wording(self) -> Wording:
        return self.lexicon.wording

    def question(self, name: str) -> str:
        return question_words(self.lexicon, name)

    def is_yes_no(self, question: str) -> bool:
        return self.lexicon.kind(question) == "yes_no"

    def unit(self, question: str) -> str:
        held = self.lexicon.questions.get(question, {})
        return "fen" if held.get("kind") == "money" else str(held.get("unit", ""))

    def option(self, question: str, option: str) -> str:
        return option_words(self.lexicon, question, option)

    def group(self, name: str) -> str:
        return group_words(self.lexicon, name)

    def amount(self, parameter: str) -> str:
        return parameter_words(self.lexicon, parameter)


def question_words(lexicon: Lexicon, question: str) -> str:
    """The label of a question."""
    return lexicon.words(lexicon.questions.get(question, {}).get("short")) or question


def option_words(lexicon: Lexicon, question: str, option: str) -> str:
    """An option in words."""
    get = lexicon.questions.get(question, {})
    if get.get("kind") == "yes_no":
        return gettext("yes") if option == "yes" else gettext("no")
    return lexicon.words(get.get("options", {}).get(option, {}).get("text")) or option


def group_words(lexicon: Lexicon, group: str) -> str:
    """The name of a group of districts."""
    return next((c.words for c in lexicon.choices("groups") if c.id == group), group)


def parameter_words(lexicon: Lexicon, parameter: str) -> str:
    """What an amount is called."""
    get = lexicon.document.get("parameters", {}).get(parameter, {})
    return lexicon.words(get.get("text")) or parameter


def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of the service whose items the lexicon is for."""
    questions = lexicon.questions
    return Vocabulary(
        question_kinds={
            name: kind for name in questions if (kind := lexicon.kind(name)) is not None
        },
        question_units={
            name: str(question.get("unit", "")) for name, question in questions.items()
        },
        options={name: tuple(question.get("options", {})) for name, question in questions.items()},
        parameter_units={
            name: str(parameter.get("unit", ""))
            for name, parameter in lexicon.document.get("parameters", {}).items()
        },
        groups=tuple(choice.id for choice in lexicon.choices("groups")),
    )
