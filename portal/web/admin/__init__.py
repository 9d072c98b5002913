"""The administrators' pages: one blueprint, registered once per language."""

from __future__ import annotations

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from ...i18n import LANGUAGES
from ...store.database import StoreUnavailable
from . import (
    audit,
    error_pages,
    kiosks,
    mails,
    pages,
    people,
    releases,
    reports,
    rollback,
    source_watch,
)
from .auth import account, guard, passkeys, second_factor, session_cookie, setup, sign_in
from .catalogue import draft_items, item, replace, search, translations
from .condition_builder import views as conditions
from .counters import counter_list, spreadsheets
from .drafts import (
    additions,
    conflicts,
    copies,
    draft_check,
    draft_page,
    drafts,
    example_renewal,
    files,
    impact_situation,
    item_form,
    new_service,
    order,
    page_changes,
    preview,
    remarks,
    review,
    steps,
    unfinished,
)
from .expiries import calendar
from .overview import board, local_rule, usage
from .yearly import views as yearly

PARTS = (
    board,
    local_rule,
    calendar,
    search,
    item,
    draft_items,
    translations,
    replace,
    reports,
    source_watch,
    usage,
    drafts,
    draft_page,
    draft_check,
    item_form,
    new_service,
    copies,
    order,
    example_renewal,
    additions,
    conditions,
    conflicts,
    impact_situation,
    review,
    remarks,
    steps,
    unfinished,
    preview,
    page_changes,
    releases,
    rollback,
    files,
    counter_list,
    spreadsheets,
    yearly,
    sign_in,
    second_factor,
    passkeys,
    setup,
    account,
    people,
    mails,
    kiosks,
    audit,
)

admin = Blueprint("admin", __name__)
admin.before_request(guard.guard)
admin.after_request(session_cookie.keep)
admin.register_error_handler(HTTPException, error_pages.not_possible)
admin.register_error_handler(StoreUnavailable, error_pages.store_fails)
for part in PARTS:
    part.add_routes(admin)


def register(app: Flask) -> None:
    """Register the pages as ``admin-zh``, ``admin-en`` …: `url_for(".x")` keeps the language."""
    for language in LANGUAGES.values():
        app.register_blueprint(
            admin, name=f"admin-{language.id}", url_prefix=f"{language.prefix}/admin"
        )
        own = f"admin-{language.id}."
        views = [view.removeprefix(own) for view in app.view_functions if view.startswith(own)]
        pages.require_views(views)
