"""Expert reading: a service over all districts on one screen, every source with its services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Protocol

from .rules.conditions import parameters_of
from .rules.evaluation import Frame, ServiceFrame
from .rules.model import Requirement, Ruleset, Service
from .rules.parameters import Row
from .rules.sources import Citation
from .rules.texts import Text
from .rules.writing import write


class Cited(Protocol):
    """Whatever names its sources."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it stands."""


def matrix_lines(ruleset: Ruleset, service: Service, day: date) -> Iterator[str]:
    """District × requirement with the amount in force and its source; equal districts together."""
    frames = [Frame(ruleset, d, day).service(service.id) for d in ruleset.gazetteer.on(day)]
    yield f"{service.name.zh} · {service.name.en} ({service.id}) on {day.isoformat()}"
    yield ""
    yield "covered"
    yield from _grouped(frames, _cover_cell)
    for requirement in service.requirements.values():
        yield ""
        yield f"{requirement.id} [{requirement.check}]: {requirement.text.zh}"
        if requirement.when:
            yield f"  when {write(requirement.when)}"
        if requirement.judged_when:
            yield f"  judged when {write(requirement.judged_when)}"
        yield from _grouped(frames, partial(_cell, requirement))
    for name, parameter in service.parameters.items():
        if parameter.shown and name not in _used(service):
            yield ""
            yield f"{name} [shown only]: {parameter.text.zh}"
            yield from _grouped(frames, partial(_shown, name))


def _used(service: Service) -> set[str]:
    return {name for _, condition in service.conditions() for name in parameters_of(condition)}


def _grouped(frames: Iterable[ServiceFrame], cell: Callable[[ServiceFrame], str]) -> Iterator[str]:
    districts: dict[str, list[str]] = {}
    for frame in frames:
        words = cell(frame)
        districts.setdefault(words, []).append(frame.place.district.name.zh)
    for words, names in districts.items():
        yield f"  {words}"
        yield f"      {len(names)}: {' '.join(names)}"


def _cover_cell(frame: ServiceFrame) -> str:
    if frame.cover is None:
        return "未公布 (not covered)"
    return f"yes ({_cited(frame.cover.citations)})"


def _shown(name: str, frame: ServiceFrame) -> str:
    return _amount(frame.rows.get(name), name)


def _cell(requirement: Requirement, frame: ServiceFrame) -> str:
    if not requirement.scope.holds(frame.place.district, frame.place.day):
        return "– not in force"
    conditions = [c for c in (requirement.when, requirement.judged_when) if c is not None]
    names = dict.fromkeys(name for condition in conditions for name in parameters_of(condition))
    amounts = [_amount(frame.rows.get(name), name) for name in names]
    place = frame.place
    contested = [c for c in requirement.contested if c.scope.holds(place.district, place.day)]
    if contested:
        amounts.append(f"a no is contested ({_cited(contested[0].citations)})")
    return "; ".join([_cited(requirement.citations), *amounts])


def _amount(row: Row | None, name: str) -> str:
    if row is None:
        return f"{name}: 未公布 (none in force)"
    value = row.value.zh if isinstance(row.value, Text) else row.value
    until = row.scope.period.until
    return f"{name} = {value}{f' until {until}' if until else ''} ({_cited(row.citations)})"


def _cited(citations: Iterable[Citation]) -> str:
    return ", ".join(map(str, citations))


def sources_lines(ruleset: Ruleset, today: date) -> Iterator[str]:
    """Every source with tier, dates and the services that rest on it; stale ones are marked."""
    for source in sorted(ruleset.sources.values(), key=lambda its: (its.tier, its.id)):
        stale = "" if today <= source.review_by else " STALE"
        number = f" {source.number}" if source.number else ""
        yield f"{source.id} [{source.tier}]{stale}"
        yield f"  {source.title.zh}{number}, dated {source.date or 'not given'}"
        yield f"  read {source.verified_on}, review by {source.review_by}"
        services = [s.id for s in ruleset.services.values() if source.id in _rests_on(s)]
        policies = [p.id for p in ruleset.policies.values() if source.id in _names(p.citations)]
        yield f"  services: {', '.join(services) or 'none'}"
        if policies:
            yield f"  policies: {', '.join(policies)}"
        places = [
            *(c.id for c in ruleset.counters.values() if source.id in _names(c.citations)),
            *(o.id for o in ruleset.offers.values() if source.id in _names(o.citations)),
        ]
        if places:
            yield f"  counters and offers: {', '.join(places)}"
        for claim in source.to_verify:
            yield f"  to verify: {claim.zh}"


def _names(citations: Iterable[Citation]) -> set[str]:
    return {citation.source for citation in citations}


def _rests_on(service: Service) -> set[str]:
    """The sources of everything a service says."""
    requirements = service.requirements.values()
    groups: tuple[Iterable[Cited], ...] = (
        *(service.covers, requirements, service.papers, service.steps),
        *(service.particulars, service.windows),
        *(parameter.rows for parameter in service.parameters.values()),
        *(requirement.contested for requirement in requirements),
    )
    return {name for group in groups for its in group for name in _names(its.citations)}
