"""Coverage: every distilled fact is carried by something that exists, or says why it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model import Ruleset, Service
from ..near import nearest
from ..problems import Problem
from .places import Places

_IN_SERVICE: dict[str, Callable[[Service], list[str]]] = {
    "requirement": lambda service: list(service.requirements),
    "parameter": lambda service: list(service.parameters),
    "window": lambda service: [window.id for window in service.windows],
    "particular": lambda service: [particular.kind for particular in service.particulars],
    "paper": lambda service: [needed.paper for needed in service.papers],
}
_WHOLE: dict[str, Callable[[Service], bool]] = {
    "step": lambda service: bool(service.steps),
    "covers": lambda service: bool(service.covers),
    "service": lambda service: True,
}


def check_coverage(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every entry of the coverage document."""
    for name, entry in ruleset.coverage.items():
        if bool(entry.carried_by) == bool(entry.left_out):
            yield places.in_section(
                "facts", name, "", "needs either carried_by or left_out, and not both"
            )
        if entry.left_out and not entry.why:
            yield places.in_section("facts", name, "why", "is missing")
        for reference in entry.carried_by:
            fault, hint = _fault(ruleset, reference)
            if fault:
                yield places.in_section("facts", name, "carried_by", fault, hint)


def _fault(ruleset: Ruleset, reference: str) -> tuple[str, str]:
    kind, _, rest = reference.partition(":")
    if kind in _IN_SERVICE or kind in _WHOLE:
        slug, _, part = rest.partition("/")
        service = ruleset.services.get(slug)
        if service is None:
            return f"{reference!r} names no service", nearest(slug, ruleset.services)
        known = _IN_SERVICE[kind](service) if kind in _IN_SERVICE else None
        if known is None:
            return ("", "") if _WHOLE[kind](service) else (f"{reference!r} holds nothing", "")
        return ("", "") if part in known else (f"{reference!r} is not there", nearest(part, known))
    names = _names(ruleset, kind)
    if names is None:
        return f"{kind!r} is not a kind of reference", "policy, requirement, parameter, source, …"
    return ("", "") if rest in names else (f"{reference!r} is not there", nearest(rest, names))


def _names(ruleset: Ruleset, kind: str) -> list[str] | None:
    if kind == "to_verify":
        return [source.id for source in ruleset.sources.values() if source.to_verify]
    sections = {
        "policy": ruleset.policies,
        "source": ruleset.sources,
        "question": ruleset.questions,
        "contact": ruleset.contacts,
        "district": ruleset.gazetteer.districts,
        "group": ruleset.gazetteer.groups,
    }
    return list(sections[kind]) if kind in sections else None
