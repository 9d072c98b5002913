"""Search over services, districts, policies, questions: characters, pinyin, initials, English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from ...i18n import Wording, gettext
from ...store.in_use import CurrentRelease
from .places import keys_of, place_keys

_MOST = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a query may mean."""

    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits of one kind."""

    title: str
    hits: tuple[Hit, ...]


def _fits(words: list[str], keys: str) -> bool:
    return all(word in keys for word in words)


def _named(
    names: Iterable[str], english: Iterable[str], release: CurrentRelease, more: str = ""
) -> str:
    return f"{keys_of(names, release.derived)} {' '.join(english)} {more}".lower()


def search(query: str, release: CurrentRelease, wording: Wording) -> tuple[HitGroup, ...]:
    """What a query finds, by kind; each word of it must be found."""
    words = query.lower().split()[:5]
    if not words:
        return ()
    groups = (
        HitGroup(gettext("Services"), tuple(_services(words, release, wording))[:_MOST]),
        HitGroup(gettext("Districts"), tuple(_districts(words, release, wording))[:_MOST]),
        HitGroup(
            gettext("Where policy is heading"), tuple(_policies(words, release, wording))[:_MOST]
        ),
        HitGroup(
            gettext("Questions of the check"), tuple(_questions(words, release, wording))[:_MOST]
        ),
    )
    return tuple(group for group in groups if group.hits)


def _services(words: list[str], release: CurrentRelease, wording: Wording) -> Iterator[Hit]:
    for service in release.ruleset.services.values():
        names = (service.name.zh, *service.synonyms.get("zh", ()))
        english = (service.name.en, *service.synonyms.get("en", ()), service.id)
        if _fits(words, _named(names, english, release)):
            href = url_for(".service", service=service.id)
            yield Hit(wording.text(service.name), wording.text(service.summary), href)


def _districts(words: list[str], release: CurrentRelease, wording: Wording) -> Iterator[Hit]:
    gazetteer = release.ruleset.gazetteer
    for district in gazetteer.districts.values():
        if _fits(words, place_keys(gazetteer, district, release.derived)):
            cluster = wording.text(gazetteer.groups[district.cluster].name)
            href = url_for(".district", district=district.id)
            yield Hit(wording.text(district.name), cluster, href)


def _policies(words: list[str], release: CurrentRelease, wording: Wording) -> Iterator[Hit]:
    for policy in release.ruleset.policies.values():
        keys = f"{policy.text.zh} {policy.text.en}".lower()
        if policy.services and _fits(words, keys):
            service = release.ruleset.services[policy.services[0]]
            href = url_for(".service", service=service.id)
            yield Hit(wording.text(policy.text), wording.text(service.name), href)


def _questions(words: list[str], release: CurrentRelease, wording: Wording) -> Iterator[Hit]:
    for question in release.ruleset.questions.values():
        names = (question.short.zh, *question.synonyms.get("zh", ()))
        english = (question.short.en, *question.synonyms.get("en", ()))
        if _fits(words, _named(names, english, release, question.text.zh)):
            text = wording.text(question.text)
            yield Hit(wording.text(question.short), text, url_for(".check"))
