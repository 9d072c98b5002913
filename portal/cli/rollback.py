"""``portal rollback``: the release before into force, where the pages themselves fail."""

from __future__ import annotations

import click

from ..publishing import rollback as steps
from ..publishing.rollback import RollbackRefused, Why
from ..rules.suggestions import suggestion
from ..store.people import accounts
from ..store.people.accounts import Person
from ..store.releases.publications import BaseMoved, WrongState
from ..store.releases.rollbacks import open_rollback, release_before
from ..store.releases.stored import number_in_force
from ..web.admin import notices
from ..web.http.request_context import clock
from .app_context import connected
from .errors import Failure, beside

_WHY: dict[Why, str] = {
    "role": "Approvers and managers alone do this.",
    "reason": f"Say why with --reason, in at least {steps.SHORTEST_REASON} characters.",
    "long": f"A reason has at most {steps.LONGEST_REASON} characters.",
    "first": "There is no release before the one in force.",
    "open": "A rollback is open already: confirm or undo it on the page of releases first.",
    "moved": "Another release has come into force meanwhile: look again.",
    "unusable": "The release before cannot be used by this version of the portal.",
    "own": "Another person must settle it.",
    "settled": "It was settled already.",
}


@click.command()
@click.option("--by", "name", required=True, help="Which approver or manager does this.")
@click.option("--reason", required=True, help="Why; it stands in the audit log.")
def rollback(name: str, reason: str) -> None:
    """Put the release before into force at once; another person must confirm it in a day."""
    with connected() as app:
        person = _person(name)
        today = clock()
        in_force = number_in_force(today)
        before = release_before(in_force, today)
        try:
            number = steps.roll_back(
                person, reason, in_force, f"Rolled back: as in release {before}", today
            )
        except RollbackRefused as fault:
            raise Failure(_WHY[fault.why]) from fault
        except (BaseMoved, WrongState) as fault:
            raise Failure(_WHY["moved"]) from fault
        click.echo(f"Release {number} is in force: what release {before} says.")
        click.echo("Another person has to confirm it at /admin/releases/rollback.")
        found = open_rollback()
        if found is not None:
            with app.test_request_context("/"):
                notices.rolled_back(found, person)


def _person(name: str) -> Person:
    wanted = accounts.plain_name(name)
    known = {its.person.name: its for its in accounts.accounts() if its.active}
    if wanted not in known:
        raise Failure(f"There is nobody called {name!r}{beside(suggestion(name, known))}.")
    return known[wanted].person
