"""Conditions read back: plain sentences in every language, with no id and no foreign word."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.web.admin.condition_builder.sentences import read_back, sentence
from tests.web.admin.condition_builder.shipped import CASES, WORK, condition, lexicon

LATIN = re.compile(r"[A-Za-z_]")
HAN = re.compile(r"[\u4e00-\u9fff]")


def said(app: Flask, text: str, path: str = WORK, prefix: str = "", language: str = "zh") -> str:
    with app.test_request_context(f"{prefix}/admin/"):
        return sentence(condition(text, path), lexicon(path, language))


@pytest.mark.parametrize(("path", "text"), CASES, ids=range(len(CASES)))
def test_every_shipped_condition_is_said_in_either_language(
    app: Flask, path: str, text: str
) -> None:
    chinese = said(app, text, path)
    assert not LATIN.search(chinese), chinese
    english = said(app, text, path, "/en", "en")
    assert not HAN.search(english), english
    assert "_" not in english
    for words in (chinese, english):
        assert words.count("(") + words.count("（") == words.count(")") + words.count("）")


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        (
            "work in (contract, self_employed) and months(work_since) >= work_months",
            "“工作”是“和单位签了劳动合同”或“个体工商户，有营业执照”，"
            "并且“连续工作”到现在的月数不少于“要求的务工月数”",
            "“Work” is “Labour contract with an employer” or “Own business "
            "with a licence”, and months of “Working since” is at least “Months of work required”",
        ),
        (
            "not work in (student, none)",
            "“工作”不是“上学”，也不是“目前没有工作”",
            "“Work” is not “Student” and not “No work at present”",
        ),
        (
            "not retirement(birth_month, sex, retirement_post)",
            "退休年龄（按出生年月、性别、退休的岗位算）还没到",
            "retirement age (by Born, Sex, Post for retirement) is not reached yet",
        ),
        ("hukou_rural == yes", "“农村户口”答“是”", "“Registered in a village” is answered “yes”"),
        (
            "not hukou_district in group(centre)",
            "“户口所在区县”不属于“中心城区”",
            "“Hukou district” lies outside “Central districts”",
        ),
        (
            "not here in group(centre)",
            "所问的区县不属于“中心城区”",
            "the district asked about lies outside “Central districts”",
        ),
        ("household_size > 2", "“家庭人数”多于2人", "“Household” is more than 2 persons"),
        (
            "monthly_income_per_person < 120050",
            "“人均月收入”少于1,200.50元",
            "“Income per person” is less than 1,200.50 yuan",
        ),
        (
            "36 <= months(work_since)",
            "36个月不超过“连续工作”到现在的月数",
            "36 months is at most months of “Working since”",
        ),
    ],
)
def test_sentences_are_ones_people_would_say(
    app: Flask, text: str, chinese: str, english: str
) -> None:
    assert said(app, text).replace(" ", "") == chinese
    assert said(app, text, WORK, "/en", "en") == english


def test_what_cannot_be_read_is_given_back_as_it_is(app: Flask) -> None:
    with app.test_request_context("/admin/"):
        assert read_back(lexicon(), "work == nothing") == "work == nothing"
