"""«窗口说的不一样»: taken without anything personal, limited, harmless."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.content import SHIPPED, read_folder
from portal.rules.building import load
from portal.rules.model.ruleset import Ruleset
from portal.store import database, reports
from portal.store.personal_numbers import MASK
from portal.store.tables import Report
from tests.web.fetching import Fetcher

NAMED = {"service": "public-rental", "district": "shapingba"}


def kept(app: Flask) -> list[Report]:
    with app.app_context():
        return list(database.db.session.query(Report).order_by(Report.id))


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_a_report_is_kept_with_service_district_release_and_words_alone(
    fetch: Fetcher, app: Flask, prefix: str
) -> None:
    fetch.get(f"{prefix}/report?service=public-rental&district=shapingba")
    response = fetch.post(f"{prefix}/report", {**NAMED, "words": "<b>要三年</b>"})
    assert "<b>" not in fetch.get(fetch.follow(response)).text
    last = kept(app)[-1]
    assert (last.service, last.district, last.release) == ("public-rental", "shapingba", 1)
    assert last.words == "<b>要三年</b>"
    columns = {column.name for column in Report.__table__.columns}
    of_triage = {"state", "fixed_in", "remark", "assigned_to"}
    named = {"id", "created_at", "service", "district", "release", "words", "said", "told"}
    assert columns == named | of_triage


def test_numbers_of_people_are_taken_out_before_anything_is_kept(
    fetch: Fetcher, app: Flask
) -> None:
    words = "我叫小王，身份证110101199003077758，电话１３８ １２３４ ５６７８，打12345说要4148元"
    fetch.post("/report", {**NAMED, "words": words})
    assert kept(app)[-1].words == f"我叫小王，身份证{MASK}，电话{MASK}，打12345说要4148元"


def test_the_hotlines_of_the_portal_stay(fetch: Fetcher, app: Flask) -> None:
    numbers = "，".join(its.tel for its in load(read_folder(SHIPPED)).contacts.values())
    fetch.post("/report", {**NAMED, "words": f"{numbers}这样说"})
    assert kept(app)[-1].words == f"{numbers}这样说"


def test_too_many_words_are_refused_and_kept_in_the_form(fetch: Fetcher, app: Flask) -> None:
    before = len(kept(app))
    text = fetch.post("/report", {**NAMED, "words": "长" * 501}, status=422).text
    assert "最多写500个字" in text
    assert "长" * 501 in text
    assert len(kept(app)) == before


def test_many_reports_from_others_silence_nobody(fetch: Fetcher, app: Flask) -> None:
    before = len(kept(app))
    with app.app_context():
        for number in range(300):
            reports.add_report("public-rental", "nanan", 1, f"洪水 {number}")
    fetch.post("/report", {**NAMED, "words": "还说得上话"})
    assert len(kept(app)) == before + 301


def test_a_report_names_a_service_and_a_district_that_exist(fetch: Fetcher) -> None:
    fetch.get("/report", status=404)
    fetch.get("/report?service=public-rental&district=nowhere", status=404)
    fetch.post("/report", {"service": "x", "district": "shapingba"}, status=404)


def choices(fetch: Fetcher, service: str, prefix: str = "") -> list[str]:
    text = fetch.get(f"{prefix}/report?service={service}&district=shapingba").text
    return re.findall(r'name="said" id="said-(\w+)"', text)


def test_a_report_needs_no_keyboard(fetch: Fetcher, app: Flask) -> None:
    fetch.client.post("/report", data={**NAMED, "said": ["paper", "system"], "told": "today"})
    last = kept(app)[-1]
    assert (last.said, last.told, last.words) == ("paper system", "today", "")


def test_the_choices_fit_the_service(fetch: Fetcher) -> None:
    assert "deadline" in choices(fetch, "resident-medical")
    assert "deadline" not in choices(fetch, "residence-permit")
    assert "outsider" in choices(fetch, "school-placement")
    assert "outsider" not in choices(fetch, "occupational-injury")
    for service in ("renting", "public-rental", "old-age-allowance"):
        found = choices(fetch, service)
        assert found[0] == "paper"
        assert found[-1] == "other"
        assert {"not_here", "elsewhere", "system"} <= set(found)


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
def test_every_service_can_be_reported_in_every_language(
    fetch: Fetcher, shipped: Ruleset, prefix: str
) -> None:
    for service in shipped.services:
        assert choices(fetch, service, prefix)


def test_a_report_of_nothing_is_refused_and_what_was_tapped_stays(
    fetch: Fetcher, app: Flask
) -> None:
    before = len(kept(app))
    text = fetch.post("/report", {**NAMED, "told": "week"}, status=422).text
    assert "请点窗口怎么说的" in text
    assert 'href="#said"' in text
    assert re.search(r'id="told-week" value="week" checked', text)
    long = {**NAMED, "said": "amount", "words": "长" * 501}
    assert re.search(r'value="amount" checked', fetch.post("/report", long, status=422).text)
    assert len(kept(app)) == before


@pytest.mark.parametrize("said", [["<script>"], ["x" * 300, "paper", "paper"]])
def test_what_is_no_choice_is_not_kept(fetch: Fetcher, app: Flask, said: list[str]) -> None:
    form = {**NAMED, "words": "要三年", "said": said, "told": "2026"}
    assert fetch.client.post("/report", data=form).status_code == 303
    last = kept(app)[-1]
    assert last.said in ("", "paper")
    assert last.told == ""


def test_what_is_the_same_in_the_whole_city_is_reported_without_a_district(
    fetch: Fetcher, app: Flask
) -> None:
    assert "全市" in fetch.get("/report?service=flexible-pension&district=city").text
    form = {"service": "flexible-pension", "district": "city", "words": "要五年"}
    fetch.post("/report", form, 303)
    newest = kept(app)[-1]
    assert (newest.district, newest.words) == ("city", "要五年")
