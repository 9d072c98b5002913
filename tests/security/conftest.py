"""The portals on which attacks are tried, as other tests have them."""

from tests.web.admin.conftest import admin_app, clock
from tests.web.conftest import kiosk_app

__all__ = ["admin_app", "clock", "kiosk_app"]
