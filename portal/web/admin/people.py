"""Administrators: the list and one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, request, url_for

from ...i18n import gettext
from ...store import mails, reports
from ...store.mails import BadAddress
from ...store.people import accounts, sign_in_rule
from ...store.people import sessions as sign_ins
from ...store.people.accounts import Account, Person, PersonRefused
from ...store.people.assignments import Assigned, HandOver, NobodyThere, assigned_to
from ..http import request_context
from ..http.redirects import see_other
from . import notices, person_lines
from .auth import sign_in_forms
from .auth.account import SignInLine, bad_address_words, sign_in_line
from .auth.guard import allowed, freshly_confirmed, person
from .expiries.lines import expiries_of, may_renew
from .pages import admin_page
from .person_lines import Choice, PersonLine
from .reports import within


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """Role and limits to choose, and where the person is reached."""

    roles: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The context of the list of people, with the form for a new one.

    ``editors_need_second``: whether editors need a second factor too.
    """

    people: tuple[PersonLine, ...]
    editors_need_second: bool
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
    blueprint.add_url_rule("/people", "people", show_all)
    blueprint.add_url_rule("/people", "add_person", add, methods=["POST"])
    blueprint.add_url_rule(
        "/people/second-factor", "set_sign_in_rule", set_sign_in_rule, methods=["POST"]
    )
    blueprint.add_url_rule("/people/<int:number>", "person", show)
    blueprint.add_url_rule("/people/<int:number>", "change_person", change, methods=["POST"])
    blueprint.add_url_rule("/people/<int:number>/reset", "reset_person", reset, methods=["POST"])
    blueprint.add_url_rule("/people/<int:number>/<act>", "act_on_person", act, methods=["POST"])


def person_form(
    role: str, districts: frozenset[str], topics: frozenset[str], email: str = ""
) -> PersonForm:
    """The form with what is chosen."""
    return PersonForm(
        roles=person_lines.role_choices(role),
        districts=person_lines.district_choices(districts),
        topics=person_lines.topic_choices(topics),
        email=email,
    )


def sent_limits() -> tuple[frozenset[str], frozenset[str]]:
    """Districts and topics ticked. Raises PersonRefused for an unknown one: it limits nothing."""
    districts = frozenset(request.form.getlist("districts"))
    topics = frozenset(request.form.getlist("topics"))
    known = request_context.release().ruleset
    if not (districts <= set(known.gazetteer.districts) and topics <= set(known.topics)):
        raise PersonRefused("limit")
    return districts, topics


def sent_address() -> str:
    """The e-mail address typed, empty for none. Raises PersonRefused."""
    try:
        return mails.plain_address(request.form.get("email", ""))
    except BadAddress as fault:
        raise PersonRefused("email") from fault


def sent_form() -> PersonForm:
    """The form as it was sent."""
    given = request.form
    districts = frozenset(given.getlist("districts"))
    topics = frozenset(given.getlist("topics"))
    return person_form(given.get("role", "editor"), districts, topics, given.get("email", ""))


def refusal_words(fault: PersonRefused) -> str:
    """Why a change to people was not made."""
    return {
        "name": gettext("Write a name of at most %(most)s characters.", most=accounts.LONGEST_NAME),
        "taken": gettext("There is somebody of this name already. Choose another."),
        "role": gettext("Choose a role."),
        "email": bad_address_words(),
        "limit": gettext("One of the districts or topics is not known."),
        "disabled": gettext("This person is disabled: let them in again first."),
        "last_manager": gettext("This is the last active manager: name another one first."),
        "successor": gettext("The person who is to take over is not active. Choose another one."),
        "own": gettext("You cannot do this to your own account."),
        "unknown": gettext("There is nobody at this address."),
    }[fault.reason]


def setup_code_page(name: str, code: str) -> Response:
    """Show a setup code to the manager, who hands it on."""
    return admin_page("admin/auth/setup_code.html", SetupCodePage(name, code, accounts.SETUP_HOURS))


def _list_page(form: PersonForm, fault: PersonRefused | None = None) -> Response:
    now = request_context.now()
    context = PeoplePage(
        people=tuple(person_lines.person_line(account, now) for account in accounts.accounts()),
        editors_need_second=sign_in_rule.editors_need_second_factor(),
        form=form,
        name=request.form.get("name", ""),
        error=refusal_words(fault) if fault else "",
    )
    return sign_in_forms.page_of_forms("admin/people/people.html", context, fault)


@allowed("manager")
def show_all() -> Response:
    """Everybody, and the form for a new person."""
    return _list_page(person_form("editor", frozenset(), frozenset()))


@allowed("manager")
@freshly_confirmed
def add() -> Response:
    """Add somebody and show their setup code, once."""
    name = request.form.get("name", "")
    role = request.form.get("role", "")
    try:
        address = sent_address()
        added, code = accounts.add_person(
            name, role, *sent_limits(), person().name, request_context.now()
        )
    except PersonRefused as fault:
        return _list_page(sent_form(), fault)
    if address:
        notices.set_address(added.id, address, True, person())
        notices.invited(added.id)
    return setup_code_page(added.name, code)


