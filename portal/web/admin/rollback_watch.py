"""Looks, in every process that serves, for a rollback that nobody confirmed within a day."""

from __future__ import annotations

import threading
import time

from flask import Flask

from ...store.database import StoreUnavailable
from ..http import request_context
from . import notices

_LOOK_SECONDS = 60.0


def watch(app: Flask) -> None:
    """Look from a thread of this process, for as long as it lives, if mails are sent at all."""
    with app.app_context():
        if not notices.is_on():
            return
    threading.Thread(
        target=_look_for_ever, args=(app,), daemon=True, name="portal-rollbacks"
    ).start()


def _look_for_ever(app: Flask) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        try:
            look(app)
        except StoreUnavailable:
            continue  # told elsewhere; the rollback stands on the pages of approvers


def look(app: Flask) -> bool:
    """Tell approvers of an overdue rollback; one process of all does it, once."""
    with app.test_request_context("/"):
        return notices.rollback_overdue(request_context.now())
