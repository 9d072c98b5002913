"""The result as pages show it: what it comes to, what to do next, what is lacking and met."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask import url_for
from markupsafe import Markup

from ...i18n import gettext
from ...rules.conditions.verdict import Verdict
from ...rules.evaluation.household_outcomes import SubjectOutcome, shown_first
from ...rules.evaluation.interview import Asking, subject_of
from ...rules.evaluation.next_steps import Do, NextStep, Wait
from ...rules.evaluation.outcomes import Frame, Outcome, ServiceFrame, Strength
from ...rules.evaluation.points import points_here
from ...rules.model.households import Subject
from .citations import SourceLine, source_lines
from .counters import CounterLine, counter_lines
from .findings import FindingLine, FindingMaker
from .headlines import headline
from .office_guide import ContactLine, contact_lines
from .phrasebook import Phrasebook
from .points import PointsLine, counted_line
from .prospects import Prospects
from .stand_lines import Standing, StandLine, stand_lines, standing
from .step_cards import StepList, step_list
from .step_words import StepWords
from .whose import Whose

ORDER = (
    Outcome.MEETS,
    Outcome.COUNTER_DECIDES,
    Outcome.NOT_YET,
    Outcome.MORE_INFORMATION,
    Outcome.ASK_THE_COUNTER,
    Outcome.DOES_NOT_MEET,
    Outcome.INFORMATION,
    Outcome.DOES_NOT_CONCERN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A service with what it comes to for one person."""

    service: str
    name: str
    outcome: str
    outcome_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service in the overview: how it stands for whom, and the first step towards it.

    ``drawings``: the line as HTML by the form it was drawn in, of one that is kept; else None.
    """

    service: str
    name: str
    topic: str
    is_entitlement: bool
    standing: Standing
    stands: tuple[StandLine, ...]
    steps: tuple[str, ...]
    href: str
    drawings: dict[str, Markup] | None = field(default=None, compare=False, repr=False)

    def kept(self) -> ServiceLine:
        """The same line, which is drawn once in each form."""
        return replace(self, drawings={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The context of one service's result page.

    ``lacking``: what does not hold or is open, which comes before what is met; ``sources``: of all
    requirements, each once; ``counters``, ``when``: where to go and from which month on, where no
    step says it.
    """

    line: ResultLine
    district: str
    district_name: str
    day: str
    headline: str
    strength_words: str
    steps: StepList
    lacking: tuple[FindingLine, ...]
    met: tuple[FindingLine, ...]
    formalities: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    points: tuple[PointsLine, ...]
    contacts: tuple[ContactLine, ...]
    counters: tuple[CounterLine, ...]
    guide: str
    more: str
    remedies: tuple[str, ...]
    when: str


def outcome_words(outcome: Outcome) -> str:
    """An outcome in the words every page uses."""
    return {
        Outcome.MEETS: gettext("Meets the published requirements"),
        Outcome.COUNTER_DECIDES: gettext("All we can check is met; the rest is the counter's part"),
        Outcome.NOT_YET: gettext("Not yet the time"),
        Outcome.INFORMATION: gettext("What it is and whom to ask"),
        Outcome.DOES_NOT_MEET: gettext("Does not meet them yet"),
        Outcome.MORE_INFORMATION: gettext("We need to ask you more"),
        Outcome.ASK_THE_COUNTER: gettext("Ask the counter to check"),
        Outcome.DOES_NOT_CONCERN: gettext("Does not concern you"),
    }[outcome]


def strength_words(strength: Strength | None) -> str:
    """How well an outcome is founded, in words; empty where that does not apply."""
    if strength is Strength.CONFIRMED:
        return gettext("Based on law or official texts")
    if strength is Strength.INDICATIVE:
        return gettext("For orientation: rests on a source still to be confirmed")
    return ""


def service_line(
    found: Sequence[tuple[SubjectOutcome, tuple[NextStep, ...]]], told: StepWords, whose: Whose
) -> ServiceLine:
    """A service for everybody it is for, with the first step of whom it is shown for first.

    Where that step leads to another service, its own first one too.
    """
    best, steps = min(found, key=lambda its: shown_first(its[0].evaluation))
    service = best.evaluation.service
    first = steps[0] if steps else None
    shown = steps[:2] if isinstance(first, Do) and first.granted_by else steps[:1]
    return ServiceLine(
        service=service.id,
        name=told.wording.text(service.name),
        topic=service.topic,
        is_entitlement=service.kind == "entitlement",
        standing=standing(best.evaluation),
        stands=stand_lines(found, whose, told.wording),
        steps=tuple(told.row(step) for step in shown),
        href=url_for(".service_result", service=service.id),
    )


