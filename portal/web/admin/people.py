"""People: who administers the rules, with which role and limits; adding somebody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from ...i18n import gettext
from ...store import people
from ...store.people import Refused
from .. import surroundings
from ..presenting import people as presenting
from ..presenting.people import Choice, PersonLine
from . import gates
from .guarding import allowed, freshly_confirmed, person
from .pages import admin_page


@dataclass(frozen=True, slots=True)
class PersonForm:
    """Role and limits to choose."""

    roles: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    topics: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The context of the list of people, with the form for a new one."""

    people: tuple[PersonLine, ...]
    form: PersonForm
    name: str
    error: str


@dataclass(frozen=True, slots=True)
class SetupCodePage:
    """The context of the page that shows a setup code, once."""

    name: str
    code: str
    hours: int


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/people", "people", show)
    blueprint.add_url_rule("/people", "add_person", add, methods=["POST"])


def person_form(role: str, districts: frozenset[str], topics: frozenset[str]) -> PersonForm:
    """The form with what is chosen."""
    return PersonForm(
        presenting.role_choices(role),
        presenting.district_choices(districts),
        presenting.topic_choices(topics),
    )


def sent_limits() -> tuple[frozenset[str], frozenset[str]]:
    """Districts and topics ticked. Raises Refused for any there is not: it would limit nothing."""
    districts = frozenset(request.form.getlist("districts"))
    topics = frozenset(request.form.getlist("topics"))
    known = surroundings.release().ruleset
    if not (districts <= set(known.gazetteer.districts) and topics <= set(known.topics)):
        raise Refused("limit")
    return districts, topics


def sent_form() -> PersonForm:
    """The form as it was sent."""
    ticked = (frozenset(request.form.getlist(name)) for name in ("districts", "topics"))
    return person_form(request.form.get("role", "editor"), *ticked)


def refusal_words(fault: Refused) -> str:
    """Why a change to people was not made."""
    return {
        "name": gettext("Write a name of at most %(most)s characters.", most=people.LONGEST_NAME),
        "taken": gettext("There is somebody of this name already. Choose another."),
        "role": gettext("Choose a role."),
        "limit": gettext("One of the districts or topics is not known."),
        "last_manager": gettext("This is the last active manager: name another one first."),
        "own": gettext("You cannot do this to your own account."),
        "unknown": gettext("There is nobody at this address."),
    }[fault.reason]


def setup_code_page(name: str, code: str) -> Response:
    """Show a setup code to the manager, who hands it on."""
    return admin_page("admin/setup_code.html", SetupCodePage(name, code, people.SETUP_HOURS))


def _page(form: PersonForm, fault: Refused | None = None) -> Response:
    now = surroundings.now()
    context = PeoplePage(
        tuple(presenting.person_line(account, now) for account in people.accounts()),
        form,
        request.form.get("name", ""),
        refusal_words(fault) if fault else "",
    )
    return admin_page("admin/people.html", context, status=gates.status_of(fault))


@allowed("manager")
def show() -> Response:
    """Everybody, and the form for a new person."""
    return _page(person_form("editor", frozenset(), frozenset()))


@allowed("manager")
@freshly_confirmed
def add() -> Response:
    """Add somebody and show their setup code, once."""
    name, role = request.form.get("name", ""), request.form.get("role", "")
    try:
        added, code = people.add_person(
            name, role, *sent_limits(), person().name, surroundings.now()
        )
    except Refused as fault:
        return _page(sent_form(), fault)
    return setup_code_page(added.name, code)
