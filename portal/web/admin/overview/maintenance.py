"""What needs maintenance besides what lapses: amounts never found, claims, missing wording."""

from __future__ import annotations

from dataclasses import dataclass

from ....i18n import Wording, gettext
from ....rules.items.merge import leaves
from ....rules.model.ruleset import Ruleset
from ....store.drafts import DraftRecord
from ..catalogue.entries import Catalogue, item_href


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceLine:
    """Something to look at: its words, a remark, and where it is looked at."""

    words: str
    more: str
    href: str
    lang: str = ""


def _bare(words: str) -> str:
    return words.rstrip("。.")


def never_lines(
    catalogue: Catalogue, ruleset: Ruleset, wording: Wording
) -> tuple[MaintenanceLine, ...]:
    """Parameters that never had an amount, where one is needed today."""
    found = []
    for entry in catalogue.entries:
        if entry.lacking and not ruleset.services[entry.service].parameters[entry.id].rows:
            name = wording.text(ruleset.services[entry.service].name)
            found.append(
                MaintenanceLine(
                    words=f"{name} · {_bare(wording.text(entry.words))}",
                    more=_places(len(entry.lacking), len(catalogue.local)),
                    href=item_href(entry.path, entry.place),
                )
            )
    return tuple(found)


def _places(number: int, of: int) -> str:
    if number == of:
        return gettext("in every district")
    return gettext("in %(number)s of %(all)s districts", number=number, all=of)


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


def unworded(draft: DraftRecord) -> int:
    """How many wordings of a draft lack Chinese or English."""
    return sum(_lacking_words(leaves(change.after)) for change in draft.changes)


def _lacking_words(flat: dict[str, object]) -> int:
    names = {n.rpartition(".")[0] for n in flat if n.endswith((".zh", ".en"))}
    return sum(not flat.get(f"{n}.{code}") for n in names for code in ("zh", "en"))
