"""Sources as a page shows them: title, clause, tier in words, and whether they are weak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from ...i18n import gettext
from ...rules.model.citations import clause_words
from ...rules.model.sources import Citation, Tier
from .phrasebook import Phrasebook


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of a statement. ``weak``: it cannot confirm an outcome today."""

    title: str
    clause: str
    tier: str
    weak: bool
    verified: str
    url: str
    note: str


def tier_words(tier: Tier) -> str:
    """How good a copy is, in words."""
    match tier:
        case "law":
            return gettext("law, text read")
        case "official":
            return gettext("government page")
        case "reprint":
            return gettext("reprint of an official text")
        case "secondary":
            return gettext("unofficial page, to be confirmed")
        case _:
            assert_never(tier)


def source_lines(citations: Iterable[Citation], book: Phrasebook) -> tuple[SourceLine, ...]:
    """The sources of a statement, in their order."""
    wording = book.wording
    lines = []
    for citation in citations:
        source = book.ruleset.sources[citation.source]
        clause = clause_words(citation, wording.language.id)
        lines.append(
            SourceLine(
                title=wording.text(source.title),
                clause=wording.chinese(clause) if wording.language.id == "hant" else clause,
                tier=tier_words(source.tier),
                weak=not source.confirms(book.today),
                verified=wording.day(source.verified_on),
                url=source.url or "",
                note=wording.maybe(source.note),
            )
        )
    return tuple(lines)


def contested_words(citations: Iterable[Citation], book: Phrasebook) -> str:
    """That a later policy has announced the end of a requirement."""
    titles = [book.wording.text(book.ruleset.sources[c.source].title) for c in citations]
    return gettext(
        "A later policy (%(title)s) says this limit is to go. Ask the counter whether it still "
        "applies.",
        title="; ".join(titles),
    )
