"""A type size that was chosen stays over forms that are sent by GET."""

from __future__ import annotations

import re

import pytest

from tests.web.fetching import Fetcher
from tests.web.resident.result.told import SINGLE, tell

FORM = re.compile(r"<form(?![^>]*method=\"post\")[^>]*>.*?</form>", re.DOTALL)
PAGES = ("/", "/districts", "/check", "/check?topic=all", "/search", "/checklist")


@pytest.mark.parametrize("size", ["large", "elder"])
@pytest.mark.parametrize("path", PAGES)
def test_a_form_sent_by_get_holds_the_size_of_the_type(
    fetch: Fetcher, path: str, size: str
) -> None:
    tell(fetch, SINGLE)
    join = "&" if "?" in path else "?"
    forms = FORM.findall(fetch.get(f"{path}{join}size={size}").text)
    assert forms
    for form in forms:
        assert form.count(f'<input type="hidden" name="size" value="{size}">') == 1
    assert 'name="size"' not in fetch.get(path).text
