"""Households in the forms: an example made person by person, edited, and told by its impact."""

from __future__ import annotations

import re

from flask import Flask

from portal.web.admin.forms.lexicon import working_copy
from tests.web.admin.condition_builder.shipped import WORK
from tests.web.admin.drafts.test_road import begun
from tests.web.admin.forms.test_nothing_lost import of_items
from tests.web.admin.signing import signed_in

NAME = "夫妻两人，一个先落户"
GIVEN = {
    "name": [NAME],
    "day": ["2026-11-30"],
    "district": ["yongchuan"],
    "household.home": ["registered_rental"],
    "adults.0.#there": ["yes"],
    "adults.0.answers.hukou_place": ["sichuan"],
    "adults.0.answers.work": ["contract"],
    "adults.0.expect": ["more_information"],
    "adults.1.#there": ["yes"],
    "adults.1.answers.hukou_place": ["unknown"],
    "children.0.#there": ["yes"],
    "children.0.answers.child_stage": ["primary"],
}


def test_an_example_of_a_household_is_made_and_edited_by_form(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor")
    number = begun(fetch)
    address = f"/admin/drafts/{number}/new?path={WORK}&under=examples"
    page = fetch.get(address).text
    assert "添加：爱人" in page
    assert "第1个孩子" in page
    assert 'name="adults.0.answers.child_stage"' not in page
    form = of_items(page)
    fetch.post(address, {**form.values, **GIVEN}, 303)
    with admin_app.test_request_context("/admin/"):
        ((made, *others),) = [
            [its for its in document["examples"] if its["name"] == NAME]
            for path, document in working_copy(number).documents.items()
            if path == WORK
        ]
    assert not others
    assert made["household"] == {"home": "registered_rental"}
    assert made["adults"] == [
        {"answers": {"hukou_place": "sichuan", "work": "contract"}, "expect": "more_information"},
        {"answers": {"hukou_place": "unknown"}},
    ]
    assert made["children"] == [{"answers": {"child_stage": "primary"}}]
    assert "answers" not in made
    draft = fetch.get(f"/admin/drafts/{number}").text
    found = re.search(r'href="([^"]*examples[^"]*)"', draft)
    assert found
    again = of_items(fetch.get(found[1].replace("&amp;", "&")).text).values
    for name, values in GIVEN.items():
        assert again[name] == values, name
