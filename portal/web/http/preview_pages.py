"""A page of residents as a preview has it: made by its own view, within a request of its own.

That request is nobody's. It has no cookie but the answers that are to be shown, it passes no hook
of the application, so that it is neither logged nor limited nor counted, and nothing that is made
in it is kept. Its links stand under the address that the preview is mounted at.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

from flask import Response, current_app, make_response, request
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder

from ...store.usage_counts import not_counting
from .request_context import Preview, previewing

#: The pages that tell residents of the rules, and what these come to for somebody's answers. Not
#: what is taken along (receipt, slip, calendar, code for a phone) and not what is sent in.
VIEWS = frozenset(
    (
        "districts",
        "district",
        "guide",
        "service",
        "result",
        "service_result",
        "roadmap",
        "checklist",
        "compare",
        "compare_service",
    )
)
_CHANNEL = "phone-"
#: What makes a slip of a page.
_SLIP = "print"


class NotPreviewed(Exception):
    """There is a page of residents at an address, but no preview of it."""


def preview_page(
    shown: Preview, path: str, query: Iterable[tuple[str, str]] = (), cookie: str = ""
) -> Response:
    """The page at a path of the portal; ``cookie``: what the browser would send with it.

    Raises NotPreviewed for what is no page of residents, or one of those that have no preview.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    builder = EnvironBuilder(
        query_string=MultiDict((name, value) for name, value in query if name != _SLIP),
        headers=[("Cookie", cookie)] if cookie else [],
        # Not as the builder's path, which would read a question mark in it as a query.
        environ_overrides={
            "SCRIPT_NAME": shown.mount,
            "PATH_INFO": path.encode().decode("latin-1"),
        },
    )
    with ExitStack() as within:
        within.enter_context(previewing(shown))
        within.enter_context(not_counting())
        within.enter_context(app.app_context())
        within.enter_context(app.request_context(builder.get_environ()))
        channel, _, view = (request.endpoint or "").partition(".")
        if not channel.startswith(_CHANNEL) or view not in VIEWS:
            raise NotPreviewed(path)
        try:
            return make_response(app.dispatch_request())
        except Exception as fault:  # what any page answers a fault with, this one does too
            return make_response(app.handle_user_exception(fault))
