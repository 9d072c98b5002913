"""Policies as a page shows them: what is intended, by when, and that it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...i18n import gettext
from ...rules.model.districts import District
from ...rules.model.ruleset import Policy, Ruleset
from .citations import SourceLine, source_lines
from .phrasebook import Phrasebook

AUTHORITY = ("law", "procedure", "policy", "indicator")


@dataclass(frozen=True, slots=True, kw_only=True)
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


def policy_line(policy: Policy, day: date, book: Phrasebook) -> PolicyLine:
    """One policy as of a day."""
    wording = book.wording
    lapsed = gettext("The target year has passed; no document we hold says whether it was met.")
    target = gettext("target year %(year)s", year=policy.target_year) if policy.target_year else ""
    since = policy.scope.period.since
    return PolicyLine(
        id=policy.id,
        text=wording.text(policy.text),
        status=policy.status,
        status_words=status_words(policy.status),
        since=wording.day(since) if since else "",
        target=target,
        lapsed=lapsed if policy.has_lapsed(day) else "",
        note=wording.maybe(policy.note),
        sources=source_lines(policy.citations, book),
    )
