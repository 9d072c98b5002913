"""The pages of sources that changed, moved or are gone, and what rests on each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flask import Blueprint, Response, request, url_for

from ...i18n import Said, gettext
from ...rules.model.sources import Source
from ...source_watch.seen import Hindrance, Seen, State, seen_of
from ...store import source_checks
from ...store.people.accounts import Person
from ...store.source_checks import OtherState, SourcePage
from ..http import request_context
from ..http.redirects import see_other
from .auth.guard import EVERYBODY, allowed, person
from .catalogue.entries import Catalogue, LineMaker, catalogue_of, item_href
from .forms.labels import kind_words
from .moments import moment_words
from .pages import WAITING_COUNTS, admin_page

_MOST_ITEMS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RestingItem:
    """An item that rests on a source."""

    kind: str
    words: Said
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSource:
    """A source whose page is not as it was when an editor last looked.

    ``checked_at``: the reading shown, as the form names it; ``gone`` and ``come``: sentences.
    """

    source: str
    title: Said
    state: State
    words: str
    why: str
    url: str
    found_at: str
    since: str
    checked: str
    checked_at: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    href: str
    items: tuple[RestingItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWatchPage:
    """The context of the page. ``counts``: how many pages are in which state."""

    waiting: tuple[WaitingSource, ...]
    counts: tuple[tuple[str, int], ...]
    unreachable: tuple[WaitingSource, ...]
    last: str
    without: int
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/source-watch", "source_watch", show)
    blueprint.add_url_rule(
        "/source-watch/<source>", "source_looked_at", looked_at, methods=["POST"]
    )


def state_words(state: State) -> str:
    """What became of a page, in words."""
    match state:
        case "first_read":
            return gettext("read for the first time")
        case "unchanged":
            return gettext("unchanged")
        case "changed":
            return gettext("changed")
        case "moved":
            return gettext("moved to another address")
        case "gone":
            return gettext("no longer there")
        case "unreachable":
            return gettext("could not be reached")
        case _:
            assert_never(state)


def why_words(why: Hindrance) -> str:
    """What hindered the reading of a page, in words."""
    match why:
        case Hindrance.ROBOTS:
            return gettext("the site asks programs not to read it")
        case Hindrance.NOT_A_PAGE:
            return gettext("it is no web address")
        case Hindrance.NOT_PUBLIC:
            return gettext("it points to an address that is not public")
        case Hindrance.TOO_LARGE:
            return gettext("the page is larger than 1 MB")
        case Hindrance.TOO_SLOW:
            return gettext("the site took longer than 10 seconds")
        case Hindrance.PACKED | Hindrance.UNREADABLE:
            return gettext("the answer of the site cannot be read")
        case Hindrance.REDIRECTS:
            return gettext("it points on to other addresses without end")
        case Hindrance.NO_CONNECTION:
            return gettext("no connection to the site")
        case Hindrance.REFUSED:
            return gettext("the site refuses the page")
        case Hindrance.IN_TROUBLE:
            return gettext("the site is in trouble")
        case _:
            assert_never(why)


@allowed(*EVERYBODY)
def show() -> Response:
    """What waits, and how the last readings went."""
    return _page()


@allowed(*EVERYBODY)
def looked_at(source: str) -> Response:
    """Somebody has looked at a page: from now on it is compared with what stands there."""
    try:
        at = datetime.fromisoformat(request.form.get("checked_at", ""))
        source_checks.accept(source, person(), at)
    except (ValueError, OtherState):
        words = gettext("This page was read again meanwhile. Look at what is there now.")
        return _page(words, 409)
    return see_other(url_for(".source_watch"))


def _page(error: str = "", status: int = 200) -> Response:
    ruleset = request_context.release().ruleset
    pages = {
        name: page
        for name, page in source_checks.read_pages().items()
        if name in ruleset.sources and ruleset.sources[name].url == page.url
    }
    catalogue = catalogue_of(request_context.release(), request_context.today())
    shown = _Shower(catalogue)
    waiting = sorted((p for p in pages.values() if p.changed_at), key=_since)
    unreachable = [p for p in pages.values() if p.state == "unreachable" and not p.changed_at]
    counts = Counter(seen_of(page).state for page in pages.values())
    last = max((page.checked_at for page in pages.values()), default=None)
    context = SourceWatchPage(
        waiting=tuple(shown.waiting(ruleset.sources[page.source], page) for page in waiting),
        counts=tuple((state_words(state), number) for state, number in counts.most_common()),
        unreachable=tuple(
            shown.waiting(ruleset.sources[page.source], page) for page in unreachable
        ),
        last=moment_words(last) if last else "",
        without=sum(source.url is None for source in ruleset.sources.values()),
        error=error,
    )
    return admin_page("admin/source_watch.html", context, status=status)


def _since(page: SourcePage) -> datetime:
    assert page.changed_at is not None
    return page.changed_at


class _Shower:
    """Puts what waits into words."""

    def __init__(self, catalogue: Catalogue) -> None:
        release = request_context.release()
        self._catalogue = catalogue
        self._words = request_context.wording()
        self._lines = LineMaker(release, self._words, request_context.today())
        self._path = {
            entry.place: entry.path for entry in catalogue.entries if entry.kind == "sources"
        }

    def waiting(self, source: Source, page: SourcePage) -> WaitingSource:
        seen: Seen = seen_of(page)
        place = f"sources/{source.id}"
        path = self._path[place]
        return WaitingSource(
            source=source.id,
            title=self._words.said(source.title),
            state=seen.state,
            words=state_words(seen.state),
            why=why_words(seen.why) if seen.why else "",
            url=seen.url,
            found_at=seen.found_at,
            since=moment_words(page.changed_at) if page.changed_at else "",
            checked=moment_words(page.checked_at),
            checked_at=page.checked_at.isoformat(),
            gone=seen.gone,
            come=seen.come,
            href=item_href(path, place),
            items=self._resting(path, place),
        )

    def _resting(self, path: str, place: str) -> tuple[RestingItem, ...]:
        """The items that rest on a source, in the order of the documents."""
        found = []
        for user in self._catalogue.references.users(path, place)[:_MOST_ITEMS]:
            entry = self._catalogue.by_place.get((user.path, user.place))
            if entry is not None:
                kind = kind_words(entry.kind)
                words = self._lines.said(entry)
                found.append(
                    RestingItem(kind=kind, words=words, href=item_href(user.path, user.place))
                )
        return tuple(found)


def _waiting_for(_: Person) -> int:
    return source_checks.waiting()


WAITING_COUNTS["source_watch"] = _waiting_for
