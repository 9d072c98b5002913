"""Days and districts: overlaps, holes, succession that does not add up, sources past review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from ..model.districts import District, Scope
from ..model.parameters import Parameter, Row
from ..model.ruleset import Ruleset, Service
from ..problem_codes import CheckCode, DocumentCode
from ..problems import Message, Problem, say
from .places import Places


def check_dates(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Rows that overlap or leave holes, review days before the reading."""
    for source in ruleset.sources.values():
        if source.review_by <= source.verified_on:
            yield places.in_section(
                "sources",
                source.id,
                "review_by",
                say(CheckCode.REVIEW_BEFORE_READING, field="verified_on"),
            )
    for service in ruleset.services.values():
        for parameter in service.parameters.values():
            where = f"parameters.{parameter.id}.rows"
            for message in _row_faults(ruleset, parameter):
                yield places.in_service(service, where, message)
        yield from _cover_faults(service, places)


def _row_faults(ruleset: Ruleset, parameter: Parameter) -> Iterator[Message]:
    districts = ruleset.gazetteer.districts.values()
    for one, other in combinations(parameter.rows, 2):
        where = next((d for d in districts if _clash(one.scope, other.scope, d)), None)
        if where is not None:
            yield say(CheckCode.ROWS_CLASH, district=where.id)
    if not parameter.yearly:
        yield from _holes(parameter.rows)


def _clash(one: Scope, other: Scope, district: District) -> bool:
    rank = one.rank(district)
    return (
        rank is not None
        and rank == other.rank(district)
        and one.period.overlaps(other.period)
        and one.period.overlaps(district.period)
        and other.period.overlaps(district.period)
    )


def _holes(rows: tuple[Row, ...]) -> Iterator[Message]:
    for row in rows:
        until = row.scope.period.until
        later = [
            other.scope.period.since
            for other in rows
            if other.scope.names == row.scope.names
            and until
            and other.scope.period.since
            and other.scope.period.since > until
        ]
        if until and later and min(later) > until + timedelta(days=1):
            yield say(CheckCode.HOLE_BETWEEN, first=until, second=min(later))


def _cover_faults(service: Service, places: Places) -> Iterator[Problem]:
    for place, cover in enumerate(service.covers):
        if cover.scope.period.since is None:
            yield places.in_service(service, f"covers[{place}].since", say(DocumentCode.MISSING))


def check_districts(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Codes and tiles used twice, succession that leads nowhere."""
    districts = ruleset.gazetteer.districts
    for one, other in combinations(districts.values(), 2):
        together = one.period.overlaps(other.period)
        if together and one.tile and one.tile == other.tile:
            yield places.in_section(
                "districts", other.id, "tile", say(CheckCode.SAME_AS, entry=one.id)
            )
        if one.code and one.code == other.code:
            yield places.in_section(
                "districts", other.id, "code", say(CheckCode.SAME_AS, entry=one.id)
            )
    for district in districts.values():
        whole = [s for s in district.successions if s.rest]
        if district.period.until and len(whole) != 1:
            yield places.in_section(
                "districts", district.id, "successors", say(CheckCode.ONE_TAKES_THE_REST)
            )
