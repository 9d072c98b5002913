"""People named together."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.i18n import LANGUAGES, spoken_in
from portal.rules.model.households import Household, Subject
from portal.web.lines.whose import Whose

FAMILY = Household(adults=({}, {}), children=({}, {}, {}))


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "您、爱人和老二"), ("en", "You, your partner and second child")],
)
def test_several_people_are_one_name(app: Flask, language: str, words: str) -> None:
    named = (Subject("adult", 1), Subject("adult", 2), Subject("child", 2))
    with app.test_request_context("/"), spoken_in(LANGUAGES[language]):
        assert Whose(FAMILY).names(named) == words
