"""Policies as a page shows them: what is intended, by when, and that it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, gettext
from ...rules.districts import District
from ...rules.model import Policy, Ruleset
from .citations import SourceLine, source_lines

AUTHORITY = ("law", "procedure", "policy", "indicator")


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy. ``lapsed`` is the sentence about a target year that has passed."""

    id: str
    text: str
    status: str
    status_words: str
    since: str
    target: str
    lapsed: str
    note: str
    sources: tuple[SourceLine, ...]


def status_words(status: str) -> str:
    """A policy's status in words."""
    return {
        "done": gettext("reported as done"),
        "duty": gettext("stated as a duty"),
        "target": gettext("target"),
        "direction": gettext("direction"),
        "gradual": gettext("step by step"),
        "explore": gettext("being explored"),
    }[status]


def policies_for(
    ruleset: Ruleset, district: District, day: date, service: str | None = None
) -> tuple[Policy, ...]:
    """The policies in force in a district on a day, of one service if named: newest first
    inside a layer, law before procedure before policy before indicator."""
    held = [
        policy
        for policy in ruleset.policies.values()
        if policy.scope.holds(district, day) and (service is None or service in policy.services)
    ]
    newest_first = sorted(held, key=lambda p: p.scope.period.since or date.min, reverse=True)
    return tuple(sorted(newest_first, key=lambda p: AUTHORITY.index(p.layer)))


def policy_line(
    policy: Policy, ruleset: Ruleset, wording: Wording, day: date, today: date
) -> PolicyLine:
    """One policy as of a day."""
    lapsed = gettext("The target year has passed; no document we hold says whether it was met.")
    target = gettext("target year %(year)s", year=policy.target_year) if policy.target_year else ""
    since = policy.scope.period.since
    return PolicyLine(
        policy.id,
        wording.text(policy.text),
        policy.status,
        status_words(policy.status),
        wording.day(since) if since else "",
        target,
        lapsed if policy.has_lapsed(day) else "",
        wording.maybe(policy.note),
        source_lines(policy.citations, ruleset, wording, today),
    )
