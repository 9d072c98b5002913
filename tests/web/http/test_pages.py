"""Pages and fragments: fragment = block = id = hx-target; no inline code; translations complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

import portal
from portal import TRANSLATIONS
from tests.web.fetching import Fetcher

PORTAL = Path(portal.__file__).parent
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
VIEWS = sorted((PORTAL / "web").rglob("*.py"))


def fragments() -> dict[str, str]:
    """Template → the fragment its view names."""
    calls = re.compile(r'page\(\s*"([\w/.]+)",(?:(?!page\().)*?fragment="(\w+)"', re.DOTALL)
    return {t: f for view in VIEWS for t, f in calls.findall(view.read_text())}


@pytest.mark.parametrize(
    "path", ["/search", "/search?q=低保", "/en/search?q=x", "/take", "/districts?topic=housing"]
)
def test_what_does_not_say_how_long_it_may_be_kept_is_kept_by_nobody(
    fetch: Fetcher, path: str
) -> None:
    assert fetch.get(path).headers["Cache-Control"] == "no-store"


def test_a_fragment_is_a_block_is_an_id_is_a_target() -> None:
    found = fragments()
    assert found
    texts = "".join(path.read_text() for path in TEMPLATES)
    for template, fragment in found.items():
        text = (PORTAL / "templates" / template).read_text()
        assert f"{{% block {fragment} %}}" in text
        assert re.search(rf'id="{fragment}["-]', text)  # "-": one of several alike on a page
        for target in set(re.findall(r'hx-target="#(\w+)"', text)):
            assert f"{{% block {target} %}}" in texts
            assert f'id="{target}"' in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_trusts_no_text_and_holds_no_inline_code(path: Path) -> None:
    text = path.read_text()
    for forbidden in ("|safe", "| safe", "autoescape false", "<script>", "style=", "onclick="):
        assert forbidden not in text


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.name)
def test_no_view_builds_markup_or_templates_from_text(path: Path) -> None:
    assert not re.search(r"Markup\(|render_template_string|\|\s*safe", path.read_text())


def test_every_wording_has_its_chinese_and_the_catalogues_are_renewed() -> None:
    before = {po: po.read_bytes() for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    assert len(before) == 2
    result = subprocess.run(
        [sys.executable, str(TRANSLATIONS / "renew.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    after = {po: po.read_bytes() for po in before}
    for po, content in before.items():
        po.write_bytes(content)
    assert result.returncode == 0, result.stdout + result.stderr
    assert after == before, "run make translations"


def test_placeholders_survive_translation() -> None:
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        with po.open("rb") as file:
            for message in read_po(file):
                english = message.id if isinstance(message.id, str) else message.id[-1:]
                wanted = set(re.findall(r"%\(\w+\)s", "".join(english)))
                found = set(re.findall(r"%\(\w+\)s", "".join(message.string)))
                assert found == wanted, message.id


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/districts/shapingba", "/nowhere", "/api/v1/districts"])
def test_every_response_carries_the_headers_of_safety(fetch: Fetcher, path: str) -> None:
    response = fetch.client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_an_asset_changes_its_address_with_its_content(app: Flask, fetch: Fetcher) -> None:
    text = fetch.get("/").text
    found = re.search(r'href="(/static/portal\.css\?v=\w{10})"', text)
    assert found
    response = fetch.get(found[1])
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_static_file_asked_for_by_the_fingerprint_of_another_version_is_not_kept(
    fetch: Fetcher,
) -> None:
    for address in ("/static/portal.css?v=0123456789", "/static/portal.css"):
        assert fetch.get(address).headers["Cache-Control"] == "no-cache"
    missing = fetch.get("/static/none.css?v=0123456789", status=404)
    assert "max-age" not in missing.headers.get("Cache-Control", "")


def test_the_portal_can_be_installed_and_its_worker_leaves_answers_alone(fetch: Fetcher) -> None:
    manifest = fetch.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.get_json()["icons"]:
        fetch.get(icon["src"])
    worker = fetch.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    private = re.search(r"var PRIVATE =\s*/(.+)/;", worker.text)
    assert private
    pattern = re.compile(private[1].replace("\\/", "/"))
    for path in ("/check", "/en/result/public-rental", "/zh-hant/compare", "/kiosk/check/work"):
        assert pattern.search(path), path
    for path in ("/", "/districts/shapingba", "/en/services/public-rental", "/checks"):
        assert not pattern.search(path), path


def test_too_large_a_body_is_refused(fetch: Fetcher) -> None:
    response = fetch.client.post("/check", data={"district": "x" * 300_000})
    assert response.status_code in (403, 413)
    assert fetch.client.post("/api/v1/evaluations", data=b"{" * 300_000).status_code in (413, 422)
