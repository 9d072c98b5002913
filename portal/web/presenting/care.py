"""What needs care: amounts that end or are lacking, sources to read again, missing English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ...i18n import Wording, gettext
from ...rules.gaps import Ending, endings
from ...rules.merging import leaves
from ...rules.model import Ruleset
from ...rules.sources import Source
from ...store.drafts import DraftCopy
from .finding import Catalogue, item_href

HORIZONS = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class CareLine:
    """Something to look at: its words, a remark, and where it is looked at."""

    words: str
    more: str
    href: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class EndingGroup:
    """The amounts that end within so many days and after the horizon before."""

    days: int
    lines: tuple[CareLine, ...]


def ending_groups(ruleset: Ruleset, today: date, wording: Wording) -> tuple[EndingGroup, ...]:
    """Amounts after whose last day there is none, by how soon that is."""
    found, groups, first = endings(ruleset, today, HORIZONS[-1]), [], today
    for days in HORIZONS:
        last = today + timedelta(days=days)
        lines = [_ending(e, wording, ruleset) for e in found if first <= e.until <= last]
        groups.append(EndingGroup(days, tuple(lines)))
        first = last + timedelta(days=1)
    return tuple(groups)


def _ending(ending: Ending, wording: Wording, ruleset: Ruleset) -> CareLine:
    service = ruleset.services[ending.service]
    parameter = service.parameters[ending.parameter]
    until = gettext("until %(day)s", day=wording.day(ending.until))
    return CareLine(
        f"{wording.text(service.name)} · {_bare(wording.text(parameter.text))}",
        until,
        item_href(f"services/{service.topic}/{service.id}.toml", f"parameters/{parameter.id}"),
    )


def _bare(words: str) -> str:
    return words.rstrip("。.")


def gap_lines(
    catalogue: Catalogue, ruleset: Ruleset, wording: Wording
) -> tuple[tuple[CareLine, ...], tuple[CareLine, ...]]:
    """Parameters without an amount today: those that had one, and those that never did."""
    had: list[CareLine] = []
    never: list[CareLine] = []
    for entry in catalogue.entries:
        if entry.lacking:
            service = ruleset.services[entry.service]
            line = CareLine(
                f"{wording.text(service.name)} · {_bare(wording.text(entry.words))}",
                _places(len(entry.lacking), len(catalogue.local)),
                item_href(entry.path, entry.place),
            )
            (had if service.parameters[entry.id].rows else never).append(line)
    return tuple(had), tuple(never)


def _places(number: int, of: int) -> str:
    if number == of:
        return gettext("in every district")
    return gettext("in %(number)s of %(all)s districts", number=number, all=of)


def stale_lines(
    catalogue: Catalogue, ruleset: Ruleset, today: date, wording: Wording
) -> tuple[CareLine, ...]:
    """Sources whose review is due, the oldest first."""
    due = sorted((s for s in ruleset.sources.values() if s.review_by < today), key=_review)
    return tuple(
        CareLine(
            wording.text(its.title),
            gettext("review was due %(day)s", day=wording.day(its.review_by)),
            source_href(catalogue, its.id),
        )
        for its in due
    )


def _review(source: Source) -> date:
    return source.review_by


def source_href(catalogue: Catalogue, source: str) -> str:
    """The page of a source."""
    place = f"sources/{source}"
    return next(item_href(e.path, place) for e in catalogue.entries if e.place == place)


def to_verify_lines(
    catalogue: Catalogue, ruleset: Ruleset, wording: Wording
) -> tuple[CareLine, ...]:
    """Claims that somebody should verify before they may be used."""
    return tuple(
        CareLine(wording.text(claim), wording.text(its.title), source_href(catalogue, its.id))
        for its in ruleset.sources.values()
        for claim in its.to_verify
    )


def without_english(catalogue: Catalogue) -> tuple[CareLine, ...]:
    """Counters and offers of the release whose English is missing."""
    return tuple(
        CareLine(entry.words.zh, "", item_href(entry.path, entry.place), "zh-Hans")
        for entry in catalogue.entries
        if entry.kind in ("counters", "offers") and not entry.words.en
    )


def unworded(draft: DraftCopy) -> int:
    """How many wordings of a draft lack Chinese or English."""
    return sum(_lacking_words(leaves(change.after)) for change in draft.changes)


def _lacking_words(flat: dict[str, object]) -> int:
    names = {n.rpartition(".")[0] for n in flat if n.endswith((".zh", ".en"))}
    return sum(not flat.get(f"{n}.{code}") for n in names for code in ("zh", "en"))
