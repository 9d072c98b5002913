"""Outcomes and findings as JSON, with what is added on request: reasoning, remedies, timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...rules.answers import Answers, plain
from ...rules.evaluation import Evaluation, Outcome, ServiceFrame
from ...rules.explanation import plain_tree, reason
from ...rules.findings import Finding
from ...rules.remedies import remedies
from ...rules.timeline import timeline
from .parts import sources_json, value_json, words

_FINAL = (Outcome.MEETS, Outcome.DOES_NOT_CONCERN)


class Teller:
    """Tells what a service comes to in a situation."""

    def __init__(self, answers: Answers, today: date, extras: frozenset[str] = frozenset()) -> None:
        self.answers, self.today, self.extras = answers, today, extras

    def outcome(self, frame: ServiceFrame, evaluation: Evaluation) -> dict[str, Any]:
        """One service's outcome with its findings."""
        document = {
            **summary_json(evaluation),
            "topic": evaluation.service.topic,
            "findings": [self._finding(frame, finding) for finding in evaluation.findings],
        }
        if "remedies" in self.extras:
            document["remedies"] = self._remedies(frame, evaluation)
        if "timeline" in self.extras:
            document["timeline"] = self._timeline(frame, evaluation)
        return document

    def _finding(self, frame: ServiceFrame, finding: Finding) -> dict[str, Any]:
        document = {
            "requirement": finding.requirement.id,
            "verdict": finding.verdict.value,
            "reason": finding.reason.value if finding.reason else None,
            "answers": {name: plain(self.answers[name]) for name in finding.answers},
            "parameters": {name: value_json(row) for name, row in finding.parameters.items()},
            "missing": list(finding.missing),
            "gaps": list(finding.gaps),
            "sources": sources_json(finding.citations),
        }
        return document | (self._reasoning(frame, finding) if "explain" in self.extras else {})

    def _reasoning(self, frame: ServiceFrame, finding: Finding) -> dict[str, Any]:
        """The requirement's words and the tree of each of its conditions."""
        requirement = finding.requirement
        conditions = {"when": requirement.when, "judged_when": requirement.judged_when}
        trees = {
            label: plain_tree(reason(condition, frame.place, self.answers)) if condition else None
            for label, condition in conditions.items()
        }
        return {"text": words(requirement.text), **trees}

    def _remedies(self, frame: ServiceFrame, evaluation: Evaluation) -> list[dict[str, Any]]:
        """The smallest changes that turn a no to met, each as answers."""
        if evaluation.outcome is not Outcome.DOES_NOT_MEET:
            return []
        found = remedies(frame, self.answers, self.today, evaluation)
        return [{name: plain(value) for name, value in remedy} for remedy in found]

    def _timeline(self, frame: ServiceFrame, evaluation: Evaluation) -> dict[str, Any] | None:
        """When time alone turns the outcome to met; None where time has nothing to do."""
        if evaluation.outcome in _FINAL or not evaluation.covered:
            return None
        place, name = frame.place, frame.service.id
        found = timeline(frame.ruleset, name, place.district, place.day, self.answers, self.today)
        return {
            "month": str(found.month) if found.month else None,
            "unpublished_from": str(found.unpublished_from) if found.unpublished_from else None,
        }


def summary_json(evaluation: Evaluation) -> dict[str, Any]:
    """What a service comes to, in one line."""
    strength = evaluation.strength
    return {
        "service": evaluation.service.id,
        "outcome": evaluation.outcome.value,
        "strength": strength.value if strength else None,
        "covered": evaluation.covered,
        "met": evaluation.met,
        "of": len(evaluation.findings),
    }
