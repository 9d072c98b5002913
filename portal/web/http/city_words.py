"""What pages call the city of the release, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from ...i18n import Wording
from ...rules.model.city import City
from ...store.releases.city_in_use import city_in_use
from . import request_context


@dataclass(frozen=True, slots=True, kw_only=True)
class CityWords:
    """``short_name``: its name inside a sentence; ``district_name``: what its parts are called."""

    name: str
    short_name: str
    district_name: str
    hotline: str


def city_words() -> CityWords:
    """The city whose rules the page shows. Raises StoreUnavailable."""
    return _words(request_context.release().ruleset.city, request_context.wording())


def hotline() -> str:
    """Whom to call, also where no release can be read."""
    return city_in_use().hotline


def _words(city: City, wording: Wording) -> CityWords:
    return CityWords(
        name=_said(city.name.zh, city.name.en, wording),
        short_name=_said(city.short_name.zh, city.short_name.en, wording),
        district_name=_said(city.district_name.zh, city.district_name.en, wording),
        hotline=city.hotline,
    )


def _said(chinese: str, english: str, wording: Wording) -> str:
    """A name in the language of the page.

    A release stored before it named its city has no 繁體 of the name alone, but of its texts.
    """
    if wording.language.id == "en":
        return english
    written = wording.chinese(chinese)
    if wording.language.id != "hant" or chinese in wording.traditional:
        return written
    for simplified, traditional in wording.traditional.items():
        at = simplified.find(chinese)
        if at >= 0 and len(simplified) == len(traditional):
            return traditional[at : at + len(chinese)]
    return written
