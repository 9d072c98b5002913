"""What a counter may have said otherwise, as choices in words: for residents and for editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from ...i18n import gettext
from ...rules.conditions.tree import questions_of
from ...rules.model.ruleset import Service
from ...store.reports import Said, Told

_MONEY = ("fen", "fen_per_month", "fen_per_year", "percent")
_TIME = ("months", "years", "days")


def said_words(said: Said) -> str:
    """One thing a counter said."""
    match said:
        case "paper":
            return gettext("They wanted another paper")
        case "amount":
            return gettext("They named another amount of money")
        case "duration":
            return gettext("They named another length of time")
        case "deadline":
            return gettext("They named another deadline, or it has passed")
        case "not_here":
            return gettext("They said it is not done here")
        case "elsewhere":
            return gettext("They sent me to another place")
        case "outsider":
            return gettext("They said it is not for people with a hukou from elsewhere")
        case "system":
            return gettext("They said the computer does not let it through")
        case "address":
            return gettext("The address or the telephone number is wrong")
        case "other":
            return gettext("Something else")
        case _:
            assert_never(said)


def told_words(told: Told) -> str:
    """When it was said."""
    match told:
        case "today":
            return gettext("Today")
        case "week":
            return gettext("Within the last week")
        case "earlier":
            return gettext("Earlier")
        case _:
            assert_never(told)


def fitting(service: Service, *, has_counter: bool) -> tuple[Said, ...]:
    """What may be said of a service, the most usual first."""
    return tuple(_fitting(service, has_counter=has_counter))


def _fitting(service: Service, *, has_counter: bool) -> Iterator[Said]:
    units = {parameter.unit for parameter in service.parameters.values()}
    kinds = {its.kind for its in service.particulars}
    yield "paper"
    if units.intersection(_MONEY) or "fee" in kinds:
        yield "amount"
    if units.intersection(_TIME) or "time_limit" in kinds:
        yield "duration"
    if service.windows:
        yield "deadline"
    yield "not_here"
    yield "elsewhere"
    if _asks_for_hukou(service):
        yield "outsider"
    yield "system"
    if has_counter or "where" in kinds:
        yield "address"
    yield "other"


def _asks_for_hukou(service: Service) -> bool:
    return any(
        "hukou" in question
        for _, condition in service.deciding_conditions()
        for question in questions_of(condition)
    )
