"""«窗口说的不一样»: taken without anything personal, limited, harmless."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store import database, reports
from portal.store.tables import Report

from .fetching import Fetcher

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
    of_triage = {"state", "fixed_in", "remark"}
    named = {"id", "created_at", "service", "district", "release", "words"}
    assert columns == named | of_triage


def test_too_many_words_are_refused_and_kept_in_the_form(fetch: Fetcher, app: Flask) -> None:
    before = len(kept(app))
    text = fetch.post("/report", {**NAMED, "words": "长" * 501}, status=422).text
    assert "最多写500个字" in text
    assert "长" * 501 in text
    assert len(kept(app)) == before


def test_more_than_anybody_can_read_are_refused(
    fetch: Fetcher, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_MOST_AN_HOUR", len(kept(app)))
    assert "12345" in fetch.post("/report", {**NAMED, "words": "又来"}, status=422).text


def test_a_report_names_a_service_and_a_district_that_exist(fetch: Fetcher) -> None:
    fetch.get("/report", status=404)
    fetch.get("/report?service=public-rental&district=nowhere", status=404)
    fetch.post("/report", {"service": "x", "district": "shapingba"}, status=404)
