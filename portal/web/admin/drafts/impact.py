"""The impact of a draft in words: whose outcome changes, where, since when, from what to what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ....i18n import Wording, amount_words, gettext, ngettext
from ....publishing.assembly import Assembled, loaded
from ....rules.evaluation.answer_reader import read_answers
from ....rules.evaluation.outcomes import Outcome
from ....rules.impact import Amended, Impact, ImpactRow, Sample, Varied
from ...http import request_context
from ...lines.phrasebook import Phrasebook
from ...lines.requirement_words import quoted
from ...lines.results import outcome_words
from .situation_people import people_lines

_DISTRICTS_NAMED = 6
_ANSWERS_NAMED = 2
"""Answers named of each person of a situation; its page holds them all."""


@dataclass(frozen=True, slots=True)
class Side:
    """An outcome before or after; ``outcome`` is empty where there is none."""

    outcome: str
    words: str
    strength: str


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A situation to open."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactLine:
    """A row of the table."""

    who: str
    service: str
    where: str
    when: str
    because: str
    before: Side
    after: Side
    count: int
    samples: tuple[SampleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTable:
    """The table with what it rests on."""

    lines: tuple[ImpactLine, ...]
    situations: str
    unchanged: str
    districts: str
    capped: bool


def impact_table(found: Impact, assembled: Assembled, number: int) -> ImpactTable:
    """The impact in words."""
    maker = _Maker(assembled, number)
    return ImpactTable(
        lines=tuple(maker.line(row) for row in found.rows),
        situations=ngettext(
            "%(num)s situation compared", "%(num)s situations compared", found.situations
        ),
        unchanged=ngettext("%(num)s unchanged", "%(num)s unchanged", found.unchanged),
        districts=ngettext("in %(num)s district", "in %(num)s districts", len(found.districts)),
        capped=found.capped,
    )


def side(outcome: Outcome | None, strength: object) -> Side:
    """An outcome in words."""
    if outcome is None:
        return Side("", gettext("not there"), "")
    strengths = {"confirmed": gettext("confirmed"), "indicative": gettext("indicative")}
    named = getattr(strength, "value", "")
    return Side(outcome.value, outcome_words(outcome), strengths.get(named, ""))


class _Maker:
    """Makes the lines of one impact."""

    def __init__(self, assembled: Assembled, number: int) -> None:
        before, after = (loaded(files).ruleset for files in (assembled.base, assembled.files))
        assert before is not None
        assert after is not None
        self.before = before
        self.after = after
        self.number = number
        self.wording: Wording = request_context.wording()

    def line(self, row: ImpactRow) -> ImpactLine:
        service = self.after.services.get(row.service) or self.before.services[row.service]
        return ImpactLine(
            who=gettext(", ").join(self._varied(varied) for varied in row.varied)
            or gettext("others"),
            service=self.wording.text(service.name),
            where=self._where(row.districts),
            when=self._when(row.since, row.until),
            because=gettext("; ").join(
                [
                    *(self._amended(row.service, amount) for amount in row.amounts),
                    *self._causes(row),
                ]
            ),
            before=side(row.outcome_before, row.strength_before),
            after=side(row.outcome_after, row.strength_after),
            count=row.count,
            samples=tuple(self._sample(row.service, sample) for sample in row.samples),
        )

    def _varied(self, varied: Varied) -> str:
        question = (
            self.after.questions.get(varied.question) or self.before.questions[varied.question]
        )
        low, high = (
            amount_words(self.wording, varied.unit, value) for value in (varied.low, varied.high)
        )
        span = low if varied.low == varied.high else f"{low} – {high}"
        return f"{self.wording.text(question.short)}{gettext(': ')}{span}"

    def _where(self, names: tuple[str, ...]) -> str:
        districts = self.after.gazetteer.districts
        named = [self.wording.text(districts[name].name) for name in names if name in districts]
        words = gettext(", ").join(named[:_DISTRICTS_NAMED])
        more = len(named) - _DISTRICTS_NAMED
        if more > 0:
            words += " " + ngettext("and %(num)s more district", "and %(num)s more districts", more)
        return words

    def _when(self, since: date | None, until: date | None) -> str:
        words = [gettext("from %(day)s", day=self.wording.day(since))] if since else []
        words += [gettext("until %(day)s", day=self.wording.day(until))] if until else []
        return " ".join(words)

    def _amended(self, service: str, amended: Amended) -> str:
        for ruleset in (self.after, self.before):
            known = ruleset.services.get(service)
            parameter = known.parameters.get(amended.parameter) if known else None
            if parameter is not None:
                was, now = (
                    amount_words(self.wording, parameter.unit, value) if value is not None else "–"
                    for value in (amended.before, amended.after)
                )
                return f"{self.wording.text(parameter.text)} {was} → {now}"
        return amended.parameter

    def _causes(self, row: ImpactRow) -> list[str]:
        """The requirements that come out otherwise, where no amount says it already."""
        if row.amounts:
            return []
        found = []
        for cause in row.cause:
            section, _, name = cause.partition(".")
            for ruleset in (self.after, self.before):
                service = ruleset.services.get(row.service)
                requirement = service.requirements.get(name) if service else None
                if section == "requirements" and requirement is not None:
                    found.append(quoted(requirement, self.wording))
                    break
        return found

    def _sample(self, service: str, sample: Sample) -> SampleLine:
        district = self.after.gazetteer.districts[sample.district]
        words = f"{self.wording.text(district.name)} · {self.wording.day(sample.day)}"
        answers = json.dumps(dict(sample.answers), ensure_ascii=True)
        href = url_for(
            ".situation",
            number=self.number,
            service=service,
            district=sample.district,
            day=sample.day.isoformat(),
            answers=answers,
        )
        told = filter(None, (words, sample.example, self._people(sample)))
        return SampleLine(" · ".join(told), href)

    def _people(self, sample: Sample) -> str:
        """The first answers of everybody in a situation."""
        answers, _ = read_answers(
            self.after.questions, sample.answers, sample.day, self.after.gazetteer
        )
        book = Phrasebook(ruleset=self.after, wording=self.wording, today=request_context.today())
        told = [
            f"{its.who}{gettext(': ')}"
            + gettext(", ").join(words for _, words in its.answers[:_ANSWERS_NAMED])
            for its in people_lines(answers, book)
        ]
        return gettext("; ").join(told)
