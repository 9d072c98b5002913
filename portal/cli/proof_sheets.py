"""Expert reading: a service over all districts on one screen, every source with its services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Protocol

from ..rules.conditions.text_form import write
from ..rules.conditions.tree import parameters_of
from ..rules.evaluation.outcomes import Frame, ServiceFrame
from ..rules.items.amount_gaps import lacking
from ..rules.model.parameters import Row
from ..rules.model.ruleset import Requirement, Ruleset, Service
from ..rules.model.sources import Citation
from ..rules.model.texts import Text


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
        return "没查到 (not covered)"
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
        return f"{name}: 没查到 (none in force)"
    value = row.value.zh if isinstance(row.value, Text) else row.value
    until = row.scope.period.until
    return f"{name} = {value}{f' until {until}' if until else ''} ({_cited(row.citations)})"


def _cited(citations: Iterable[Citation]) -> str:
    return ", ".join(map(str, citations))


def sources_lines(ruleset: Ruleset, today: date) -> Iterator[str]:
    """Every source with tier, dates and the services that rest on it; stale ones are marked."""
    for source in sorted(ruleset.sources.values(), key=lambda value: (value.tier, value.id)):
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


NOT_FOUND = ("没查到", "没有公布")
"""The words with which a sentence says that something was not found, or is not published."""


def missing_lines(ruleset: Ruleset, day: date) -> Iterator[str]:
    """Everything that pages do not know, and what was read for it.

    First the amounts that are lacking on a day, then the sentences that say so themselves.
    «没有公布» only where the law was read for it; everything else is «没查到».
    """
    yield from _amount_lines(ruleset, day)
    for service in ruleset.services.values():
        for place, text, citations in _sentences(service):
            yield from _sentence_lines(f"{service.id}/{place}", text, citations)
    for policy in ruleset.policies.values():
        for text in (policy.text, policy.note):
            yield from _sentence_lines(f"policy {policy.id}", text, policy.citations)


def _sentence_lines(place: str, text: Text | None, citations: Iterable[Citation]) -> Iterator[str]:
    if text is None or not any(words in text.zh for words in NOT_FOUND):
        return
    claim = "没有公布 (not published)" if "没有公布" in text.zh else "没查到 (not found)"
    yield f"{place}: {claim}, in its own words"
    yield f"  zh: {text.zh}"
    yield f"  en: {text.en}"
    yield f"  read: {_cited(dict.fromkeys(citations)) or 'nothing'}"


def _sentences(service: Service) -> Iterator[tuple[str, Text | None, Iterable[Citation]]]:
    """All that a service says besides its lacking amounts, each with what was read for it."""
    whole: list[Cited] = [*service.covers, *service.requirements.values()]
    read = [citation for part in whole for citation in part.citations]
    yield "summary", service.summary, read
    yield "audience", service.audience, read
    for requirement in service.requirements.values():
        for text in (
            requirement.text,
            requirement.without,
            requirement.note,
            requirement.unmet,
            requirement.open,
            requirement.action,
            requirement.ask,
        ):
            yield requirement.id, text, requirement.citations
    for parameter in service.parameters.values():
        for row in parameter.rows:
            if isinstance(row.value, Text):
                yield parameter.id, row.value, row.citations
    for paper in service.papers:
        yield f"paper {paper.paper}", paper.note, paper.citations
    for step in service.steps:
        yield "step", step.text, step.citations
    for particular in service.particulars:
        yield particular.kind, particular.text, particular.citations
    for window in service.windows:
        yield f"window {window.id}", window.text, window.citations
    for table in service.points:
        for text in (table.text, table.note, *(item.text for item in table.items)):
            yield f"points {table.id}", text, table.citations
    for option in service.options:
        yield f"option {option.id}", option.who, option.citations


def _amount_lines(ruleset: Ruleset, day: date) -> Iterator[str]:
    for service in ruleset.services.values():
        for parameter in service.parameters.values():
            districts = lacking(ruleset, service, parameter, day)
            if not districts or not parameter.shown:
                continue
            claim = "没有公布 (not published)" if parameter.unpublished else "没查到 (not found)"
            whole = len(districts) == len(ruleset.gazetteer.on(day))
            yield f"{service.id}/{parameter.id}: {claim}"
            yield f"  where: {'whole city' if whole else ' '.join(sorted(districts))}"
            yield f"  zh: {(parameter.missing or parameter.text).zh}"
            yield f"  en: {(parameter.missing or parameter.text).en}"
            own = [*parameter.citations, *(c for row in parameter.rows for c in row.citations)]
            whole_service: list[Cited] = [*service.covers, *service.requirements.values()]
            read = own or [c for part in whole_service for c in part.citations]
            yield f"  read: {_cited(dict.fromkeys(read)) or 'nothing'}"


def _names(citations: Iterable[Citation]) -> set[str]:
    return {citation.source for citation in citations}


def _rests_on(service: Service) -> set[str]:
    """The sources of everything a service says."""
    requirements = service.requirements.values()
    groups: tuple[Iterable[Cited], ...] = (
        service.covers,
        requirements,
        service.papers,
        service.steps,
        service.particulars,
        service.windows,
        service.points,
        *(parameter.rows for parameter in service.parameters.values()),
        *(requirement.contested for requirement in requirements),
    )
    return {name for group in groups for cited in group for name in _names(cited.citations)}
