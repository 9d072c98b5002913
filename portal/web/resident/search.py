"""The search page. A query is never stored and never logged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, request, url_for

from ...i18n import Wording, gettext
from ...rules.model.districts import District
from ...rules.model.ruleset import Policy
from ...rules.search.characters import plain, simplified
from ...rules.search.index import Match, Sought
from ...store.releases.current_release import CurrentRelease
from ...store.usage_counts import count
from ..http import request_context
from ..http.pages import page
from .home import TopicCard, topic_cards

#: Hits shown of the kind that is asked for first, and of every other.
_MOST = 8
_MOST_OTHERS = 3
#: Characters of a query that are read.
_LONGEST = 60
#: The contact that is named where the portal has no answer.


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """Whom to ask for what is not found here."""

    name: str
    about: str
    tel: str


@dataclass(frozen=True, slots=True)
class WordLink:
    """A word to tap, and the search for it."""

    word: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The context of the search page.

    ``answered``: the first hit is what was asked for; else the hotline is named first.
    ``covered``: the portal has anything of it.
    ``here``: the districts that hits lead to, as told by the address or by the query;
    ``moved``: a district that the query names and that exists no longer;
    ``words``: what letters typed at a kiosk may begin.
    """

    query: str
    groups: tuple[HitGroup, ...] = ()
    policies: tuple[Hit, ...] = ()
    answered: bool = True
    covered: bool = True
    hotline: tuple[Hotline, ...] = ()
    district: str = ""
    here: str = ""
    moved: str = ""
    topics: tuple[TopicCard, ...] = ()
    words: tuple[WordLink, ...] = ()


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/search", "search", show)


def show() -> Response:
    """What ``?q=`` finds; ``?district=`` says where its hits lead.

    While a kiosk's keys are pressed the words alone are asked for: nothing is sought yet.
    """
    query = request.args.get("q", "").strip()[:_LONGEST]
    district = request.args.get("district", "")
    at_kiosk = request_context.channel() == "kiosk"
    if at_kiosk and request.headers.get("HX-Request") == "true":
        found = SearchPage(query=query)
    else:
        found = _sought(query, district)
    words = tuple(_words(query, district)) if at_kiosk else ()
    return page("resident/search.html", replace(found, words=words), fragment="words")


def _sought(query: str, district: str) -> SearchPage:
    found = Search(
        request_context.release(), request_context.wording(), request_context.today()
    ).page(query, district)
    if query:
        count("search" if found.answered else "search_empty", day=request_context.today())
    return found


def _words(query: str, district: str) -> Iterator[WordLink]:
    """The words that the letters may begin, in the language of the page."""
    wording = request_context.wording()
    english = wording.language.id == "en"
    for word in request_context.release().word_choices.begun(query, english=english):
        said = word if english else wording.chinese(word)
        yield WordLink(said, url_for(".search", q=said, district=district or None))


