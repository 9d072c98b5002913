"""Answers of peers compared with ours, and what peers say when an answer is taken away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from portal.rules.conditions.verdict import Verdict
from portal.rules.evaluation.findings import Finding, Reason, rests_on_one_page
from portal.rules.evaluation.outcomes import Evaluation, Outcome
from portal.rules.model.sources import Source

from .cases import CONCERNS, Case, Facts
from .cel_peer import CelPeer
from .publicodes_peer import PublicodesPeer
from .zen_peer import ZenPeer

ZEN, CEL, PUBLICODES = "zen-engine", "CEL", "publicodes"


class Peer(Protocol):
    """The requirements of a service in one district on one day, carried by another engine."""

    def verdicts(self, facts: Facts) -> Mapping[str, str | None]:
        """The verdict of every requirement: yes, no, counter; None where it is held open."""

    def one(self, name: str, facts: Facts) -> str | None:
        """The verdict of one; RuntimeError, TypeError or ValueError if the peer cannot say."""


_SAID = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.UNKNOWN: "counter"}


@dataclass(frozen=True, slots=True)
class Peers:
    """All who carry the same requirements; ``publicodes`` only where Node is."""

    publicodes: PublicodesPeer | None = None

    def of(self, case: Case) -> dict[str, Peer]:
        """Each by its name, for the place of a case."""
        found: dict[str, Peer] = {ZEN: ZenPeer(case.place.zen), CEL: CelPeer(case.place.cel)}
        if self.publicodes:
            found[PUBLICODES] = self.publicodes.at(case.place)
        return found


def disagreements(found: list[Case], all_peers: Peers) -> list[str]:
    """Every verdict of a peer that is not ours, on complete answers."""
    return [
        fault
        for case in found
        for who, peer in all_peers.of(case).items()
        for fault in _unlike(case, who, peer)
    ]


def compared(found: list[Case]) -> int:
    """How many verdicts of complete situations can be compared with each peer."""
    return sum(len(_ours(case)) for case in found)


def _unlike(case: Case, who: str, peer: Peer) -> Iterator[str]:
    theirs = peer.verdicts(case.facts)
    for name, verdict in _ours(case).items():
        if theirs[name] != verdict:
            yield f"{case.name}: {name} is {verdict}, {who} says {theirs[name]}"


def _ours(case: Case) -> dict[str, str]:
    """Our verdicts, without those that a peer cannot say."""
    evaluation = _evaluated(case)
    sources = case.place.frame.ruleset.sources
    verdicts = {
        its.requirement.id: _SAID[its.verdict]
        for its in evaluation.findings
        if _can_be_said(its, sources)
    }
    if case.place.frame.service.concerns:
        concerns = evaluation.outcome is not Outcome.DOES_NOT_CONCERN
        verdicts[CONCERNS] = "yes" if concerns else "no"
    return verdicts


def _evaluated(case: Case, without: str = "") -> Evaluation:
    answers = {name: value for name, value in case.answers.items() if name != without}
    return case.place.frame.evaluate(answers, case.day)


def _can_be_said(finding: Finding, sources: Mapping[str, Source]) -> bool:
    """False where an amount is lacking or rests on one page, or the day within a month decides."""
    rows = finding.parameters.values()
    on_one_page = any(rests_on_one_page(row.citations, sources) for row in rows)
    beyond = bool(finding.gaps or finding.by_day or on_one_page)
    return finding.verdict is not Verdict.UNKNOWN or not beyond


def answered_without(service: str, found: list[Case], all_peers: Peers) -> str:
    """What peers say of requirements that we hold open once an answer is taken away."""
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in found:
        peers = all_peers.of(case)
        for name, facts in _taken_away(case):
            for who, peer in peers.items():
                said[who][_one(peer, name, facts)] += 1
    total = said[CEL].total()
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
        verdict = peer.one(name, facts)
    except (RuntimeError, TypeError, ValueError):
        return "fails"
    return "holds it open" if verdict is None else f"says {verdict}"


def _counted(its: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(its.items()))
