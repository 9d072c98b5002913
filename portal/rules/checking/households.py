"""Whose fact every question is, and that a service asks only those whom it is for.

An adult service uses facts of the household and of the adult, a household service the same of its
applicant, a child service those of a parent too. So every outcome can be composed of flat
situations (semantics.md, *The household*).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..conditions.tree import questions_of
from ..model.households import ForWhom, Who
from ..model.ruleset import Ruleset, Service
from ..problem_codes import CheckCode, DocumentCode, Hint
from ..problems import Problem, say
from .places import Places

_EVERYBODY: tuple[Who, ...] = ("household", "adult", "child")
MAY_ASK: dict[ForWhom, tuple[Who, ...]] = {
    "household": ("household", "adult"),
    "adult": ("household", "adult"),
    "child": _EVERYBODY,
    "person": _EVERYBODY,
}
"""Whose questions a service may use."""


def check_households(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Questions without a subject or wording, and services that ask somebody else."""
    for question in ruleset.questions.values():
        if not question.says_of:
            hint = say(Hint.SAY_WHOSE, whose=_EVERYBODY)
            yield places.in_section("questions", question.id, "of", say(DocumentCode.MISSING), hint)
        elif question.of == "adult" and question.text_partner is None:
            yield places.in_section(
                "questions",
                question.id,
                "text_partner",
                say(DocumentCode.MISSING),
                say(Hint.SAY_FOR_PARTNER),
            )
    for service in ruleset.services.values():
        yield from _asks_somebody_else(service, ruleset, places)
        brings = service.grants_family is not None
        if brings and (service.kind == "entitlement" or service.is_for != "adult"):
            yield places.in_service(
                service, "service.grants_family", say(CheckCode.GRANTS_NO_FAMILY)
            )


def _asks_somebody_else(service: Service, ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    allowed = MAY_ASK[service.is_for]
    for place, name in _mentions(service):
        whose = ruleset.questions[name].of
        if whose not in allowed:
            message = say(CheckCode.ASKS_SOMEBODY_ELSE, question=name, whose=whose)
            yield places.in_service(service, place, message, say(Hint.MAY_ASK, kinds=allowed))


def _mentions(service: Service) -> Iterator[tuple[str, str]]:
    """Every question a service mentions, each with its place in the document."""
    for place, condition in service.conditions():
        for name in questions_of(condition):
            yield place, name
    for row, table in enumerate(service.points):
        for number, item in enumerate(table.items):
            if item.per:
                yield f"points[{row}].items[{number}].per", item.per.question
    for row, window in enumerate(service.windows):
        if window.anniversary_of:
            yield f"windows[{row}].anniversary_of", window.anniversary_of
    for name in service.grants:
        yield "service.grants", name
