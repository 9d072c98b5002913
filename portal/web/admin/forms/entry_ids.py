"""Ids in a form that nobody typed: made of the Chinese beside them."""

from __future__ import annotations

from ....publishing.proposed_ids import proposed_id
from ....store.drafts import FormValues
from .fields import Field
from .values import GONE, ID, entry_prefixes, value_of

_NAMING = ("name.zh", "title.zh", "text.zh")


def with_ids(fields: tuple[Field, ...], given: FormValues) -> FormValues:
    """What was typed, with an id for the item and for each of its entries that lacks one."""
    found = {name: list(values) for name, values in given.items()}
    for field in fields:
        if field.kind == "table":
            _fill_entries(found, field.name)
        elif field.name == "id" and not value_of(found, "id") and (words := _words(found, "")):
            found["id"] = [proposed_id(words, ())]
    return found


def _fill_entries(given: dict[str, list[str]], name: str) -> None:
    prefixes = [p for p in entry_prefixes(given, name) if value_of(given, p + GONE) != "yes"]
    taken = {value_of(given, prefix + ID) for prefix in prefixes}
    for prefix in prefixes:
        words = _words(given, prefix)
        if words and not value_of(given, prefix + ID):
            own = proposed_id(words, taken, joint="_")
            taken.add(own)
            given[prefix + ID] = [own]


def _words(given: dict[str, list[str]], prefix: str) -> str:
    """The Chinese by which an entry is known."""
    told = (value_of(given, prefix + name) for name in _NAMING)
    return next((words for words in told if words), "")
