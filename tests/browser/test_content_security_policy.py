"""Chromium finds nothing to refuse on our pages, and would say so: the policy is one that holds."""

from __future__ import annotations

import pytest

from tests.browser.conftest import KEEPING, Visit

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/en/districts",
    "/districts/shapingba",
    "/districts/shapingba/public-rental",
    "/districts/shapingba/housing",
    "/search?q=gzf",
    "/zh-hant/check",
    "/take",
    "/admin/",
    "/report?service=public-rental&district=shapingba",
)
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.refused.push(event.violatedDirective + " " + event.blockedURI);
});"""


def refused(visit: Visit) -> list[str]:
    """What the policy refused on the page that is open."""
    visit.page.wait_for_load_state("networkidle")
    return list(visit.page.evaluate("window.refused"))


@pytest.mark.parametrize("visit", [KEEPING], indirect=True, ids=["keeping pages"])
def test_the_policy_refuses_nothing_of_ours_and_everything_else(visit: Visit) -> None:
    visit.context.add_init_script(LISTEN)
    for path in PAGES:
        visit.page.goto(visit.address + path)
        assert refused(visit) == [], path
    visit.expected.append("Content Security Policy")
    visit.page.evaluate(
        """() => {
          var script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          document.body.setAttribute("style", "color: red");
          document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = true'>x</p>");
        }"""
    )
    visit.page.locator("p[onclick]").click()
    found = " ".join(refused(visit))
    assert "script-src-elem inline" in found
    assert "script-src-attr inline" in found
    assert visit.page.evaluate("window.ran") is None
