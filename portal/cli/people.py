"""``portal editor``: the first people, and help for whoever is locked out."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

import click

from ..rules.near import nearest
from ..store import choosing, people
from ..store.choosing import WeakPassword
from ..store.people import Refused
from ..web import surroundings
from .failing import Failure
from .opening import opened

_BY = "console"
_REASONS = {
    "name": f"A name has 1 to {people.LONGEST_NAME} characters.",
    "taken": "There is somebody of this name already.",
    "last_manager": "This is the last active manager: add another one first.",
}
_WEAK = {
    "short": f"A password has at least {choosing.SHORTEST} characters.",
    "name": "A password must not hold the name.",
    "plain": "A password needs more different characters.",
}


@click.group()
def editor() -> None:
    """People who administer the rules."""


def _known(given: tuple[str, ...], known: Collection[str], what: str) -> None:
    for name in given:
        if name not in known:
            raise Failure(f"{name!r} is no {what} ({nearest(name, known)}).")


@editor.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(people.ROLES))
@click.option("--district", "districts", multiple=True, help="Limit an editor; may be repeated.")
@click.option("--topic", "topics", multiple=True, help="Limit an editor; may be repeated.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    name: str, role: str, districts: tuple[str, ...], topics: tuple[str, ...], password_stdin: bool
) -> None:
    """Add NAME; asks for a password, or prints a one-time setup code."""
    with opened() as app:
        rules = app.extensions["portal_releases"].current().ruleset
        _known(districts, rules.gazetteer.districts, "district")
        _known(topics, rules.topics, "topic")
        if role != "editor" and (districts or topics):
            raise Failure("Districts and topics limit editors only.")
        password = _password(password_stdin)
        if password:
            _checked(password, name)
        try:
            person, code = people.add_person(name, role, districts, topics, _BY, surroundings.now())
        except Refused as fault:
            raise Failure(_REASONS[fault.reason]) from fault
        if password:
            choosing.choose_password(person.id, password, _BY)
            click.echo(f"Added {person.name} as {role}.")
        else:
            click.echo(f"Added {person.name} as {role}.")
            _say_code(code)


def _password(from_input: bool) -> str:
    """The password given; empty where a setup code is wanted."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return ""
    asked: Any = click.prompt(
        "Password (empty: make a setup code)",
        default="",
        hide_input=True,
        show_default=False,
        confirmation_prompt=True,
    )
    return str(asked)


def _checked(password: str, name: str) -> None:
    try:
        choosing.check_password(password, people.plain_name(name))
    except WeakPassword as fault:
        raise Failure(_WEAK[fault.reason]) from fault


def _say_code(code: str) -> None:
    click.echo(f"Setup code, valid once within {people.SETUP_HOURS} hours: {code}")
    click.echo("Use it on the page /admin/setup.")


@editor.command("list")
def list_people() -> None:
    """List everybody with role, limits and state."""
    with opened():
        for account in people.accounts():
            person = account.person
            limits = ", ".join([*sorted(person.districts or ()), *sorted(person.topics or ())])
            state = "active" if account.has_password else "not set up"
            state = state if account.active else "disabled"
            factor = "second factor" if account.has_second_factor else "no second factor"
            click.echo(f"{person.name} · {person.role} · {limits or 'all'} · {state} · {factor}")


def _number(name: str) -> int:
    number = people.number_of(name)
    if number is None:
        known = [account.person.name for account in people.accounts()]
        raise Failure(f"There is nobody called {name!r} ({nearest(name, known)}).")
    return number


@editor.command()
@click.argument("name")
def disable(name: str) -> None:
    """Sign NAME out everywhere and let them in no more."""
    with opened():
        try:
            people.set_active(_number(name), False, _BY)
        except Refused as fault:
            raise Failure(_REASONS[fault.reason]) from fault
        click.echo(f"{name} is disabled.")


@editor.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME in again."""
    with opened():
        people.set_active(_number(name), True, _BY)
        click.echo(f"{name} is enabled.")


@editor.command()
@click.argument("name")
def reset(name: str) -> None:
    """Take away password and second factor of NAME; prints a setup code."""
    with opened():
        _say_code(people.reset_person(_number(name), _BY, surroundings.now()))
