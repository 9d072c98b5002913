"""Workers are killed, replaced, kept waiting and flooded: what was promised is kept.

Killing in the middle of publishing: tests/publishing/test_release_steps.py.
"""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from flask import Flask
from sqlalchemy import select

from portal.store import audit
from portal.store.database import db
from portal.store.tables import Draft, Report
from tests.faults.running import GUIDE, Crowd, Portal, seconds, slow_senders, told, wait_until
from tests.faults.writers import NAMED, Writers, draft_writers, reports_become_old
from tests.web.admin.signing import added, token_of

pytestmark = pytest.mark.slow


def test_no_acknowledged_write_is_lost_when_workers_are_killed(
    portal: Portal, store: Flask
) -> None:
    token = token_of(store, added(store, "editor"))
    reports = Writers(portal, "/report", NAMED, "窗口说")
    drafts = draft_writers(portal, token)
    killed = 0
    ends = time.monotonic() + seconds(8)
    with Crowd(reports.write, 4), Crowd(drafts.write, 1):
        while time.monotonic() < ends or killed < 3:
            time.sleep(1.5)
            portal.kill_a_worker()
            killed += 1
            reports_become_old(store)
            assert killed < 10_000
    wait_until(portal.ready)
    db.session.rollback()
    lost_reports = set(reports.acknowledged) - set(db.session.scalars(select(Report.words)))
    lost_drafts = set(drafts.acknowledged) - set(db.session.scalars(select(Draft.title)))
    many = len(reports.acknowledged) + len(drafts.acknowledged)
    told(f"{killed} workers killed: {len(lost_reports | lost_drafts)} of {many} writes lost")
    assert reports.acknowledged
    assert drafts.acknowledged
    assert not lost_reports
    assert not lost_drafts
    assert audit.verify() is None


def test_no_request_fails_while_the_workers_are_replaced(portal: Portal) -> None:
    wait_until(lambda: portal.ready() and len(portal.workers()) == 2)
    before = set(portal.workers())
    with Crowd(lambda: portal.ask(GUIDE), 4) as crowd:
        for _ in range(max(1, int(seconds(0) / 10))):
            former = set(portal.workers())
            portal.reload()
            wait_until(lambda former=former: not former & set(portal.workers()))  # type: ignore[misc]
            asked = len(crowd.replies)
            wait_until(lambda asked=asked: len(crowd.replies) > asked + 20)  # type: ignore[misc]
    told(f"workers replaced under load: {crowd.statuses()}")
    assert not before & set(portal.workers())
    assert set(crowd.statuses()) == {200}


def test_two_hundred_slow_clients_keep_nobody_else_waiting(portal: Portal) -> None:
    with slow_senders(portal, 200), Crowd(lambda: portal.ask(GUIDE), 2) as crowd:
        time.sleep(seconds(4))
    told(
        f"200 slow clients: {crowd.statuses()}, median {crowd.centile(50) * 1000:.0f} ms, "
        f"p99 {crowd.centile(99) * 1000:.0f} ms"
    )
    assert set(crowd.statuses()) == {200}
    assert crowd.centile(50) < 0.5


def test_a_flood_is_told_to_come_back_and_is_over_as_soon_as_it_ends(portal: Portal) -> None:
    lives = []
    numbers = itertools.count()
    with Crowd(lambda: portal.ask(f"{GUIDE}?not_kept={next(numbers)}"), 250) as flood:
        ends = time.monotonic() + seconds(5)
        while time.monotonic() < ends:
            lives.append(portal.ask("/livez").status)
    recovered = wait_until(lambda: portal.ask(GUIDE).status == 200, 30)
    refused = [reply for reply in flood.replies if reply.status == 503]
    told(
        f"a flood of 250 at once: {flood.statuses()}, p99 {flood.centile(99):.1f} s, "
        f"recovered in {recovered:.1f} s"
    )
    assert set(flood.statuses()) <= {200, 503}
    assert flood.statuses()[200]
    assert all(reply.headers.get("Retry-After") for reply in refused)
    assert set(lives) == {200}
    assert recovered < 5


def test_a_cold_page_asked_for_by_two_hundred_is_made_once_by_each_worker(portal: Portal) -> None:
    before = portal.measured('portal_page_cache_total{result="miss"}')
    together = threading.Barrier(200)
    replies = []

    def ask() -> None:
        together.wait()
        replies.append(portal.ask("/districts/nanan/public-rental?on=2026-05-17"))

    askers = [threading.Thread(target=ask) for _ in range(200)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    made = portal.measured('portal_page_cache_total{result="miss"}') - before
    answered = [reply.status for reply in replies]
    told(
        f"a cold page asked for by 200 at once: made {made:.0f} times, {answered.count(200)} got it"
    )
    assert set(answered) <= {200, 503}
    assert 1 <= made <= len(portal.workers())
