"""The family plan: who goes first and who can follow, as a list and as the places of a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for

from ...i18n import Wording, gettext
from ...rules.evaluation.family_plan import PlanStep
from ...rules.evaluation.outcomes import Outcome
from ...rules.model.households import Subject
from ...rules.model.months import Month
from ...rules.model.ruleset import Ruleset
from .whose import Whose, inside

WIDTH = 340
_COLUMN = 112
_ROW = 84
_TOP = 26
_EDGE = 54
_BELOW = 54
_RADIUS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A step of the plan; ``number``: the same in the picture; ``when``: a sentence."""

    number: int
    who: str
    name: str
    when: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSpot:
    """A person in the picture; ``now``: what can be done now."""

    number: int
    name: str
    when: str
    x: int
    y: int
    now: bool


@dataclass(frozen=True, slots=True)
class PlanWay:
    """From who goes first to who follows; ``unsure``: only if the first is granted."""

    path: str
    unsure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlan:
    """The plan as a page shows it."""

    lines: tuple[PlanLine, ...]
    spots: tuple[PlanSpot, ...]
    ways: tuple[PlanWay, ...]
    width: int
    height: int
    has_unsure: bool


def family_plan_lines(
    steps: Sequence[PlanStep], here: Month, ruleset: Ruleset, whose: Whose, wording: Wording
) -> FamilyPlan | None:
    """The plan in words and places; None where nobody follows anybody."""
    if not any(step.needs for step in steps):
        return None
    groups = _groups(steps)
    placed = _placed(groups)
    spots: list[PlanSpot] = []
    ways: list[PlanWay] = []
    last: dict[Subject, tuple[int, int]] = {}
    for number, group in enumerate(groups, 1):
        for step in group:
            x, y = placed[step]
            spots.append(
                PlanSpot(
                    number=number,
                    name=whose.name(step.subject),
                    when=_short_when(step, here, wording),
                    x=x,
                    y=y,
                    now=step.needs is None and step.month <= here,
                )
            )
            if step.needs is not None and step.needs in last:
                ways.append(PlanWay(_path(last[step.needs], (x, y)), step.when_done))
            last[step.subject] = x, y
    lines = (
        _line(number, group, here, ruleset, whose, wording)
        for number, group in enumerate(groups, 1)
    )
    return FamilyPlan(
        lines=tuple(lines),
        spots=tuple(spots),
        ways=tuple(ways),
        width=WIDTH,
        height=max(y for _, y in placed.values()) + _BELOW,
        has_unsure=any(step.when_done for step in steps),
    )


def _groups(steps: Iterable[PlanStep]) -> list[list[PlanStep]]:
    """Steps that are the same but for the person, together."""
    found: dict[tuple[object, ...], list[PlanStep]] = {}
    for step in steps:
        needs = None if step.kind == "school" else step.needs
        alike = step.service, step.kind, needs, step.month, step.when_done, step.outcome
        found.setdefault(alike, []).append(step)
    return list(found.values())


def _line(
    number: int,
    group: Sequence[PlanStep],
    here: Month,
    ruleset: Ruleset,
    whose: Whose,
    wording: Wording,
) -> PlanLine:
    first = group[0]
    who = str(first.subject) if len(group) == 1 else None
    return PlanLine(
        number=number,
        who=whose.names(step.subject for step in group),
        name=_name(first, ruleset, wording),
        when=_when(first, here, whose, wording),
        href=url_for(".service_result", service=first.service, who=who),
    )


def _placed(groups: Iterable[Iterable[PlanStep]]) -> dict[PlanStep, tuple[int, int]]:
    """Each step in the column after that of who goes first, below those already there."""
    columns: dict[PlanStep, int] = {}
    reached: dict[Subject, int] = {}
    for group in groups:
        for step in group:
            before = -1 if step.needs is None else reached.get(step.needs, -1)
            columns[step] = reached[step.subject] = before + 1
    apart = min(_COLUMN, (WIDTH - 2 * _EDGE) // max(1, *columns.values()))
    rows: Counter[int] = Counter()
    found = {}
    for step, column in columns.items():
        found[step] = _EDGE + column * apart, _TOP + rows[column] * _ROW
        rows[column] += 1
    return found


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    x, y = start[0] + _RADIUS, start[1]
    to_x, to_y = end[0] - _RADIUS - 3, end[1]
    middle = (x + to_x) // 2
    return f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"


def _short_when(step: PlanStep, here: Month, wording: Wording) -> str:
    """When, in a word or two."""
    if step.kind == "school":
        return gettext("school")
    if step.month <= here:
        return gettext("then") if step.needs is not None else gettext("now")
    return wording.month(step.month)


def _name(step: PlanStep, ruleset: Ruleset, wording: Wording) -> str:
    if step.kind == "school":
        return gettext("School by the own registration")
    return wording.text(ruleset.services[step.service].name)


def _when(step: PlanStep, here: Month, whose: Whose, wording: Wording) -> str:
    said = []
    if step.kind == "school":
        return gettext("No longer as a child from elsewhere.")
    if step.needs is not None:
        before = inside(whose.names((step.needs,)))
        said.append(
            gettext("Only if it is granted to the one before (%(who)s).", who=before)
            if step.when_done
            else gettext("Once it is done for the one before (%(who)s).", who=before)
        )
        said.append(_open_words(step.outcome))
    elif step.when_done:
        said.append(gettext("All we can check is met; the counter decides."))
    if step.month > here:
        said.append(gettext("From %(month)s on.", month=wording.month(step.month)))
    elif step.needs is None:
        said.append(gettext("Can be done now."))
    return wording.joined(said)


def _open_words(outcome: Outcome) -> str:
    """What is still open about joining; empty where nothing is."""
    if outcome is Outcome.MORE_INFORMATION:
        return gettext("A few more answers are needed for it.")
    return gettext("Ask first.") if outcome is Outcome.ASK_THE_COUNTER else ""
