"""``portal editor``: the first people, and help for whoever is locked out."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any

import click

from ..rules.suggestions import suggestion
from ..store.people import accounts, authentication, credential_setup
from ..store.people.accounts import PersonRefused
from ..store.people.credential_setup import WeakPassword
from ..store.people.password_strength import SHORTEST
from ..web.admin import notices
from ..web.http import request_context
from .app_context import opened
from .errors import Failure, beside

_BY = "console"
_REASONS = {
    "name": f"A name has 1 to {accounts.LONGEST_NAME} characters.",
    "taken": "There is somebody of this name already.",
    "disabled": "This person is disabled: let them in first (portal editor enable NAME).",
    "last_manager": "This is the last active manager: add another one first.",
}
_WEAK = {
    "short": f"A password has at least {SHORTEST} characters.",
    "name": "A password must not rest on the name.",
}
_GUESSABLE = "This password can be guessed too easily: use three or four unusual words."


@click.group()
def editor() -> None:
    """People who administer the rules."""


def _known(given: tuple[str, ...], known: Collection[str], what: str) -> None:
    for name in given:
        if name not in known:
            raise Failure(f"{name!r} is no {what}{beside(suggestion(name, known))}.")


@editor.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(accounts.ROLES))
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
            person, code = accounts.add_person(
                name, role, districts, topics, _BY, request_context.now()
            )
        except PersonRefused as fault:
            raise Failure(_REASONS[fault.reason]) from fault
        if password:
            credential_setup.choose_password(person.id, password, _BY)
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
        credential_setup.check_password(password, accounts.plain_name(name))
    except WeakPassword as fault:
        raise Failure(_WEAK.get(fault.reason, _GUESSABLE)) from fault


def _say_code(code: str) -> None:
    click.echo(f"Setup code, valid once within {accounts.SETUP_HOURS} hours: {code}")
    click.echo("Use it on the page /admin/setup.")
    click.echo(
        "Approvers and managers then set up a second factor: have a phone with an authenticator "
        "app at hand, or a device with fingerprint, face or PIN, or a security key."
    )


@editor.command("list")
def list_people() -> None:
    """List everybody with role, limits and state."""
    with opened():
        for account in accounts.accounts():
            person = account.person
            limits = ", ".join([*sorted(person.districts or ()), *sorted(person.topics or ())])
            state = "active" if account.has_password else "not set up"
            state = state if account.active else "disabled"
            factor = "second factor" if account.has_second_factor else "no second factor"
            click.echo(f"{person.name} · {person.role} · {limits or 'all'} · {state} · {factor}")


def _number(name: str) -> int:
    number = accounts.number_of(name)
    if number is None:
        known = [account.person.name for account in accounts.accounts()]
        raise Failure(f"There is nobody called {name!r}{beside(suggestion(name, known))}.")
    return number


@editor.command()
@click.argument("name")
def disable(name: str) -> None:
    """Sign NAME out everywhere and let them in no more."""
    with opened():
        try:
            accounts.set_active(_number(name), False, _BY)
        except PersonRefused as fault:
            raise Failure(_REASONS[fault.reason]) from fault
        click.echo(f"{name} is disabled.")


@editor.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME in again."""
    with opened():
        accounts.set_active(_number(name), True, _BY)
        click.echo(f"{name} is enabled.")


@editor.command()
@click.argument("name")
def reset(name: str) -> None:
    """Remove password, second factor and passkeys of NAME; prints a setup code."""
    with opened() as app:
        number = _number(name)
        try:
            code = accounts.reset_person(number, _BY, request_context.now())
        except PersonRefused as fault:
            raise Failure(_REASONS[fault.reason]) from fault
        with app.test_request_context("/"):
            notices.sign_in_changed(number, "account_reset", "")
        _say_code(code)


@editor.command()
@click.argument("name")
def unlock(name: str) -> None:
    """Forget the failed tries of NAME, so that they need not wait."""
    with opened():
        _number(name)
        forgotten = authentication.unlock(name, _BY)
        click.echo(f"{name} may try again at once: {forgotten} failed tries are forgotten.")
        click.echo(
            "The wait of a single address that tried many names ends by itself in 15 minutes."
        )
