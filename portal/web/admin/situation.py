"""One situation of an impact: what each requirement comes to before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, request

from ...i18n import Wording, gettext
from ...publishing import releasing
from ...publishing.examining import examined
from ...rules.answers import Answers, read_answers
from ...rules.evaluation import Evaluation, Frame
from ...rules.model import Ruleset
from ...rules.verdict import Verdict
from ...store import drafts as store
from .. import surroundings
from ..presenting.answers import answer_words
from ..presenting.findings import verdict_words
from .guarding import allowed
from .impacts import Side, side
from .pages import admin_page

_LONGEST_ANSWERS = 4000


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A requirement before and after."""

    text: str
    before: str
    before_words: str
    after: str
    after_words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class SituationPage:
    """The context of one situation under both sets of rules."""

    number: int
    draft: str
    service: str
    district: str
    day: str
    answers: tuple[tuple[str, str], ...]
    before: Side
    after: Side
    verdicts: tuple[VerdictLine, ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/situation", "situation", situation)


@allowed("editor", "approver", "manager")
def situation(number: int) -> Response:
    """One situation of an impact: every requirement before and after."""
    draft = store.read_draft(number)
    assembled = releasing.upon(draft, surroundings.today())
    before, after = (examined(files)[0] for files in (assembled.base, assembled.files))
    if before is None or after is None:
        abort(404)
    day, district, service, raw = _asked()
    answers, problems = read_answers(after.questions, raw, day, after.gazetteer)
    if problems or service not in (before.services.keys() | after.services.keys()):
        abort(404)
    was, now = (_evaluated(rules, service, district, day, answers) for rules in (before, after))
    words = surroundings.wording()
    named = after.services.get(service) or before.services[service]
    context = SituationPage(
        number,
        draft.title,
        words.text(named.name),
        words.text(after.gazetteer.districts[district].name),
        words.day(day),
        tuple(
            (
                words.text(after.questions[q].short),
                answer_words(after.questions[q], a, after, words),
            )
            for q, a in answers.items()
        ),
        side(was.outcome, was.strength) if was else side(None, None),
        side(now.outcome, now.strength) if now else side(None, None),
        _verdicts((was, now), words),
    )
    return admin_page("admin/situation.html", context)


def _asked() -> tuple[date, str, str, dict[str, object]]:
    """The situation that the address names; 404 for anything else."""
    written = request.args.get("answers", "")
    try:
        day = date.fromisoformat(request.args.get("day", ""))
        raw = json.loads(written[:_LONGEST_ANSWERS])
    except (ValueError, RecursionError):
        abort(404)
    district = request.args.get("district", "")
    known = surroundings.release().ruleset.gazetteer.districts
    if not isinstance(raw, dict) or district not in known or not known[district].period.holds(day):
        abort(404)
    return day, district, request.args.get("service", ""), raw


def _evaluated(
    ruleset: Ruleset, service: str, district: str, day: date, answers: Answers
) -> Evaluation | None:
    place = ruleset.gazetteer.districts.get(district)
    if service not in ruleset.services or place is None:
        return None
    frame = Frame(ruleset, place, day).service(service)
    return frame.evaluate(answers, surroundings.today())


def _verdicts(found: tuple[Evaluation | None, ...], words: Wording) -> tuple[VerdictLine, ...]:
    sides = [{f.requirement.id: f for f in its.findings} if its else {} for its in found]
    lines = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        verdicts = [its[name].verdict if name in its else None for its in sides]
        requirement = (sides[1].get(name) or sides[0][name]).requirement
        was, now = (_verdict(verdict) for verdict in verdicts)
        differs = verdicts[0] is not verdicts[1]
        lines.append(VerdictLine(words.text(requirement.text), *was, *now, differs))
    return tuple(lines)


def _verdict(verdict: Verdict | None) -> tuple[str, str]:
    if verdict is None:
        return "", gettext("not there")
    return verdict.value, verdict_words(verdict)
