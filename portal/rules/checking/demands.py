"""What a rule must also say to the person.

A requirement speaks from the person's side (semantics.md: *Requirement kinds*): ``unmet`` when it
is no, ``open`` when an answer is lacking, ``ask`` where the counter has to be asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..conditions.tree import parameters_of
from ..model.parameters import Parameter
from ..model.ruleset import Requirement, Ruleset, Service
from ..model.sources import is_single_secondary
from ..problem_codes import DocumentCode, Hint
from ..problems import Problem, say
from .places import Places


def check_demands(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Texts that a requirement lacks for what it can come to."""
    for service in ruleset.services.values():
        if service.kind == "entitlement":
            continue
        for requirement in service.requirements.values():
            if requirement.check == "formality":
                continue
            for field, why in _lacking(requirement, service, ruleset):
                place = f"requirements.{requirement.id}.{field}"
                yield places.in_service(service, place, say(DocumentCode.MISSING), say(why))


def _lacking(
    requirement: Requirement, service: Service, ruleset: Ruleset
) -> Iterator[tuple[str, Hint]]:
    if requirement.when is not None and requirement.unmet is None:
        yield "unmet", Hint.SAY_UNMET
    if requirement.when is not None and requirement.open is None:
        yield "open", Hint.SAY_OPEN
    if requirement.ask is None and _may_be_asked(requirement, service, ruleset):
        yield "ask", Hint.SAY_ASK


def _may_be_asked(requirement: Requirement, service: Service, ruleset: Ruleset) -> bool:
    """Whether it can be left to the counter: judged, contested, a gap or a single weak page."""
    conditions = [its for its in (requirement.when, requirement.judged_when) if its]
    used = [service.parameters[n] for its in conditions for n in parameters_of(its)]
    cited = [requirement.citations, *(row.citations for its in used for row in its.rows)]
    return (
        requirement.check == "judgement"
        or requirement.judged_when is not None
        or bool(requirement.contested)
        or any(_may_lack(its) for its in used)
        or any(is_single_secondary(ruleset.sources[c.source] for c in its) for its in cited)
    )


def _may_lack(parameter: Parameter) -> bool:
    """Whether there comes a day without an amount: no row, or one that ends and none follows."""
    if not parameter.rows:
        return True
    for row in parameter.rows:
        until = row.scope.period.until
        if until is None or until == date.max or row.then_default:
            continue
        after = until + timedelta(days=1)
        follows = (
            its.scope.period.holds(after) and set(its.scope.names) in (set(), set(row.scope.names))
            for its in parameter.rows
        )
        if not any(follows):
            return True
    return False
