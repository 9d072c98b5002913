"""Languages: their prefixes and tags, and wording, numbers, months and money in their manner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from gettext import NullTranslations
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import Babel, get_translations

from .rules.months import Month
from .rules.texts import Text

babel = Babel()
CHONGQING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the portal: ``id`` in the code, ``prefix`` in addresses, ``tag`` in HTML."""

    id: str
    prefix: str
    tag: str
    locale: str
    name: str


LANGUAGES = {
    "zh": Language("zh", "", "zh-Hans", "zh_Hans_CN", "简体"),
    "en": Language("en", "/en", "en", "en", "English"),
    "hant": Language("hant", "/zh-hant", "zh-Hant", "zh_Hant_TW", "繁體"),
}
DEFAULT = LANGUAGES["zh"]


def install(app: Flask, locale: Callable[[], str]) -> None:
    """Give the application its languages; ``locale`` says which one a request is answered in."""
    babel.init_app(app, locale_selector=locale)
    # Jinja puts the values in itself.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _catalogue().gettext(words),
        lambda one, many, num: _catalogue().ngettext(one, many, num),
        newstyle=True,
    )


def _catalogue() -> NullTranslations:
    """The wording of the page's language, found once for each request."""
    if not g:
        return NullTranslations()
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def gettext(words: str, /, **values: object) -> str:
    """English words of the portal in the page's language, with their values put in."""
    said = _catalogue().gettext(words)
    return said % values if values else said


def ngettext(one: str, many: str, num: float, /, **values: object) -> str:
    """The same where the words depend on a number."""
    return _catalogue().ngettext(one, many, cast(int, num)) % {"num": num, **values}


@dataclass(frozen=True, slots=True)
class Said:
    """Words and, where it is not the page's, the tag of their language (else empty)."""

    words: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """Says things in one language. ``traditional`` maps simplified wording to 繁體."""

    language: Language
    traditional: Mapping[str, str]

    def text(self, text: Text) -> str:
        if self.language.id == "en":
            return text.en
        return self.chinese(text.zh)

    def said(self, text: Text) -> Said:
        """A text whose English may be missing: then the Chinese, marked as such."""
        if self.language.id == "en" and not text.en:
            return Said(text.zh, DEFAULT.tag)
        return Said(self.text(text))

    def maybe_said(self, text: Text | None) -> Said | None:
        """The same of a text that may not be there at all."""
        return None if text is None else self.said(text)

    def chinese(self, words: str) -> str:
        """Chinese words in the script of the page (simplified on English pages)."""
        return self.traditional.get(words, words) if self.language.id == "hant" else words

    def maybe(self, text: Text | None) -> str:
        """A text, or an empty string where there is none."""
        return "" if text is None else self.text(text)

    def day(self, day: date) -> str:
        form = "d MMMM y" if self.language.id == "en" else "long"
        return format_date(day, format=form, locale=self.language.locale)

    def moment(self, moment: datetime) -> str:
        """A moment by the clock of Chongqing, to the minute."""
        return format_datetime(moment, "y-MM-dd HH:mm", CHONGQING, self.language.locale)

    def month(self, month: Month) -> str:
        return format_skeleton("yMMMM", month.first_day, locale=self.language.locale)

    def number(self, value: int | float) -> str:
        return format_decimal(value, locale=self.language.locale)

    def yuan(self, fen: int | float) -> str:
        """Money of whole fen in yuan, with two decimals only where there are fen."""
        pattern = "#,##0" if fen % 100 == 0 else "#,##0.00"
        return format_decimal(fen / 100, format=pattern, locale=self.language.locale)


def amount_words(wording: Wording, unit: str, value: object, *, age: bool = False) -> str:
    """An amount with its unit: ``6 个月``, ``4,148 元/月``, ``15 ㎡``."""
    if isinstance(value, Text):
        return wording.text(value)
    if isinstance(value, date):
        return wording.day(value)
    assert isinstance(value, int | float)
    if unit.startswith("fen"):
        return _money_words(unit, wording.yuan(value))
    figure = wording.number(value)
    match unit:
        case "months":
            return ngettext("%(figure)s month", "%(figure)s months", value, figure=figure)
        case "years":
            if age:
                return gettext("%(figure)s years old", figure=figure)
            return ngettext("%(figure)s year", "%(figure)s years", value, figure=figure)
        case "persons":
            return ngettext("%(figure)s person", "%(figure)s persons", value, figure=figure)
        case "days":
            return ngettext("%(figure)s day", "%(figure)s days", value, figure=figure)
        case "percent":
            return f"{figure}%"
        case _:
            return f"{figure} ㎡"


def _money_words(unit: str, figure: str) -> str:
    if unit == "fen_per_month":
        return gettext("%(figure)s yuan a month", figure=figure)
    if unit == "fen_per_year":
        return gettext("%(figure)s yuan a year", figure=figure)
    return gettext("%(figure)s yuan", figure=figure)
