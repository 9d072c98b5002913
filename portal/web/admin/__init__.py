"""The administrators' pages: one blueprint, registered once per language."""

from __future__ import annotations

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from ...i18n import LANGUAGES
from ...store.database import StoreUnavailable
from . import (
    account,
    adding,
    auditing,
    board,
    changing,
    counter_lists,
    counters,
    drafts,
    enrolling,
    examples,
    finding,
    guarding,
    holding,
    item,
    kiosk,
    kiosks,
    packing,
    people,
    person,
    refusing,
    releases,
    report,
    reporting,
    reviewing,
    setting_up,
    settling,
    signing,
    situation,
    usage,
)
from .conditions import views as conditions

PARTS = (
    *(board, finding, item, reporting, report, usage),
    *(drafts, changing, adding, conditions, settling, examples, situation, reviewing),
    *(releases, packing),
    *(counters, counter_lists),
    *(signing, enrolling, setting_up, account, people, person, kiosks, kiosk, auditing),
)

admin = Blueprint("admin", __name__)
admin.before_request(guarding.guard)
admin.after_request(holding.keep)
admin.register_error_handler(HTTPException, refusing.not_possible)
admin.register_error_handler(StoreUnavailable, refusing.store_fails)
for part in PARTS:
    part.add_routes(admin)


def register(app: Flask) -> None:
    """Register the pages as ``admin-zh``, ``admin-en`` …: `url_for(".x")` keeps the language."""
    for language in LANGUAGES.values():
        app.register_blueprint(
            admin, name=f"admin-{language.id}", url_prefix=f"{language.prefix}/admin"
        )
