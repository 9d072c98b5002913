"""What needs maintenance: amounts that end or lack, sources to read again, missing English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ....i18n import Wording, gettext
from ....rules.items.amount_gaps import Ending, endings
from ....rules.items.merge import leaves
from ....rules.model.ruleset import Ruleset
from ....rules.model.sources import Source
from ....store.drafts import DraftRecord
from ..catalogue.entries import Catalogue, item_href

HORIZONS = (30, 60, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceLine:
    """Something to look at: its words, a remark, and where it is looked at."""

    words: str
    more: str
    href: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class EndingGroup:
    """The amounts that end within so many days and after the horizon before."""

    days: int
    lines: tuple[MaintenanceLine, ...]


def ending_groups(ruleset: Ruleset, today: date, wording: Wording) -> tuple[EndingGroup, ...]:
    """Amounts after whose last day there is none, by how soon that is."""
    found = endings(ruleset, today, HORIZONS[-1])
    groups = []
    first = today
    for days in HORIZONS:
        last = today + timedelta(days=days)
        lines = [_ending(e, wording, ruleset) for e in found if first <= e.until <= last]
        groups.append(EndingGroup(days, tuple(lines)))
        first = last + timedelta(days=1)
    return tuple(groups)


def _ending(ending: Ending, wording: Wording, ruleset: Ruleset) -> MaintenanceLine:
    service = ruleset.services[ending.service]
    parameter = service.parameters[ending.parameter]
    until = gettext("until %(day)s", day=wording.day(ending.until))
    return MaintenanceLine(
        words=f"{wording.text(service.name)} · {_bare(wording.text(parameter.text))}",
        more=until,
        href=item_href(f"services/{service.topic}/{service.id}.toml", f"parameters/{parameter.id}"),
    )


def _bare(words: str) -> str:
    return words.rstrip("。.")


def gap_lines(
    catalogue: Catalogue, ruleset: Ruleset, wording: Wording
) -> tuple[tuple[MaintenanceLine, ...], tuple[MaintenanceLine, ...]]:
    """Parameters without an amount today: those that had one, and those that never did."""
    had: list[MaintenanceLine] = []
    never: list[MaintenanceLine] = []
    for entry in catalogue.entries:
        if entry.lacking:
            service = ruleset.services[entry.service]
            line = MaintenanceLine(
                words=f"{wording.text(service.name)} · {_bare(wording.text(entry.words))}",
                more=_places(len(entry.lacking), len(catalogue.local)),
                href=item_href(entry.path, entry.place),
            )
            (had if service.parameters[entry.id].rows else never).append(line)
    return tuple(had), tuple(never)


def _places(number: int, of: int) -> str:
    if number == of:
        return gettext("in every district")
    return gettext("in %(number)s of %(all)s districts", number=number, all=of)


def stale_lines(
    catalogue: Catalogue, ruleset: Ruleset, today: date, wording: Wording
) -> tuple[MaintenanceLine, ...]:
    """Sources whose review is due, the oldest first."""
    due = sorted((s for s in ruleset.sources.values() if s.review_by < today), key=_review)
    return tuple(
        MaintenanceLine(
            words=wording.text(source.title),
            more=gettext("review was due %(day)s", day=wording.day(source.review_by)),
            href=source_href(catalogue, source.id),
        )
        for source in due
    )


def _review(source: Source) -> date:
    return source.review_by


def source_href(catalogue: Catalogue, source: str) -> str:
    """The page of a source."""
    place = f"sources/{source}"
    return next(item_href(e.path, place) for e in catalogue.entries if e.place == place)


def to_verify_lines(
    catalogue: Catalogue, ruleset: Ruleset, wording: Wording
) -> tuple[MaintenanceLine, ...]:
    """Claims that somebody should verify before they may be used."""
    return tuple(
        MaintenanceLine(
            words=wording.text(claim),
            more=wording.text(source.title),
            href=source_href(catalogue, source.id),
        )
        for source in ruleset.sources.values()
        for claim in source.to_verify
    )


def without_english(catalogue: Catalogue) -> tuple[MaintenanceLine, ...]:
    """Counters and offers of the release whose English is missing."""
    return tuple(
        MaintenanceLine(
            words=entry.words.zh, more="", href=item_href(entry.path, entry.place), lang="zh-Hans"
        )
        for entry in catalogue.entries
        if entry.kind in ("counters", "offers") and not entry.words.en
    )


def unworded(draft: DraftRecord) -> int:
    """How many wordings of a draft lack Chinese or English."""
    return sum(_lacking_words(leaves(change.after)) for change in draft.changes)


def _lacking_words(flat: dict[str, object]) -> int:
    names = {n.rpartition(".")[0] for n in flat if n.endswith((".zh", ".en"))}
    return sum(not flat.get(f"{n}.{code}") for n in names for code in ("zh", "en"))
