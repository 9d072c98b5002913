"""What holds for every answer of the API: open to other sites, fresh by its tag, never a page."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.fetching import Fetcher
from tests.web.test_routes import OTHERS, filled

READS = [
    filled(route)
    for route, (methods, _, _) in OTHERS.items()
    if route.startswith("/api/") and methods == "GET"
]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_a_read_asked_for_again_by_its_tag_is_not_sent_again(
    fetch: Fetcher, path: str, encoding: str
) -> None:
    asked = {"Accept-Encoding": encoding}
    first = fetch.get(path, headers=asked)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    assert "max-age=60" in first.headers["Cache-Control"]
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        again = fetch.get(path, 304, headers={**asked, "If-None-Match": held})
        assert again.data == b""
        assert again.headers["ETag"] == tag
    assert fetch.get(path, headers={**asked, "If-None-Match": '"other"'}).data == first.data


def test_each_representation_has_its_own_tag(fetch: Fetcher) -> None:
    def tag(path: str, encoding: str = "identity") -> str:
        return fetch.get(path, headers={"Accept-Encoding": encoding}).headers["ETag"]

    paths = ("/api/v1/districts", "/api/v1/districts?on=2025-06-01", "/api/v1/topics")
    assert len({tag(path, encoding) for path in paths for encoding in ("identity", "br")}) == 6


@pytest.mark.parametrize("path", READS)
def test_every_site_may_read_and_none_with_credentials(fetch: Fetcher, path: str) -> None:
    headers = fetch.get(path, headers={"Origin": "https://example.org"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "path", ["/api/v1/evaluations", "/api/v1/evaluations/batch", "/api/v1/comparisons"]
)
def test_a_browser_of_another_site_may_ask_to_evaluate(fetch: Fetcher, path: str) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    headers = fetch.client.options(path, headers=asked).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in headers
    refused = fetch.client.post(path, data="", headers={"Origin": "https://example.org"})
    assert refused.status_code == 415
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/v1/services/nothing", 404),
        ("DELETE", "/api/v1/districts", 405),
        ("GET", "/api/v1/evaluations", 405),
        ("POST", "/api/v1/evaluations", 415),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    fetch: Fetcher, method: str, path: str, status: int
) -> None:
    response = fetch.client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    document = response.get_json(force=True)
    assert (document["status"], document["type"]) == (status, "about:blank")
    assert ("Allow" in response.headers) == (status == 405)


def test_a_body_that_is_too_large_is_a_problem_document(fetch: Fetcher, app: Flask) -> None:
    body = b" " * (app.config["MAX_CONTENT_LENGTH"] + 1)
    response = fetch.client.post("/api/v1/evaluations", data=body, content_type="application/json")
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"
