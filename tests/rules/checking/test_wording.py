"""Latin words in Chinese texts: names stay, what was left untranslated is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content import SHIPPED, read_folder
from portal.publishing.assembly import checked_ruleset
from portal.rules.checking.wording import texts_in, untranslated


@pytest.mark.parametrize(
    "text",
    [
        "用“渝快办”App办理",
        "带NFC的手机",
        "IC卡、U盾、WiFi和4G",
        "登录www.cq.gov.cn查询",
        "网址：https://www.cq.gov.cn/zwgk，从www开始",
        "发邮件到office@cq.gov.cn",
        "下载form.xlsx或pdf文件",
        "在App Store里找WeChat Pay",
        "A类、B类人才",
        "住房面积15 km以内",
        "没有外文",
    ],
)
def test_names_and_addresses_may_stand_in_chinese(text: str) -> None:
    assert untranslated(text) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apply at the hall of your district. 带身份证", "Apply at the hall of your district"),
        ("到大厅 please apply", "please apply"),
        ("已缴work_months个月", "work_months"),
        ("请打开settings", "settings"),
        ("Housing Security Office 在二楼", "Housing Security Office"),
        ("点Apply now", "Apply now"),
        ("甲<script>alert(1)</script>", "script"),
    ],
)
def test_what_was_left_untranslated_is_found(text: str, found: str) -> None:
    assert untranslated(text) == found


def _sentences() -> list[str]:
    ruleset, _ = checked_ruleset(read_folder(SHIPPED))
    assert ruleset is not None
    said = [
        text.en
        for service in ruleset.services.values()
        for _, text in texts_in(service)
        if len(text.en.split()) > 5 and text.en.isascii() and "{" not in text.en
    ]
    return sorted(set(said))


SENTENCES = _sentences()


@given(st.sampled_from(SENTENCES), st.sampled_from(["", "请带材料。", "用App办理："]))
def test_every_english_sentence_of_the_rules_would_be_found_in_chinese(
    english: str, before: str
) -> None:
    assert untranslated(before + english)
    assert untranslated(english + before)
