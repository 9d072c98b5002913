"""Who may open a view: marks on the views themselves. A view without a mark is open to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import current_app

from ....store.people.accounts import ROLES

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY = ROLES
"""Everybody who has a role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may open a view.

    ``strangers``: everybody; ``halfway``: also who has yet to prove the second factor; ``fresh``:
    what is sent is taken only from a person who proved who they are within ten minutes;
    ``largest``: bytes that may be sent, if more than everywhere else.
    """

    roles: frozenset[str] = frozenset()
    strangers: bool = False
    halfway: bool = False
    fresh: bool = False
    largest: int = 0


NOBODY = Access()


def access_of(endpoint: str | None) -> Access:
    """Who may open the view of an endpoint; nobody, if there is none or it bears no mark."""
    view = current_app.view_functions.get(endpoint or "")
    return _mark(view) if view else NOBODY


def _mark(view: Callable[..., Any]) -> Access:
    found = vars(view).get("access", NOBODY)
    assert isinstance(found, Access)
    return found


def _marked(view: View, **changes: Any) -> View:
    vars(view)["access"] = replace(_mark(view), **changes)
    return view


def allowed(*roles: str) -> Callable[[View], View]:
    """The view is for people of these roles, with every factor proved."""
    assert roles
    assert set(roles) <= set(ROLES)
    return lambda view: _marked(view, roles=frozenset(roles))


def open_to_strangers(view: View) -> View:
    """The view is for everybody."""
    return _marked(view, strangers=True)


def open_halfway(view: View) -> View:
    """The view is also for a person who has yet to prove the second factor."""
    return _marked(view, halfway=True, roles=frozenset(ROLES))


def freshly_confirmed(view: View) -> View:
    """What is sent to the view needs the password or a code again after ten minutes."""
    return _marked(view, fresh=True)


def taking(largest: int) -> Callable[[View], View]:
    """What is sent to the view may have so many bytes; from those alone who may open it."""
    return lambda view: _marked(view, largest=largest)
