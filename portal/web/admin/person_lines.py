"""People in words: role, limits, state of the account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import g

from ...i18n import gettext
from ...rules.items.change_scope import Touch
from ...store.people.accounts import ROLES, Account, Person, accounts
from ..http import request_context
from .moments import moment_words

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick or choose."""

    value: str
    words: str
    chosen: bool


def choices(named: Mapping[str, str], chosen: str) -> tuple[Choice, ...]:
    """Words by their values, of which one is chosen."""
    return tuple(Choice(value, words, value == chosen) for value, words in named.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person in the list."""

    id: int
    name: str
    role: str
    limits: tuple[str, ...]
    state: str
    active: bool
    second_factor: bool


def active_people() -> tuple[Person, ...]:
    """The people whose accounts are active, by name. Raises StoreUnavailable."""
    return tuple(account.person for account in accounts() if account.active)


def permitted(people: Iterable[Person], touch: Touch) -> tuple[Person, ...]:
    """Those who may change what a touch reaches."""
    return tuple(its for its in people if touch.lies_within(its.districts, its.topics))


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


def district_choices(chosen: frozenset[str]) -> tuple[Choice, ...]:
    """Today's districts to tick, and former ones that are chosen still."""
    wording = request_context.wording()
    today = request_context.today()
    return tuple(
        Choice(district.id, wording.text(district.name), district.id in chosen)
        for district in request_context.release().ruleset.gazetteer.districts.values()
        if district.period.holds(today) or district.id in chosen
    )


def topic_choices(chosen: frozenset[str]) -> tuple[Choice, ...]:
    """The topics to tick."""
    wording = request_context.wording()
    topics = request_context.release().ruleset.topics.values()
    return tuple(Choice(topic.id, wording.text(topic.name), topic.id in chosen) for topic in topics)


def _limits(person: Person) -> tuple[str, ...]:
    """What a person is limited to, by name."""
    chosen = (
        *district_choices(person.districts or frozenset()),
        *topic_choices(person.topics or frozenset()),
    )
    return tuple(choice.words for choice in chosen if choice.chosen)


def person_line(account: Account, now: datetime) -> PersonLine:
    """A person for the list."""
    person = account.person
    return PersonLine(
        id=person.id,
        name=person.name,
        role=role_words(person.role),
        limits=_limits(person),
        state=_state(account, now),
        active=account.active,
        second_factor=account.has_second_factor,
    )


def _state(account: Account, now: datetime) -> str:
    if not account.active:
        return gettext("Disabled")
    if account.has_password:
        return gettext("Active")
    if account.setup_until and account.setup_until > now:
        return gettext("Setup code valid until %(at)s", at=moment_words(account.setup_until))
    return gettext("Setup code expired")


def whom_to_ask(touch: Touch) -> str:
    """Who may change what lies outside one's own districts and topics."""
    able = permitted(_colleagues(), touch)
    names = gettext(", ").join(its.name for its in sorted(able, key=_nearness)[:_NAMED])
    if not names:
        return gettext("You may not change this. Ask a manager.")
    return gettext("You may not change this. Ask %(names)s.", names=names)


def _colleagues() -> tuple[Person, ...]:
    """The active people, read once for a request."""
    if "colleagues" not in g:
        g.colleagues = active_people()
    found: tuple[Person, ...] = g.colleagues
    return found


def _nearness(its: Person) -> tuple[bool, bool, str]:
    """Those who look after few things first, then approvers, then everybody."""
    return its.districts is None and its.topics is None, its.role != "approver", its.name
