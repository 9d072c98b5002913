"""Answers of peers compared with ours, and what peers say when an answer is taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.findings import Finding, Reason
from portal.rules.evaluation.outcomes import Evaluation, Outcome

from .cases import CONCERNS, Case
from .cel_peer import CelPeer
from .zen_peer import ZenPeer

Peer = ZenPeer | CelPeer
_SAID = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.UNKNOWN: "counter"}


def disagreements(found: list[Case]) -> list[str]:
    """Every verdict of a peer that is not ours, on complete answers."""
    return [fault for case in found for peer in peers(case) for fault in _unlike(case, peer)]


def compared(found: list[Case]) -> int:
    """How many verdicts of complete situations can be compared with each peer."""
    return sum(len(_ours(case)) for case in found)


def peers(case: Case) -> tuple[Peer, Peer]:
    """Both peers carrying the case's requirements."""
    return ZenPeer(case.place.zen), CelPeer(case.place.cel)


def _unlike(case: Case, peer: Peer) -> Iterator[str]:
    theirs = peer.verdicts(case.facts)
    for name, verdict in _ours(case).items():
        if theirs[name] != verdict:
            who = type(peer).__name__
            yield f"{case.name}: {name} is {verdict}, {who} says {theirs[name]}"


def _ours(case: Case) -> dict[str, str]:
    """Our verdicts, without those that hang on an amount that is not published."""
    evaluation = _evaluated(case)
    verdicts = {its.requirement.id: _SAID[its.verdict] for its in evaluation.findings if _said(its)}
    if case.place.frame.service.concerns:
        concerns = evaluation.outcome is not Outcome.DOES_NOT_CONCERN
        verdicts[CONCERNS] = "yes" if concerns else "no"
    return verdicts


def _evaluated(case: Case, without: str = "") -> Evaluation:
    answers = {name: value for name, value in case.answers.items() if name != without}
    return case.place.frame.evaluate(answers, case.day)


def _said(finding: Finding) -> bool:
    return finding.verdict is not Verdict.UNKNOWN or not finding.gaps


def answered_without(service: str, found: list[Case]) -> str:
    """What peers say of requirements that we hold open once an answer is taken away."""
    said: dict[str, Counter[str]] = {"zen-engine": Counter(), "CEL": Counter()}
    for case in found:
        both = dict(zip(said, peers(case), strict=True))
        for name, facts in _taken_away(case):
            for who, peer in both.items():
                said[who][_one(peer, name, facts)] += 1
    total = said["CEL"].total()
    told = "; ".join(f"{who}: {_counted(its)}" for who, its in said.items())
    return f"{service}: {total} verdicts that need an answer not given yet. {told}."


def _taken_away(case: Case) -> Iterator[tuple[str, dict[str, object]]]:
    """Each requirement that turns open without one answer, with the facts that remain."""
    for without in case.answers:
        facts = {name: value for name, value in case.facts.items() if name != without}
        for finding in _evaluated(case, without).findings:
            if finding.reason is Reason.UNANSWERED and without in finding.missing:
                yield finding.requirement.id, facts


def _one(peer: Peer, name: str, facts: dict[str, object]) -> str:
    try:
        return f"says {peer.one(name, facts)}"
    except (RuntimeError, TypeError, ValueError):
        return "fails"


def _counted(its: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(its.items()))
