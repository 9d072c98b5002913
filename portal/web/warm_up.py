"""Makes what the first requests would otherwise wait for, before a process says that it is ready.

The process that starts the workers does it once, so that they share what was made: the release, its
search index, the templates, the services as they stand in each district today. A worker does all
but the last again, which costs nothing unless another release came into force since.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from inspect import unwrap
from typing import cast

from flask import Flask, request, url_for

from ..i18n import LANGUAGES
from ..store import database
from ..store.database import StoreUnavailable
from ..store.releases.current_release import CurrentRelease, Releases
from ..store.usage_counts import not_counting
from .http import request_context

log = logging.getLogger(__name__)
#: Templates of administrators, who are few, are compiled when the first of them asks.
_LATER = "admin/"


def warm_up(app: Flask) -> None:
    """Load the release and make ready what its pages need; without a store nothing is made."""
    with not_counting():
        with app.app_context():
            try:
                release = _releases(app).current()
            except StoreUnavailable as fault:
                log.warning("started without a release: %s", fault)
                return
            _make_ready(app, release)
        _make_pages(app, release)


def _make_ready(app: Flask, release: CurrentRelease) -> None:
    for name in app.jinja_env.list_templates():
        if not name.startswith(_LATER):
            app.jinja_env.get_template(name)
    for made in (release.depends, release.search_index, release.word_choices):
        del made  # kept by the release
    release.recogniser(request_context.today())


def _make_pages(app: Flask, release: CurrentRelease) -> None:
    """Make pages outside of any context: a page inside of one would speak its language."""
    with app.test_request_context("/"):
        addresses = tuple(_addresses(release))
    for address in addresses:
        with app.test_request_context(address):
            # The view itself: nobody asked, so nothing is limited, counted, logged or kept.
            unwrap(app.view_functions[request.endpoint or ""])(**request.view_args or {})


def _addresses(release: CurrentRelease) -> Iterator[str]:
    """A page of each kind that is asked for most, in each language."""
    service = next(iter(release.ruleset.services))
    for language in LANGUAGES:
        pages = f"phone-{language}"
        yield url_for(f"{pages}.home")
        yield url_for(f"{pages}.service", service=service)


def share(app: Flask) -> None:
    """Have the processes forked from this one share its memory, and none of its connections.

    That is what was made ready, and the services of each district as they stand today. What is
    alive now is left alone by the collector of garbage, which would otherwise write into every
    object and so have it copied for each process. What was shared before and is gone since, such
    as a release that another took the place of, is collected first.
    """
    with app.app_context():
        release = _releases(app).loaded
        if release is not None:
            _compile_districts(release)
        database.db.engine.dispose()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _compile_districts(release: CurrentRelease) -> None:
    today = request_context.today()
    for district in release.ruleset.gazetteer.on(today):
        frame = release.frame(district, today)
        for service in release.ruleset.services:
            frame.service(service)


def begin_apart(app: Flask) -> None:
    """Begin as a process forked from one that warmed up."""
    _releases(app).begin_apart()


def _releases(app: Flask) -> Releases:
    return cast(Releases, app.extensions["portal_releases"])
