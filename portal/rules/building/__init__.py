"""Shapes made into the model: references resolved, conditions parsed, every problem noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..documents import read
from ..documents.services import ServiceDocument
from ..documents.shapes import Document
from ..model.ruleset import Coverage, Ruleset, Service, Topic
from ..problem_codes import EntryCode, Noun
from ..problems import ContentError, Problem, in_order, say, with_lines
from .build_context import Workbench
from .city import build_city
from .counters import build_counters, build_offers
from .districts import build_gazetteer, with_streets
from .kept_services import workshops
from .retirement import with_retirement
from .shared_documents import (
    build_contacts,
    build_leads,
    build_life_events,
    build_papers,
    build_policies,
    build_questions,
    build_sources,
    build_topics,
)

_SECTIONS = (
    "city",
    "topics",
    "life_events",
    "contacts",
    "papers",
    "sources",
    "questions",
    "policies",
    "facts",
    "counters",
    "offers",
)


@dataclass(frozen=True)
class Loaded:
    """What documents came to: a ruleset if nothing is wrong, and where each entry stands."""

    ruleset: Ruleset | None
    problems: tuple[Problem, ...]
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)


def load(files: Mapping[str, str]) -> Ruleset:
    """Build a ruleset from documents (path → text); raises ContentError with every problem."""
    loaded = load_with_problems(files)
    if loaded.ruleset is None:
        raise ContentError(loaded.problems)
    return loaded.ruleset


def load_with_problems(files: Mapping[str, str]) -> Loaded:
    """Build a ruleset and collect all problems: of shape and of meaning."""
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in sorted(files):
        document = read(path, files[path])
        if isinstance(document, list):
            problems += document
        else:
            documents[path] = document
    bench = Workbench(problems)
    sections = {section: _collect(bench, documents, section) for section in _SECTIONS}
    ruleset = _build(bench, files, documents, sections)
    origins = {(s, name): path for s, its in sections.items() for name, (path, _) in its.items()}
    found = in_order(with_lines(bench.problems, files))
    return Loaded(None if found else ruleset, found, origins)


def _collect(
    bench: Workbench, documents: Mapping[str, Document], section: str
) -> dict[str, tuple[str, Any]]:
    """Every entry of a section over all documents: id → (file, shape)."""
    found: dict[str, tuple[str, Any]] = {}
    for path, document in documents.items():
        if isinstance(document, ServiceDocument):
            continue
        for name, shape in getattr(document, section, {}).items():
            if name in found:
                bench.note(
                    path, f"{section}.{name}", say(EntryCode.STANDS_TWICE, file=found[name][0])
                )
            found[name] = (path, shape)
    return found


def _build(
    bench: Workbench,
    files: Mapping[str, str],
    documents: Mapping[str, Document],
    sections: Mapping[str, Mapping[str, tuple[str, Any]]],
) -> Ruleset:
    bench.sources = sources = build_sources(sections["sources"])
    bench.gazetteer = with_streets(bench, documents, build_gazetteer(bench, documents))
    bench.questions = build_questions(bench, sections["questions"])
    bench.papers = papers = build_papers(sections["papers"])
    bench.contacts = contacts = build_contacts(bench, sections["contacts"])
    bench.topics = topics = build_topics(sections["topics"])
    services = with_retirement(bench, _services(bench, files, documents))
    ordered = {service.id: service for service in sorted(services, key=_by_topic(topics))}
    _check_alternatives(bench, documents, ordered)
    return Ruleset(
        city=build_city(bench, sections["city"], contacts),
        topics=topics,
        gazetteer=bench.gazetteer,
        questions=bench.questions,
        contacts=contacts,
        papers=papers,
        sources=sources,
        policies=build_policies(bench, sections["policies"], ordered),
        services=ordered,
        coverage={
            name: Coverage(tuple(shape.carried_by), shape.left_out, shape.why)
            for name, (_, shape) in sections["facts"].items()
        },
        counters=build_counters(bench, sections["counters"], ordered),
        offers=build_offers(bench, sections["offers"], services),
        leads=build_leads(bench, sections["sources"], ordered),
        life_events=build_life_events(bench, sections["life_events"], ordered),
    )


def _services(
    bench: Workbench, files: Mapping[str, str], documents: Mapping[str, Document]
) -> Iterator[Service]:
    """Every service; those that were built of the same before are taken as they are."""
    workshop = workshops.upon(bench.ground)
    for path, document in documents.items():
        if isinstance(document, ServiceDocument):
            built = workshop.service(path, files[path])
            bench.problems += built.problems
            yield built.service


def _check_alternatives(
    bench: Workbench, documents: Mapping[str, Document], services: Mapping[str, Service]
) -> None:
    for path, document in documents.items():
        if isinstance(document, ServiceDocument):
            others = [name for name in services if name != document.service.id]
            for name in document.service.alternatives:
                bench.known(path, "service.alternatives", name, others, Noun.OTHER_SERVICE)


def _by_topic(topics: Mapping[str, Topic]) -> Callable[[Service], tuple[int, int, str]]:
    places = {name: place for place, name in enumerate(topics)}

    def key(service: Service) -> tuple[int, int, str]:
        return places.get(service.topic, len(places)), service.order, service.id

    return key
