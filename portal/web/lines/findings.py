"""Findings as a result shows them: the verdict, what it rests on, and for an unknown, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import gettext
from ...rules.conditions.verdict import Verdict
from ...rules.evaluation.answer_reader import Answers
from ...rules.evaluation.findings import Finding, Reason
from ...rules.evaluation.outcomes import ServiceFrame
from ...rules.evaluation.timeline import certain_from
from ...rules.model.ruleset import Service
from .amounts import AmountLine, amount_line, missing_words
from .answers import AnswerLine, answer_line
from .citations import SourceLine, contested_words, source_lines
from .last_known import coming_words, joined, last_known_words, verdict_by_last_known
from .phrasebook import Phrasebook
from .requirement_words import demand_words, short_demand_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One requirement in this person's situation.

    ``text``: true of the person whatever the verdict (`demands`); ``short``: the same without any
    answer, for paper; ``certain``: from which day the verdict is settled.
    """

    id: str
    verdict: str
    verdict_words: str
    text: str
    short: str
    note: str
    because: str
    certain: str
    answers: tuple[AnswerLine, ...]
    ask: tuple[AnswerLine, ...]
    amounts: tuple[AmountLine, ...]
    sources: tuple[SourceLine, ...]
    weak: bool


def verdict_words(verdict: Verdict) -> str:
    """A verdict in words."""
    return {
        Verdict.YES: gettext("Met"),
        Verdict.NO: gettext("Still lacking"),
        Verdict.UNKNOWN: gettext("Still to be asked"),
    }[verdict]


class FindingMaker:
    """Words for the findings of one situation; answers that are ``uncounted`` stand at none.

    ``address``: where a question is answered, or its answer changed.
    """

    def __init__(
        self,
        answers: Answers,
        day: date,
        book: Phrasebook,
        uncounted: frozenset[str] = frozenset(),
        address: Callable[[str], str] = lambda name: url_for(".question", question=name),
    ) -> None:
        self.address = address
        self.answers = answers
        self.day = day
        self.book = book
        self.wording = book.wording
        self.uncounted = uncounted

    def line(self, frame: ServiceFrame, finding: Finding) -> FindingLine:
        service = frame.service
        requirement = finding.requirement
        sources = source_lines(finding.citations, self.book)
        answers = self._answers(finding.answers)
        return FindingLine(
            id=requirement.id,
            verdict=finding.verdict.value,
            verdict_words=verdict_words(finding.verdict),
            text=demand_words(finding, answers, self.wording),
            short=short_demand_words(finding, self.wording),
            note=self.wording.maybe(requirement.note),
            because=self._because(service, finding),
            certain=self._certain(frame, finding),
            answers=answers,
            ask=self._questions((*finding.missing, *finding.unclear)),
            amounts=tuple(
                amount_line(service, service.parameters[name], row, self.book)
                for name, row in finding.parameters.items()
                if service.parameters[name].shown
            ),
            sources=sources,
            weak=any(source.weak for source in sources),
        )

    def said(self, finding: Finding) -> str:
        """One requirement with what it comes to, in a sentence or two."""
        answers = self._answers(finding.answers)
        return demand_words(finding, answers, self.wording)

    def _because(self, service: Service, finding: Finding) -> str:
        """For an unknown: what to answer, which amount is missing, or who decides."""
        match finding.reason:
            case Reason.UNANSWERED:
                return gettext("You have not answered this yet.")
            case Reason.DONT_KNOW:
                return gettext("You answered that you don't know.")
            case Reason.JUDGEMENT:
                return gettext("This has to be asked in person.")
            case Reason.GAP:
                missing = [service.parameters[name] for name in finding.gaps]
                sentences = [
                    missing_words(p, self.wording, self.book.ruleset.city.hotline)
                    for p in missing
                    if p.shown
                ]
                if not sentences:
                    sentences = [gettext("We did not find what decides here.")]
                return joined([*sentences, *self._last_known(service, finding)])
            case Reason.DAY:
                return gettext("You gave a month, not a day.")
            case Reason.CONTESTED:
                return self._contested(finding)
        return ""

    def _last_known(self, service: Service, finding: Finding) -> Iterator[str]:
        """What held last and what comes; what it would come to, where nothing else is in doubt."""
        for last in finding.last_known:
            parameter = service.parameters[last.parameter]
            if parameter.shown:
                yield last_known_words(parameter, last, self.wording)
        if finding.reasons == (Reason.GAP,):
            yield verdict_by_last_known(finding.by_last_known)
        for name, row in finding.coming.items():
            if name in finding.gaps and service.parameters[name].shown:
                yield coming_words(service.parameters[name], row, self.wording)

    def _certain(self, frame: ServiceFrame, finding: Finding) -> str:
        """Where the exact day decides: from which day on it no longer does."""
        if finding.reason is not Reason.DAY:
            return ""
        found = certain_from(frame, finding, self.answers, self.book.today)
        if found is None:
            return gettext("Tell the counter the exact day.")
        day = self.wording.day(found.day)
        if found.verdict is Verdict.YES:
            return gettext(
                "From %(day)s at the latest it is certainly enough. If you go before, ask first.",
                day=day,
            )
        return gettext(
            "From %(day)s at the latest it is certainly no longer met. "
            "If it is still met now, go before.",
            day=day,
        )

    def _contested(self, finding: Finding) -> str:
        own = {citation.source for citation in finding.requirement.citations}
        later = [c for c in finding.citations if c.source not in own]
        rows = {c.source for row in finding.parameters.values() for c in row.citations}
        later = [c for c in later if c.source not in rows] or later
        return (
            gettext("By the procedure we found this is still lacking.")
            + " "
            + (contested_words(later, self.book))
        )

    def _answers(self, names: Iterable[str]) -> tuple[AnswerLine, ...]:
        return tuple(
            answer_line(
                self.book.ruleset.questions[name],
                self.answers,
                self.day,
                self.book,
                href=self.address(name),
            )
            for name in names
            if name not in self.uncounted
        )

    def _questions(self, names: Iterable[str]) -> tuple[AnswerLine, ...]:
        questions = [self.book.ruleset.questions[name] for name in names]
        return tuple(
            AnswerLine(
                question=question.id,
                label=self.wording.text(question.short),
                value="",
                href=self.address(question.id),
            )
            for question in questions
        )
