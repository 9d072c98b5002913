"""The amounts and windows of a next year saved as one draft, with the examples they outdate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..rules.items.change_scope import Touch
from ..rules.items.merge import ItemDifference
from ..rules.items.parts import Document, Value, is_service
from ..rules.items.yearly_spans import spans_of
from ..rules.model.ruleset import Ruleset
from ..store.drafts import DraftChange, DraftRecord, begin, read_draft, save_changes
from ..store.people.accounts import Person
from .assembly import assemble_for_release
from .carried_examples import CarriedExample, outdated_gap_examples
from .item_edits import require, touch_of


def spans_with(
    documents: Mapping[str, Document], changes: Iterable[DraftChange]
) -> Mapping[str, Mapping[str, Value]]:
    """The rows and windows of each service, as a draft has them."""
    found = {path: spans_of(path, its) for path, its in documents.items() if is_service(path)}
    for change in changes:
        if change.path in found and _is_span(change.place):
            _set(found[change.path], change.place, change.after)
    return found


def _is_span(place: str) -> bool:
    return "/rows/" in place or place.startswith("windows/")


def sources_with(
    documents: Mapping[str, Document], changes: Iterable[DraftChange]
) -> Mapping[str, Value]:
    """The sources, as a draft has them: id → source."""
    found: dict[str, Value] = {}
    for path, document in documents.items():
        if not is_service(path):
            found |= document.get("sources", {})
    for change in changes:
        section, _, name = change.place.partition("/")
        if section == "sources":
            _set(found, name, change.after)
    return found


def _set(table: dict[str, Value], name: str, value: Value | None) -> None:
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of saving: the draft, and the examples that were put right with it."""

    draft: int
    outdated: tuple[CarriedExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewing:
    """Who renews, upon which release, by which rules, on which day; ``title``: of a new draft."""

    person: Person
    title: str
    release: int
    rules: Ruleset
    today: date


def save_renewals(
    into: DraftRecord | None, changes: tuple[ItemDifference, ...], renewing: Renewing
) -> Saved:
    """Put what follows into a draft, or into a new one: all of it or nothing.

    Raises NotPermitted, Stale, NotEditable, StoreUnavailable.
    """
    me = renewing.person
    for change in changes:
        require(me, _touch(change, renewing))
    if into is None:
        number = begin(renewing.title, "", renewing.release, me.id, changes, "yearly")
    else:
        number = into.id
        save_changes(into, changes, me.id, "yearly")
    return Saved(draft=number, outdated=_put_right(number, changes, renewing))


def _touch(change: ItemDifference, renewing: Renewing) -> Touch:
    gazetteer = renewing.rules.gazetteer
    return touch_of(
        change.path, change.place, change.before, change.after, gazetteer, renewing.release
    )


def _put_right(
    number: int, changes: tuple[ItemDifference, ...], renewing: Renewing
) -> tuple[CarriedExample, ...]:
    """Renew the examples that said that an amount is missing which the draft now gives."""
    amounts = {(c.path, c.place.split("/")[1]) for c in changes if "/rows/" in c.place and c.after}
    if not amounts:
        return ()
    draft = read_draft(number)
    assembled = assemble_for_release(draft, renewing.today)
    me = renewing.person
    found = tuple(
        its
        for its in outdated_gap_examples(renewing.rules, assembled, amounts)
        if all(
            _touch(change, renewing).lies_within(me.districts, me.topics)
            for change in its.changes(draft)
        )
    )
    if found:
        put_right = [change for its in found for change in its.changes(draft)]
        save_changes(draft, put_right, me.id, "yearly", joined=True)
    return found
