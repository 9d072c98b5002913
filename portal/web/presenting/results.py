"""The result as pages show it: outcome, strength, every requirement and what decided it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext, ngettext

from ...i18n import Wording
from ...rules.answers import Answers
from ...rules.evaluation import Evaluation, Outcome, ServiceFrame, Strength
from ...rules.findings import Finding, Reason
from ...rules.model import Ruleset
from ...rules.remedies import Remedy, remedies
from ...rules.timeline import timeline
from ...rules.verdict import Verdict
from .amounts import AmountLine, amount_line, missing_words
from .answers import AnswerLine, answer_line, answer_words
from .citations import SourceLine, source_lines
from .guides import ContactLine, contact_lines, contested_words

ORDER = (
    Outcome.MEETS,
    Outcome.MORE_INFORMATION,
    Outcome.ASK_THE_COUNTER,
    Outcome.DOES_NOT_MEET,
    Outcome.DOES_NOT_CONCERN,
)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One requirement in this person's situation."""

    id: str
    verdict: str
    verdict_words: str
    text: str
    note: str
    because: str
    answers: tuple[AnswerLine, ...]
    ask: tuple[AnswerLine, ...]
    amounts: tuple[AmountLine, ...]
    sources: tuple[SourceLine, ...]
    weak: bool
    action: str


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


def verdict_words(verdict: Verdict) -> str:
    """A verdict in words."""
    return {
        Verdict.YES: gettext("Met"),
        Verdict.NO: gettext("Not met"),
        Verdict.UNKNOWN: gettext("Not settled"),
    }[verdict]


class ResultMaker:
    """Words for evaluations of one situation."""

    def __init__(
        self, ruleset: Ruleset, answers: Answers, day: date, wording: Wording, today: date
    ) -> None:
        self.ruleset, self.answers, self.day = ruleset, answers, day
        self.wording, self.today = wording, today

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
        return Result(
            self.line(evaluation),
            district,
            self.wording.text(gazetteer.districts[district].name),
            self.wording.day(self.day),
            tuple(self.finding(evaluation, finding) for finding in evaluation.findings)
            if evaluation.covered
            else (),
            tuple(self.wording.text(r.text) for r in evaluation.formalities),
            self.explanation(evaluation),
            tuple(contact_lines(self.ruleset, service, self.wording)),
            url_for(".guide", district=district, name=service.id),
            url_for(".question", question=more) if more else "",
            self._remedies(evaluation, frame),
            self._when(evaluation, frame),
        )

    def _remedies(self, evaluation: Evaluation, frame: ServiceFrame) -> tuple[str, ...]:
        """What would turn a no to met, each as one sentence."""
        if evaluation.outcome is not Outcome.DOES_NOT_MEET:
            return ()
        found = remedies(frame, self.answers, self.today, evaluation)
        return tuple(self._remedy(remedy) for remedy in found)

    def _remedy(self, remedy: Remedy) -> str:
        joined = gettext(", and ").join(
            gettext(
                "%(label)s becomes “%(value)s”",
                label=self.wording.text(self.ruleset.questions[name].short),
                value=answer_words(self.ruleset.questions[name], value, self.ruleset, self.wording),
            )
            for name, value in remedy
        )
        return gettext("If %(changes)s, you meet all published requirements.", changes=joined)

    def _when(self, evaluation: Evaluation, frame: ServiceFrame) -> str:
        """From which month on time alone turns the outcome to met."""
        waits = {Verdict.NO, Verdict.UNKNOWN} & {f.verdict for f in evaluation.deciding()}
        final = (Outcome.MEETS, Outcome.DOES_NOT_CONCERN, Outcome.MORE_INFORMATION)
        if evaluation.outcome in final or not evaluation.covered or not waits:
            return ""
        place = frame.place
        found = timeline(
            self.ruleset, frame.service.id, place.district, place.day, self.answers, self.today
        )
        if found.month is not None:
            return gettext(
                "If everything goes on as it is, you meet all published requirements from "
                "%(month)s on.",
                month=self.wording.month(found.month),
            )
        if found.unpublished_from is not None and not self._has_gap(evaluation):
            return gettext(
                "We can look ahead to %(month)s only: what applies from then on is not published "
                "yet.",
                month=self.wording.month(found.unpublished_from),
            )
        return ""

    @staticmethod
    def _has_gap(evaluation: Evaluation) -> bool:
        return any(finding.reason is Reason.GAP for finding in evaluation.findings)

    def finding(self, evaluation: Evaluation, finding: Finding) -> FindingLine:
        service, requirement = evaluation.service, finding.requirement
        sources = source_lines(finding.citations, self.ruleset, self.wording, self.today)
        return FindingLine(
            requirement.id,
            finding.verdict.value,
            verdict_words(finding.verdict),
            self.wording.text(requirement.text),
            self.wording.maybe(requirement.note),
            self._because(evaluation, finding),
            self._answers(finding.answers),
            self._questions((*finding.missing, *finding.unclear)),
            tuple(
                amount_line(
                    service, service.parameters[name], row, self.ruleset, self.wording, self.today
                )
                for name, row in finding.parameters.items()
                if service.parameters[name].shown
            ),
            sources,
            any(source.weak for source in sources),
            self.wording.maybe(requirement.action) if finding.verdict is Verdict.NO else "",
        )

    def _because(self, evaluation: Evaluation, finding: Finding) -> str:
        """For an unknown: what to answer, which amount is missing, or who decides."""
        match finding.reason:
            case Reason.UNANSWERED:
                return gettext("You have not answered this yet.")
            case Reason.DONT_KNOW:
                return gettext("You answered that you don't know.")
            case Reason.JUDGEMENT:
                return gettext("The counter decides this after looking at your case.")
            case Reason.GAP:
                missing = [evaluation.service.parameters[name] for name in finding.gaps]
                sentences = [missing_words(p, self.wording) for p in missing if p.shown]
                return " ".join(dict.fromkeys(sentences)) or (
                    gettext("What decides here is not published in the documents we hold.")
                )
            case Reason.CONTESTED:
                return self._contested(finding)
        return ""

    def _contested(self, finding: Finding) -> str:
        own = {citation.source for citation in finding.requirement.citations}
        later = [c for c in finding.citations if c.source not in own]
        rows = {c.source for row in finding.parameters.values() for c in row.citations}
        later = [c for c in later if c.source not in rows] or later
        return (
            gettext("By the procedure we hold you would not meet this yet.")
            + " "
            + (contested_words(self.ruleset, later, self.wording))
        )

    def _answers(self, names: Iterable[str]) -> tuple[AnswerLine, ...]:
        return tuple(
            answer_line(
                self.ruleset.questions[name], self.answers, self.ruleset, self.wording, self.day
            )
            for name in names
        )

    def _questions(self, names: Iterable[str]) -> tuple[AnswerLine, ...]:
        questions = [self.ruleset.questions[name] for name in names]
        return tuple(
            AnswerLine(
                question.id,
                self.wording.text(question.short),
                "",
                url_for(".question", question=question.id),
            )
            for question in questions
        )
