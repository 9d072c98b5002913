"""The reasoning of one service for the console: as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .rules.answers import Answers, plain
from .rules.citing import clause_words
from .rules.evaluation import Evaluation, ServiceFrame
from .rules.explanation import Reasoning, plain_tree, reason
from .rules.findings import Finding
from .rules.parameters import Row
from .rules.texts import Text
from .rules.verdict import Verdict

_MARKS = {Verdict.YES: "✓", Verdict.NO: "✗", Verdict.UNKNOWN: "?"}
_WHY = {
    "unanswered": "not answered yet",
    "dont_know": "answered «不知道»",
    "gap": "no amount in force is published",
    "judgement": "left to the counter",
    "contested": "a later policy has announced the end of this limit",
}


def explain_lines(frame: ServiceFrame, evaluation: Evaluation, answers: Answers) -> Iterator[str]:
    """The outcome and, below it, every requirement with its reasoning."""
    service, place = evaluation.service, frame.place
    strength = f" · {evaluation.strength.value}" if evaluation.strength else ""
    yield f"{service.name.zh} · {service.name.en} ({service.id})"
    yield f"{place.district.name.zh} ({place.district.id}) on {place.day.isoformat()}"
    yield f"Outcome: {evaluation.outcome.value}{strength}"
    if not evaluation.covered:
        yield "No procedure is held for this district and day (未公布): ask the counter or 12345."
    elif evaluation.findings:
        yield f"Met {evaluation.met} of {len(evaluation.findings)}"
    for finding in evaluation.findings:
        yield ""
        yield from _finding_lines(frame, finding, answers)
    if evaluation.missing:
        yield ""
        yield f"Worth asking: {', '.join(evaluation.missing)}"


def _finding_lines(frame: ServiceFrame, finding: Finding, answers: Answers) -> Iterator[str]:
    requirement = finding.requirement
    why = f" ({_WHY[finding.reason.value]})" if finding.reason else ""
    yield f"{_MARKS[finding.verdict]} {requirement.id}: {finding.verdict.value}{why}"
    yield f"    {requirement.text.zh}"
    for label, condition in (("when", requirement.when), ("judged when", requirement.judged_when)):
        if condition is not None:
            yield f"    {label}:"
            yield from _tree_lines(reason(condition, frame.place, answers), answers, "      ")
    for name in finding.answers:
        yield f"    answer {name} = {_written(plain(answers[name]))}"
    for name, row in finding.parameters.items():
        yield f"    amount {name} = {_written(_value(row))} {row_period(row)}"
    for name in finding.gaps:
        yield f"    amount {name}: none in force"
    for name in finding.missing:
        yield f"    lacks {name}"
    ruleset = frame.ruleset
    for citation in finding.citations:
        source = ruleset.sources[citation.source]
        clause = clause_words(citation, "zh")
        yield f"    source {source.title.zh}{clause} [{source.tier}, verified {source.verified_on}]"


def _tree_lines(node: Reasoning, answers: Answers, indent: str) -> Iterator[str]:
    yield f"{indent}{_MARKS[node.verdict]} {node.text}"
    for part in node.parts:
        yield from _tree_lines(part, answers, indent + "  ")


def row_period(row: Row) -> str:
    """When and where a row is in force."""
    period = row.scope.period
    where = ", ".join(row.scope.names) or "city"
    return f"({where}, {period.since or '…'} to {period.until or '…'})"


def _value(row: Row) -> Any:
    if isinstance(row.value, Text):
        return row.value.zh
    return row.value.isoformat() if isinstance(row.value, date) else row.value


def _written(value: Any) -> str:
    return (
        {True: "yes", False: "no", None: "unknown"}.get(value, str(value))
        if (value is None or isinstance(value, bool))
        else str(value)
    )


def explain_json(frame: ServiceFrame, evaluation: Evaluation, answers: Answers) -> dict[str, Any]:
    """The same as a document."""
    return {
        "service": evaluation.service.id,
        "district": frame.place.district.id,
        "day": frame.place.day.isoformat(),
        "outcome": evaluation.outcome.value,
        "strength": evaluation.strength.value if evaluation.strength else None,
        "covered": evaluation.covered,
        "met": evaluation.met,
        "of": len(evaluation.findings),
        "findings": [_finding_json(frame, finding, answers) for finding in evaluation.findings],
        "worth_asking": list(evaluation.missing),
    }


def _finding_json(frame: ServiceFrame, finding: Finding, answers: Answers) -> dict[str, Any]:
    requirement = finding.requirement
    trees = {
        label: plain_tree(reason(condition, frame.place, answers))
        for label, condition in (
            ("when", requirement.when),
            ("judged_when", requirement.judged_when),
        )
        if condition is not None
    }
    return {
        "requirement": requirement.id,
        "text": {"zh": requirement.text.zh, "en": requirement.text.en},
        "verdict": finding.verdict.value,
        "reason": finding.reason.value if finding.reason else None,
        **trees,
        "answers": {name: plain(answers[name]) for name in finding.answers},
        "parameters": {name: _value(row) for name, row in finding.parameters.items()},
        "missing": list(finding.missing),
        "gaps": list(finding.gaps),
        "sources": [str(citation) for citation in finding.citations],
    }
