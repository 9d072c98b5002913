"""The guard: default deny over every route, role by role; forms are ours; old proofs are asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from portal.i18n import LANGUAGES
from portal.store import database
from portal.store.tables import Base, Editor
from portal.web.admin.auth.access import Access, access_of
from portal.web.admin.auth.session_cookie import COOKIE
from tests.web.admin.conftest import Clock
from tests.web.admin.signing import PASSWORD, AdminFetcher, added, signed_in, token_of
from tests.web.linting import lint
from tests.web.test_routes import ADMIN

ROLES = ("editor", "approver", "manager")


def admin_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin-")]


def doors(app: Flask) -> Iterator[tuple[str, str, Access]]:
    """Every method of every route: method, address, who may."""
    for rule in admin_rules(app):
        path = rule.rule
        for name, converter in rule._converters.items():
            value = "1" if isinstance(converter, IntegerConverter) else "x"
            start = path.index("<")
            path = path[:start] + value + path[path.index(">") + 1 :]
            assert name
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield method, path, access_of(rule.endpoint)


def rows(app: Flask) -> dict[str, list[object]]:
    with app.app_context(), database.db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in Base.metadata.sorted_tables
        }


def test_every_view_bears_the_mark_that_the_inventory_names(admin_app: Flask) -> None:
    with admin_app.app_context():
        for rule in admin_rules(admin_app):
            access = access_of(rule.endpoint)
            route = "/" + rule.rule.partition("/admin/")[2]
            who = ADMIN[route][1]
            if access.strangers:
                assert who == "strangers" or route == "/", rule
            elif access.halfway:
                assert who == "halfway", rule
            else:
                assert access.roles == set(who.split()), rule


def test_a_stranger_gets_the_sign_in_form_everywhere(admin_app: Flask) -> None:
    client = admin_app.test_client()
    with admin_app.app_context():
        everywhere = list(doors(admin_app))
    before = rows(admin_app)
    assert len(everywhere) > 50
    for method, path, access in everywhere:
        response = client.open(path, method=method)
        if access.strangers:
            assert response.status_code in (200, 403, 404), path
            continue
        door = method == "GET" and path.endswith("/admin/")
        assert response.status_code == (200 if door else 401), (method, path)
        assert 'name="password"' in response.text
        assert not lint(response.text), path
        assert response.headers["Cache-Control"] == "no-store"
    assert rows(admin_app) == before


@pytest.mark.parametrize("role", ROLES)
def test_another_role_is_refused_and_a_form_without_token_too(admin_app: Flask, role: str) -> None:
    fetch = signed_in(admin_app, role)
    with admin_app.app_context():
        everywhere = list(doors(admin_app))
    before = rows(admin_app)
    for method, path, access in everywhere:
        response = fetch.client.open(path, method=method, data={"name": "x", "password": "y"})
        no_rollback_waits = role == "editor" and method == "GET" and path.endswith("/rollback")
        if (not access.strangers and role not in access.roles) or no_rollback_waits:
            assert response.status_code == 403, (method, path)
        elif method == "GET":
            assert response.status_code in (200, 303, 404), (method, path)
        elif not access.strangers:
            assert response.status_code == 403, (method, path)
        response.get_data()
        response.close()
    assert rows(admin_app) == before


def test_a_view_without_a_mark_is_open_to_nobody(admin_app: Flask) -> None:
    def forgotten() -> str:
        return "secret"

    for its in LANGUAGES.values():
        address = f"{its.prefix}/admin/forgotten"
        endpoint = f"admin-{its.id}.forgotten"
        admin_app.add_url_rule(address, endpoint, forgotten)
    assert admin_app.test_client().get("/admin/forgotten").status_code == 401
    fetch = signed_in(admin_app, "manager")
    assert "secret" not in fetch.get("/admin/forgotten", status=403).text


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
def test_a_form_with_a_wrong_token_is_refused_with_help(admin_app: Flask, token: str) -> None:
    fetch = signed_in(admin_app, "manager")
    before = rows(admin_app)
    text = fetch.post("/admin/people", {"csrf_token": token, "name": "x", "role": "editor"}, 403)
    assert "没有作任何改动" in text.text
    assert rows(admin_app) == before


def test_the_token_of_another_browser_does_not_count(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    other = signed_in(admin_app, "manager")
    data = {"csrf_token": other.form_token(), "name": "x", "role": "editor"}
    fetch.post("/admin/people", data, 403)


def test_htmx_may_send_the_token_as_a_header(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    headers = {"X-CSRF-Token": fetch.form_token(), "HX-Request": "true"}
    assert fetch.client.post("/admin/sign-out", headers=headers).status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_what_another_site_sends_is_refused_even_with_the_token(
    admin_app: Flask, headers: dict[str, str]
) -> None:
    fetch = signed_in(admin_app, "manager")
    before = rows(admin_app)
    fetch.post("/admin/people", {"name": "x", "role": "editor"}, 403, headers=headers)
    assert rows(admin_app) == before


def test_a_get_changes_no_row(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    before = rows(admin_app)
    with admin_app.app_context():
        everywhere = list(doors(admin_app))
    for method, path, _ in everywhere:
        if method == "GET":
            fetch.client.get(path).close()
    assert rows(admin_app) == before


def test_being_seen_is_noted_once_a_minute_and_nothing_else(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "manager")
    before = rows(admin_app)
    clock.passes(minutes=2)
    fetch.get("/admin/account")
    after = rows(admin_app)
    assert {name for name in after if after[name] != before[name]} == {"sign_ins"}


def test_after_ten_minutes_a_dangerous_act_asks_again_and_keeps_the_form(
    admin_app: Flask, clock: Clock
) -> None:
    fetch = signed_in(admin_app, "manager")
    clock.passes(minutes=11)
    form = {"name": "新人", "role": "editor", "districts": ["yuzhong", "nanan"]}
    text = fetch.post("/admin/people", form, 422).text
    assert 'value="yuzhong"' in text
    assert 'value="nanan"' in text
    assert "新人" not in str(rows(admin_app)["editors"])
    fetch.post("/admin/people", {**form, "proof": "wrong"}, 422)
    assert "开户码" in fetch.post("/admin/people", {**form, "proof": PASSWORD}, 200).text
    with admin_app.app_context():
        new = database.db.session.query(Editor).filter_by(name="新人").one()
        assert new.districts == ["nanan", "yuzhong"]
    fetch.post("/admin/people", {**form, "name": "又一人"}, 200)


def test_asking_again_is_throttled(admin_app: Flask, clock: Clock) -> None:
    fetch = signed_in(admin_app, "manager")
    clock.passes(minutes=11)
    for _ in range(5):
        fetch.post("/admin/people", {"name": "x", "role": "editor", "proof": "wrong"}, 422)
    fetch.post("/admin/people", {"name": "x", "role": "editor", "proof": PASSWORD}, 429)


def test_halfway_leads_to_the_second_factor_and_opens_nothing_else(admin_app: Flask) -> None:
    person = added(admin_app, "manager")
    token_of(admin_app, person)
    fetch = AdminFetcher(admin_app.test_client())
    fetch.get("/admin/")
    fetch.post("/admin/", {"name": person.name, "password": PASSWORD})
    for path in ("/admin/", "/admin/people", "/admin/account", "/admin/audit"):
        response = fetch.get(path, status=303)
        assert fetch.follow(response).startswith("/admin/second-factor?next=/admin/")
    assert fetch.follow(fetch.get("/admin/second-factor/enrol", 303)) == "/admin/second-factor"
    fetch.post("/admin/people", {"name": "x", "role": "editor"})
    assert "x" not in [row[1] for row in rows(admin_app)["editors"]]  # type: ignore[index]


def test_htmx_of_a_stranger_is_led_to_the_sign_in_form(admin_app: Flask) -> None:
    response = admin_app.test_client().get("/admin/audit", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/admin/")


def test_public_pages_neither_read_nor_set_the_cookie(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    response = fetch.get("/districts")
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    stranger = AdminFetcher(admin_app.test_client())
    assert stranger.get("/districts").text == response.text


def test_the_cookie_is_hidden_from_scripts_and_other_sites(admin_app: Flask) -> None:
    cookie = admin_app.test_client().get("/en/admin/").headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    admin_app.config["SESSION_COOKIE_SECURE"] = True
    assert "Secure" in admin_app.test_client().get("/admin/").headers["Set-Cookie"]


def test_errors_within_administration_stay_in_its_pages(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    assert 'class="side"' in fetch.get("/admin/people/999", status=404).text
