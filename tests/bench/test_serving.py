"""The servers that are measured: the portal, and a bare Flask under the same gunicorn."""

from __future__ import annotations

from urllib.request import urlopen

import pytest

from bench.serving import hello_served, portal_served


@pytest.mark.slow
def test_the_bare_flask_comes_up_beside_the_portal_with_its_settings() -> None:
    with portal_served() as portal, hello_served(portal) as hello:
        with urlopen(hello.address + "/", timeout=5) as answer:
            assert answer.status == 200
        own = {its for its in portal.line if its.startswith(("--workers", "--threads"))}
        assert len(own) == 2
        assert own <= set(hello.line)