@dataclass(frozen=True, slots=True)
class Search:
    """One search of a release, in one language on one day."""

    release: CurrentRelease
    wording: Wording
    day: date

    def page(self, query: str, asked: str) -> SearchPage:
        """The page for a query, in the district that the address asks for."""
        sought = self.release.search_index.find(query, self.day)
        named = self._in_force(sought.districts)
        known = named or self._in_force((asked,))
        district = known[0].id if len(known) == 1 else ""
        groups = tuple(group for group in self._groups(sought, known) if group.hits)
        answered = bool(groups) and (sought.sure or not sought.rest)
        return SearchPage(
            query=query,
            groups=groups,
            policies=tuple(self._policies(sought, district))[:_MOST_OTHERS] if sought.sure else (),
            answered=answered,
            covered=bool(groups) and not sought.uncovered,
            hotline=self._hotline() if query else (),
            district=district,
            here=gettext(", ").join(self.wording.text(district.name) for district in known),
            moved=self._moved(sought.districts),
            topics=() if groups and answered else topic_cards(district or None),
        )

    def _in_force(self, names: Iterable[str]) -> tuple[District, ...]:
        """Districts of today: of one that is gone, those that it went to, its rest first."""
        districts = self.release.ruleset.gazetteer.districts
        found: dict[str, District] = {}
        for name in names:
            if name not in districts:
                continue
            district = districts[name]
            if district.period.holds(self.day):
                found[name] = district
                continue
            for other in sorted(district.successions, key=lambda succession: not succession.rest):
                found[other.district] = districts[other.district]
        return tuple(district for district in found.values() if district.period.holds(self.day))

    def _moved(self, names: Iterable[str]) -> str:
        """A district that is named and exists no longer."""
        districts = self.release.ruleset.gazetteer.districts
        gone = (districts[name] for name in names if not districts[name].period.holds(self.day))
        return next((self.wording.text(district.name) for district in gone), "")

    def _groups(self, sought: Sought, known: tuple[District, ...]) -> Iterator[HitGroup]:
        services = tuple(match for match in sought.matches if match.kind == "service")
        topics = tuple(match for match in sought.matches if match.kind == "topic")
        title = gettext("Services") if sought.sure else gettext("Perhaps related")
        districts = HitGroup(
            gettext("Districts"), tuple(self._district_hits(sought.districts, known))
        )
        of_services = HitGroup(title, tuple(self._service_hits(services, known))[:_MOST])
        of_topics = HitGroup(gettext("Topics"), tuple(self._topic_hits(topics, known)))
        if not sought.rest:
            yield districts
        is_topic = sought.matches[:1] == topics[:1]
        yield from (of_topics, of_services) if is_topic else (of_services, of_topics)
        if sought.rest:
            yield districts

    def _service_hits(
        self, services: tuple[Match, ...], known: tuple[District, ...]
    ) -> Iterator[Hit]:
        """The guides where the district is known; where it may be one of several, the first's."""
        for place, match in enumerate(services):
            service = self.release.ruleset.services[match.id]
            name = self.wording.text(service.name)
            text = self.wording.text(service.summary)
            if not known or (len(known) > 1 and place > 0):
                yield Hit(name, text, url_for(".service", service=service.id))
                continue
            for district in known:
                href = url_for(".guide", district=district.id, name=service.id)
                here = self.wording.text(district.name)
                yield Hit(f"{name} · {here}" if len(known) > 1 else name, text, href)

    def _topic_hits(self, topics: tuple[Match, ...], known: tuple[District, ...]) -> Iterator[Hit]:
        for match in topics:
            topic = self.release.ruleset.topics[match.id]
            href = url_for(".districts", topic=topic.id)
            if len(known) == 1:
                href = url_for(".guide", district=known[0].id, name=topic.id)
            yield Hit(self.wording.text(topic.name), self.wording.text(topic.summary), href)

    def _district_hits(self, named: tuple[str, ...], known: tuple[District, ...]) -> Iterator[Hit]:
        """The districts that a query names, with those that a district that is gone went to."""
        gazetteer = self.release.ruleset.gazetteer
        for name in dict.fromkeys((*named, *(district.id for district in known if named))):
            district = gazetteer.districts[name]
            cluster = self.wording.text(self.release.ruleset.cluster_name(district))
            exists = district.period.holds(self.day)
            text = cluster if exists else gettext("now part of other districts")
            href = url_for(".district", district=name)
            yield Hit(self.wording.text(district.name), text, href)

    def _policies(self, sought: Sought, district: str) -> Iterator[Hit]:
        written = self.release.kept_for("policies as they are sought", self._written_policies)
        words = sought.rest.split()
        for policy, text in written:
            if words and all(word in text for word in words):
                service = self.release.ruleset.services[policy.services[0]]
                href = (
                    url_for(".guide", district=district, name=service.id)
                    if district
                    else url_for(".service", service=service.id)
                )
                yield Hit(self.wording.text(service.name), self.wording.text(policy.text), href)

    def _written_policies(self) -> tuple[tuple[Policy, str], ...]:
        """Policies that lead to a service, each with its text folded as queries are."""
        return tuple(
            (policy, f"{simplified(plain(policy.text.zh))} {plain(policy.text.en)}")
            for policy in self.release.ruleset.policies.values()
            if policy.services
        )

    def _hotline(self) -> tuple[Hotline, ...]:
        """The city's hotline as the release has it."""
        contact = self.release.ruleset.hotline
        if contact is None:
            return ()
        name = self.wording.text(contact.name)
        return (Hotline(name=name, about=self.wording.text(contact.about), tel=contact.tel),)
