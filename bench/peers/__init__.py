"""The same requirements carried by other rule engines, in the same run."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

from portal.rules.evaluation.outcomes import Evaluation, ServiceFrame

from ..figures import Figure, Part, figure, ratio
from ..situations import shipped
from ..timing import Effort, Work, in_turn
from . import publicodes_peer
from .cases import SERVICES, Case, cases
from .cel_peer import CelPeer
from .comparing import Peers, answered_without, compared, disagreements
from .publicodes_peer import PublicodesPeer
from .zen_peer import ZenPeer

_OURS = "the portal"
_NEW = "the portal, no finding known yet"
_EXPLAINED = "the portal, no finding known yet, all explained"
_FRAMED = "the portal, in a new frame"
_ZEN = "zen-engine with trace"
_BARE = "zen-engine without"
_CEL = "CEL"
_PUBLICODES = "publicodes"
_NOTES = (
    "All are given complete answers and say yes, no or «left to the counter» of each requirement."
    " The portal gives outcome, verdicts and what is missing in that time; what explains a finding"
    " is worked out when it is read. zen-engine gives its trace; CEL verdicts alone; publicodes its"
    " tree of explained values, in Node.",
    "The portal frames a service for a district and day once, evaluates each combination once and"
    " keeps both. «No finding known yet»: what it found is thrown away before every situation. «All"
    " explained»: reasons, answers and amounts used, sources and strength are read too. «In a new"
    " frame»: the district and day are looked up anew besides; conditions are compiled with the"
    " release, as the peers' are.",
)
_Rounds = Mapping[str, list[float]]


def run(effort: Effort) -> Part:
    """Measure all services, compare every answer and take answers away."""
    rules = shipped()
    found = {service: cases(rules, service) for service in SERVICES}
    lacking = publicodes_peer.missing()
    with ExitStack() as stack:
        publicodes = None if lacking else stack.enter_context(PublicodesPeer())
        timed = _timed(found, effort, publicodes)
        peers = Peers(publicodes)
        notes = [answered_without(service, its, peers) for service, its in found.items()]
        failed = [fault for its in found.values() for fault in disagreements(its, peers)]
    figures = [its for service in SERVICES for its in _figures(service, timed[service])]
    figures += _figures("all three", _together(timed))
    count = sum(compared(its) for its in found.values())
    notes.insert(0, f"{count} verdicts were compared with each peer.")
    if lacking:
        notes.append(f"publicodes was not measured: {lacking}.")
    title = "Peers carrying the same requirements"
    return Part(title=title, figures=tuple(figures), notes=(*notes, *_NOTES), failed=tuple(failed))


def _timed(
    found: Mapping[str, list[Case]], effort: Effort, publicodes: PublicodesPeer | None
) -> dict[str, _Rounds]:
    """Microseconds for one situation of each service, the mean over all its cases."""
    works = {
        f"{service}: {who}": work
        for service, its in found.items()
        for who, work in _works(its).items()
    }
    timed: dict[str, dict[str, list[float]]] = {service: {} for service in found}
    for name, seconds in in_turn(works, effort).items():
        service, _, who = name.partition(": ")
        timed[service][who] = [1e6 * its / len(found[service]) for its in seconds]
    if publicodes:
        for service, its in found.items():
            rounds = [publicodes.seconds(its, effort.seconds) for _ in range(effort.rounds)]
            timed[service][_PUBLICODES] = [1e6 * each for each in rounds]
    return dict(timed)


def _works(found: list[Case]) -> dict[str, Work]:
    zen = [(ZenPeer(case.place.zen), case.facts) for case in found]
    cel = [(CelPeer(case.place.cel), case.facts) for case in found]
    return {
        _OURS: lambda: [case.place.frame.evaluate(case.answers, case.day) for case in found],
        _NEW: lambda: [_anew(case) for case in found],
        _EXPLAINED: lambda: [_explained(case) for case in found],
        _FRAMED: lambda: [_framed(case) for case in found],
        _ZEN: lambda: [peer.traced(facts) for peer, facts in zen],
        _BARE: lambda: [peer.verdicts(facts) for peer, facts in zen],
        _CEL: lambda: [peer.verdicts(facts) for peer, facts in cel],
    }


def _explained(case: Case) -> object:
    evaluation = _anew(case)
    return evaluation.strength, [
        (its.reasons, its.answers, its.parameters, its.citations, its.confirmed)
        for its in evaluation.findings
    ]


def _anew(case: Case) -> Evaluation:
    case.place.frame.forget()
    return case.place.frame.evaluate(case.answers, case.day)


def _framed(case: Case) -> object:
    frame = case.place.frame
    return ServiceFrame(frame.local.as_written, replace(frame.place), frame.ruleset).evaluate(
        case.answers, case.day
    )


def _together(timed: Mapping[str, _Rounds]) -> _Rounds:
    """One situation of each service, one after the other."""
    first = next(iter(timed.values()))
    return {
        who: [sum(each) for each in zip(*(its[who] for its in timed.values()), strict=True)]
        for who in first
    }


def _figures(service: str, timed: _Rounds) -> list[Figure]:
    figures = [figure(f"{service}: {who}", "µs", rounds) for who, rounds in timed.items()]
    aim = "10 or more"
    found = [
        *figures,
        ratio(f"{service}: {_ZEN} ÷ the portal", timed[_ZEN], timed[_OURS], aim),
        ratio(f"{service}: {_ZEN} ÷ {_NEW}", timed[_ZEN], timed[_NEW], aim),
        ratio(f"{service}: {_ZEN} ÷ {_EXPLAINED}", timed[_ZEN], timed[_EXPLAINED], aim),
        ratio(f"{service}: {_ZEN} ÷ {_FRAMED}", timed[_ZEN], timed[_FRAMED], aim),
        ratio(f"{service}: {_CEL} ÷ the portal", timed[_CEL], timed[_OURS], "1 or more"),
    ]
    if _PUBLICODES in timed:
        name = f"{service}: {_PUBLICODES} ÷ the portal"
        found.append(ratio(name, timed[_PUBLICODES], timed[_OURS], "50 or more"))
    return found
