"""What decides about a service: on which days it differs between two rulesets, and where."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..conditions.tree import (
    Atom,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Retirement,
    atoms,
    parameters_of,
    questions_of,
)
from ..evaluation.findings import RequirementFrame
from ..evaluation.outcomes import ServiceFrame
from ..model.districts import Scope
from ..model.months import is_last_of_month
from ..model.ruleset import Question, Ruleset, Service
from ..model.sources import Citation

_Part = tuple[Scope, Hashable, tuple[Citation, ...]]
_EVERYWHERE = Scope()


def touched_days(before: Ruleset, after: Ruleset, service: str) -> tuple[date, ...] | None:
    """The days on which anything that decides begins or has ended, and the days before those.

    What does not differ counts too: where an amount beside it ends, what differs may show no more.
    None if nothing differs that could decide: wording, papers, steps and the like do not, nor do
    windows but for the months from which those of each person count.
    """
    old = _deciding_parts(before, service)
    new = _deciding_parts(after, service)
    if old == new:
        return None
    beside = (old | new) - {*_places(before), *_places(after)}
    scopes = {scope for scope, _, _ in beside | (old ^ new)} | _bounds(before, service)
    scopes |= _bounds(after, service)
    return tuple(sorted({day for scope in scopes for day in _days(scope)}))


def _bounds(ruleset: Ruleset, name: str) -> set[Scope]:
    """Where and when a service is covered, counts a year of one's own and requires something."""
    service = ruleset.services.get(name)
    if service is None:
        return set()
    covered = {cover.scope for cover in service.covers}
    covered |= {window.scope for window in service.windows if window.anniversary_of}
    return covered | {its.scope for its in service.requirements.values()}


def _days(scope: Scope) -> Iterator[date]:
    since = scope.period.since
    until = scope.period.until
    if since:
        yield since
        if since > date.min:
            yield since - timedelta(days=1)
    if until:
        yield until
        if until < date.max:
            yield until + timedelta(days=1)


def _deciding_parts(ruleset: Ruleset, name: str) -> frozenset[_Part]:
    service = ruleset.services.get(name)
    if service is None:
        return frozenset()
    conditions = [condition for _, condition in service.deciding_conditions()]
    parts = {*_own_parts(service, conditions), *_places(ruleset)}
    for question in {name for condition in conditions for name in questions_of(condition)}:
        parts.add((_EVERYWHERE, (question, shape(ruleset.questions[question])), ()))
    for cited in {citation.source for *_, citations in parts for citation in citations}:
        source = ruleset.sources[cited]
        parts.add((_EVERYWHERE, (cited, source.tier, source.review_by), ()))
    return frozenset(parts)


def _own_parts(service: Service, conditions: Iterable[Condition]) -> Iterator[_Part]:
    yield _EVERYWHERE, ("kind", service.kind), ()
    yield _EVERYWHERE, ("concerns", service.concerns), ()
    yield _EVERYWHERE, ("ahead", service.ahead), ()
    for cover in service.covers:
        yield cover.scope, "cover", ()
    for window in service.windows:
        if window.anniversary_of:
            yield window.scope, ("anniversary", window.anniversary_of, window.when), ()
    for its in service.requirements.values():
        if its.check != "formality":
            yield (
                its.scope,
                (its.id, its.check, its.usual, its.when, its.judged_when),
                its.citations,
            )
            for contest in its.contested:
                yield contest.scope, its.id, contest.citations
    for name in {name for condition in conditions for name in parameters_of(condition)}:
        for row in service.parameters[name].rows:
            yield row.scope, (name, row.value, row.then_default), row.citations


def _places(ruleset: Ruleset) -> Iterator[_Part]:
    for district in ruleset.gazetteer.districts.values():
        yield Scope((district.id,), district.period), district.groups, ()


