"""A slip of a kiosk takes along where to go, what to bring, and what its code is for."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.kiosk.machines import machine
from tests.web.resident.result.test_results import BY_DAY

SAID = {
    "": ("去：居住地派出所", "带：居民身份证", "回执：扫一扫，再看这次的答复和办事指南"),
    "/en": ("Go to: ", "Bring: ", "Receipt: scan it to see this answer and the guide again"),
}


@pytest.mark.parametrize("prefix", SAID)
def test_a_slip_names_place_papers_and_what_its_code_is_for(kiosk_app: Flask, prefix: str) -> None:
    fetch = machine(kiosk_app)
    fetch.post("/kiosk/check", {"district": "jiulongpo"})
    for question, form in BY_DAY.items():
        fetch.post(f"/kiosk/check/{question}", form)
    for paper in ("80mm", "a4"):
        slip = fetch.get(f"/kiosk{prefix}/result/residence-permit?print={paper}").text
        for words in SAID[prefix]:
            assert words in slip
