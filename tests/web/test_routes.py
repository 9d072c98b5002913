"""Every route stands in this inventory: who may open it, and whether it writes."""

from __future__ import annotations

from flask import Flask

from portal.i18n import LANGUAGES
from portal.store import database
from portal.store.tables import Release, ReleaseRevision, Revision

from .fetching import Fetcher

#: Route below its prefix → (methods, who may open it, whether its POST writes a cookie or a row).
RESIDENT = {
    "/": ("GET", "everybody", False),
    "/districts": ("GET", "everybody", False),
    "/districts/<district>": ("GET", "everybody", False),
    "/districts/<district>/<name>": ("GET", "everybody", False),
    "/services/<service>": ("GET", "everybody", False),
    "/check": ("GET POST", "everybody", True),
    "/check/answers": ("GET", "everybody", False),
    "/check/clear": ("POST", "everybody", True),
    "/check/<question>": ("GET POST", "everybody", True),
    "/result": ("GET", "everybody", False),
    "/result/<service>": ("GET", "everybody", False),
    "/compare": ("GET", "everybody", False),
    "/compare/<service>": ("GET", "everybody", False),
    "/roadmap": ("GET", "everybody", False),
    "/receipts/<code>": ("GET", "everybody", False),
    "/history/<service>": ("GET", "everybody", False),
    "/feed.atom": ("GET", "everybody", False),
    "/report": ("GET POST", "everybody", True),
    "/search": ("GET", "everybody", False),
    "/checklist": ("GET", "everybody", False),
    "/about": ("GET", "everybody", False),
    "/privacy": ("GET", "everybody", False),
}
#: The same below ``/admin``: "strangers" everybody, "halfway" also before the second factor, else
#: the roles. One line a route; who may open it is held against the marks of the views.
ADMIN = {
    "/": ("GET POST", "editor approver manager", True),
    "/sign-out": ("POST", "halfway", True),
    "/second-factor": ("GET POST", "halfway", True),
    "/second-factor/enrol": ("GET POST", "halfway", True),
    "/setup": ("GET POST", "strangers", True),
    "/account": ("GET", "editor approver manager", False),
    "/account/codes": ("POST", "editor approver manager", True),
    "/account/password": ("POST", "editor approver manager", True),
    "/account/sign-ins/<int:number>": ("POST", "editor approver manager", True),
    "/people": ("GET POST", "manager", True),
    "/people/<int:number>": ("GET POST", "manager", True),
    "/people/<int:number>/reset": ("POST", "manager", True),
    "/people/<int:number>/<act>": ("POST", "manager", True),
    "/audit": ("GET", "approver manager", False),
    "/audit.csv": ("GET", "approver manager", False),
    "/audit.jsonl": ("GET", "approver manager", False),
}
OTHERS = {
    "/livez": ("GET", "everybody", False),
    "/readyz": ("GET", "everybody", False),
    "/static/<path:filename>": ("GET", "everybody", False),
    "/manifest.webmanifest": ("GET", "everybody", False),
    "/sw.js": ("GET", "everybody", False),
    "/api/v1/districts": ("GET", "everybody", False),
    "/api/v1/services": ("GET", "everybody", False),
    "/api/v1/questions": ("GET", "everybody", False),
    "/api/v1/evaluations": ("POST", "everybody", False),
}


def inventory() -> dict[str, tuple[str, str, bool]]:
    """Every route there should be."""
    prefixed = {
        (language.prefix + route if route != "/" else language.prefix + "/"): entry
        for language in LANGUAGES.values()
        for route, entry in RESIDENT.items()
    }
    admin = {
        f"{language.prefix}/admin{route}": entry
        for language in LANGUAGES.values()
        for route, entry in ADMIN.items()
    }
    return {**prefixed, **admin, **OTHERS}


def test_every_route_is_in_the_inventory_with_its_methods(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    assert {route: " ".join(sorted(methods)) for route, methods in found.items()} == {
        route: methods for route, (methods, _, _) in inventory().items()
    }


def _rows(app: Flask) -> list[int]:
    with app.app_context():
        count = database.db.session.query
        return [count(table).count() for table in (Revision, Release, ReleaseRevision)]


def test_a_get_writes_nothing_and_sets_no_cookie(app: Flask, fetch: Fetcher) -> None:
    fetch.post("/check", {"district": "shapingba"})
    before = _rows(app)
    values = {
        "district": "shapingba",
        "name": "housing",
        "service": "public-rental",
        "question": "work",
        "path:filename": "portal.css",
    }
    for route, (methods, _, _) in inventory().items():
        if "GET" not in methods or "<code>" in route or "/admin" in route:
            continue
        path = route
        for name, value in values.items():
            path = path.replace(f"<{name}>", value)
        if path.endswith("/report"):
            path += "?service=public-rental&district=shapingba"
        assert "Set-Cookie" not in fetch.get(path).headers, path
    assert _rows(app) == before


def test_no_route_answers_a_method_it_does_not_have(app: Flask, fetch: Fetcher) -> None:
    for path in ("/", "/districts", "/result", "/api/v1/districts"):
        assert fetch.client.delete(path).status_code == 405
        assert fetch.client.put(path).status_code == 405
