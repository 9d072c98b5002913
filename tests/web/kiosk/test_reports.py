"""«窗口说的不一样» at a kiosk: by tapping alone, as it has no keyboard to write with."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store import database
from portal.store.tables import Report
from tests.web.kiosk.machines import machine

NAMED = {"service": "public-rental", "district": "jiulongpo"}
PREFIXES = ("", "/en", "/zh-hant")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_report_is_tapped_and_nothing_asks_to_be_written(kiosk_app: Flask, prefix: str) -> None:
    fetch = machine(kiosk_app)
    address = f"/kiosk{prefix}/report"
    text = fetch.get(address, query_string=NAMED).text
    asked = text.partition("<main")[2].partition("</main>")[0]
    assert "<textarea" not in asked
    assert 'name="words"' not in asked
    for word in ("写", "寫", "write"):
        assert word not in asked
    sent = fetch.follow(fetch.post(address, {**NAMED, "said": "paper", "told": "today"}))
    assert {"": "谢谢", "/en": "Thank you", "/zh-hant": "謝謝"}[prefix] in fetch.get(sent).text
    with kiosk_app.app_context():
        last = database.db.session.query(Report).order_by(Report.id.desc()).first()
        assert last is not None
        assert (last.said, last.told, last.words) == ("paper", "today", "")
        database.db.session.remove()


@pytest.mark.parametrize(
    ("prefix", "error"), [("", "请点一下窗口怎么说的。"), ("/en", "Tap what the counter said.")]
)
def test_a_report_without_a_tap_is_asked_for_one(kiosk_app: Flask, prefix: str, error: str) -> None:
    fetch = machine(kiosk_app)
    text = fetch.post(f"/kiosk{prefix}/report", {**NAMED, "words": "要三年"}, status=422).text
    assert error in text
    assert "要三年" not in text
