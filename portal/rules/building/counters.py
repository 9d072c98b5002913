"""Counters and offers from the documents of the districts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..documents.counters import faults_in
from ..model.counters import Counter, Offer, Span
from ..model.districts import Period
from ..model.ruleset import Service
from ..model.texts import Text
from ..problem_codes import EntryCode, Noun
from ..problems import say
from .build_context import Workbench
from .shared_documents import Entries


def build_counters(
    bench: Workbench, entries: Entries, services: Mapping[str, Service]
) -> dict[str, Counter]:
    """Every counter; the services and topics it names must exist."""
    built = {}
    for name, (path, shape) in entries.items():
        where = f"counters.{name}"
        _note_faults(bench, path, where, shape)
        for service in shape.services:
            bench.known(path, f"{where}.services", service, services, Noun.SERVICE)
        for topic in shape.topics:
            bench.known(path, f"{where}.topics", topic, bench.topics, Noun.TOPIC)
        built[name] = Counter(
            id=name,
            district=shape.district,
            name=_local(shape.name),
            address=_local(shape.address),
            period=Period(shape.since, shape.until),
            citations=bench.citations(path, where, shape.source),
            tel=tuple(shape.tel),
            hours=shape.hours and _local(shape.hours),
            services=tuple(shape.services),
            topics=tuple(shape.topics),
            note=shape.note and _local(shape.note),
        )
    return built


def build_offers(
    bench: Workbench, entries: Entries, services: Iterable[Service]
) -> dict[str, Offer]:
    """Every offer; the way to live it belongs to must be an option of some service."""
    options = {option.id for service in services for option in service.options}
    built = {}
    for name, (path, shape) in entries.items():
        where = f"offers.{name}"
        _note_faults(bench, path, where, shape)
        bench.known(path, f"{where}.option", shape.option, sorted(options), Noun.HOUSING_OPTION)
        built[name] = Offer(
            id=name,
            district=shape.district,
            option=shape.option,
            name=_local(shape.name),
            address=_local(shape.address),
            how=_local(shape.how),
            period=Period(shape.since, shape.until),
            citations=bench.citations(path, where, shape.source),
            size=_span(shape.size),
            rent=_span(shape.rent),
            tel=tuple(shape.tel),
            url=shape.url,
        )
    return built


def _note_faults(bench: Workbench, path: str, where: str, shape: Any) -> None:
    districts = bench.gazetteer.districts
    stem = path.rpartition("/")[2].removesuffix(".toml")
    known = bench.known(path, f"{where}.district", shape.district, districts, Noun.DISTRICT)
    if known and shape.district != stem:
        bench.note(path, f"{where}.district", say(EntryCode.FILE_NAME, name=stem))
    for field, message in faults_in(shape):
        bench.note(path, f"{where}.{field}", message)


def _local(shape: Any) -> Text:
    """A text whose English may be missing."""
    return Text(shape.zh, shape.en or "")


def _span(shape: Any) -> Span:
    return Span(shape.minimum, shape.maximum, shape.text and _local(shape.text))
