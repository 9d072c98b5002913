"""What services share: sources, questions, papers, contacts, topics and policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.districts import Period, Scope
from ..model.leads import Lead
from ..model.ruleset import (
    Contact,
    Indicator,
    LifeEvent,
    Option,
    Paper,
    Policy,
    Question,
    SentenceWords,
    Service,
    Topic,
)
from ..model.sources import Source
from ..model.texts import Text
from ..problem_codes import EntryCode, Noun
from ..problems import say
from .build_context import Workbench, text_of

Entries = Mapping[str, tuple[str, Any]]
"""Every entry of a section over all documents: id → (file, shape)."""


def build_topics(entries: Entries) -> dict[str, Topic]:
    topics = [
        Topic(
            id=name,
            name=Text(s.name.zh, s.name.en),
            summary=Text(s.summary.zh, s.summary.en),
            order=s.order,
            large=s.large,
        )
        for name, (_, s) in entries.items()
    ]
    return {topic.id: topic for topic in sorted(topics, key=lambda topic: topic.order)}


def build_life_events(
    bench: Workbench, entries: Entries, services: Mapping[str, Service]
) -> dict[str, LifeEvent]:
    """The events in their order; the services they name are of their topics."""
    events = []
    for name, (path, shape) in entries.items():
        where = f"life_events.{name}"
        for topic in shape.topics:
            bench.known(path, f"{where}.topics", topic, bench.topics, Noun.TOPIC)
        within = [service.id for service in services.values() if service.topic in shape.topics]
        for service in shape.services:
            bench.known(path, f"{where}.services", service, within, Noun.SERVICE)
        events.append(
            LifeEvent(
                id=name,
                name=Text(shape.name.zh, shape.name.en),
                order=shape.order,
                topics=tuple(shape.topics),
                services=tuple(shape.services),
            )
        )
    return {event.id: event for event in sorted(events, key=lambda event: event.order)}


def build_papers(entries: Entries) -> dict[str, Paper]:
    return {
        name: Paper(
            id=name,
            name=Text(s.name.zh, s.name.en),
            form=s.form or "",
            issuer=text_of(s.issuer),
            how=text_of(s.how),
        )
        for name, (_, s) in entries.items()
    }


def build_contacts(bench: Workbench, entries: Entries) -> dict[str, Contact]:
    return {
        name: Contact(
            id=name,
            name=Text(s.name.zh, s.name.en),
            about=Text(s.about.zh, s.about.en),
            tel=s.tel,
            citations=bench.citations(path, f"contacts.{name}", s.source),
        )
        for name, (path, s) in entries.items()
    }


def build_sources(entries: Entries) -> dict[str, Source]:
    return {name: _source(name, shape) for name, (_, shape) in entries.items()}


def build_questions(bench: Workbench, entries: Entries) -> dict[str, Question]:
    built = {}
    for place, (name, (path, shape)) in enumerate(entries.items()):
        built[name] = _question(name, place, shape)
        where = f"questions.{name}"
        if (shape.kind == "choice") != bool(shape.options):
            bench.note(
                path, f"{where}.options", say(EntryCode.OPTIONS_WITHOUT_CHOICE, kind="choice")
            )
        if shape.kind == "number" and shape.unit is None:
            bench.note(path, where, say(EntryCode.NUMBER_WITHOUT_UNIT))
        if (shape.unit == "fen_per_month") > (shape.kind == "money"):
            bench.note(path, f"{where}.unit", say(EntryCode.UNIT_OF_MONEY, unit="fen_per_month"))
        if shape.kind in ("number", "money") and shape.maximum <= shape.minimum:
            bench.note(path, f"{where}.maximum", say(EntryCode.NOT_ABOVE_MINIMUM))
        if shape.none and shape.kind != "month":
            bench.note(path, f"{where}.none", say(EntryCode.NONE_OF_MONTHS))
        _check_sentence(bench, path, where, shape, entries)
    return built


def build_policies(
    bench: Workbench, entries: Entries, services: Mapping[str, object]
) -> dict[str, Policy]:
    built = {}
    for name, (path, shape) in entries.items():
        where = f"policies.{name}"
        bench.known(path, f"{where}.topic", shape.topic, bench.topics, Noun.TOPIC)
        for service in shape.services:
            bench.known(path, f"{where}.services", service, services, Noun.SERVICE)
        for other in shape.see:
            bench.known(path, f"{where}.see", other, entries, Noun.POLICY)
        built[name] = Policy(
            id=name,
            topic=shape.topic,
            services=tuple(shape.services),
            scope=bench.scope(path, where, shape),
            layer=shape.layer,
            status=shape.status,
            text=Text(shape.text.zh, shape.text.en),
            citations=bench.citations(path, where, shape.source),
            target_year=shape.target_year,
            see=tuple(shape.see),
            note=text_of(shape.note),
            indicator=shape.indicator and Indicator(**shape.indicator.model_dump()),
        )
    return built


def build_leads(
    bench: Workbench, entries: Entries, services: Mapping[str, object]
) -> tuple[Lead, ...]:
    """The claims marked as leads, with the services they are about."""
    leads = []
    places = [*bench.gazetteer.districts, *bench.gazetteer.groups]
    for name, (path, shape) in entries.items():
        for number, claim in enumerate(shape.to_verify):
            where = f"sources.{name}.to_verify[{number}]"
            for service in claim.service:
                bench.known(path, f"{where}.service", service, services, Noun.SERVICE)
            for place in claim.districts:
                bench.known(path, f"{where}.districts", place, places, Noun.DISTRICT_OR_GROUP)
            if claim.lead and not claim.service:
                bench.note(path, f"{where}.service", say(EntryCode.LEAD_WITHOUT_SERVICE))
            if claim.lead and claim.ask is None:
                bench.note(path, f"{where}.ask", say(EntryCode.LEAD_WITHOUT_QUESTION))
            if claim.lead and claim.ask is not None:
                leads.append(
                    Lead(
                        source=name,
                        text=Text(claim.text.zh, claim.text.en or claim.text.zh),
                        ask=Text(claim.ask.zh, claim.ask.en),
                        services=tuple(claim.service),
                        scope=Scope(tuple(claim.districts), Period()),
                    )
                )
    return tuple(leads)


def _check_sentence(bench: Workbench, path: str, where: str, shape: Any, entries: Entries) -> None:
    """Notes what the words of a sentence name that is not there, and words with two meanings."""
    for other in shape.sentence.like:
        bench.known(path, f"{where}.sentence.like", other, entries, Noun.QUESTION)
    taken: dict[str, str] = {}
    for option, its in shape.sentence.options.items():
        place = f"{where}.sentence.options.{option}"
        bench.known(path, place, option, shape.options, Noun.OPTION)
        for word in its.words:
            if taken.setdefault(word, option) != option:
                bench.note(path, place, say(EntryCode.WORD_OF_TWO, word=word, option=taken[word]))
    if shape.sentence.denied and shape.kind != "yes_no":
        bench.note(path, f"{where}.sentence.denied", say(EntryCode.DENIED_OF_YES_NO))


def _source(name: str, shape: Any) -> Source:
    claims = [claim.text for claim in shape.to_verify if not claim.lead]
    return Source(
        id=name,
        title=Text(shape.title.zh, shape.title.en),
        tier=shape.tier,
        verified_on=shape.verified_on,
        review_by=shape.review_by,
        publisher=text_of(shape.publisher),
        number=shape.number,
        date=shape.date,
        url=shape.url,
        note=text_of(shape.note),
        to_verify=tuple(Text(text.zh, text.en or text.zh) for text in claims),
        origins=shape.origins,
    )


def _question(name: str, place: int, shape: Any) -> Question:
    options = tuple(
        Option(option, Text(its.text.zh, its.text.en), text_of(its.hint))
        for option, its in shape.options.items()
    )
    return Question(
        id=name,
        kind=shape.kind,
        text=Text(shape.text.zh, shape.text.en),
        short=Text(shape.short.zh, shape.short.en),
        place=place,
        of=shape.of or "adult",
        says_of=shape.of is not None,
        text_partner=text_of(shape.text_partner),
        hint=text_of(shape.hint),
        hint_partner=text_of(shape.hint_partner),
        where=text_of(shape.where),
        none=text_of(shape.none),
        options=options,
        unit=shape.unit or "",
        minimum=shape.minimum,
        maximum=shape.maximum,
        decimals=shape.decimals,
        paid_months=shape.counts == "paid_months",
        changeable=shape.changeable,
        own_classes=shape.own_classes,
        synonyms={"zh": tuple(shape.synonyms.zh), "en": tuple(shape.synonyms.en)},
        sentence=SentenceWords(
            said=tuple(shape.sentence.said),
            denied=tuple(shape.sentence.denied),
            like=tuple(shape.sentence.like),
            options={name: tuple(its.words) for name, its in shape.sentence.options.items()},
        ),
    )
