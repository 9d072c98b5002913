"""The amounts of retirement: one service holds them, all that ask for them know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..conditions.tree import Retirement, atoms
from ..model.retirement import FIRST_MONTH, PARAMETERS
from ..model.ruleset import Service
from ..problem_codes import DocumentCode, EntryCode, Hint
from ..problems import say
from .build_context import Workbench


def with_retirement(bench: Workbench, services: Iterable[Service]) -> list[Service]:
    """The services, with the amounts of retirement in each that asks whether it is reached."""
    built = list(services)
    holders = [its for its in built if PARAMETERS[0] in its.parameters]
    for holder in holders:
        _check(bench, holder)
    for holder in holders[1:]:
        message = say(EntryCode.STANDS_TWICE, file=_path(holders[0]))
        bench.note(_path(holder), f"parameters.{PARAMETERS[0]}", message)
    found = []
    for service in built:
        place = _asking(service)
        if place and not holders:
            message = say(EntryCode.NO_RETIREMENT_AMOUNTS)
            hint = say(Hint.RETIREMENT_AMOUNTS, parameter=PARAMETERS[0])
            bench.note(_path(service), place, message, hint)
        if place and holders and service is not holders[0]:
            shared = {
                name: replace(holders[0].parameters[name], shown=False)
                for name in PARAMETERS
                if name in holders[0].parameters
            }
            found.append(replace(service, parameters={**shared, **service.parameters}))
        else:
            found.append(service)
    return found


def _asking(service: Service) -> str:
    """Where a service asks whether retirement is reached; empty if it does not."""
    for place, condition in service.conditions():
        if any(isinstance(atom, Retirement) for atom in atoms(condition)):
            return place
    return ""


def _check(bench: Workbench, holder: Service) -> None:
    for name in PARAMETERS:
        parameter = holder.parameters.get(name)
        place = f"parameters.{name}"
        if parameter is None:
            message = say(DocumentCode.MISSING)
            bench.note(_path(holder), place, message, say(Hint.RETIREMENT_TOGETHER))
            continue
        wanted = "day" if name == FIRST_MONTH else "years" if "_age_" in name else "months"
        if parameter.unit != wanted:
            bench.note(_path(holder), f"{place}.unit", say(EntryCode.UNIT_WANTED, unit=wanted))
        for number, row in enumerate(parameter.rows):
            is_step = isinstance(row.value, int) and row.value > 0
            if wanted != "day" and not is_step:
                bench.note(
                    _path(holder), f"{place}.rows[{number}].value", say(EntryCode.WHOLE_ABOVE_ZERO)
                )


def _path(service: Service) -> str:
    return f"services/{service.topic}/{service.id}.toml"
