"""The context of a request: the day in the city, the release, the language, the channel.

What a page speaks of is asked for here alone, as `release` and `today`. A `Preview` takes the place
of both while a page is made, so that every view shows a draft without knowing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, cast

from flask import Flask, current_app, request

from ...i18n import DEFAULT, LANGUAGES, Language, Wording
from ...store.releases.city_in_use import city_clock, city_of
from ...store.releases.current_release import CurrentRelease, Releases
from ...store.releases.release_copy import Spare
from ...store.releases.stored import files_of

CHANNELS = ("phone", "kiosk")

PreviewSide = Literal["draft", "today", "without"]
"""A draft; the release in force today; what is in force on the day of the draft without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a page speaks of in place of the release in force and of the real day.

    ``mount``: the address that stands before those of the page's own links, where it has one.
    """

    side: PreviewSide
    release: CurrentRelease
    today: date
    mount: str = ""


_preview: ContextVar[Preview | None] = ContextVar("preview", default=None)


@contextmanager
def previewing(chosen: Preview) -> Iterator[None]:
    """Have every page made within speak of a preview."""
    token = _preview.set(chosen)
    try:
        yield
    finally:
        _preview.reset(token)


def preview() -> Preview | None:
    """The preview that is being made; None for the pages of residents."""
    return _preview.get()


def clock() -> date:
    """Today in the city."""
    return datetime.now(city_clock()).date()


def moment() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def install(
    app: Flask,
    today: Callable[[], date] | None = None,
    now: Callable[[], datetime] = moment,
    spare: Spare | None = None,
) -> None:
    """Give the application its clocks and its releases, of which it keeps a spare copy.

    ``today``: None for the real day in its city, which is asked for outside of requests too.
    """

    def in_its_city() -> date:
        return datetime.now(city_of(app).clock).date()

    today = today or in_its_city
    app.extensions["portal_today"] = today
    app.extensions["portal_now"] = now
    app.extensions["portal_releases"] = Releases(today, spare)


def today() -> date:
    """The real current day, or the one that a preview takes for it."""
    shown = _preview.get()
    if shown is not None:
        return shown.today
    return cast(Callable[[], date], current_app.extensions["portal_today"])()


def now() -> datetime:
    """The real current moment, in UTC as the store keeps it."""
    return cast(Callable[[], datetime], current_app.extensions["portal_now"])().astimezone(UTC)


def release() -> CurrentRelease:
    """The release in force, or the one that a preview shows. Raises StoreUnavailable."""
    shown = _preview.get()
    if shown is not None:
        return shown.release
    return cast(Releases, current_app.extensions["portal_releases"]).current()


def loaded(app: Flask) -> CurrentRelease | None:
    """The release an application answers by, if it has loaded any yet."""
    return cast(Releases, app.extensions["portal_releases"]).loaded


def document_of(number: int, path: str) -> str | None:
    """The text of a document in a release, None if it had none. Raises StoreUnavailable."""
    return files_of(number).get(path)


def public(path: str = "") -> str:
    """The absolute address of a path, as the settings say; a request's ``Host`` is not asked."""
    return f"{current_app.config['PUBLIC_URL']}{path}"


def is_plain_http() -> bool:
    """Whether the browser asked over plain http, where it sends none of our cookies back.

    A proxy may end https without telling: browsers say ``Sec-Fetch-Site`` only where they trust
    the connection.
    """
    told = (
        "Sec-Fetch-Site" in request.headers or request.headers.get("X-Forwarded-Proto") == "https"
    )
    return current_app.config["SESSION_COOKIE_SECURE"] and not (request.is_secure or told)


def language() -> Language:
    """The language of the address asked for."""
    blueprint = request.blueprint if request else None
    if blueprint and "-" in blueprint:
        return LANGUAGES[blueprint.rpartition("-")[2]]
    path = f"{request.path}/" if request else "/"
    for candidate in LANGUAGES.values():
        prefix = f"{candidate.prefix}/"
        if candidate.prefix and path.startswith((prefix, f"/kiosk{prefix}")):
            return candidate
    return DEFAULT


def channel() -> str:
    """``phone``, ``kiosk`` or ``admin``; an address without a view goes by its beginning."""
    if request.blueprint:
        return request.blueprint.partition("-")[0]
    return "kiosk" if f"{request.path}/".startswith("/kiosk/") else "phone"


def reading_channel() -> str:
    """The channel whose pages of the portal lie behind the one asked for."""
    own = channel()
    return own if own in CHANNELS else "phone"


def wording() -> Wording:
    """Says things in the language of the request."""
    return Wording(language(), release().derived.traditional)


def locale() -> str:
    """The locale Flask-Babel translates into."""
    return language().locale if request else DEFAULT.locale
