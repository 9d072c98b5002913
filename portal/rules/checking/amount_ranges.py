"""Amounts that cannot be meant: outside their range, or far from the amount before."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.parameters import Parameter, Row
from ..model.plausible_range import FAR, amount_range, row_before, times
from ..model.ruleset import Ruleset
from ..problem_codes import CheckCode, EntryCode, Hint
from ..problems import Message, Problem, say
from .places import Places

_HINT = say(Hint.GIVE_RANGE, one="at_least", other="at_most")


def check_plausible(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Each amount against the range of its parameter, and against the one before it."""
    for service in ruleset.services.values():
        for parameter in service.parameters.values():
            low = parameter.at_least
            high = parameter.at_most
            if low is not None and high is not None and low > high:
                where = f"parameters.{parameter.id}.at_most"
                yield places.in_service(service, where, say(EntryCode.BELOW_MINIMUM))
            for place, row in enumerate(parameter.rows):
                message = amount_fault(parameter, row)
                where = f"parameters.{parameter.id}.rows[{place}].value"
                if message is not None:
                    yield places.in_service(service, where, message, _HINT)


def amount_fault(parameter: Parameter, row: Row) -> Message | None:
    """Why the amount of a row cannot be meant; None where it can."""
    bounds = amount_range(parameter)
    if bounds is None or not isinstance(row.value, int | float):
        return None
    low, high = (_figure(parameter, bound) for bound in bounds)
    money = _is_money(parameter)
    if not bounds[0] <= row.value <= bounds[1]:
        code = CheckCode.YUAN_OUTSIDE if money else CheckCode.AMOUNT_OUTSIDE
        return say(code, low=low, high=high)
    before = row_before(parameter, row)
    ratio = times(before.value, row.value) if before else None
    if before is None or ratio is None or 1 / FAR <= ratio <= FAR or _has_range(parameter):
        return None
    amount = _figure(parameter, before.value)
    if ratio > FAR:
        code = CheckCode.YUAN_JUMPS_UP if money else CheckCode.AMOUNT_JUMPS_UP
    else:
        code = CheckCode.YUAN_JUMPS_DOWN if money else CheckCode.AMOUNT_JUMPS_DOWN
    return say(code, times=FAR, amount=amount)


def _has_range(parameter: Parameter) -> bool:
    return parameter.at_least is not None or parameter.at_most is not None


def _is_money(parameter: Parameter) -> bool:
    return parameter.unit.startswith("fen")


def _figure(parameter: Parameter, value: object) -> int | float:
    """An amount as people write it: money in yuan."""
    assert isinstance(value, int | float)
    return value / 100 if _is_money(parameter) else value
