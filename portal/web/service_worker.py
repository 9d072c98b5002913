"""Web app manifest and service worker: installing the portal and reading it offline."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, send_from_directory

from ..i18n import gettext
from ..store.releases.city_in_use import city_in_use
from .http.static_files import STATIC
from .http.template_functions import asset

offline = Blueprint("offline", __name__)
_HOUR = 3600


@offline.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone shows when the portal is put on its home screen."""
    response = jsonify(
        {
            "name": gettext("New Resident Portal"),
            "short_name": gettext("New residents"),
            "description": gettext(
                "What new residents of %(city)s are entitled to in each district, what decides it "
                "and what to do next.",
                city=city_in_use().short_name.zh,
            ),
            "lang": "zh-Hans",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf7f0",
            "theme_color": "#073f3c",
            "icons": [
                {"src": asset("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": asset("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
                {"src": asset("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        }
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = f"public, max-age={_HOUR}"
    response.add_etag()
    response.make_conditional(request)
    return response


@offline.get("/sw.js")
def worker() -> Response:
    """The service worker: served from the root, which is its scope, and never cached."""
    response = send_from_directory(STATIC, "sw.js", mimetype="text/javascript", max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response
