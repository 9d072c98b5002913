"""The finder of districts: what people type of where they live leads to the right district."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal.web.http import request_context
from portal.web.lines.place_finder import MOST, Finding, find

TODAY = date(2026, 11, 24)
BEFORE = date(2025, 6, 1)
Finder = Callable[..., Finding]


@pytest.fixture(scope="module")
def finder(app: Flask) -> Finder:
    """Finds on a day, in a language."""

    def found(typed: str, day: date = TODAY, prefix: str = "/") -> Finding:
        with app.test_request_context(prefix):
            app.preprocess_request()
            release = request_context.release()
            return find(typed, release, day, request_context.wording(), lambda name: name)

    return found


ONE_DISTRICT = {
    "liangjiang": (
        "观音桥 觀音橋 guanyinqiao gyq 回兴 礼嘉 江北城 水土 蔡家岗 施家梁镇 童家溪 新牌坊 冉家坝 "
        "龙头寺 黄泥塝 照母山 重庆北站 江北机场 渝北中央公园 "
        "渝北回兴 江北区观音桥步行街 重庆市渝北区龙溪街道 两江 liangjiang 鱼嘴 悦来"
    ),
    "beibei": "大湾 统景 tongjing 大盛镇 茨竹镇 渝北兴隆 渝北区兴隆镇 北碚 歇马 北碚天生街道",
    "shapingba": "大学城 沙坪坝大学城 虎溪 磁器口 沙坪坝 spb 杨公桥 微电园 双碑",
    "nanan": "茶园 茶园新区 南坪 弹子石 danzishi 四公里 黄桷垭 nanan",
    "banan": "李家沱 鱼洞 界石 龙洲湾",
    "jiulongpo": "杨家坪 西彭 石桥铺 巴国城 九龙坡区白市驿镇",
    "yuzhong": "解放碑 较场口 大坪 朝天门 两路口",
    "jiangjin": "双福 珞璜 几江",
    "wansheng": "万盛 万东 丛林镇 南桐",
    "qijiang": "綦江 东溪镇綦江 打通",
    "changshou": "长寿 changshou 长寿湖",
    "yongchuan": "永川 yongchuan ＹＯＮＧＣＨＵＡＮ 永\u200b川。 永川大安",
}


@pytest.mark.parametrize(
    ("typed", "district"),
    [(typed, district) for district, words in ONE_DISTRICT.items() for typed in words.split()],
)
def test_what_lies_in_one_district_leads_there(finder: Finder, typed: str, district: str) -> None:
    assert finder(typed).only == district


@pytest.mark.parametrize(
    ("typed", "districts"),
    [
        ("兴隆", {"beibei", "nanchuan", "fengjie", "youyang"}),
        ("巫山", {"wushan", "kaizhou"}),
        ("高新区", {"shapingba", "jiulongpo", "jiangjin"}),
        ("科学城", {"shapingba", "jiulongpo", "beibei", "jiangjin", "bishan"}),
        ("袁家岗", {"yuzhong", "jiulongpo"}),
        ("人和", {"liangjiang", "yunyang"}),
    ],
)
def test_what_lies_in_several_districts_names_them_all_and_leads_nowhere(
    finder: Finder, typed: str, districts: set[str]
) -> None:
    found = finder(typed)
    assert found.only == ""
    assert {place.district for place in found.places} >= districts


@pytest.mark.parametrize("typed", ["渝北", "渝北区", "yubei", "渝北區", "重庆渝北"])
def test_an_abolished_district_is_never_guessed(finder: Finder, typed: str) -> None:
    found = finder(typed)
    assert found.only == ""
    (change,) = found.changes
    assert "2026年1月25日" in change.words
    assert [part.district for part in change.parts] == ["liangjiang", "beibei"]
    assert "兴隆镇" in change.parts[1].hint
    assert "其他街道、镇" in change.parts[0].hint


def test_a_district_of_one_successor_says_so_before_it_leads_there(finder: Finder) -> None:
    found = finder("江北")
    assert found.only == ""
    assert [part.district for part in found.changes[0].parts] == ["liangjiang"]
    assert {"fuling", "liangjiang"} == {place.district for place in found.places}


@pytest.mark.parametrize(
    ("typed", "district"),
    [
        ("大湾", "yubei"),
        ("观音桥", "jiangbei"),
        ("水土", "beibei"),
        ("渝北", "yubei"),
        ("江北区", "jiangbei"),
    ],
)
def test_an_earlier_day_gives_the_earlier_district(
    finder: Finder, typed: str, district: str
) -> None:
    found = finder(typed, BEFORE)
    assert district in {place.district for place in found.places}
    assert not found.changes


def test_before_it_began_a_new_district_names_those_it_took_over(finder: Finder) -> None:
    (change,) = finder("两江新区", BEFORE).changes
    assert {part.district for part in change.parts} == {"jiangbei", "yubei", "beibei"}


@pytest.mark.parametrize("typed", ["", "   ", "。", "zzzz", "q", "x" * 300, "1", "不存在的地方"])
def test_what_fits_nothing_finds_nothing(finder: Finder, typed: str) -> None:
    found = finder(typed)
    assert not found.number
    assert found.only == ""


def test_of_many_only_the_first_are_shown_and_the_rest_is_counted(finder: Finder) -> None:
    found = finder("大")
    assert len(found.places) == MOST
    assert found.more > 0
    assert found.number == MOST + found.more


def test_initials_in_full_come_before_longer_names(finder: Finder) -> None:
    names = [place.name for place in finder("tj").places]
    assert names.index("统景镇") < names.index("童家桥街道")


def test_english_pages_read_the_pinyin_and_show_the_chinese_beside_it(finder: Finder) -> None:
    (place,) = finder("huixing", prefix="/en/").places[:1]
    assert (place.name, place.chinese) == ("Huixing", "回兴街道")
    assert place.hint == "formerly Yubei District"


def test_traditional_pages_write_the_streets_in_traditional(finder: Finder) -> None:
    assert finder("观音桥", prefix="/zh-hant/").places[0].name == "觀音橋街道"


def test_every_street_is_found_by_its_full_name_in_its_district(finder: Finder, app: Flask) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        gazetteer = request_context.release().ruleset.gazetteer
    for street in gazetteer.streets[::7]:
        listed = gazetteer.districts[street.district]
        now = gazetteer.district_of(street, TODAY)
        found = finder(f"{listed.name.zh}{street.name}")
        assert now.id in {place.district for place in found.places}, street