def _fitting(assigned: Assigned, who: Person) -> Assigned:
    """What of some things somebody may act on; of reports only those that are open."""
    every = expiries_of(request_context.release(), request_context.today())
    scope = within(who)
    open_ones = (
        its
        for its in reports.list_reports(reports.ReportFilter(), scope)
        if its.id in assigned.reports and its.state in reports.OPEN
    )
    return Assigned(
        series=frozenset(
            its.key for its in every if its.key in assigned.series and may_renew(who, its)
        ),
        reports=frozenset(its.id for its in open_ones),
    )


def _lost(assigned: Assigned, after: Person) -> Assigned:
    """What somebody may no longer act on once they are as they will be."""
    every = expiries_of(request_context.release(), request_context.today())
    scope = within(after)
    held = reports.list_reports(reports.ReportFilter(assigned_to=after.id))
    return Assigned(
        series=frozenset(
            its.key for its in every if its.key in assigned.series and not may_renew(after, its)
        ),
        reports=frozenset(its.id for its in held if not scope.holds(its)),
    )


def _disable(number: int, by: str) -> None:
    """Disable somebody; what they looked after goes to whom the form names, if they may."""
    sent = request.form.get("successor", "")
    every = (its.person for its in accounts.accounts() if its.active and its.person.id != number)
    successor = next((its for its in every if str(its.id) == sent), None)
    if sent and successor is None:
        raise PersonRefused("successor")
    hand_over = None
    if successor is not None:
        hand_over = HandOver(successor.id, _fitting(assigned_to(number), successor))
    try:
        accounts.set_active(number, False, by, hand_over)
    except NobodyThere as fault:
        raise PersonRefused("successor") from fault


@allowed("manager")
@freshly_confirmed
def set_sign_in_rule() -> Response:
    """Decide whether editors need a second factor too."""
    needed = request.form.get("needed") == "yes"
    sign_in_rule.set_editors_need_second_factor(needed, person().name, request_context.now())
    return see_other(url_for(".people"))


_FORGET = "forget-second-factor"
#: What a manager may do to an account: (number, name of the manager).
ACTS: dict[str, Callable[[int, str], None]] = {
    "disable": _disable,
    "enable": lambda number, by: accounts.set_active(number, True, by),
    _FORGET: accounts.reset_second_factor,
    "sign-out": accounts.end_sign_ins_of,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """The context of a person's page; ``own``: it is the reader's, who may not change it."""

    line: PersonLine
    form: PersonForm
    sign_ins: tuple[SignInLine, ...]
    own: bool
    assigned: int
    successors: tuple[Choice, ...]
    error: str


def _account(number: int) -> Account:
    return accounts.account(number) or abort(404)


def _page(
    number: int, form: PersonForm | None = None, fault: PersonRefused | None = None
) -> Response:
    account = _account(number)
    now = request_context.now()
    who = account.person
    email, _ = mails.address_of(number)
    held = assigned_to(number)
    own_form = person_form(who.role, who.districts or frozenset(), who.topics or frozenset(), email)
    context = PersonPage(
        line=person_lines.person_line(account, now),
        form=form or own_form,
        sign_ins=tuple(sign_in_line(sign_in) for sign_in in sign_ins.living(number, now)),
        own=number == person().id,
        assigned=len(held.series) + len(held.reports),
        successors=tuple(
            Choice(str(its.person.id), its.person.name, False)
            for its in accounts.accounts()
            if its.active and its.person.id != number
        ),
        error=refusal_words(fault) if fault else "",
    )
    return sign_in_forms.page_of_forms("admin/people/person.html", context, fault)


def _refuse_own(number: int) -> None:
    if number == person().id:
        raise PersonRefused("own")


def _back(number: int) -> Response:
    return see_other(url_for(".person", number=number))


@allowed("manager")
def show(number: int) -> Response:
    """A person's account."""
    return _page(number)


@allowed("manager")
@freshly_confirmed
def change(number: int) -> Response:
    """Change role and limits."""
    account = _account(number)
    try:
        _refuse_own(number)
        role = request.form.get("role", "")
        address = sent_address()
        districts, topics = sent_limits()
        limited = role == "editor"
        after = replace(
            account.person,
            role=role,
            districts=districts if limited and districts else None,
            topics=topics if limited and topics else None,
        )
        lost = _lost(assigned_to(number), after)
        accounts.change_person(number, role, districts, topics, person().name, lost)
    except PersonRefused as fault:
        return _page(number, sent_form(), fault)
    _, notices_wanted = mails.address_of(number)
    notices.set_address(number, address, notices_wanted, person())
    return _back(number)


@allowed("manager")
@freshly_confirmed
def reset(number: int) -> Response:
    """Remove password and second factor, and show a new setup code, once."""
    name = _account(number).person.name
    try:
        _refuse_own(number)
        code = accounts.reset_person(number, person().name, request_context.now())
    except PersonRefused as fault:
        return _page(number, fault=fault)
    notices.sign_in_changed(number, "account_reset", person().name)
    notices.invited(number)
    return setup_code_page(name, code)


@allowed("manager")
@freshly_confirmed
def act(number: int, act: str) -> Response:
    """Disable, enable, sign out, or remove the second factor."""
    _account(number)
    if act not in ACTS:
        abort(404)
    try:
        _refuse_own(number)
        ACTS[act](number, person().name)
    except PersonRefused as fault:
        return _page(number, fault=fault)
    if act == _FORGET:
        notices.sign_in_changed(number, "factors_reset", person().name)
    return _back(number)
