"""Every route stands in this inventory: who may open it, and whether it writes."""

from __future__ import annotations

from flask import Flask

from portal.i18n import LANGUAGES
from portal.store import database
from portal.store.tables import EndedSession, Kiosk, Release, ReleaseRevision, Revision
from tests.web.fetching import Fetcher
from tests.web.kiosk.machines import machine

#: Route below its prefix → (methods, who may open it, whether its POST writes a cookie or a row).
RESIDENT = {
    "/districts": ("GET", "everybody", False),
    "/districts/<district>": ("GET", "everybody", False),
    "/districts/<district>/<name>": ("GET", "everybody", False),
    "/services/<service>": ("GET", "everybody", False),
    "/check": ("GET POST", "everybody", True),
    "/check/answers": ("GET POST", "everybody", False),
    "/check/people": ("GET POST", "everybody", True),
    "/check/clear": ("POST", "everybody", True),
    "/check/<question>": ("GET POST", "everybody", True),
    "/result": ("GET", "everybody", False),
    "/result/<service>": ("GET", "everybody", False),
    "/compare": ("GET", "everybody", False),
    "/compare/<service>": ("GET", "everybody", False),
    "/roadmap": ("GET", "everybody", False),
    "/receipts": ("GET POST", "everybody", False),
    "/receipts/<code>": ("GET", "everybody", False),
    "/history/<service>": ("GET", "everybody", False),
    "/feed.atom": ("GET", "everybody", False),
    "/report": ("GET POST", "everybody", True),
    "/search": ("GET", "everybody", False),
    "/checklist": ("GET", "everybody", False),
    "/about": ("GET", "everybody", False),
    "/privacy": ("GET", "everybody", False),
}
#: A phone alone.
PHONE = {
    "/": ("GET", "everybody", False),
    "/result/calendar.ics": ("GET", "everybody", False),
    "/embed/<district>/<service>": ("GET", "everybody", False),
    "/open-data": ("GET", "everybody", False),
    "/offline": ("GET", "everybody", False),
    "/take": ("GET POST", "everybody", True),
    "/check/sentence": ("GET POST", "everybody", True),
}
#: Below ``/kiosk``, beside the resident's pages: for browsers that are enrolled, but ``/enrol``.
#: A GET of ``/end`` ends a session: it is how a kiosk without scripts says that nobody came.
KIOSK = {
    "/": ("GET", "kiosk", False),
    "/enrol": ("GET POST", "everybody", True),
    "/unreachable": ("GET", "kiosk", False),
    "/pack": ("GET", "kiosk", False),
    "/end": ("GET POST", "kiosk", True),
    "/end/confirm": ("GET", "kiosk", False),
    "/alive": ("POST", "kiosk", True),
    "/printed": ("POST", "kiosk", True),
    "/hand-off": ("GET", "kiosk", False),
    "/clerk": ("GET POST", "kiosk", True),
    "/clerk/receipt": ("GET POST", "kiosk", False),
    "/clerk/<service>": ("GET", "kiosk", False),
}
#: A page of residents in a frame of the preview of a draft.
PREVIEWED = ("GET", "editor approver manager", False)
#: The same below ``/admin``: "strangers" everybody, "halfway" also before the second factor, else
#: the roles. One line a route; who may open it is held against the marks of the views.
ADMIN = {
    "/": ("GET POST", "editor approver manager", True),
    "/sign-out": ("POST", "halfway", True),
    "/second-factor": ("GET POST", "halfway", True),
    "/second-factor/enrol": ("GET POST", "halfway", True),
    "/second-factor/challenge": ("POST", "halfway", True),
    "/second-factor/passkeys": ("POST", "halfway", True),
    "/second-factor/passkeys/new": ("POST", "halfway", True),
    "/setup": ("GET POST", "strangers", True),
    "/account": ("GET", "editor approver manager", False),
    "/account/codes": ("POST", "editor approver manager", True),
    "/account/passkeys/<int:number>/remove": ("POST", "editor approver manager", True),
    "/account/password": ("POST", "editor approver manager", True),
    "/account/sign-ins/<int:number>": ("POST", "editor approver manager", True),
    "/people": ("GET POST", "manager", True),
    "/people/second-factor": ("POST", "manager", True),
    "/people/<int:number>": ("GET POST", "manager", True),
    "/people/<int:number>/reset": ("POST", "manager", True),
    "/people/<int:number>/<act>": ("POST", "manager", True),
    "/kiosks": ("GET POST", "manager", True),
    "/kiosks/pin": ("POST", "manager", True),
    "/kiosks/<int:number>": ("GET POST", "manager", True),
    "/kiosks/<int:number>/code": ("POST", "manager", True),
    "/kiosks/<int:number>/revoke": ("POST", "manager", True),
    "/local": ("GET", "editor approver manager", False),
    "/local/<district>/<service>": ("GET", "editor approver manager", False),
    "/counts.csv": ("GET", "editor approver manager", False),
    "/find": ("GET", "editor approver manager", False),
    "/find.csv": ("GET", "editor approver manager", False),
    "/replace": ("GET POST", "editor approver manager", True),
    "/items": ("GET", "editor approver manager", False),
    "/responsible": ("POST", "editor approver manager", True),
    "/reports": ("GET", "editor approver manager", False),
    "/reports.csv": ("GET", "editor approver manager", False),
    "/reports/<int:number>": ("GET POST", "editor approver manager", True),
    "/reports/<int:number>/redact": ("POST", "editor approver manager", True),
    "/reports/<int:number>/assign": ("POST", "editor approver manager", True),
    "/calendar": ("GET POST", "editor approver manager", True),
    "/calendar/revoke": ("POST", "editor approver manager", True),
    "/calendar.ics": ("GET", "editor approver manager", False),
    "/calendar/<token>.ics": ("GET", "strangers", False),
    "/mails": ("GET POST", "manager", True),
    "/account/mails": ("POST", "editor approver manager", True),
    "/source-watch": ("GET", "editor approver manager", True),
    "/source-watch/<source>": ("POST", "editor approver manager", True),
    "/sources": ("GET", "editor approver manager", False),
    "/copies": ("GET POST", "editor approver manager", True),
    "/change": ("POST", "editor approver manager", True),
    "/drafts": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/check": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/withdraw": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/comment": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/item": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/new": ("GET POST", "editor approver manager", True),
    "/translations": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/items": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/add": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/new-service": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/order": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/steps": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/undo": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/redo": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/restore": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/remarks": ("GET POST", "editor approver manager", True),
    "/drafts/<int:number>/remarks/<int:remark>/answer": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/remarks/<int:remark>/settle": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/remarks/<int:remark>/delete": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/unfinished": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/drop": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/remove": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/condition": ("POST", "editor approver manager", False),
    "/drafts/<int:number>/settle": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/moved": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/rebase": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/examples": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/examples/renew": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/impact": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/situation": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/preview": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/preview/pages": ("GET", "editor approver manager", False),
    "/drafts/<int:number>/preview/<side>/<day>/<answers>/": PREVIEWED,
    "/drafts/<int:number>/preview/<side>/<day>/<answers>/<path:page>": PREVIEWED,
    "/drafts/<int:number>/submit": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/return": ("POST", "editor approver manager", True),
    "/drafts/<int:number>/approve": ("POST", "approver manager", True),
    "/drafts/<int:number>/publish": ("POST", "approver manager", True),
    "/drafts/<int:number>/unschedule": ("POST", "approver manager", True),
    "/drafts/<int:number>.zip": ("GET", "editor approver manager", False),
    "/reviews": ("GET", "editor approver manager", False),
    "/releases": ("GET", "editor approver manager", False),
    "/releases/compare": ("GET", "editor approver manager", False),
    "/releases/<int:before>/<int:after>": ("GET", "editor approver manager", False),
    "/releases/<int:number>/restore": ("POST", "approver manager", True),
    "/releases/rollback": ("GET POST", "editor approver manager", True),
    "/releases/rollback/confirm": ("POST", "editor approver manager", True),
    "/releases/rollback/undo": ("POST", "approver manager", True),
    "/releases/<int:number>.zip": ("GET", "editor approver manager", False),
    "/import": ("GET POST", "editor approver manager", True),
    "/counters": ("GET", "editor approver manager", False),
    "/counters/<district>": ("GET", "editor approver manager", False),
    "/counters/<district>/<section>": ("POST", "editor approver manager", True),
    "/counters/<district>/<section>.csv": ("GET", "editor approver manager", False),
    "/counters/<district>/<section>/empty.csv": ("GET", "editor approver manager", False),
    "/counters/<district>/<section>/template.xlsx": ("GET", "editor approver manager", False),
    "/yearly": ("GET POST", "editor approver manager", True),
    "/yearly/responsible": ("POST", "editor approver manager", True),
    "/yearly/check": ("POST", "editor approver manager", False),
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
    "/api/openapi.json": ("GET", "everybody", False),
    "/api/v1/topics": ("GET", "everybody", False),
    "/api/v1/districts": ("GET", "everybody", False),
    "/api/v1/services": ("GET", "everybody", False),
    "/api/v1/services/<service>": ("GET", "everybody", False),
    "/api/v1/questions": ("GET", "everybody", False),
    "/api/v1/policies": ("GET", "everybody", False),
    "/api/v1/sources": ("GET", "everybody", False),
    "/api/v1/releases": ("GET", "everybody", False),
    "/api/v1/releases/<release>": ("GET", "everybody", False),
    "/api/v1/releases/<before>/differences/<after>": ("GET", "everybody", False),
    "/api/v1/open-data": ("GET", "everybody", False),
    "/api/v1/release.json": ("GET", "everybody", False),
    "/api/v1/release.zip": ("GET", "everybody", False),
    "/api/v1/schema.json": ("GET", "everybody", False),
    "/api/v1/evaluations": ("POST", "everybody", False),
    "/api/v1/evaluations/batch": ("POST", "everybody", False),
    "/api/v1/comparisons": ("POST", "everybody", False),
}


