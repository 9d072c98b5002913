"""A district's page: public, cached, without cookies; its successors on a day after its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, url_for

from ....i18n import gettext
from ....rules.evaluation.district_differences import district_differences
from ....rules.model.districts import WHOLE_CITY, District, Succession
from ....rules.model.ruleset import Service
from ...http import request_context
from ...http.page_cache import kept
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.counters import CounterLine, counter_lines
from ...lines.district_differences import ServiceDifferenceLine, difference_lines
from ...lines.office_guide import ContactLine, all_contact_lines
from ...lines.phrasebook import phrasebook
from ...lines.places import SuccessorLine, successor_line
from ...lines.policies import PolicyLine, policies_for, policy_line
from .. import lookups
from ..lookups import written
from .topic import TopicSection, section


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictPage:
    """The context of a district's page."""

    id: str
    name: str
    cluster: str
    inferred: bool
    groups: tuple[str, ...]
    role: str
    note: str
    here: tuple[ServiceDifferenceLine, ...]
    of_cluster: tuple[ServiceDifferenceLine, ...]
    on: str
    day: str
    sections: tuple[TopicSection, ...]
    before: tuple[SuccessorLine, ...]
    after: tuple[SuccessorLine, ...]
    coming: str
    counters: tuple[CounterLine, ...]
    contacts: tuple[ContactLine, ...]
    site: str
    policies: tuple[PolicyLine, ...]
    pack_pages: int

    @property
    def pack_size(self) -> str:
        """What the pages to take along come to when they are downloaded, roughly."""
        return size_words(self.pack_pages * BYTES_OF_A_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """The context of the page of a district on a day on which it does not exist."""

    name: str
    day: str
    change: str
    is_past: bool
    on: str
    lines: tuple[SuccessorLine, ...]


BYTES_OF_A_PAGE = 5_000
"""A guide as it is sent, compressed, on the average of a district."""


def size_words(size: int) -> str:
    """Bytes as a person reads them: ``0.3 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size // 1_000} KB"


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/districts/<district>", "district", kept(district))


def _successors(found: District, day: date, on: date | None) -> tuple[SuccessorLine, ...]:
    """Where parts of a district that still exists went by a day."""
    districts = request_context.release().ruleset.gazetteer.districts
    return tuple(
        successor_line(
            districts[succession.district],
            succession,
            request_context.wording(),
            url_for(".district", district=succession.district, on=written(on)),
            _streets_of_the_rest(found, succession, day),
        )
        for succession in found.successions
        if succession.since <= day
    )


def _streets_of_the_rest(found: District, succession: Succession, day: date) -> tuple[str, ...]:
    """The streets of an abolished district that no town of its successions names."""
    if not succession.rest:
        return ()
    gazetteer = request_context.release().ruleset.gazetteer
    return tuple(
        street.name
        for street in gazetteer.streets
        if street.district == found.id
        and gazetteer.district_of(street, day).id == succession.district
    )


def _coming(found: District, day: date) -> str:
    """That a change was announced which has not come yet."""
    for succession in found.successions:
        if succession.announced and succession.announced <= day < succession.since:
            words = request_context.wording()
            return gettext(
                "Announced on %(announced)s: from %(since)s on the area of this district changes.",
                announced=words.day(succession.announced),
                since=words.day(succession.since),
            )
    return ""


def _predecessors(
    found: District, on: date | None, day: date | None = None
) -> tuple[SuccessorLine, ...]:
    """Which districts it took over, wholly or by towns, by a day if one is named."""
    gazetteer = request_context.release().ruleset.gazetteer
    return tuple(
        successor_line(
            before,
            succession,
            request_context.wording(),
            url_for(".district", district=before.id, on=written(on)),
        )
        for before, succession in gazetteer.predecessors(found.id)
        if day is None or succession.since <= day
    )


def gone_page(found: District, day: date, on: date | None) -> Response:
    """A district that does not exist on the day: who answers for its area, without guessing."""
    words = request_context.wording()
    gazetteer = request_context.release().ruleset.gazetteer
    is_past = found.period.until is not None and found.period.until < day
    if is_past:
        lines = _successors(found, day, on)
        change = next((s.since for s in found.successions), None)
    else:
        lines = _predecessors(found, on)
        change = found.period.since
    title = words.text(gazetteer.districts[found.id].name)
    context = GonePage(
        name=title,
        day=words.day(day),
        change=words.day(change) if change else "",
        is_past=is_past,
        on=written(on) or "",
        lines=tuple(sorted(lines, key=lambda line: not line.rest)),
    )
    return page("errors/gone.html", context)


def district(district: str) -> Response:
    """A district: its topics and services, what is special about it, what it was before."""
    found = lookups.district_or_city(district)
    (day, on) = lookups.day_shown()
    if found is WHOLE_CITY:
        return see_other(url_for(".districts", on=written(on)))
    if not found.period.holds(day):
        return gone_page(found, day, on)
    release = request_context.release()
    book = phrasebook()
    words = book.wording
    ruleset = book.ruleset
    frame = release.frame(found, day)
    groups = [ruleset.gazetteer.groups[name] for name in sorted(found.groups)]
    cluster = words.text(ruleset.cluster_name(found))
    differences = district_differences(ruleset, found, day)
    sections = tuple(section(topic, frame, on) for topic in ruleset.topics.values())

    def guide(service: Service) -> str:
        return url_for(".guide", district=found.id, name=service.id, on=written(on))

    context = DistrictPage(
        id=found.id,
        name=words.text(found.name),
        cluster=cluster,
        inferred=found.inferred,
        groups=tuple(words.text(g.name) for g in groups if g.kind in ("type", "pilot", "plan")),
        role=words.maybe(found.role),
        note=words.maybe(found.note),
        here=difference_lines(differences.here, cluster, words, (found, day), guide),
        of_cluster=difference_lines(differences.of_cluster, cluster, words, (found, day), guide),
        on=written(on) or "",
        day=words.day(day),
        sections=sections,
        before=_predecessors(found, on, day),
        after=_successors(found, day, on),
        coming=_coming(found, day),
        counters=counter_lines(found, day, book),
        contacts=tuple(all_contact_lines(book)),
        site=found.site or "",
        pack_pages=1 + sum(1 + len(its.services) for its in sections),
        policies=tuple(
            policy_line(policy, day, book)
            for policy in policies_for(ruleset, found, day)
            if policy.scope.names
        ),
    )
    return page("resident/guide/district.html", context)
