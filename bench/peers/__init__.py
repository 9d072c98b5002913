"""The same requirements carried by other rule engines, in the same run."""

from __future__ import annotations

from ..figures import Figure, Part, figure, ratio
from ..situations import shipped
from ..timing import Effort, in_turn
from .cases import SERVICES, Case, cases
from .cel_peer import CelPeer
from .comparing import answered_without, disagreements
from .zen_peer import ZenPeer

_OURS, _ZEN, _BARE, _CEL = "the portal", "zen-engine with trace", "zen-engine without", "CEL"


def run(effort: Effort) -> Part:
    """Measure all services, compare every answer and take answers away."""
    rules = shipped()
    figures: list[Figure] = []
    notes: list[str] = []
    failed: list[str] = []
    for service in SERVICES:
        found = cases(rules, service)
        figures += _measured(service, found, effort)
        failed += disagreements(found)
        notes.append(answered_without(service, found))
    notes.append(
        "All are given complete answers and say yes, no or «left to the counter» of each"
        " requirement. The portal gives its whole evaluation in that time (reasons, answers and"
        " amounts used, sources, strength, what is missing); zen-engine its trace; CEL verdicts"
        " alone."
    )
    return Part("Peers carrying the same requirements", tuple(figures), tuple(notes), tuple(failed))


def _measured(service: str, found: list[Case], effort: Effort) -> list[Figure]:
    """Microseconds for one situation of a service, the mean over all its cases."""
    zen = [ZenPeer(case.place.zen) for case in found]
    cel = [CelPeer(case.place.cel) for case in found]
    timed = in_turn(
        {
            _OURS: lambda: [case.place.frame.evaluate(case.answers, case.day) for case in found],
            _ZEN: lambda: [p.traced(c.facts) for p, c in zip(zen, found, strict=True)],
            _BARE: lambda: [p.verdicts(c.facts) for p, c in zip(zen, found, strict=True)],
            _CEL: lambda: [p.verdicts(c.facts) for p, c in zip(cel, found, strict=True)],
        },
        effort,
    )
    each = {name: [1e6 * its / len(found) for its in rounds] for name, rounds in timed.items()}
    figures = [figure(f"{service}: {name}", "µs", rounds) for name, rounds in each.items()]
    return [
        *figures,
        ratio(f"{service}: {_ZEN} beside the portal", each[_ZEN], each[_OURS], "10 or more"),
        ratio(f"{service}: {_CEL} beside the portal", each[_CEL], each[_OURS]),
    ]
