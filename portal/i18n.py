"""Languages: their prefixes and tags, and wording, numbers, months and money in their manner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Literal, assert_never, cast

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import Babel, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

from .rules.model.months import Month
from .rules.model.tels import EXTENSION
from .rules.model.texts import CHILD, NamedAmount, Text, put_in
from .rules.model.units import AmountUnit, amount_unit

babel = Babel()
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the portal: ``id`` in the code, ``prefix`` in addresses, ``tag`` in HTML."""

    id: str
    prefix: str
    tag: str
    locale: str
    name: str


LANGUAGES = {
    "zh": Language(id="zh", prefix="", tag="zh-Hans", locale="zh_Hans_CN", name="简体"),
    "en": Language(id="en", prefix="/en", tag="en", locale="en", name="English"),
    "hant": Language(id="hant", prefix="/zh-hant", tag="zh-Hant", locale="zh_Hant_TW", name="繁體"),
}
DEFAULT = LANGUAGES["zh"]


def install(app: Flask, locale: Callable[[], str]) -> None:
    """Give the application its languages; ``locale`` says which one a request is answered in."""
    babel.init_app(app, locale_selector=locale)
    app.before_request(lambda: _speak(locale()))
    app.teardown_request(_fall_silent)
    # Jinja puts the values in itself.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _catalogue().gettext(words),
        lambda one, many, num: _catalogue().ngettext(one, many, num),
        newstyle=True,
    )
    said = _said_once(cast(Callable[..., str], app.jinja_env.globals["gettext"]))
    app.jinja_env.globals.update(gettext=said, _=said)


def _said_once(put_in: Callable[..., str]) -> Callable[..., str]:
    """Jinja's gettext; words of templates that name no value are marked as HTML once and kept."""
    known: dict[tuple[NullTranslations, bool, str], str] = {}

    @pass_context
    def said(context: Context, words: str, /, **values: object) -> str:
        if values:
            return put_in(context, words, **values)
        key = _catalogue(), bool(context.eval_ctx.autoescape), words
        found = known.get(key)
        if found is None:
            if len(known) >= MOST_SAID:
                known.clear()
            found = known[key] = put_in(context, words)
        return found

    return said


#: There are some 1,300 such words in each language.
MOST_SAID = 8192

_spoken: ContextVar[NullTranslations | None] = ContextVar("spoken", default=None)


def _speak(locale: str) -> None:
    """Find the catalogue of a request once: a page of results asks for it some 300 times."""
    _spoken.set(_catalogue_of(locale))


def _fall_silent(_fault: BaseException | None) -> None:
    _spoken.set(None)


@contextmanager
def spoken_in(language: Language) -> Iterator[Wording]:
    """Say things in a language of choice, whatever the page's is, with or without a request."""
    token = _spoken.set(_catalogue_of(language.locale))
    try:
        yield Wording(language, {})
    finally:
        _spoken.reset(token)


@lru_cache(maxsize=8)
def _catalogue_of(locale: str) -> NullTranslations:
    """The wording of any language, not only of the page's: the API says things in several."""
    return translation("messages", TRANSLATIONS, [locale], fallback=True)


def _catalogue() -> NullTranslations:
    """The wording of the page's language; none where nothing is being answered."""
    return _spoken.get() or (get_translations() if g else NullTranslations())


def gettext(words: str, /, **values: object) -> str:
    """English words of the portal in the page's language, with their values put in."""
    said = _catalogue().gettext(words)
    return said % values if values else said


def ngettext(one: str, many: str, num: float, /, **values: object) -> str:
    """The same where the words depend on a number."""
    return _catalogue().ngettext(one, many, cast(int, num)) % {"num": num, **values}


@lru_cache(maxsize=2048)
def _day_words(day: date, language: Language) -> str:
    """A day in words; the same few stand on every page, and working one out takes a while."""
    form = "d MMMM y" if language.id == "en" else "long"
    return format_date(day, format=form, locale=language.locale)


