"""Who is responsible for something that lapses: chosen by form on its page, or for a whole year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from ....i18n import gettext
from ....publishing.item_edits import NotPermitted
from ....rules.items.expiries import Expiry
from ....rules.numbers import read_count
from ....store.people import assignments
from ....store.people.accounts import Person
from ....store.people.assignments import NobodyThere, OtherHolder
from ...http import request_context
from ..person_lines import Choice, active_people
from .lines import expiries_of, may_renew, people_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibleForm:
    """Who looks after an item; ``held``: their number, 0 for nobody; ``may_change``: by the reader.

    ``until``: the last day of the item.
    """

    until: str
    holder: str
    held: int
    choices: tuple[Choice, ...]
    may_change: bool
    error: str


def expiry_at(path: str, place: str) -> Expiry | None:
    """What lapses at a place; None where nothing does, or something follows it already."""
    found = expiries_of(request_context.release(), request_context.today())
    return next((its for its in found if (its.path, its.place) == (path, place)), None)


def responsible_form(
    reader: Person, path: str, place: str, error: str = ""
) -> ResponsibleForm | None:
    """The form of an item that lapses."""
    expiry = expiry_at(path, place)
    if expiry is None:
        return None
    holder = assignments.responsibilities().get(expiry.key)
    return ResponsibleForm(
        until=request_context.wording().day(expiry.until),
        holder=holder.name if holder else "",
        held=holder.id if holder else 0,
        choices=tuple(
            Choice(str(its.id), its.name, holder is not None and holder.id == its.id)
            for its in people_for(expiry)
        ),
        may_change=may_renew(reader, expiry),
        error=error,
    )


def keep_responsible(reader: Person, expiry: Expiry) -> str:
    """Keep who was chosen in the form; what is wrong with it, if anything. Raises NotPermitted."""
    if not may_renew(reader, expiry):
        raise NotPermitted
    sent = request.form.get("holder", "")
    chosen = next((its for its in people_for(expiry) if str(its.id) == sent), None)
    if sent and chosen is None:
        return nobody_words()
    held = read_count(request.form.get("held", "")) or 0
    try:
        number = chosen.id if chosen else None
        assignments.set_responsible(expiry.key, number, reader.name, held=held)
    except NobodyThere:
        return nobody_words()
    except OtherHolder:
        return gettext("A colleague chose somebody else meanwhile. See who it is now.")
    return ""


def keep_all_responsible(reader: Person, found: Iterable[Expiry], sent: str) -> tuple[int, int]:
    """Make somebody responsible for all that both may renew; how many changed, how many did not.

    Raises NobodyThere for a number that is nobody's.
    """
    people = {str(its.id): its for its in active_people()}
    if sent and sent not in people:
        raise NobodyThere(sent)
    chosen = people.get(sent)
    every = tuple(found)
    keys = {
        its.key
        for its in every
        if may_renew(reader, its) and (chosen is None or may_renew(chosen, its))
    }
    number = chosen.id if chosen else None
    changed = assignments.set_all_responsible(keys, number, reader.name)
    return changed, len({its.key for its in every} - keys)


def nobody_words() -> str:
    """That the person chosen may not be given it."""
    return gettext("This person may not edit it. Choose somebody from the list.")