#: What stands in addresses.
VALUES = {
    "district": "shapingba",
    "name": "housing",
    "service": "public-rental",
    "question": "work",
    "path:filename": "portal.css",
    "side": "draft",
    "day": "2027-01-01",
    "answers": "-",
    "path:page": "districts",
    "release": "1",
    "before": "1",
    "after": "1",
}


def inventory() -> dict[str, tuple[str, str, bool]]:
    """Every route there should be."""
    prefixed = {
        f"{language.prefix}{route}": entry
        for language in LANGUAGES.values()
        for route, entry in (RESIDENT | PHONE).items()
    }
    kiosk = {
        f"/kiosk{language.prefix}{route}": entry
        for language in LANGUAGES.values()
        for route, entry in (RESIDENT | KIOSK).items()
    }
    admin = {
        f"{language.prefix}/admin{route}": entry
        for language in LANGUAGES.values()
        for route, entry in ADMIN.items()
    }
    return {**prefixed, **kiosk, **admin, **OTHERS}


def test_every_route_is_in_the_inventory_with_its_methods(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    assert {route: " ".join(sorted(methods)) for route, methods in found.items()} == {
        route: methods for route, (methods, _, _) in inventory().items()
    }


def filled(route: str) -> str:
    """An address of a route."""
    for name, value in VALUES.items():
        route = route.replace(f"<{name}>", value)
    if route.endswith("/report"):
        route += "?service=public-rental&district=shapingba"
    return route


_TABLES = (Revision, Release, ReleaseRevision, Kiosk, EndedSession)


def _rows(app: Flask) -> list[int]:
    with app.app_context():
        count = database.db.session.query
        return [count(table).count() for table in _TABLES]


def test_a_get_writes_nothing_and_sets_no_cookie(app: Flask, fetch: Fetcher) -> None:
    fetch.post("/check", {"district": "shapingba"})
    before = _rows(app)
    for route, (methods, _, _) in inventory().items():
        if "GET" not in methods or "<code>" in route or "/admin" in route:
            continue
        if route.startswith("/kiosk"):
            continue
        path = filled(route)
        assert "Set-Cookie" not in fetch.get(path).headers, path
    assert _rows(app) == before


def test_a_get_of_a_kiosk_writes_nothing_and_sets_no_cookie_but_ending(kiosk_app: Flask) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "shapingba"})
    before = _rows(kiosk_app)
    for route, (methods, _, _) in inventory().items():
        if "GET" not in methods or not route.startswith("/kiosk") or route.endswith("/end"):
            continue
        if "<code>" not in route:
            path = filled(route)
            response = fetch.client.get(path)
            assert response.status_code in (200, 303), path
            assert "Set-Cookie" not in response.headers, path
    assert _rows(kiosk_app) == before


def test_no_route_answers_a_method_it_does_not_have(app: Flask, fetch: Fetcher) -> None:
    for path in ("/", "/districts", "/result", "/api/v1/districts"):
        assert fetch.client.delete(path).status_code == 405
        assert fetch.client.put(path).status_code == 405