class ResultMaker:
    """Words for what one service comes to for one person.

    ``uncounted``: answers given that no longer count, of whom and to which question.
    """

    def __init__(
        self,
        shown: SubjectOutcome,
        day: date,
        book: Phrasebook,
        whose: Whose,
        uncounted: Container[Asking] = (),
    ) -> None:
        self.shown = shown
        self.evaluation = shown.evaluation
        self.answers = shown.answers
        self.day = day
        self.book = book
        self.whose = whose
        self.wording = book.wording
        silent = frozenset(
            name
            for name in shown.answers
            if name in book.ruleset.questions and Asking(self._asked(name), name) in uncounted
        )
        self.findings = FindingMaker(shown.answers, day, book, silent, self.question_address)

    def _asked(self, question_id: str) -> Subject:
        """Of whom a question is in this situation."""
        adults = self.shown.by or self.whose.household.of_kind("adult")
        question = self.book.ruleset.questions[question_id]
        return subject_of(question, self.shown.subject, adults[0])

    def question_address(self, question: str) -> str:
        """Where somebody's answer is given or changed; from there one comes back to the result."""
        return url_for(
            ".question",
            question=question,
            who=str(self._asked(question)),
            back="service_result",
            service=self.evaluation.service.id,
        )

    def line(self) -> ResultLine:
        """The service with what it comes to."""
        return ResultLine(
            service=self.evaluation.service.id,
            name=self.wording.text(self.evaluation.service.name),
            outcome=self.evaluation.outcome.value,
            outcome_words=outcome_words(self.evaluation.outcome),
        )

    def _points(self, frame: ServiceFrame) -> tuple[PointsLine, ...]:
        silent = (Outcome.DOES_NOT_CONCERN, Outcome.NOT_YET)
        if self.evaluation.outcome in silent:
            return ()
        found = points_here(self.evaluation.service.points, frame.place, self.answers)
        return tuple(
            counted_line(
                points,
                self.wording,
                lambda cited: source_lines(cited, self.book),
            )
            for points in found
        )

    def result(self, steps: tuple[NextStep, ...], frame: Frame) -> Result:
        """One service in full."""
        evaluation = self.evaluation
        service = evaluation.service
        service_frame = frame.service(service.id)
        more = evaluation.missing[0] if evaluation.missing else ""
        prospects = Prospects(evaluation, service_frame, self.answers, self.book)
        listed = step_list(steps, frame, self.book, own=service.id)
        findings = [
            self.findings.line(service_frame, finding)
            for finding in evaluation.findings
            if evaluation.covered
        ]
        waits = any(isinstance(step, Wait) for step in steps)
        return Result(
            line=self.line(),
            district=frame.district.id,
            district_name=self.wording.text(frame.district.name),
            day=self.wording.day(self.day),
            headline=headline(evaluation, steps),
            strength_words=strength_words(evaluation.strength),
            steps=listed,
            lacking=tuple(sorted(filter(_is_lacking, findings), key=_refused_first)),
            met=tuple(its for its in findings if not _is_lacking(its)),
            formalities=tuple(self.wording.text(r.text) for r in evaluation.formalities),
            sources=tuple(dict.fromkeys(one for its in findings for one in its.sources)),
            contacts=tuple(
                its for its in contact_lines(service, self.book) if its.tel not in listed.calls
            ),
            counters=()
            if listed.has_places
            else counter_lines(frame.district, self.day, self.book, service),
            guide=url_for(".guide", district=frame.district.id, name=service.id),
            points=self._points(service_frame),
            more=self.question_address(more) if more else "",
            remedies=prospects.remedies(),
            when="" if waits else prospects.when(),
        )


def _is_lacking(line: FindingLine) -> bool:
    return line.verdict != Verdict.YES.value


def _refused_first(line: FindingLine) -> bool:
    return line.verdict != Verdict.NO.value
