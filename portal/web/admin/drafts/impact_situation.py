"""One situation of an impact: what each requirement comes to before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import Wording, gettext
from ....publishing.assembly import assemble_for_release, loaded
from ....rules.conditions.verdict import Verdict
from ....rules.evaluation.answer_reader import Answers, read_answers
from ....rules.evaluation.outcomes import Evaluation, Frame
from ....rules.model.ruleset import Ruleset
from ....store import drafts as store
from ...http import request_context
from ...lines.findings import verdict_words
from ...lines.phrasebook import Phrasebook
from ...lines.requirement_words import quoted
from ..auth.guard import allowed
from ..pages import admin_page
from .impact import Side, side
from .preview_answers import written_situation
from .situation_people import PersonLines, people_lines

_LONGEST_ANSWERS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """A requirement before and after."""

    text: str
    before: str
    before_words: str
    after: str
    after_words: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationPage:
    """The context of one situation under both sets of rules."""

    number: int
    draft: str
    service: str
    district: str
    day: str
    people: tuple[PersonLines, ...]
    before: Side
    after: Side
    verdicts: tuple[VerdictLine, ...]
    preview: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/situation", "situation", situation)


@allowed("editor", "approver", "manager")
def situation(number: int) -> Response:
    """One situation of an impact: every requirement before and after."""
    draft = store.read_draft(number)
    assembled = assemble_for_release(draft, request_context.today())
    before, after = (loaded(files).ruleset for files in (assembled.base, assembled.files))
    if before is None or after is None:
        abort(404)
    day, district, service, raw = _asked()
    answers, problems = read_answers(after.questions, raw, day, after.gazetteer)
    if problems or service not in (before.services.keys() | after.services.keys()):
        abort(404)
    was, now = (_evaluated(rules, service, district, day, answers) for rules in (before, after))
    book = Phrasebook(
        ruleset=after, wording=request_context.wording(), today=request_context.today()
    )
    words = book.wording
    named = after.services.get(service) or before.services[service]
    context = SituationPage(
        number=number,
        draft=draft.title,
        service=words.text(named.name),
        district=words.text(after.gazetteer.districts[district].name),
        day=words.day(day),
        people=people_lines(answers, book),
        before=side(was.outcome, was.strength) if was else side(None, None),
        after=side(now.outcome, now.strength) if now else side(None, None),
        verdicts=_verdicts((was, now), words),
        preview=_preview(number, (day, district, service), raw),
    )
    return admin_page("admin/drafts/impact_situation.html", context)


def _asked() -> tuple[date, str, str, dict[str, object]]:
    """The situation that the address names; 404 for anything else."""
    written = request.args.get("answers", "")
    try:
        day = date.fromisoformat(request.args.get("day", ""))
        raw = json.loads(written[:_LONGEST_ANSWERS])
    except (ValueError, RecursionError):
        abort(404)
    district = request.args.get("district", "")
    known = request_context.release().ruleset.gazetteer.districts
    if not isinstance(raw, dict) or district not in known or not known[district].period.holds(day):
        abort(404)
    return day, district, request.args.get("service", ""), raw


def _preview(number: int, where: tuple[date, str, str], answers: dict[str, object]) -> str:
    """Where its result stands as residents would read it; empty where no address can hold it."""
    day, district, service = where
    code = written_situation(district, answers)
    if not code:
        return ""
    return url_for(
        ".preview",
        number=number,
        view="service_result",
        service=service,
        district=district,
        day=day.isoformat(),
        answers=code,
    )


def _evaluated(
    ruleset: Ruleset, service: str, district: str, day: date, answers: Answers
) -> Evaluation | None:
    place = ruleset.gazetteer.districts.get(district)
    if service not in ruleset.services or place is None:
        return None
    frame = Frame(ruleset, place, day).service(service)
    return frame.evaluate(answers, request_context.today())


def _verdicts(found: tuple[Evaluation | None, ...], words: Wording) -> tuple[VerdictLine, ...]:
    sides = [
        {f.requirement.id: f for f in evaluation.findings} if evaluation else {}
        for evaluation in found
    ]
    lines = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        verdicts = [findings[name].verdict if name in findings else None for findings in sides]
        requirement = (sides[1].get(name) or sides[0][name]).requirement
        before, before_words = _verdict(verdicts[0])
        after, after_words = _verdict(verdicts[1])
        lines.append(
            VerdictLine(
                text=quoted(requirement, words),
                before=before,
                before_words=before_words,
                after=after,
                after_words=after_words,
                differs=verdicts[0] is not verdicts[1],
            )
        )
    return tuple(lines)


def _verdict(verdict: Verdict | None) -> tuple[str, str]:
    if verdict is None:
        return "", gettext("not there")
    return verdict.value, verdict_words(verdict)
