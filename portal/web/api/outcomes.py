"""Outcomes and findings as JSON, with what is added on request: reasoning, remedies, timeline."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date

from ...rules.conditions.tree import Condition
from ...rules.conditions.verdict import Verdict
from ...rules.evaluation.answer_reader import Answers, plain
from ...rules.evaluation.explanation import Reasoning, reason
from ...rules.evaluation.findings import Finding
from ...rules.evaluation.household_outcomes import SubjectOutcome
from ...rules.evaluation.next_steps import FindOut, NextStep, next_steps
from ...rules.evaluation.outcomes import Evaluation, Frame, Outcome, ServiceFrame
from ...rules.evaluation.remedies import remedies
from ...rules.evaluation.timeline import Turn, certain_from, timeline
from ...rules.model.citations import clause_words
from ...rules.model.parameters import LastKnown, Row
from ...rules.model.sources import Citation
from ..lines.step_words import said_in_both
from .json_fields import scope_json, sources_json, value_json, words, written
from .shapes.basic import Plain
from .shapes.outcomes import (
    AmountShape,
    CertainShape,
    CitedShape,
    ComingShape,
    FindingShape,
    LastKnownShape,
    OutcomeShape,
    StepShape,
    Summary,
    TimelineShape,
    Tree,
    TurnShape,
)

_FINAL = (
    Outcome.MEETS,
    Outcome.DOES_NOT_CONCERN,
    Outcome.INFORMATION,
    Outcome.NOT_YET,
)


class Teller:
    """Tells what a service comes to in a situation; answers ``uncounted`` stand at no finding."""

    def __init__(
        self,
        frame: Frame,
        answers: Answers,
        today: date,
        extras: frozenset[str] = frozenset(),
        uncounted: Container[str] = (),
    ) -> None:
        self.frame = frame
        self.answers = answers
        self.today = today
        self.extras = extras
        self.uncounted = uncounted

    def outcome(self, found: SubjectOutcome) -> OutcomeShape:
        """One service's outcome for one subject with its findings."""
        evaluation = found.evaluation
        frame = self.frame.service(evaluation.service.id)
        summary = summary_json(found)
        document: OutcomeShape = {
            "service": summary["service"],
            "subject": summary["subject"],
            "by": summary["by"],
            "kind": summary["kind"],
            "outcome": summary["outcome"],
            "strength": summary["strength"],
            "covered": summary["covered"],
            "met": summary["met"],
            "of": summary["of"],
            "topic": evaluation.service.topic,
            "findings": [self._finding(frame, finding) for finding in evaluation.findings],
        }
        if "explain" in self.extras:
            document["name"] = words(evaluation.service.name)
            document["worth_asking"] = list(evaluation.missing)
        if "remedies" in self.extras:
            document["remedies"] = self._remedies(frame, evaluation)
        if "timeline" in self.extras:
            document["timeline"] = self._timeline(frame, evaluation)
        if "next_steps" in self.extras:
            steps = next_steps(self.frame, found, self.today)
            document["next_steps"] = [step_json(step, self.frame) for step in steps]
        return document

    def _finding(self, frame: ServiceFrame, finding: Finding) -> FindingShape:
        document: FindingShape = {
            "requirement": finding.requirement.id,
            "verdict": finding.verdict.value,
            "reason": finding.reason.value if finding.reason else None,
            "reasons": [reason.value for reason in finding.reasons],
            "certain_from": self._certain(frame, finding),
            "answers": {
                name: plain(self.answers[name])
                for name in finding.answers
                if name not in self.uncounted
            },
            "parameters": {name: value_json(row) for name, row in finding.parameters.items()},
            "missing": list(finding.missing),
            "gaps": list(finding.gaps),
            "last_known": [_last_known(amount) for amount in finding.last_known],
            "by_last_known": _verdict(finding.by_last_known),
            "coming": {name: _coming(row) for name, row in finding.coming.items()},
            "sources": sources_json(finding.citations),
        }
        if "explain" in self.extras:
            self._explain(document, frame, finding)
        return document

    def _certain(self, frame: ServiceFrame, finding: Finding) -> CertainShape | None:
        found = certain_from(frame, finding, self.answers, self.today)
        if found is None:
            return None
        return {"day": found.day.isoformat(), "verdict": found.verdict.value}

    def _explain(self, document: FindingShape, frame: ServiceFrame, finding: Finding) -> None:
        """Add the requirement's words, the trees of its conditions, amounts and sources in full."""
        requirement = finding.requirement
        document["text"] = words(requirement.text)
        document["when"] = self._tree(frame, requirement.when)
        document["judged_when"] = self._tree(frame, requirement.judged_when)
        document["amounts"] = {name: _amount(row) for name, row in finding.parameters.items()}
        document["cited"] = [_cited(frame, citation) for citation in finding.citations]

    def _tree(self, frame: ServiceFrame, condition: Condition | None) -> Tree | None:
        if condition is None:
            return None
        return _tree_json(reason(condition, frame.place, self.answers))

    def _remedies(self, frame: ServiceFrame, evaluation: Evaluation) -> list[dict[str, Plain]]:
        """The smallest changes that turn the outcome for the better, each as answers."""
        found = remedies(frame, self.answers, self.today, evaluation)
        return [{name: plain(value) for name, value in remedy.changes} for remedy in found]

    def _timeline(self, frame: ServiceFrame, evaluation: Evaluation) -> TimelineShape | None:
        """When time alone turns the outcome; None where time has nothing to do."""
        if evaluation.outcome in _FINAL or not evaluation.covered:
            return None
        found = timeline(frame, self.answers, self.today)
        return {
            "month": str(found.meets.month) if found.meets else None,
            "from_first_day": bool(found.meets and found.meets.from_first_day),
            "counter_decides": _turn(found.counter_decides),
            "nothing_refused": _turn(found.nothing_refused),
            "unpublished_from": str(found.unpublished_from) if found.unpublished_from else None,
        }