def shape(question: Question) -> Hashable:
    """What of a question bears on which answers it takes and what they come to."""
    options = tuple(option.id for option in question.options)
    limits = (question.minimum, question.maximum, question.decimals, question.none is None)
    return question.kind, question.paid_months, options, limits


def counts_days(ruleset: Ruleset, name: str) -> bool:
    """Whether a service counts months that are full only on the last day of one."""
    service = ruleset.services.get(name)
    return service is not None and any(
        _counts_days(atom, ruleset)
        for _, condition in service.deciding_conditions()
        for atom in atoms(condition)
    )


def _counts_days(atom: Atom, ruleset: Ruleset) -> bool:
    if isinstance(atom, Retirement):
        return True
    return isinstance(atom, Compare) and any(
        isinstance(term, Elapsed) and not ruleset.questions[term.question].paid_months
        for term in (atom.left, atom.right)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about a service in one district on one day, made to be compared.

    ``decides``: whether it has an outcome at all; ``months_full``: whether it is the last day of a
    month and that matters to the service; ``anniversaries``: from which months the windows count
    that come in a year of each person's own.
    """

    covered: bool
    decides: bool
    months_full: bool
    concerns: Hashable
    ahead: Hashable
    anniversaries: Hashable
    requirements: Mapping[str, Hashable]


def standing(frame: ServiceFrame, today: date) -> Standing:
    """How a service stands; sources count by whether they confirm on the real current day."""
    return Standing(
        covered=frame.cover is not None,
        months_full=is_last_of_month(frame.place.day)
        and counts_days(frame.ruleset, frame.service.id),
        decides=frame.service.kind == "procedure",
        concerns=_looked_up(frame.service.concerns, frame, today),
        ahead=_looked_up(frame.service.ahead, frame, today),
        anniversaries=tuple((its.anniversary_of, its.when) for its in frame.anniversaries),
        requirements={
            its.requirement.id: _requirement(its, frame, today) for its in frame.requirements
        },
    )


def _requirement(its: RequirementFrame, frame: ServiceFrame, today: date) -> Hashable:
    return (
        its.requirement.check,
        its.requirement.usual,
        _last_known(its, frame, today),
        _confirm(its.requirement.citations, frame, today),
        its.contest and _confirm(its.contest.citations, frame, today),
        _looked_up(its.requirement.when, frame, today),
        _looked_up(its.requirement.judged_when, frame, today),
    )


def _last_known(its: RequirementFrame, frame: ServiceFrame, today: date) -> Hashable:
    """The amounts that held last, where none is in force: they may leave it to the counter."""
    return tuple(
        (
            name,
            last.value,
            last.is_recent(frame.place.day),
            _confirm(last.row.citations, frame, today),
        )
        for name, last in its.last_known.items()
    )


def _confirm(citations: Iterable[Citation], frame: ServiceFrame, today: date) -> bool:
    return all(frame.ruleset.sources[its.source].confirms(today) for its in citations)


def _looked_up(condition: Condition | None, frame: ServiceFrame, today: date) -> Hashable:
    """A condition with everything it looks up: questions, amounts in force, members of groups."""
    if condition is None:
        return None
    questions = (shape(frame.ruleset.questions[name]) for name in questions_of(condition))
    amounts = (amount_in_force(frame, name, today) for name in parameters_of(condition))
    groups = (_members(atom, frame) for atom in atoms(condition) if isinstance(atom, InGroup))
    return condition, tuple(questions), tuple(amounts), tuple(groups)


def amount_in_force(frame: ServiceFrame, parameter: str, today: date) -> Hashable:
    """An amount and whether its source confirms it; None where nothing is published."""
    row = frame.rows.get(parameter)
    return row and (row.value, _confirm(row.citations, frame, today))


def _members(atom: InGroup, frame: ServiceFrame) -> Hashable:
    if isinstance(atom.place, Here):
        return atom.group in frame.place.district.groups
    members = frame.ruleset.gazetteer.members(atom.group, frame.place.day)
    return members, frame.place.district.id in members
