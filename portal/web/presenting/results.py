"""The result as pages show it: outcome, strength, every requirement and what decided it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording, gettext, ngettext
from ...rules.answers import Answers
from ...rules.evaluation import Evaluation, Outcome, ServiceFrame, Strength
from ...rules.model import Ruleset
from .counters import CounterLine, counter_lines
from .findings import FindingLine, FindingMaker
from .office_guide import ContactLine, contact_lines
from .prospects import Prospects

ORDER = (
    Outcome.MEETS,
    Outcome.MORE_INFORMATION,
    Outcome.ASK_THE_COUNTER,
    Outcome.DOES_NOT_MEET,
    Outcome.DOES_NOT_CONCERN,
)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A service in the overview of results."""

    service: str
    name: str
    topic: str
    outcome: str
    outcome_words: str
    strength: str
    strength_words: str
    met: str
    line: str
    href: str


@dataclass(frozen=True, slots=True)
class Result:
    """The context of one service's result page."""

    line: ResultLine
    district: str
    district_name: str
    day: str
    findings: tuple[FindingLine, ...]
    formalities: tuple[str, ...]
    explanation: str
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


class ResultMaker:
    """Words for evaluations of one situation."""

    def __init__(
        self, ruleset: Ruleset, answers: Answers, day: date, wording: Wording, today: date
    ) -> None:
        self.ruleset, self.answers, self.day = ruleset, answers, day
        self.wording, self.today = wording, today
        self.findings = FindingMaker(ruleset, answers, day, wording, today)

    def line(self, evaluation: Evaluation) -> ResultLine:
        service = evaluation.service
        return ResultLine(
            service.id,
            self.wording.text(service.name),
            service.topic,
            evaluation.outcome.value,
            outcome_words(evaluation.outcome),
            evaluation.strength.value if evaluation.strength else "",
            strength_words(evaluation.strength),
            self._met(evaluation),
            self.explanation(evaluation),
            url_for(".service_result", service=service.id),
        )

    def _met(self, evaluation: Evaluation) -> str:
        silent = (Outcome.DOES_NOT_CONCERN,)
        if not evaluation.covered or not evaluation.findings or evaluation.outcome in silent:
            return ""
        return gettext(
            "%(met)s of %(all)s requirements met",
            met=evaluation.met,
            all=len(evaluation.findings),
        )

    def explanation(self, evaluation: Evaluation) -> str:
        """In one sentence, what the outcome rests on."""
        match evaluation.outcome:
            case Outcome.MEETS:
                return gettext("Every requirement we hold is met; the counter decides.")
            case Outcome.DOES_NOT_CONCERN:
                return gettext("From your answers, this service is not meant for you.")
            case Outcome.ASK_THE_COUNTER if not evaluation.covered:
                return gettext(
                    "The documents we hold publish no procedure for this district. "
                    "Ask the counter or call 12345."
                )
        if evaluation.concern_open:
            return gettext("First tell us whether this concerns you.")
        deciding = evaluation.deciding()
        if not deciding:
            return ""
        first = self.wording.text(deciding[0].requirement.text).rstrip("。.")
        if len(deciding) == 1:
            return {
                Outcome.DOES_NOT_MEET: gettext("Not met: %(what)s.", what=first),
                Outcome.MORE_INFORMATION: gettext("Still open: %(what)s.", what=first),
                Outcome.ASK_THE_COUNTER: gettext("To be checked: %(what)s.", what=first),
            }[evaluation.outcome]
        count = len(deciding) - 1
        return {
            Outcome.DOES_NOT_MEET: ngettext(
                "Not met: %(what)s, and %(num)s more.",
                "Not met: %(what)s, and %(num)s more.",
                count,
                what=first,
            ),
            Outcome.MORE_INFORMATION: ngettext(
                "Still open: %(what)s, and %(num)s more.",
                "Still open: %(what)s, and %(num)s more.",
                count,
                what=first,
            ),
            Outcome.ASK_THE_COUNTER: ngettext(
                "To be checked: %(what)s, and %(num)s more.",
                "To be checked: %(what)s, and %(num)s more.",
                count,
                what=first,
            ),
        }[evaluation.outcome]

    def result(self, evaluation: Evaluation, frame: ServiceFrame) -> Result:
        """One service in full."""
        district = frame.place.district.id
        service, gazetteer = evaluation.service, self.ruleset.gazetteer
        more = evaluation.missing[0] if evaluation.missing else ""
        prospects = Prospects(evaluation, frame, self.answers, self.wording, self.today)
        return Result(
            self.line(evaluation),
            district,
            self.wording.text(gazetteer.districts[district].name),
            self.wording.day(self.day),
            tuple(self.findings.line(evaluation, finding) for finding in evaluation.findings)
            if evaluation.covered
            else (),
            tuple(self.wording.text(r.text) for r in evaluation.formalities),
            self.explanation(evaluation),
            tuple(contact_lines(self.ruleset, service, self.wording)),
            counter_lines(
                self.ruleset,
                frame.place.district,
                self.day,
                self.wording,
                self.today,
                service,
            ),
            url_for(".guide", district=district, name=service.id),
            url_for(".question", question=more) if more else "",
            prospects.remedies(),
            prospects.when(),
        )
