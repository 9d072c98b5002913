"""What can be wrong with a city: each problem at its place, and none where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.content import read_folder
from portal.problem_words import console_line
from portal.rules.checking import check

FILES = read_folder(Path(__file__).parents[2] / "content_city")
HUKOU = """
[questions.hukou_place]
kind = "choice"
of = "adult"
text.zh = "您的户口在哪里？"
text.en = "Where are you registered?"
text_partner.zh = "您爱人的户口在哪里？"
text_partner.en = "Where is your partner registered?"
short.zh = "户口"
short.en = "Hukou"
options.{id}.text.zh = "这里"
options.{id}.text.en = "Here"
options.elsewhere.text.zh = "别处"
options.elsewhere.text.en = "Elsewhere"
"""


def told(path: str, old: str, new: str) -> list[str]:
    """What is wrong with the second city when some of its text is written otherwise."""
    assert old in FILES[path]
    return [console_line(its) for its in check({**FILES, path: FILES[path].replace(old, new)})[1]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Asia/Urumqi", "Asia/Nowhere", "is not a time zone"),
        ('"00100"', '"00200"', "is not a known contact"),
        ('"0099"', '"99"', "must be an area code"),
        ('zone = "Asia/Urumqi"', 'attributes = ["tile"]\nzone = "Asia/Urumqi"', "tile is missing"),
        ("[city.yunxi]", "[city.other]\nsource = 1\n[city.yunxi]", "is missing"),
        ('source = "town-rules"', 'source = "nothing"', "is not a known source"),
        ("云溪市", "Yunxi", "the Chinese text holds"),
    ],
)
def test_a_fault_of_the_city_is_named(old: str, new: str, message: str) -> None:
    found = told("city.toml", old, new)
    assert any("city.toml" in its or "districts.toml" in its for its in found), found
    assert any(message in its for its in found), found


def test_who_is_registered_here_says_so_by_the_id_of_the_city() -> None:
    questions = FILES["questions.toml"]
    for name, wanted in (("yunxi", False), ("here", True)):
        asked = questions + HUKOU.replace("{id}", name)
        found = [console_line(its) for its in check({**FILES, "questions.toml": asked})[1]]
        assert any("has no option" in its for its in found) is wanted, found


def test_a_city_stands_alone() -> None:
    city = FILES["city.toml"]
    both = city + city.replace("[city.yunxi]", "[city.other]")
    ruleset, problems = check({**FILES, "city.toml": both})
    assert ruleset is None
    assert any("at most 1" in console_line(its) for its in problems)
