"""The impact of a draft in words: whose outcome changes, where, since when, from what to what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording, amount_words, gettext, ngettext
from ...publishing.drafting import Assembled
from ...publishing.examining import examined
from ...rules.evaluation import Outcome
from ...rules.impact import Amended, Impact, ImpactRow, Sample, Varied
from .. import surroundings
from ..presenting.results import outcome_words

_DISTRICTS_NAMED = 6


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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
        tuple(maker.line(row) for row in found.rows),
        ngettext("%(num)s situation compared", "%(num)s situations compared", found.situations),
        ngettext("%(num)s unchanged", "%(num)s unchanged", found.unchanged),
        ngettext("in %(num)s district", "in %(num)s districts", len(found.districts)),
        found.capped,
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
        before, after = (examined(files)[0] for files in (assembled.base, assembled.files))
        assert before is not None
        assert after is not None
        self.before, self.after, self.number = before, after, number
        self.wording: Wording = surroundings.wording()

    def line(self, row: ImpactRow) -> ImpactLine:
        service = self.after.services.get(row.service) or self.before.services[row.service]
        return ImpactLine(
            gettext(", ").join(self._varied(its) for its in row.varied) or gettext("others"),
            self.wording.text(service.name),
            self._where(row.districts),
            self._when(row.since, row.until),
            gettext("; ").join(
                [*(self._amended(row.service, its) for its in row.amounts), *self._causes(row)]
            ),
            side(row.outcome_before, row.strength_before),
            side(row.outcome_after, row.strength_after),
            row.count,
            tuple(self._sample(row.service, sample) for sample in row.samples),
        )

    def _varied(self, its: Varied) -> str:
        question = self.after.questions.get(its.question) or self.before.questions[its.question]
        low, high = (amount_words(self.wording, its.unit, value) for value in (its.low, its.high))
        span = low if its.low == its.high else f"{low} – {high}"
        return f"{self.wording.text(question.short)}{gettext(': ')}{span}"

    def _where(self, names: tuple[str, ...]) -> str:
        districts = self.after.gazetteer.districts
        named = [self.wording.text(districts[name].name) for name in names if name in districts]
        words = gettext(", ").join(named[:_DISTRICTS_NAMED])
        more = len(named) - _DISTRICTS_NAMED
        if more > 0:
            words += " " + ngettext("and %(num)s more", "and %(num)s more", more)
        return words

    def _when(self, since: date | None, until: date | None) -> str:
        words = [gettext("from %(day)s", day=self.wording.day(since))] if since else []
        words += [gettext("until %(day)s", day=self.wording.day(until))] if until else []
        return " ".join(words)

    def _amended(self, service: str, its: Amended) -> str:
        for ruleset in (self.after, self.before):
            known = ruleset.services.get(service)
            parameter = known.parameters.get(its.parameter) if known else None
            if parameter is not None:
                was, now = (
                    amount_words(self.wording, parameter.unit, value) if value is not None else "–"
                    for value in (its.before, its.after)
                )
                return f"{self.wording.text(parameter.text)} {was} → {now}"
        return its.parameter

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
                    found.append(self.wording.text(requirement.text))
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
        return SampleLine(f"{words} · {sample.example}" if sample.example else words, href)
