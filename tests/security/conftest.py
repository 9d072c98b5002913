"""The portals on which attacks are tried, as other tests have them."""

from tests.browser.conftest import address, chromium, visit
from tests.web.admin.conftest import admin_app, clock
from tests.web.conftest import kiosk_app

__all__ = ["address", "admin_app", "chromium", "clock", "kiosk_app", "visit"]
