"""Makes the public pages of a release and a day ahead, into one file for all workers of the host.

It runs as a process of its own, at the lowest priority, and asks the application for each page as a
browser would. It stops when another release comes into force, or when the process it works for is
not its parent any more: its pages would be for nobody.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import cast

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ..rules.model.ruleset import Ruleset
from ..store.releases.current_release import CurrentRelease, Releases
from ..store.usage_counts import discard_counts
from .http.page_cache import PageCache, is_made_ahead, key_of
from .http.pages_file import MadePages, PagesWriter, sole_maker

log = logging.getLogger(__name__)
#: Stronger than what is compressed while somebody waits.
QUALITY = 9
_ENCODING = "br"
_LOOK_EVERY = 50


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: how many pages, and whether the file is there now."""

    pages: int
    finished: bool


def lowest_priority() -> None:
    """Let everything else on this machine go first."""
    with suppress(OSError, AttributeError):
        os.nice(19)
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def is_for_nobody(starter: int) -> bool:
    """Whether the process that pages are made for is gone: others take over what it had started."""
    return os.getppid() != starter


def make_pages(app: Flask, day: date, starter: int | None = None) -> Made:
    """Make the pages of the release in force on a day, unless they are there.

    ``app`` has to take that day for today. ``starter`` is the process they are made for, which has
    to be the parent of this one from the beginning to the end; without it, whichever is now.
    Raises StoreUnavailable, OSError.
    """
    starter = os.getppid() if starter is None else starter
    ahead = cast(MadePages, app.extensions["portal_made_pages"])
    ahead.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with app.app_context():
        release = _releases(app).current()
    path = ahead.path(release.digest, release.number, day)
    with sole_maker(ahead.folder) as alone:
        if not alone or path.exists():
            return Made(0, path.exists())
        app.extensions["portal_quality"] = QUALITY
        discard_counts(app)
        writer = PagesWriter(path)
        try:
            finished = _write(app, writer, release, day, starter)
        except BaseException:
            writer.give_up()
            raise
        if not finished:
            writer.give_up()
            return Made(len(writer), False)
        writer.finish()
        return Made(len(writer), True)


def _releases(app: Flask) -> Releases:
    return cast(Releases, app.extensions["portal_releases"])


def _write(
    app: Flask, writer: PagesWriter, release: CurrentRelease, day: date, starter: int
) -> bool:
    """Write every page; False where they came to be for nobody meanwhile."""
    cache = cast(PageCache, app.extensions["portal_pages"])
    for place, address in enumerate(addresses(app, release.ruleset, day)):
        if is_for_nobody(starter):
            return False
        if place % _LOOK_EVERY == 0:
            with app.app_context():
                if _releases(app).current().digest != release.digest:
                    return False
        asked = EnvironBuilder(path=address, headers=[("Accept-Encoding", _ENCODING)])
        environ = asked.get_environ()
        _, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
        key = key_of(environ, release.number, day, {})
        page = cache.get(key)
        if page is not None:
            _, _, *variant = key
            writer.add(tuple(variant), page)
        elif not status.startswith(("200", "404")):
            log.warning("%s answered %s and is not made ahead", address, status)
        cache.clear()
    return True


def addresses(app: Flask, ruleset: Ruleset, day: date) -> Iterator[str]:
    """The address of every page that is made ahead, those asked for most first."""
    values = _values(ruleset, day)
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (len(rule.arguments), rule.rule))
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        is_read = "GET" in (rule.methods or ()) and rule.endpoint.startswith("phone-")
        if is_read and is_made_ahead(view):
            yield from _addresses_of(rule, values)


def _values(ruleset: Ruleset, day: date) -> Mapping[str, tuple[str, ...]]:
    """What the arguments of addresses can be."""
    services = tuple(ruleset.services)
    return {
        "district": tuple(its.id for its in ruleset.gazetteer.on(day)),
        "service": services,
        "name": (*ruleset.topics, *services),
    }


def _addresses_of(rule: Rule, values: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    names = sorted(rule.arguments)
    for chosen in product(*(values[name] for name in names)):
        address = rule.rule
        for name, value in zip(names, chosen, strict=True):
            address = address.replace(f"<{name}>", value)
        yield address
