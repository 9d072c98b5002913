"""Counters and offers from the documents of the districts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from ..counters import Counter, Offer, Span
from ..districts import Period
from ..documents.counters import faults_in
from ..model import Service
from ..texts import Text
from .commons import Entries
from .workbench import Workbench


def build_counters(
    bench: Workbench, entries: Entries, services: Mapping[str, Service]
) -> dict[str, Counter]:
    """Every counter; the services and topics it names must exist."""
    built = {}
    for name, (path, shape) in entries.items():
        where = f"counters.{name}"
        _note_faults(bench, path, where, shape)
        for service in shape.services:
            bench.known(path, f"{where}.services", service, services, "service")
        for topic in shape.topics:
            bench.known(path, f"{where}.topics", topic, bench.topics, "topic")
        built[name] = Counter(
            name,
            shape.district,
            _local(shape.name),
            _local(shape.address),
            Period(shape.since, shape.until),
            bench.citations(path, where, shape.source),
            tuple(shape.tel),
            shape.hours and _local(shape.hours),
            tuple(shape.services),
            tuple(shape.topics),
            shape.note and _local(shape.note),
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
        bench.known(path, f"{where}.option", shape.option, sorted(options), "housing option")
        built[name] = Offer(
            name,
            shape.district,
            shape.option,
            _local(shape.name),
            _local(shape.address),
            _local(shape.how),
            Period(shape.since, shape.until),
            bench.citations(path, where, shape.source),
            _span(shape.size),
            _span(shape.rent),
            tuple(shape.tel),
            shape.url,
        )
    return built


def _note_faults(bench: Workbench, path: str, where: str, shape: Any) -> None:
    districts = bench.gazetteer.districts
    stem = PurePosixPath(path).stem
    known = bench.known(path, f"{where}.district", shape.district, districts, "district")
    if known and shape.district != stem:
        bench.note(path, f"{where}.district", f"must be {stem!r}, the name of the file")
    for field, message in faults_in(shape):
        bench.note(path, f"{where}.{field}", message)


def _local(shape: Any) -> Text:
    """A text whose English may be missing."""
    return Text(shape.zh, shape.en or "")


def _span(shape: Any) -> Span:
    return Span(shape.minimum, shape.maximum, shape.text and _local(shape.text))
