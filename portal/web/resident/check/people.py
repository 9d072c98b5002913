"""Whom the check is about: told by tapping at its start, changed at any time.

Adding or taking away somebody loses no answer of anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....rules.model.households import MOST_ADULTS, MOST_CHILDREN, Subject
from ...answer_cookie import CheckState, write_cookie
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.people import person_name
from ..consultation import Consultation, consultation, consultation_of
from .other_check import moved_to, other_check
from .question import continue_address, no_answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody told.

    ``answered``: how many answers would go with them; ``stays``: the one who asks, who cannot be
    taken away.
    """

    id: str
    kind: str
    name: str
    answered: int
    stays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChoice:
    """A number of people to tap on."""

    value: int
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The context of the page.

    ``begun``: whether something was answered already; then people are added and taken away one by
    one, before that they are told by number; ``partner``, ``child``: whether one more fits.
    """

    begun: bool
    people: tuple[Person, ...]
    adults: tuple[NumberChoice, ...]
    children: tuple[NumberChoice, ...]
    partner: bool
    child: bool
    check: str
    back: str
    go_on: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check/people", "people", people)
    blueprint.add_url_rule("/check/people", "change_people", change_people, methods=["POST"])


def people() -> Response:
    """Everybody told, and whom one may add."""
    current = consultation()
    if current is None:
        return no_answers()
    household = current.household
    told = [its for its in household.subjects() if its.kind != "household"]
    back = request.args.get("back", "")
    context = PeoplePage(
        begun=bool(current.given) or len(told) > len(household.adults) + 1,
        people=tuple(_person(its, current) for its in told),
        adults=_adults(len(household.adults)),
        children=_children(len(household.children)),
        partner=len(household.adults) < MOST_ADULTS,
        child=len(household.children) < MOST_CHILDREN,
        check=current.state.check,
        back=back if back in _BACK else "",
        go_on=url_for(f".{back}") if back in _BACK else continue_address(current),
    )
    return page("resident/check/people.html", context)


#: Where one may have come from.
_BACK = ("result", "answers")


def _person(who: Subject, current: Consultation) -> Person:
    return Person(
        id=str(who),
        kind=who.kind,
        name=person_name(who, current.household),
        answered=len(current.state.answers_of(who)),
        stays=who == Subject("adult", 1),
    )


def _adults(told: int) -> tuple[NumberChoice, ...]:
    return (
        NumberChoice(value=1, text=gettext("Me alone"), chosen=told == 1),
        NumberChoice(value=2, text=gettext("Me and my partner"), chosen=told > 1),
    )


def _children(told: int) -> tuple[NumberChoice, ...]:
    """No number stands chosen before it is told: a child is easily forgotten."""
    return tuple(
        NumberChoice(
            value=number,
            text=str(number) if number else gettext("None"),
            chosen=number == told and number > 1,
        )
        for number in range(MOST_CHILDREN + 1)
    )


def change_people() -> Response:
    """Add or take away somebody; ``then=ask`` goes on with what is to be asked about them."""
    current = consultation()
    if current is None:
        return no_answers()
    named = request.form.get("check", "")
    back = next((its for its in _BACK if its == request.args.get("back")), None)
    if named and not current.state.is_check(named):
        moved = moved_to(named, current)
        if moved is None or request.form.get("move") != "1":
            return other_check("", url_for(".people", back=back), current, moved)
        current = moved
    state = told(current.state)
    if state is None:
        state = current.state
        stays = False
    else:
        stays = request.form.get("then") == "stay"
    if stays:
        return write_cookie(see_other(url_for(".people", back=back)), state)
    changed = consultation_of(state, current.district.id)
    assert changed is not None
    return write_cookie(see_other(continue_address(changed)), state)


def told(state: CheckState) -> CheckState | None:
    """The check with the people that a form tells of; None where it tells of nobody."""
    form = request.form
    adults = form.get("adults", "")
    children = form.get("children", "")
    added = form.get("add", "")
    gone = Subject.read(form.get("without", ""))
    if added in ("adult", "child"):
        return state.with_people(
            len(state.adults) + (added == "adult"), len(state.children) + (added == "child")
        )
    if gone is not None and gone != Subject("adult", 1) and gone in state.subjects:
        return state.without_person(gone)
    if not adults.isdecimal() and not children.isdecimal():
        return None
    return state.with_people(
        int(adults[:2]) if adults.isdecimal() else len(state.adults),
        int(children[:2]) if children.isdecimal() else len(state.children),
    )