@lru_cache(maxsize=2048)
def _day_of_year_words(day: date, language: Language) -> str:
    """A day of every year in words, written as a whole day is."""
    if language.id == "en":
        return format_date(day, format="d MMMM", locale=language.locale)
    return format_skeleton("MMMMd", day, locale=language.locale)


@lru_cache(maxsize=2048)
def _month_words(first_day: date, locale: str) -> str:
    """A month in words."""
    return format_skeleton("yMMMM", first_day, locale=locale)


@lru_cache(maxsize=2048)
def _figure(value: int | float, pattern: str | None, locale: str) -> str:
    """A number in the manner of a language; most of them are amounts of the rules."""
    return format_decimal(value, format=pattern, locale=locale)


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

    def text(self, text: Text, child: str = "") -> str:
        """A text in this language, with the amounts that it names.

        ``child``: what the child is called that a question is put about, as it stands inside a
        sentence (老大, your first child); empty: just the child. What waits to be translated is
        Chinese throughout, its amounts too; `rendered` marks it as such.
        """
        if self.language.id == "en" and not text.en and text.zh:
            return Wording(DEFAULT, {}).text(text)
        words = text.en if self.language.id == "en" else self.chinese(text.zh)
        if CHILD in words:
            words = words.replace(CHILD, child or self._the_child())
        if not text.amounts:
            return words
        amounts = {amount.name: amount_in_text(self, amount) for amount in text.amounts}
        return put_in(words, lambda name: amounts.get(name, ""))

    def _the_child(self) -> str:
        return "your child" if self.language.id == "en" else "孩子"

    def said(self, text: Text) -> Said:
        """A text whose English may be missing: then the Chinese, marked as such."""
        if self.language.id == "en" and not text.en:
            return Said(self.text(text), DEFAULT.tag)
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

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after another: with a space between them in English, none in Chinese."""
        return (" " if self.language.id == "en" else "").join(filter(None, sentences))

    def day(self, day: date) -> str:
        return _day_words(day, self.language)

    def moment(self, moment: datetime) -> str:
        """A moment by its own clock, to the minute."""
        return format_datetime(moment, "y-MM-dd HH:mm", moment.tzinfo, self.language.locale)

    def month(self, month: Month) -> str:
        return _month_words(month.first_day, self.language.locale)

    def day_of_year(self, day: date) -> str:
        """A day of every year: its month and day alone."""
        return _day_of_year_words(day, self.language)

    def number(self, value: int | float) -> str:
        return _figure(value, None, self.language.locale)

    def yuan(self, fen: int | float) -> str:
        """Money of whole fen in yuan, with two decimals only where there are fen."""
        pattern = "#,##0" if fen % 100 == 0 else "#,##0.00"
        return _figure(fen / 100, pattern, self.language.locale)


def tel_words(tel: str) -> str:
    """A telephone number as it is read: its extension said in words."""
    number, _, extension = tel.partition(EXTENSION)
    if not extension:
        return number
    return gettext("%(tel)s ext. %(extension)s", tel=number, extension=extension)


def amount_words(wording: Wording, unit: str, value: object, *, age: bool = False) -> str:
    """An amount with its unit: ``6 个月``, ``4,148 元/月``, ``15 ㎡``."""
    if isinstance(value, Text):
        return wording.text(value)
    if isinstance(value, date):
        return wording.day(value)
    assert isinstance(value, int | float)
    return _figure_words(amount_unit(unit), value, wording, age=age)


def _figure_words(
    unit: AmountUnit | None, value: int | float, wording: Wording, *, age: bool
) -> str:
    figure = wording.number(value)
    match unit:
        case "fen" | "fen_per_month" | "fen_per_year":
            return _money_words(unit, wording.yuan(value))
        case "months":
            return ngettext("%(figure)s month", "%(figure)s months", value, figure=figure)
        case "years":
            if age:
                return gettext("%(figure)s years old", figure=figure)
            return ngettext("%(figure)s year", "%(figure)s years", value, figure=figure)
        case "grade":
            return gettext("grade %(figure)s", figure=figure)
        case "persons":
            return ngettext("%(figure)s person", "%(figure)s persons", value, figure=figure)
        case "days":
            return ngettext("%(figure)s day", "%(figure)s days", value, figure=figure)
        case "percent":
            return f"{figure}%"
        case "sqm":
            return f"{figure} ㎡"
        case "day" | "text" | None:
            return figure
        case _:
            assert_never(unit)


def _money_words(unit: Literal["fen", "fen_per_month", "fen_per_year"], figure: str) -> str:
    match unit:
        case "fen":
            return gettext("%(figure)s yuan", figure=figure)
        case "fen_per_month":
            return gettext("%(figure)s yuan a month", figure=figure)
        case "fen_per_year":
            return gettext("%(figure)s yuan a year", figure=figure)
        case _:
            assert_never(unit)


def amount_in_text(wording: Wording, named_amount: NamedAmount) -> str:
    """An amount inside a sentence: ``36个月（3年）``, ``4,148元``, or what it would be."""
    catalogue = _catalogue_of(wording.language.locale)
    value = named_amount.value
    if value is None:
        return _laid_down(catalogue, named_amount)
    if isinstance(value, Text):
        return wording.text(value)
    if isinstance(value, date):
        return wording.day(value)
    return _number_in_text(catalogue, wording, named_amount, value)


def _number_in_text(
    catalogue: NullTranslations, wording: Wording, named_amount: NamedAmount, value: int | float
) -> str:
    figure = wording.number(value)
    count = cast(int, value)
    match named_amount.unit:
        case "fen" | "fen_per_month" | "fen_per_year":
            return catalogue.gettext("%(figure)s yuan") % {"figure": wording.yuan(value)}
        case "months":
            return _months_in_text(catalogue, wording, count)
        case "years" if named_amount.is_age:
            words = catalogue.gettext("%(figure)s years of age")
        case "years":
            words = catalogue.ngettext("%(figure)s year", "%(figure)s years", count)
        case "persons":
            words = catalogue.ngettext("%(figure)s person", "%(figure)s persons", count)
        case "days":
            words = catalogue.ngettext("%(figure)s day", "%(figure)s days", count)
        case "percent":
            words = "%(figure)s%%"
        case "sqm":
            words = catalogue.gettext("%(figure)s square metres")
        case "day" | "text":
            words = "%(figure)s"
        case _:
            assert_never(named_amount.unit)
    return words % {"figure": figure}


def _months_in_text(catalogue: NullTranslations, wording: Wording, count: int) -> str:
    """Months, with the years that they make where they make whole ones."""
    years = count // 12
    if not years or count % 12:
        words = catalogue.ngettext("%(figure)s month", "%(figure)s months", count)
    else:
        words = catalogue.ngettext(
            "%(figure)s months (%(years)s year)", "%(figure)s months (%(years)s years)", years
        )
    return words % {"figure": wording.number(count), "years": wording.number(years)}


def _laid_down(catalogue: NullTranslations, named_amount: NamedAmount) -> str:
    """What stands in a sentence for an amount that is not in force."""
    match named_amount.unit:
        case "fen" | "fen_per_month" | "fen_per_year":
            return catalogue.gettext("the amount laid down")
        case "months":
            return catalogue.gettext("the number of months laid down")
        case "years" if named_amount.is_age:
            return catalogue.gettext("the age laid down")
        case "years":
            return catalogue.gettext("the number of years laid down")
        case "sqm":
            return catalogue.gettext("the floor area laid down")
        case "persons":
            return catalogue.gettext("the number of persons laid down")
        case "percent":
            return catalogue.gettext("the share laid down")
        case "days" | "day":
            return catalogue.gettext("the time laid down")
        case "text":
            return catalogue.gettext("what is laid down")
        case _:
            assert_never(named_amount.unit)
