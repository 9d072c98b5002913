"""Outcomes and findings as JSON, with what is added on request: reasoning, remedies, timeline."""

from __future__ import annotations

from datetime import date

from ...rules.answers import Answers, plain
from ...rules.citing import clause_words
from ...rules.conditions import Condition
from ...rules.evaluation import Evaluation, Outcome, ServiceFrame
from ...rules.explanation import Reasoning, reason
from ...rules.findings import Finding
from ...rules.parameters import Row
from ...rules.remedies import remedies
from ...rules.sources import Citation
from ...rules.timeline import timeline
from .parts import scope_json, sources_json, value_json, words
from .shapes.basic import Plain
from .shapes.outcomes import (
    AmountShape,
    CitedShape,
    FindingShape,
    OutcomeShape,
    Summary,
    TimelineShape,
    Tree,
)

_FINAL = (Outcome.MEETS, Outcome.DOES_NOT_CONCERN)


class Teller:
    """Tells what a service comes to in a situation."""

    def __init__(self, answers: Answers, today: date, extras: frozenset[str] = frozenset()) -> None:
        self.answers, self.today, self.extras = answers, today, extras

    def outcome(self, frame: ServiceFrame, evaluation: Evaluation) -> OutcomeShape:
        """One service's outcome with its findings."""
        document: OutcomeShape = {
            **summary_json(evaluation),
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
        return document

    def _finding(self, frame: ServiceFrame, finding: Finding) -> FindingShape:
        document: FindingShape = {
            "requirement": finding.requirement.id,
            "verdict": finding.verdict.value,
            "reason": finding.reason.value if finding.reason else None,
            "answers": {name: plain(self.answers[name]) for name in finding.answers},
            "parameters": {name: value_json(row) for name, row in finding.parameters.items()},
            "missing": list(finding.missing),
            "gaps": list(finding.gaps),
            "sources": sources_json(finding.citations),
        }
        if "explain" in self.extras:
            self._explain(document, frame, finding)
        return document

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
        """The smallest changes that turn a no to met, each as answers."""
        if evaluation.outcome is not Outcome.DOES_NOT_MEET:
            return []
        found = remedies(frame, self.answers, self.today, evaluation)
        return [{name: plain(value) for name, value in remedy} for remedy in found]

    def _timeline(self, frame: ServiceFrame, evaluation: Evaluation) -> TimelineShape | None:
        """When time alone turns the outcome to met; None where time has nothing to do."""
        if evaluation.outcome in _FINAL or not evaluation.covered:
            return None
        place, name = frame.place, frame.service.id
        found = timeline(frame.ruleset, name, place.district, place.day, self.answers, self.today)
        return {
            "month": str(found.month) if found.month else None,
            "unpublished_from": str(found.unpublished_from) if found.unpublished_from else None,
        }


def _tree_json(node: Reasoning) -> Tree:
    tree: Tree = {"text": node.text, "verdict": node.verdict.value}
    if node.parts:
        tree["parts"] = [_tree_json(part) for part in node.parts]
    return tree


def _amount(row: Row) -> AmountShape:
    return {"value": value_json(row), **scope_json(row.scope)}


def _cited(frame: ServiceFrame, citation: Citation) -> CitedShape:
    source = frame.ruleset.sources[citation.source]
    return {
        "source": source.id,
        "title": words(source.title),
        "clause": {"zh": clause_words(citation, "zh"), "en": clause_words(citation, "en")},
        "tier": source.tier,
        "verified_on": source.verified_on.isoformat(),
    }


def summary_json(evaluation: Evaluation) -> Summary:
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
