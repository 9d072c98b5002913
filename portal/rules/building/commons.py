"""What services share: sources, questions, papers, contacts, topics and policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model import Contact, Indicator, Option, Paper, Policy, Question, Topic
from ..sources import Source
from ..texts import Text
from .workbench import Workbench, text_of

Entries = Mapping[str, tuple[str, Any]]
"""Every entry of a section over all documents: id → (file, shape)."""


def build_topics(entries: Entries) -> dict[str, Topic]:
    topics = [
        Topic(name, Text(s.name.zh, s.name.en), Text(s.summary.zh, s.summary.en), s.order, s.large)
        for name, (_, s) in entries.items()
    ]
    return {topic.id: topic for topic in sorted(topics, key=lambda topic: topic.order)}


def build_papers(entries: Entries) -> dict[str, Paper]:
    return {
        name: Paper(
            name, Text(s.name.zh, s.name.en), s.form or "", text_of(s.issuer), text_of(s.how)
        )
        for name, (_, s) in entries.items()
    }


def build_contacts(bench: Workbench, entries: Entries) -> dict[str, Contact]:
    return {
        name: Contact(
            name,
            Text(s.name.zh, s.name.en),
            Text(s.about.zh, s.about.en),
            s.tel,
            bench.citations(path, f"contacts.{name}", s.source),
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
            bench.note(path, f"{where}.options", "options go with kind choice, and only so")
        if shape.kind == "number" and shape.unit is None:
            bench.note(path, where, "a number needs a unit")
        if shape.kind in ("number", "money") and shape.maximum <= shape.minimum:
            bench.note(path, f"{where}.maximum", "must be larger than the minimum")
        if shape.none and shape.kind != "month":
            bench.note(path, f"{where}.none", "only month questions have the answer none")
    return built


def build_policies(
    bench: Workbench, entries: Entries, services: Mapping[str, object]
) -> dict[str, Policy]:
    built = {}
    for name, (path, shape) in entries.items():
        where = f"policies.{name}"
        bench.known(path, f"{where}.topic", shape.topic, bench.topics, "topic")
        for service in shape.services:
            bench.known(path, f"{where}.services", service, services, "service")
        for other in shape.see:
            bench.known(path, f"{where}.see", other, entries, "policy")
        built[name] = Policy(
            name,
            shape.topic,
            tuple(shape.services),
            bench.scope(path, where, shape),
            shape.layer,
            shape.status,
            Text(shape.text.zh, shape.text.en),
            bench.citations(path, where, shape.source),
            shape.target_year,
            tuple(shape.see),
            text_of(shape.note),
            shape.indicator and Indicator(**shape.indicator.model_dump()),
        )
    return built


def _source(name: str, shape: Any) -> Source:
    to_verify = [entry["text"] for entry in shape.to_verify]
    return Source(
        name,
        Text(shape.title.zh, shape.title.en),
        shape.tier,
        shape.verified_on,
        shape.review_by,
        text_of(shape.publisher),
        shape.number,
        shape.date,
        shape.url,
        text_of(shape.note),
        tuple(Text(text.zh, text.en or text.zh) for text in to_verify),
    )


def _question(name: str, place: int, shape: Any) -> Question:
    options = tuple(
        Option(option, Text(its.text.zh, its.text.en), text_of(its.hint))
        for option, its in shape.options.items()
    )
    return Question(
        name,
        shape.kind,
        Text(shape.text.zh, shape.text.en),
        Text(shape.short.zh, shape.short.en),
        place,
        text_of(shape.hint),
        text_of(shape.where),
        text_of(shape.none),
        options,
        shape.unit or "",
        shape.minimum,
        shape.maximum,
        shape.decimals,
        shape.counts == "paid_months",
        shape.changeable,
        shape.own_classes,
        {"zh": tuple(shape.synonyms.zh), "en": tuple(shape.synonyms.en)},
    )
