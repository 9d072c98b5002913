"""Findings as a result shows them: the verdict, what it rests on, and for an unknown, why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording, gettext
from ...rules.answers import Answers
from ...rules.evaluation import Evaluation
from ...rules.findings import Finding, Reason
from ...rules.model import Ruleset
from ...rules.verdict import Verdict
from .amounts import AmountLine, amount_line, missing_words
from .answers import AnswerLine, answer_line
from .citations import SourceLine, source_lines
from .guides import contested_words


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


def verdict_words(verdict: Verdict) -> str:
    """A verdict in words."""
    return {
        Verdict.YES: gettext("Met"),
        Verdict.NO: gettext("Not met"),
        Verdict.UNKNOWN: gettext("Not settled"),
    }[verdict]


class FindingMaker:
    """Words for the findings of one situation."""

    def __init__(
        self, ruleset: Ruleset, answers: Answers, day: date, wording: Wording, today: date
    ) -> None:
        self.ruleset, self.answers, self.day = ruleset, answers, day
        self.wording, self.today = wording, today

    def line(self, evaluation: Evaluation, finding: Finding) -> FindingLine:
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
