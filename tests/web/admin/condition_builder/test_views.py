"""The endpoint of the builder: text and tree in step, faults at their place, nothing breaks it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.store import drafts
from tests.web.admin.condition_builder.shipped import WORK, fields_in
from tests.web.admin.signing import AdminFetcher, signed_in

BUILT = "work in (contract, self_employed) and months(work_since) >= work_months"
TEXT = re.compile(r'<textarea id="when"[^>]*hx-swap-oob="true"[^>]*>([^<]*)</textarea>')


class Builder:
    """The builder of a requirement in a draft, as a browser with htmx would use it."""

    def __init__(self, app: Flask, prefix: str = "") -> None:
        self.fetch: AdminFetcher = signed_in(app, "editor")
        with app.app_context():
            self.number = drafts.begin("条件", "", 1, self.fetch.id)
        self.address = f"{prefix}/admin/drafts/{self.number}/condition?path={WORK}&name=when"
        self.page = ""
        self.text = ""

    def send(self, data: dict[str, Any], status: int = 200, by: str = "") -> TestResponse:
        """Send fields as htmx does; what comes back takes their place."""
        response = self.fetch.post(
            f"{self.address}{by}",
            {"when": self.text, **data},
            status,
            headers={"HX-Request": "true"},
        )
        self.page = response.text
        new = TEXT.search(self.page)
        self.text = new[1].replace("&gt;", ">").replace("&lt;", "<") if new else self.text
        return response

    def type(self, text: str, status: int = 200) -> TestResponse:
        self.text = text
        return self.send({}, status, "&by=text")

    def press(self, act: str, status: int = 200) -> TestResponse:
        return self.send({**fields_in(self.page), "act": act}, status)

    def choose(self, fields: dict[str, Any], status: int = 200) -> TestResponse:
        """Choose in some fields: ``0-subject`` is the subject of the first test."""
        named = {f"b-when-{name}": value for name, value in fields.items()}
        return self.send({**fields_in(self.page), **named}, status)


@pytest.fixture
def builder(admin_app: Flask) -> Builder:
    """A builder with nothing in it yet."""
    found = Builder(admin_app)
    found.type("")
    return found


def test_a_condition_is_built_step_by_step(builder: Builder) -> None:
    assert "还有条件没填完" in builder.press("add-test:").text
    assert 'id="b-when-0-subject" name="b-when-0-subject" data-focus' in builder.page
    builder.choose({"0-subject": "work"})
    assert "这里还没有选完。" in builder.page
    assert builder.text == ""
    builder.choose({"0-values": ["contract", "self_employed"]})
    assert builder.text == "work in (contract, self_employed)"
    builder.press("add-test:")
    assert builder.text == "work in (contract, self_employed)"
    builder.choose({"1-subject": "months:work_since"})
    response = builder.choose({"1-values": "parameter:work_months"})
    assert builder.text == BUILT
    assert "“工作”是“和单位签了劳动合同”" in builder.page
    assert response.headers["HX-Trigger-After-Settle"] == "conditionBuilt"


def test_text_and_builder_show_the_same(builder: Builder) -> None:
    response = builder.type(BUILT)
    assert "HX-Trigger-After-Settle" not in response.headers
    assert not TEXT.search(builder.page)
    builder.choose({"1-operator": "<"})
    assert builder.text == BUILT.replace(">=", "<")


def test_the_last_one_removed_leaves_no_condition(builder: Builder) -> None:
    builder.type("work == contract")
    response = builder.press("remove:0")
    assert builder.text == ""
    assert response.headers["HX-Trigger-After-Settle"] == "conditionBuilt"


def test_a_text_that_cannot_be_read_says_where_and_leaves_the_builder_alone(
    builder: Builder,
) -> None:
    page = builder.type("work == contract and month(work_since) >= 3", 422).text
    assert "<mark>month</mark>(work_since)" in page
    assert "months" in re.sub(r"<mark>.*", "", page)
    assert "disabled" in page
    assert "hx-preserve" in page
    assert not TEXT.search(page)
    assert "<mark>␣</mark>" in builder.type("work ==", 422).text
    assert "2000" in builder.type("work == contract or " * 200, 422).text


def test_what_was_chosen_and_is_too_long_for_a_text_is_kept_and_said(builder: Builder) -> None:
    text = " or ".join(["hukou_district == here"] * 77)
    builder.type(text)
    builder.press("add-test:")
    builder.choose({"77-subject": "hukou_district"}, 422)
    assert "2000" in builder.page
    assert 'id="b-when-77-operator"' in builder.page
    assert builder.text == text
    builder.press("remove:76")
    assert builder.text == text


def test_what_was_chosen_and_lies_too_deep_for_a_text_is_said(builder: Builder) -> None:
    text = "work == contract"
    for _ in range(9):
        text = f"not (hukou_rural == yes and {text})"
    builder.type(text)
    place = "0" + ".1" * 9
    builder.press(f"wrap:{place}")
    builder.choose({f"{place}.1-subject": "hukou_district"})
    before = builder.text
    assert "(work == contract or hukou_district == here)" in before
    builder.press(f"negate:{place}", 422)
    assert "条件套得太深" in builder.page
    assert builder.text == before
    builder.press(f"negate:{place}")


EVIL = [
    "<script>alert(1)</script>",
    "x) or (work == none",
    "parameter:nothing",
    "²",
    "\x01",
    "9" * 900,
]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize(
    "part", ["kind", "negated", "subject", "operator", "values", "number", "cutoff"]
)
def test_hostile_fields_are_taken_for_nothing(builder: Builder, part: str, evil: str) -> None:
    builder.type(BUILT)
    response = builder.choose({f"1-{part}": evil})
    assert "<script>" not in response.text
    assert builder.text in (BUILT, "work in (contract, self_employed)")


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_buttons_do_nothing(builder: Builder, evil: str) -> None:
    builder.type(BUILT)
    for act in (f"remove:{evil}", f"{evil}:0", evil):
        if act == "remove:parameter:nothing" or not act.startswith("remove"):
            builder.press(act)
            assert "<script>" not in builder.page


def test_other_fields_and_documents_have_no_builder(builder: Builder) -> None:
    own = builder.address
    for address in (
        own.replace("name=when", "name=text"),
        own.replace(WORK, "questions.toml"),
        own.replace(WORK, "services/../x.toml"),
        own.replace(f"drafts/{builder.number}/", "drafts/999999/"),
    ):
        builder.fetch.post(address, {"when": BUILT}, 404)


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_without_htmx_a_whole_page_comes_back(admin_app: Flask, prefix: str) -> None:
    found = Builder(admin_app, prefix)
    for text, status in (
        (BUILT, 200),
        ("household_size > 2 or not work == none", 200),
        ("work =", 422),
    ):
        page = found.fetch.post(f"{found.address}&by=text", {"when": text}, status).text
        assert "<h1>" in page


def test_thousands_of_fields_end_in_no_error(builder: Builder) -> None:
    many = {f"b-when-{i}.{j}-kind": "test" for i in range(60) for j in range(60)}
    builder.send(many)
    assert builder.page.count('class="test"') <= 300


def test_only_questions_that_the_service_may_use_are_offered_and_another_is_refused_with_why(
    builder: Builder,
) -> None:
    builder.press("add-test:")
    assert '<option value="work">' in builder.page
    assert '<option value="home">' in builder.page
    assert '<option value="child_stage">' not in builder.page
    page = builder.type("child_stage == primary", 422).text
    assert "孩子" in page
    assert "这个服务" in page or "可以问" in page
    assert '<option value="child_stage" selected>' in page, "what stands there is not lost"
