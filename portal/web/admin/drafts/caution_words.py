"""What an approver is told to look at twice, in sentences."""

from __future__ import annotations

from typing import assert_never

from ....i18n import amount_words, gettext, ngettext
from ....publishing.cautions import Caution, NoEnglish, NotCovered, RangeMoved, Unusual, WeakSource
from ..forms.item_names import names_words
from ..forms.lexicon import Lexicon


def caution_words(words: Lexicon, caution: Caution) -> str:
    """A caution about an item, in the language of the page."""
    match caution:
        case Unusual():
            value, low, high = (
                amount_words(words.wording, words.unit, its)
                for its in (caution.value, caution.low, caution.high)
            )
            return gettext(
                "Look twice: %(value)s is outside what is usual (%(low)s to %(high)s).",
                value=value,
                low=low,
                high=high,
            )
        case RangeMoved():
            return gettext("Look twice: other amounts than before count as plausible.")
        case WeakSource(why="tier"):
            return gettext(
                "The source is weak: «%(source)s» is no official text. What rests on it alone is "
                "only indicative.",
                source=_title(words, caution.source),
            )
        case WeakSource():
            return gettext(
                "The review of the source «%(source)s» is over. What rests on it alone is only "
                "indicative.",
                source=_title(words, caution.source),
            )
        case NotCovered():
            return gettext(
                "The service is not held there: %(places)s. What is written here says nothing "
                "there before a line “districts that hold it” is added.",
                places=names_words(words, "places", list(caution.places)),
            )
        case NoEnglish():
            return ngettext(
                "%(num)s text has no English yet.",
                "%(num)s texts have no English yet.",
                caution.number,
            )
        case _:
            assert_never(caution)


def _title(words: Lexicon, source: str) -> str:
    return next((its.words for its in words.choices("sources") if its.id == source), source)
