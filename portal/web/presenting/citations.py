"""Sources as a page shows them: title, clause, tier in words, and whether they are weak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, gettext
from ...rules.citing import clause_words
from ...rules.model import Ruleset
from ...rules.sources import Citation


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of a statement. ``weak``: it cannot confirm an outcome today."""

    title: str
    clause: str
    tier: str
    weak: bool
    verified: str
    url: str
    note: str


def tier_words(tier: str) -> str:
    """How good a copy is, in words."""
    return {
        "law": gettext("law, text read"),
        "official": gettext("government page"),
        "reprint": gettext("reprint of an official text"),
        "secondary": gettext("unofficial page, to be confirmed"),
    }[tier]


def source_lines(
    citations: Iterable[Citation], ruleset: Ruleset, wording: Wording, today: date
) -> tuple[SourceLine, ...]:
    """The sources of a statement, in their order."""
    lines = []
    for citation in citations:
        source = ruleset.sources[citation.source]
        clause = clause_words(citation, wording.language.id)
        lines.append(
            SourceLine(
                wording.text(source.title),
                wording.chinese(clause) if wording.language.id == "hant" else clause,
                tier_words(source.tier),
                not source.confirms(today),
                wording.day(source.verified_on),
                source.url or "",
                wording.maybe(source.note),
            )
        )
    return tuple(lines)
