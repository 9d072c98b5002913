"""How Chromium is started on a kiosk: its start line and its managed policies."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

POLICIES = Path(__file__).resolve().parents[1] / "deploy" / "kiosk" / "policies.json"
#: What a kiosk may open of the portal.
_ALLOWED = ("/kiosk", "/static/", "/sw.js", "/manifest.webmanifest")
_FLAGS = (
    "--kiosk",
    "--kiosk-printing",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-session-crashed-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-features=Translate,TouchpadOverscrollHistoryNavigation",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
    "--touch-events=enabled",
    "--force-renderer-accessibility",
    "--autoplay-policy=no-user-gesture-required",
)


class NotAnAddress(ValueError):
    """What was given is no address of a portal."""


def _origin(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise NotAnAddress(address)
    return f"{parts.scheme}://{parts.netloc}"


def start_line(browser: str, address: str, profile: Path) -> list[str]:
    """The command that starts the browser on the kiosk's pages. Raises NotAnAddress.

    The profile is kept: it holds the enrolment and the guides that are read without the server.
    """
    return [browser, *_FLAGS, f"--user-data-dir={profile}", f"{_origin(address)}/kiosk/"]


def policies(address: str) -> str:
    """The managed policies of the browser, which let it open this portal's kiosk alone."""
    fixed = json.loads(POLICIES.read_text(encoding="utf-8"))
    host = _origin(address)
    return json.dumps({**fixed, "URLAllowlist": [host + path for path in _ALLOWED]}, indent=2)
