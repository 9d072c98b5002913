"""One person: role and limits changed, disabled, reset, signed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request, url_for

from ...store import people, sign_ins
from ...store.people import Account, Refused
from .. import surroundings
from ..presenting import people as presenting
from ..presenting.people import PersonLine
from . import gates
from .account import SignInLine, sign_in_line
from .guarding import allowed, freshly_confirmed, person
from .pages import admin_page
from .people import PersonForm, person_form, refusal_words, sent_form, sent_limits, setup_code_page

#: What a manager may do to an account: (number, name of the manager).
ACTS: dict[str, Callable[[int, str], None]] = {
    "disable": lambda number, by: people.set_active(number, False, by),
    "enable": lambda number, by: people.set_active(number, True, by),
    "forget-second-factor": people.reset_second_factor,
    "sign-out": people.end_sign_ins_of,
}


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The context of a person's page; ``own``: it is the reader's, who may not change it."""

    line: PersonLine
    form: PersonForm
    sign_ins: tuple[SignInLine, ...]
    own: bool
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/people/<int:number>", "person", show)
    blueprint.add_url_rule("/people/<int:number>", "change_person", change, methods=["POST"])
    blueprint.add_url_rule("/people/<int:number>/reset", "reset_person", reset, methods=["POST"])
    blueprint.add_url_rule("/people/<int:number>/<act>", "act_on_person", act, methods=["POST"])


def _account(number: int) -> Account:
    return people.account(number) or abort(404)


def _page(number: int, form: PersonForm | None = None, fault: Refused | None = None) -> Response:
    account, now = _account(number), surroundings.now()
    who = account.person
    own_form = person_form(who.role, who.districts or frozenset(), who.topics or frozenset())
    context = PersonPage(
        presenting.person_line(account, now),
        form or own_form,
        tuple(sign_in_line(its) for its in sign_ins.living(number, now)),
        number == person().id,
        refusal_words(fault) if fault else "",
    )
    return admin_page("admin/person.html", context, status=gates.status_of(fault))


def _refuse_own(number: int) -> None:
    if number == person().id:
        raise Refused("own")


def _back(number: int) -> Response:
    return redirect(url_for(".person", number=number), 303)  # type: ignore[return-value]


@allowed("manager")
def show(number: int) -> Response:
    """A person's account."""
    return _page(number)


@allowed("manager")
@freshly_confirmed
def change(number: int) -> Response:
    """Change role and limits."""
    _account(number)
    try:
        _refuse_own(number)
        role = request.form.get("role", "")
        people.change_person(number, role, *sent_limits(), person().name)
    except Refused as fault:
        return _page(number, sent_form(), fault)
    return _back(number)


@allowed("manager")
@freshly_confirmed
def reset(number: int) -> Response:
    """Take away password and second factor, and show a new setup code, once."""
    name = _account(number).person.name
    try:
        _refuse_own(number)
        code = people.reset_person(number, person().name, surroundings.now())
    except Refused as fault:
        return _page(number, fault=fault)
    return setup_code_page(name, code)


@allowed("manager")
@freshly_confirmed
def act(number: int, act: str) -> Response:
    """Disable, enable, sign out, or take away the second factor."""
    _account(number)
    if act not in ACTS:
        abort(404)
    try:
        _refuse_own(number)
        ACTS[act](number, person().name)
    except Refused as fault:
        return _page(number, fault=fault)
    return _back(number)
