"""Query values that no page knows disturb no page of the administration, signed in or not."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.admin.signing import signed_in
from tests.web.fetching import Fetcher
from tests.web.http.test_query_values import pages, walk
from tests.web.test_chinese import looked_through


@pytest.mark.parametrize("role", ["editor", "manager"])
def test_no_stranger_disturbs_who_is_signed_in(admin_app: Flask, role: str) -> None:
    fetch = signed_in(admin_app, role)
    begun = fetch.post("/admin/drafts", {"title": "x"})
    number = fetch.follow(begun).rsplit("/", 1)[1]
    paths = [
        path.replace("<int:number>", number).replace("<int:before>/<int:after>", "1/1")
        for path in pages("/admin")
        if "<section>" not in path
    ]
    walk(fetch, paths)
    text = fetch.get(f"/en/admin/drafts/{number}?number=x&language=y").text
    assert f'href="/admin/drafts/{number}"' in text


def test_no_stranger_disturbs_who_is_not_signed_in(admin_app: Flask) -> None:
    walk(
        Fetcher(admin_app.test_client()), [p.replace("<int:number>", "1") for p in pages("/admin")]
    )


def test_no_chinese_page_of_the_administration_holds_english(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "manager")
    begun = fetch.post("/admin/drafts", {"title": "改"})
    number = fetch.follow(begun).rsplit("/", 1)[1]
    paths = [
        path.replace("<int:number>", number).replace("<int:before>/<int:after>", "1/1")
        for path in pages("/admin")
        if "<section>" not in path and not path.startswith("/en/")
    ]
    service = "path=services/housing/public-rental.toml"
    paths += [f"/admin/drafts/{number}/item?{service}&place=service", "/admin/people/999"]
    paths += [
        f"/admin/items?{service}&place=service",
        f"/admin/drafts/{number}/new?{service}&under=requirements",
    ]
    assert not looked_through(fetch, paths)
