"""Shapes made into the model: references resolved, conditions parsed, every problem noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..documents import read
from ..documents.services import ServiceDocument
from ..documents.shapes import Document
from ..model import Coverage, Ruleset, Service
from ..problems import ContentError, Problem, with_lines
from .commons import (
    build_contacts,
    build_papers,
    build_policies,
    build_questions,
    build_sources,
    build_topics,
)
from .counters import build_counters, build_offers
from .districts import build_gazetteer
from .services import ServiceBuilder
from .workbench import Workbench

_SECTIONS = (
    *("topics", "contacts", "papers", "sources", "questions", "policies", "facts"),
    *("counters", "offers"),
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
    ruleset = _build(bench, documents, sections)
    origins = {(s, name): path for s, its in sections.items() for name, (path, _) in its.items()}
    found = tuple(sorted(set(with_lines(bench.problems, files))))
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
                bench.note(path, f"{section}.{name}", f"stands in {found[name][0]} too")
            found[name] = (path, shape)
    return found


def _build(
    bench: Workbench,
    documents: Mapping[str, Document],
    sections: Mapping[str, Mapping[str, tuple[str, Any]]],
) -> Ruleset:
    bench.sources = build_sources(sections["sources"])
    bench.gazetteer = build_gazetteer(bench, documents)
    bench.questions = build_questions(bench, sections["questions"])
    bench.papers = build_papers(sections["papers"])
    bench.contacts = build_contacts(bench, sections["contacts"])
    bench.topics = build_topics(sections["topics"])
    services = [
        ServiceBuilder(bench, path, document).build()
        for path, document in documents.items()
        if isinstance(document, ServiceDocument)
    ]
    ordered = {service.id: service for service in sorted(services, key=_by_topic(bench))}
    return Ruleset(
        bench.topics,
        bench.gazetteer,
        bench.questions,
        bench.contacts,
        bench.papers,
        bench.sources,
        build_policies(bench, sections["policies"], ordered),
        ordered,
        {
            name: Coverage(tuple(shape.carried_by), shape.left_out, shape.why)
            for name, (_, shape) in sections["facts"].items()
        },
        build_counters(bench, sections["counters"], ordered),
        build_offers(bench, sections["offers"], services),
    )


def _by_topic(bench: Workbench) -> Any:
    topics = list(bench.topics)

    def key(service: Service) -> tuple[int, int, str]:
        place = topics.index(service.topic) if service.topic in topics else len(topics)
        return place, service.order, service.id

    return key
