"""Points of a district: what gives them stands on the guide, how many there are on the result."""

from __future__ import annotations

import pytest

from tests.web.fetching import Fetcher

TOLD = {
    "child_stage": {"value": "primary"},
    "child_grade": {"value": "6"},
    "child_hukou_place": {"value": "sichuan"},
    "hukou_place": {"value": "sichuan"},
    "has_residence_permit": {"value": "yes"},
    "residence_permit_since": {"year": "2025", "month": "3"},
}
INSURED = {
    "insured_district": {"value": "jiulongpo"},
    "pension_insured_since": {"year": "2025", "month": "10"},
}


def tell(fetch: Fetcher, answers: dict[str, dict[str, str]], prefix: str = "") -> str:
    fetch.post(f"{prefix}/check", {"district": "jiulongpo"})
    for question, form in answers.items():
        fetch.post(f"{prefix}/check/{question}", form)
    return fetch.get(f"{prefix}/result/school-placement").text


def test_the_guide_says_what_gives_points_and_asks_nothing(fetch: Fetcher) -> None:
    text = fetch.get("/districts/jiulongpo/school-placement").text
    assert "九龙坡的积分（2024年的算法）" in text
    assert "居住证每满一个月1分" in text
    assert "还没填" not in text
    assert "九龙坡的积分" not in fetch.get("/districts/shapingba/school-placement").text


def test_the_result_counts_what_is_told_and_says_what_is_not(fetch: Fetcher) -> None:
    text = tell(fetch, TOLD)
    assert "按您已经填的，有19到20分。" in text
    assert "还没填" in text


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "按您的回答，大约"), ("/en", "By your answers about")]
)
def test_the_result_counts_everything_told(fetch: Fetcher, prefix: str, words: str) -> None:
    text = tell(fetch, TOLD | INSURED, prefix)
    assert words in text
    assert "还没填" not in text


def test_a_child_whose_time_has_not_come_has_no_points_to_count(fetch: Fetcher) -> None:
    text = tell(fetch, TOLD | {"child_grade": {"value": "3"}})
    assert "积分（2024年的算法）" not in text
