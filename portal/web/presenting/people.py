"""People in words: role, limits, state of the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from ...rules.texts import Text
from ...store.people import ROLES, Account
from .. import surroundings
from .moments import moment_words


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick or choose."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list."""

    id: int
    name: str
    role: str
    limits: tuple[str, ...]
    state: str
    active: bool
    second_factor: bool


def role_words(role: str) -> str:
    """The name of a role."""
    return {
        "editor": gettext("Editor"),
        "approver": gettext("Approver"),
        "manager": gettext("Manager"),
    }[role]


def role_choices(chosen: str) -> tuple[Choice, ...]:
    """The roles to choose from."""
    return tuple(Choice(role, role_words(role), role == chosen) for role in ROLES)


def district_names() -> dict[str, Text]:
    """The names of today's districts."""
    today = surroundings.today()
    districts = surroundings.release().ruleset.gazetteer.districts.values()
    return {its.id: its.name for its in districts if its.period.holds(today)}


def topic_names() -> dict[str, Text]:
    """The names of the topics."""
    return {its.id: its.name for its in surroundings.release().ruleset.topics.values()}


def tick_choices(names: Mapping[str, Text], chosen: frozenset[str]) -> tuple[Choice, ...]:
    """Names to tick; those chosen that are there no longer stay, under their id."""
    wording = surroundings.wording()
    there = [Choice(its, wording.text(name), its in chosen) for its, name in names.items()]
    return (*there, *(Choice(its, its, True) for its in sorted(chosen - set(names))))


def person_line(account: Account, now: datetime) -> PersonLine:
    """A person for the list."""
    person = account.person
    wording, names = surroundings.wording(), {**district_names(), **topic_names()}
    wanted = [*sorted(person.districts or ()), *sorted(person.topics or ())]
    limits = tuple(wording.text(names[its]) if its in names else its for its in wanted)
    return PersonLine(
        *(person.id, person.name, role_words(person.role), limits),
        _state(account, now),
        account.active,
        account.has_second_factor,
    )


def _state(account: Account, now: datetime) -> str:
    if not account.active:
        return gettext("Disabled")
    if account.has_password:
        return gettext("Active")
    if account.setup_until and account.setup_until > now:
        return gettext("Setup code valid until %(at)s", at=moment_words(account.setup_until))
    return gettext("Setup code expired")
