"""A service in a situation: every requirement's finding, and the outcome they add up to.

`Frame` holds the services as they stand in one district on one day, compiled. `Frame.evaluate`
takes answers and gives an `Evaluation`. The order of outcomes is that of semantics.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from .answers import Answers
from .compiling import Place, compile_condition
from .districts import District
from .findings import Finding, frame_requirement
from .model import Cover, Requirement, Ruleset, Service
from .tracing import Trace
from .verdict import NO, YES, Verdict, is_settled


class Outcome(Enum):
    """What a situation comes to for a service."""

    DOES_NOT_CONCERN = "does_not_concern"
    DOES_NOT_MEET = "does_not_meet"
    MORE_INFORMATION = "more_information"
    ASK_THE_COUNTER = "ask_the_counter"
    MEETS = "meets"


class Strength(Enum):
    """How well an outcome is founded."""

    CONFIRMED = "confirmed"
    INDICATIVE = "indicative"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of a service with every finding; ``missing`` is what is worth asking."""

    service: Service
    outcome: Outcome
    strength: Strength | None
    covered: bool
    findings: tuple[Finding, ...]
    formalities: tuple[Requirement, ...]
    missing: tuple[str, ...]
    concern_open: bool = False

    @property
    def met(self) -> int:
        """How many requirements hold, of ``len(findings)``."""
        return sum(finding.verdict is Verdict.YES for finding in self.findings)

    def deciding(self) -> tuple[Finding, ...]:
        """The findings the outcome rests on."""
        wanted = {
            Outcome.MEETS: (Verdict.YES,),
            Outcome.DOES_NOT_MEET: (Verdict.NO,),
            Outcome.MORE_INFORMATION: (Verdict.UNKNOWN,),
            Outcome.ASK_THE_COUNTER: (Verdict.UNKNOWN,),
        }.get(self.outcome, ())
        return tuple(finding for finding in self.findings if finding.verdict in wanted)


class ServiceFrame:
    """A service as it stands in one district on one day."""

    def __init__(self, service: Service, place: Place, ruleset: Ruleset) -> None:
        self.service, self.place, self.ruleset = service, place, ruleset
        self.cover = _cover(service, place)
        self._concerns = compile_condition(service.concerns, place) if service.concerns else None
        in_force = [r for r in service.requirements.values() if _holds(r, place)]
        self.formalities = tuple(r for r in in_force if r.check == "formality")
        self.rows = {name: row for name in service.parameters if (row := place.row(name))}
        self.requirements = tuple(
            frame_requirement(requirement, place, self.rows, ruleset.sources)
            for requirement in in_force
            if requirement.check != "formality"
        )

    def evaluate(self, answers: Answers, today: date) -> Evaluation:
        """All findings and their outcome; ``today`` only weighs the age of sources."""
        concern = self._concerns(answers) if self._concerns else Trace(YES)
        findings = tuple(frame.find(answers, today) for frame in self.requirements)
        concern_open = bool(concern.outlook & NO) and not is_settled(concern.outlook)
        outcome = self._outcome(concern, concern_open, findings)
        missing: tuple[str, ...] = ()
        if outcome is Outcome.MORE_INFORMATION:
            missing = concern.missing if concern_open else worth_asking(findings)
        return Evaluation(
            self.service,
            outcome,
            _strength(outcome, findings),
            self.cover is not None,
            findings,
            self.formalities,
            missing,
            concern_open,
        )

    def _outcome(
        self, concern: Trace, concern_open: bool, findings: tuple[Finding, ...]
    ) -> Outcome:
        if concern.outlook == NO:
            return Outcome.DOES_NOT_CONCERN
        if self.cover is None or not findings:
            return Outcome.ASK_THE_COUNTER
        if concern_open:
            return Outcome.MORE_INFORMATION
        if any(finding.verdict is Verdict.NO for finding in findings):
            return Outcome.DOES_NOT_MEET
        if worth_asking(findings):
            return Outcome.MORE_INFORMATION
        if any(finding.verdict is Verdict.UNKNOWN for finding in findings):
            return Outcome.ASK_THE_COUNTER
        return Outcome.MEETS


def worth_asking(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Questions that could still change the outcome.

    Beside a requirement that stays unknown the service cannot be met any more: then only what can
    turn a requirement to *no* is worth asking.
    """
    can_meet = all(finding.outlook & YES for finding in findings)
    worth = [
        finding.missing
        for finding in findings
        if not is_settled(finding.outlook) and (can_meet or finding.outlook & NO)
    ]
    return tuple(dict.fromkeys(name for missing in worth for name in missing))


def _strength(outcome: Outcome, findings: tuple[Finding, ...]) -> Strength | None:
    if outcome is Outcome.MEETS:
        firm = all(finding.confirmed for finding in findings)
    elif outcome is Outcome.DOES_NOT_MEET:
        firm = any(f.confirmed for f in findings if f.verdict is Verdict.NO)
    else:
        return None
    return Strength.CONFIRMED if firm else Strength.INDICATIVE


def _holds(requirement: Requirement, place: Place) -> bool:
    return requirement.scope.holds(place.district, place.day)


def _cover(service: Service, place: Place) -> Cover | None:
    held = (cover for cover in service.covers if cover.scope.holds(place.district, place.day))
    return next(held, None)


class Frame:
    """All services as they stand in one district on one day, compiled when first needed."""

    def __init__(self, ruleset: Ruleset, district: District, day: date) -> None:
        self.ruleset, self.district, self.day = ruleset, district, day
        self._frames: dict[str, ServiceFrame] = {}

    def service(self, name: str) -> ServiceFrame:
        """One service here and now; KeyError if there is none of that name."""
        if name not in self._frames:
            service = self.ruleset.services[name]
            self._frames[name] = ServiceFrame(service, self._place(service), self.ruleset)
        return self._frames[name]

    def _place(self, service: Service) -> Place:
        ruleset = self.ruleset
        return Place(
            self.district, self.day, ruleset.gazetteer, ruleset.questions, service.parameters
        )

    def evaluate(self, answers: Answers, today: date) -> tuple[Evaluation, ...]:
        """Every service, in the order of the rules."""
        return tuple(self.service(name).evaluate(answers, today) for name in self.ruleset.services)
