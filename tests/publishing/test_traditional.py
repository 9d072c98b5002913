"""繁體: exceptions, corrections, protected names, and what deserves a second look."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.content import SHIPPED, read_folder
from portal.publishing.derived_texts import (
    Converter,
    converter_of,
    derive,
    doubtful,
    doubts,
    new_doubts,
)
from portal.rules.building import load

CATALOGUE = Path(__file__).resolve().parents[2] / "translations/zh_Hant_TW/LC_MESSAGES/messages.po"


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("没有签劳动合同", "沒有簽勞動合同"),
        ("单位还没签书面合同", "單位還沒簽書面合同"),
        ("网签、面签、签收", "網簽、面簽、簽收"),
        ("标签和抽签", "標籤和抽籤"),
        ("梁平区", "梁平區"),
        ("横跨江上的桥梁", "橫跨江上的橋梁"),
        ("先开准迁证", "先開准遷證"),
        ("标准入学年龄", "標準入學年齡"),
        ("严格准入退出", "嚴格准入退出"),
        ("租购并举", "租購並舉"),
        ("合并后并入两江新区", "合併後併入兩江新區"),
        ("这只说明您符合", "這只說明您符合"),
        ("那只限本人", "那只限本人"),
        ("养了两只鸡", "養了兩隻雞"),
        ("请向派出所核实", "請向派出所核實"),
        ("为了群众", "為了群眾"),
        ("这两年里", "這兩年裡"),
        ("一公里以内", "一公里以內"),
    ],
)
def test_wording_reads_right_in_traditional_characters(simplified: str, expected: str) -> None:
    converted = Converter().convert(simplified)
    assert converted == expected
    assert not doubts(converted)


@pytest.mark.parametrize("around", ["{}", "在{}里", "到{}后面", "租购{}举", "签{}签"])
def test_a_name_reads_the_same_wherever_it_stands(around: str) -> None:
    names = {"施家梁镇": "施家梁鎮", "郁山镇": "郁山鎮", "户口准迁证": "戶口准遷證"}
    converter = Converter(names)
    for name, expected in names.items():
        assert expected in converter.convert(around.format(name))


@pytest.mark.parametrize(
    ("traditional", "character"),
    [("標准", "准"), ("準遷證", "準"), ("體係", "係"), ("宿捨", "捨"), ("鬱山鎮", "鬱")],
)
def test_a_wrong_character_is_reported_with_the_words_around_it(
    traditional: str, character: str
) -> None:
    (doubt,) = doubts(f"請看{traditional}的說明")
    assert doubt.character == character
    assert traditional in doubt.around


def test_nothing_shipped_is_doubtful() -> None:
    ruleset = load(read_folder(SHIPPED))
    assert not doubtful(ruleset)
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            words = (message.string,) if isinstance(message.string, str) else message.string
            assert not [doubt for text in words for doubt in doubts(text)]


def test_district_names_stand_unchanged_in_every_wording() -> None:
    ruleset = load(read_folder(SHIPPED))
    becomes = derive(ruleset).traditional
    for district in ruleset.gazetteer.districts.values():
        expected = becomes.get(district.name.zh, district.name.zh)
        for simplified, converted in becomes.items():
            if district.name.zh in simplified:
                assert expected in converted


def test_doubts_of_a_change_are_those_of_the_wordings_it_brings() -> None:
    converter = converter_of(load(read_folder(SHIPPED)))
    old = {"zh": "不得准假。", "en": "No leave."}
    dried = {"zh": "玉米要晒干。", "en": "Dry it."}
    before = {"text": old, "steps": [{"note": {"zh": "请准备材料。", "en": "Papers."}}]}
    after = {"note": dried, "text": old, "steps": [{"note": dried}]}
    (doubt,) = new_doubts(before, after, converter)
    assert (doubt.character, doubt.around) == ("乾", "玉米要曬乾。")
    assert [d.character for d in new_doubts(None, before, converter)] == ["准"]
    assert not new_doubts(after, None, converter)
    assert not new_doubts(before, before, converter)
