"""Coverage: every distilled fact is carried by something that exists, or says why it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model.ruleset import Ruleset, Service
from ..problem_codes import CheckCode, DocumentCode, Hint
from ..problems import Message, Problem, say
from ..suggestions import suggestion
from .places import Places

_IN_SERVICE: dict[str, Callable[[Service], list[str]]] = {
    "requirement": lambda service: list(service.requirements),
    "parameter": lambda service: list(service.parameters),
    "window": lambda service: [window.id for window in service.windows],
    "particular": lambda service: [particular.kind for particular in service.particulars],
    "points": lambda service: [table.id for table in service.points],
    "paper": lambda service: [needed.paper for needed in service.papers],
}
_WHOLE: dict[str, Callable[[Service], bool]] = {
    "step": lambda service: bool(service.steps),
    "covers": lambda service: bool(service.covers),
    "service": lambda service: True,
}
_LISTED: dict[str, Callable[[Ruleset], list[str]]] = {
    "policy": lambda ruleset: list(ruleset.policies),
    "source": lambda ruleset: list(ruleset.sources),
    "to_verify": lambda ruleset: [
        *(source.id for source in ruleset.sources.values() if source.to_verify),
        *(lead.source for lead in ruleset.leads),
    ],
    "question": lambda ruleset: list(ruleset.questions),
    "contact": lambda ruleset: list(ruleset.contacts),
    "district": lambda ruleset: list(ruleset.gazetteer.districts),
    "group": lambda ruleset: list(ruleset.gazetteer.groups),
}


def check_coverage(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every entry of the coverage document."""
    for name, entry in ruleset.coverage.items():
        if bool(entry.carried_by) == bool(entry.left_out):
            yield places.in_section(
                "facts",
                name,
                "",
                say(CheckCode.CARRIED_OR_LEFT_OUT, one="carried_by", other="left_out"),
            )
        if entry.left_out and not entry.why:
            yield places.in_section("facts", name, "why", say(DocumentCode.MISSING))
        for reference in entry.carried_by:
            message, hint = _fault(ruleset, reference)
            if message is not None:
                yield places.in_section("facts", name, "carried_by", message, hint)


def _fault(ruleset: Ruleset, reference: str) -> tuple[Message | None, Message | None]:
    """What is wrong with a reference, and a hint."""
    kind, _, rest = reference.partition(":")
    if kind in _IN_SERVICE or kind in _WHOLE:
        slug, _, part = rest.partition("/")
        service = ruleset.services.get(slug)
        if service is None:
            message = say(CheckCode.NAMES_NO_SERVICE, typed=reference)
            return message, suggestion(slug, ruleset.services)
        known = _IN_SERVICE[kind](service) if kind in _IN_SERVICE else None
        if known is None:
            holds = _WHOLE[kind](service)
            return None if holds else say(CheckCode.HOLDS_NOTHING, typed=reference), None
        return _not_among(reference, part, known)
    if kind not in _LISTED:
        message = say(CheckCode.KIND_OF_REFERENCE, typed=kind)
        return message, say(Hint.KNOWN, names=(*_IN_SERVICE, *_WHOLE, *_LISTED))
    return _not_among(reference, rest, _LISTED[kind](ruleset))


def _not_among(
    reference: str, name: str, known: list[str]
) -> tuple[Message | None, Message | None]:
    if name in known:
        return None, None
    return say(CheckCode.NOT_THERE, typed=reference), suggestion(name, known)
