"""Administrators' pages: the shell around them with its navigation, and the fragments of htmx."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import Response, g, request, url_for
from flask_babel import lazy_gettext

from ...publishing.rollback import deciders
from ...rules.numbers import read_count
from ...rules.suggestions import nearest
from ...store.people.accounts import Person
from ...store.releases.rollbacks import open_rollback
from ..http import query_values, request_context
from ..http.pages import Switch, language_switches, rendered
from .auth import session_cookie
from .auth.access import access_of
from .moments import moment_words

ENTRIES = (
    ("board", lazy_gettext("Overview")),
    ("find", lazy_gettext("Find")),
    ("drafts", lazy_gettext("Drafts")),
    ("reviews", lazy_gettext("Waiting for review")),
    ("sources", lazy_gettext("Sources")),
    ("translations", lazy_gettext("To be translated")),
    ("source_watch", lazy_gettext("Source watch")),
    ("counters", lazy_gettext("Counters")),
    ("reports", lazy_gettext("Residents' reports")),
    ("releases", lazy_gettext("Releases")),
    ("kiosks", lazy_gettext("Kiosks")),
    ("people", lazy_gettext("People")),
    ("mails", lazy_gettext("Mails")),
    ("audit", lazy_gettext("Audit log")),
    ("account", lazy_gettext("My account")),
)
WAITING_COUNTS: dict[str, Callable[[Person], int]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """A line of the navigation; ``count``: how many wait there."""

    words: str
    href: str
    current: bool
    count: int


def require_views(known: Collection[str]) -> None:
    """Raise LookupError for an entry or a count whose view nothing has added.

    It keeps the portal from starting: an entry that silently shows nothing is found by nobody.
    """
    for view in (*(view for view, _ in ENTRIES), *WAITING_COUNTS):
        if view not in known:
            near = nearest(view, known)
            raise LookupError(
                f"web/admin/pages.py names the view {view!r}, which no module in PARTS of "
                f"web/admin/__init__.py adds{f'; did you mean {near!r}?' if near else '.'}"
            )


def navigation_links(person: Person) -> tuple[NavigationLink, ...]:
    """The lines a person sees."""
    return tuple(_entry(view, str(words), person) for view, words in ENTRIES if opens(view, person))


def opens(view: str, person: Person) -> bool:
    """Whether the person may open a view."""
    return person.role in access_of(f"{request.blueprint}.{view}").roles


def _entry(view: str, words: str, person: Person) -> NavigationLink:
    href = url_for(f".{view}")
    own = request.path == href if view == "board" else f"{request.path}/".startswith(f"{href}/")
    count = WAITING_COUNTS[view](person) if view in WAITING_COUNTS else 0
    return NavigationLink(words=words, href=href, current=own, count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackAlert:
    """A rollback that waits for another person, told on every page of whoever may settle it."""

    by: str
    when: str
    release: int
    is_overdue: bool
    is_own: bool


def rollback_alert(person: Person) -> RollbackAlert | None:
    """What stands on this person's pages while a rollback is open."""
    found = open_rollback()
    if found is None or person.id not in (found.by_id, *(its.id for its in deciders(found.by_id))):
        return None
    return RollbackAlert(
        by=found.by,
        when=moment_words(found.at),
        release=found.release,
        is_overdue=found.is_overdue(request_context.now()),
        is_own=found.by_id == person.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminShell:
    """What surrounds every administrators' page; ``csrf_token`` stands in each of its forms."""

    language: str
    tag: str
    languages: tuple[Switch, ...]
    person: Person | None
    entries: tuple[NavigationLink, ...]
    csrf_token: str
    home: str
    rollback: RollbackAlert | None


def _languages() -> tuple[Switch, ...]:
    view = (request.endpoint or "").partition(".")[2]
    if request.method != "GET":
        view = "board"
    values = query_values.address_values(request.endpoint) if view != "board" else {}
    return language_switches(lambda language: url_for(f"admin-{language}.{view}", **values))


def shell() -> AdminShell:
    """The surroundings of the page being made; strangers and half-proved people see no entries."""
    language = request_context.language()
    signed_in = g.get("signed_in")
    inside = signed_in is not None and signed_in.complete
    return AdminShell(
        language=language.id,
        tag=language.tag,
        languages=_languages(),
        person=signed_in.person if signed_in else None,
        entries=navigation_links(signed_in.person) if inside else (),
        csrf_token=session_cookie.form_token(signed_in.person.id if inside else 0),
        home=url_for(f"phone-{language.id}.home"),
        rollback=rollback_alert(signed_in.person) if inside else None,
    )


def admin_page(
    template: str, context: object, *, fragment: str | None = None, status: int = 200
) -> Response:
    """A page of administrators, or its named fragment when htmx asks for it."""
    whole = "layouts/admin.html"
    return rendered(template, context, shell(), whole, fragment=fragment, status=status)


def is_part_asked() -> bool:
    """Whether htmx asks, for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def page_number(pages: int) -> int:
    """The page asked for, between the first and the last."""
    written = request.args.get("page", "1")
    return min(max(1, read_count(written, 9_999_999) or 1), pages)


def page_count(count: int, size: int) -> int:
    """How many pages of a size a list fills; an empty list is one page."""
    return max(1, -(-count // size))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The page of a list that is shown: its number, from 1, and how many there are.

    ``first``: the place of its first entry in the list, from 0; ``before`` and ``after``: the
    addresses of the pages beside it, empty at either end.
    """

    page: int
    pages: int
    first: int
    before: str
    after: str


def page_of_list(count: int, size: int, href: Callable[[int], str]) -> ListPage:
    """The page that ``?page=`` asks for of ``count`` entries; ``href``: a page's address."""
    pages = page_count(count, size)
    page = page_number(pages)
    return ListPage(
        page=page,
        pages=pages,
        first=(page - 1) * size,
        before=href(page - 1) if page > 1 else "",
        after=href(page + 1) if page < pages else "",
    )