def step_json(step: NextStep, frame: Frame) -> StepShape:
    """A step in Chinese and English with what a program can use."""
    line, text = said_in_both(step, frame)
    document: StepShape = {
        "kind": step.kind,
        "text": words(text),
        "services": list(step.services),
        "subjects": [str(subject) for subject in step.subjects],
    }
    if line.links:
        document["service"] = line.links[0]
    if line.month:
        document["month"] = line.month
    if line.day:
        document["day"] = line.day
    if line.contact:
        document["contact"] = line.contact
    if line.question:
        document["question"] = line.question
    if isinstance(step, FindOut):
        document["of"] = str(step.of)
    return document


def _turn(turn: Turn | None) -> TurnShape | None:
    if turn is None:
        return None
    return {
        "month": str(turn.month),
        "from_first_day": turn.from_first_day,
        "by_last_known": turn.by_last_known,
    }


def _tree_json(node: Reasoning) -> Tree:
    tree: Tree = {"text": node.text, "verdict": node.verdict.value}
    if node.parts:
        tree["parts"] = [_tree_json(part) for part in node.parts]
    return tree


def _amount(row: Row) -> AmountShape:
    return {"value": value_json(row), **scope_json(row.scope)}


def _verdict(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.value


def _last_known(amount: LastKnown) -> LastKnownShape:
    return {
        "parameter": amount.parameter,
        "value": value_json(replace(amount.row, value=amount.value)),
        "was": value_json(amount.row),
        "since": written(amount.row.scope.period.since),
        "until": amount.ended.isoformat(),
    }


def _coming(row: Row) -> ComingShape:
    since = row.scope.period.since
    assert since is not None
    return {"value": value_json(row), "since": since.isoformat()}


def _cited(frame: ServiceFrame, citation: Citation) -> CitedShape:
    source = frame.ruleset.sources[citation.source]
    return {
        "source": source.id,
        "title": words(source.title),
        "clause": {"zh": clause_words(citation, "zh"), "en": clause_words(citation, "en")},
        "tier": source.tier,
        "verified_on": source.verified_on.isoformat(),
    }


def summary_json(found: SubjectOutcome) -> Summary:
    """What a service comes to for one subject, in one line."""
    evaluation = found.evaluation
    strength = evaluation.strength
    return {
        "service": evaluation.service.id,
        "subject": str(found.subject),
        "by": [str(adult) for adult in found.by],
        "kind": evaluation.service.kind,
        "outcome": evaluation.outcome.value,
        "strength": strength.value if strength else None,
        "covered": evaluation.covered,
        "met": evaluation.met,
        "of": len(evaluation.findings),
    }
