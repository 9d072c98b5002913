"""Everything at once for as long as is asked (``make soak``): nothing grows, nothing is lost.

People ask random addresses and bring random households, write reports and drafts. Meanwhile
workers are killed and replaced, files cannot grow as on a full disk, the database is away, and new
releases are published, of which all pages are made ahead.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bench.households import households
from portal.content import SHIPPED, read_folder
from portal.i18n import LANGUAGES
from portal.publishing import derive
from portal.rules.building import load
from portal.rules.evaluation.answer_reader import plain
from portal.rules.model.ruleset import Ruleset
from portal.store import audit
from portal.store.database import db
from portal.store.releases.stored import add_release, files_of
from portal.store.tables import Draft, Report
from portal.web.answer_cookie import COOKIE as ANSWERS
from portal.web.answer_cookie import CheckState, serializer, state_json
from tests.faults.conftest import store_of
from tests.faults.running import SOAK, Crowd, Portal, Reply, full_disk, running, told, wait_until
from tests.faults.writers import NAMED, Writers, draft_writers, reports_become_old
from tests.web.admin.signing import added, token_of

pytestmark = [
    pytest.mark.slow,
    # What took an hour is not tried again, as other tests of whole systems are.
    pytest.mark.flaky(reruns=0),
    pytest.mark.skipif(not SOAK, reason="the long form alone: make soak"),
]
FAULT_SECONDS = 5.0
HOUSEHOLDS = 500
WORKERS = 2
#: People think between two requests, so that what is measured is not how the machine is flooded.
PAUSE_SECONDS = 0.03
RESULTS = ("/result", "/roadmap", "/result/documents", "/check/answers", "/compare")
OTHERS = ("/", "/districts", "/about", "/check", "/policies", "/feed.atom", "/sources")
#: What may be answered while something is broken: an answer, a refusal of input, «come back»,
#: and nothing at all by a worker that was killed.
EXPECTED = {200, 303, 404, 422, 503, 0}
_KIB = 1024


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the workers hold together; ``memory``, ``wal`` and ``pages`` in bytes.

    ``pages``: the files of the pages made ahead.
    """

    memory: int
    descriptors: int
    wal: int
    pages: int

    def __str__(self) -> str:
        return (
            f"memory {self.memory / _KIB**2:.0f} MB, descriptors {self.descriptors}, write-ahead "
            f"log {self.wal / _KIB**2:.1f} MB, pages made ahead {self.pages / _KIB**2:.0f} MB"
        )


def sample(portal: Portal) -> Sample:
    """What the workers hold as soon as all of them are there."""
    while True:
        wait_until(lambda: portal.ready() and len(portal.workers()) == WORKERS)
        try:
            return sample_now(portal)
        except (FileNotFoundError, IndexError):
            continue  # one of them has ended since


def sample_now(portal: Portal) -> Sample:
    """What the workers hold; FileNotFoundError or IndexError where one ends meanwhile."""
    memory = descriptors = 0
    for worker in portal.workers():
        status = Path(f"/proc/{worker}/status").read_text()
        memory += int(status.partition("VmRSS:")[2].split()[0]) * _KIB
        descriptors += len(list(Path(f"/proc/{worker}/fd").iterdir()))
    folder = portal.log.parent
    wal = folder / "portal.sqlite-wal"
    pages = [path for path in folder.glob("pages/**/*") if path.is_file()]
    return Sample(
        memory=memory,
        descriptors=descriptors,
        wal=wal.stat().st_size if wal.exists() else 0,
        pages=sum(path.stat().st_size for path in pages),
    )


def cookies(store: Flask, rules: Ruleset) -> list[str]:
    """The answer cookies of random households, each with one adult and one child."""
    found = []
    with store.app_context():
        for district, answers in households(rules, date.today(), HOUSEHOLDS):
            told_of = {
                who: {
                    name: plain(answer)
                    for name, answer in answers.items()
                    if rules.questions[name].of == who
                }
                for who in ("household", "adult", "child")
            }
            state = CheckState(
                day=date.today(),
                district=district.id,
                household=told_of["household"],
                adults=(told_of["adult"],),
                children=(told_of["child"],),
            )
            text = serializer("answers").dumps(state_json(state))
            found.append(text.decode() if isinstance(text, bytes) else text)
    return found


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody who asks for whatever there is: mostly guides, a third of the time results."""

    portal: Portal
    rules: Ruleset
    cookies: list[str]

    def visit(self) -> Reply:
        """One page, after a thought."""
        time.sleep(random.uniform(0, 2 * PAUSE_SECONDS))
        chance = random.random()
        prefix = random.choice([its.prefix for its in LANGUAGES.values()])
        if chance < 1 / 3:
            held = f"{ANSWERS}={random.choice(self.cookies)}"
            return self.portal.ask(prefix + random.choice(RESULTS), Cookie=held)
        if chance < 2 / 5:
            return self.portal.ask(f"{prefix}/search?q={random.getrandbits(40):x}")
        if chance < 1 / 2:
            return self.portal.ask(prefix + random.choice(OTHERS))
        district = random.choice(self.rules.gazetteer.on(date.today())).id
        service = random.choice(list(self.rules.services))
        unknown = f"?x={random.getrandbits(40):x}" if chance > 9 / 10 else ""
        return self.portal.ask(f"{prefix}/districts/{district}/{service}{unknown}")


@contextmanager
def lost_database(portal: Portal) -> Iterator[None]:
    """The file of the database and what belongs to it are elsewhere for a while."""
    folder = portal.log.parent
    away = folder / "away"
    away.mkdir()
    names = [path.name for path in folder.glob("portal.sqlite*")]
    for name in names:
        (folder / name).rename(away / name)
    try:
        yield
    finally:
        for name in names:
            (away / name).rename(folder / name)
        away.rmdir()


def publish_again(folder: Path) -> None:
    """Publish the rules in force once more, with one word changed."""
    with store_of(folder).app_context():
        files = dict(files_of(1))
        files["topics.toml"] += f"\n# {random.getrandbits(40):x}\n"
        add_release(files, derive(load(files)), "once more")
        db.session.remove()
        db.engine.dispose()


def faults(portal: Portal) -> Iterator[tuple[str, Callable[[], object]]]:
    """One fault after another, without end."""

    def while_full() -> None:
        with full_disk(portal):
            time.sleep(FAULT_SECONDS)

    def while_lost() -> None:
        with lost_database(portal):
            time.sleep(FAULT_SECONDS)

    return itertools.cycle(
        (
            ("worker killed", portal.kill_a_worker),
            ("no room on the disk", while_full),
            ("worker killed", portal.kill_a_worker),
            ("database away", while_lost),
            ("workers replaced", portal.reload),
            ("release published", lambda: publish_again(portal.log.parent)),
        )
    )


def largest(samples: list[Sample]) -> Sample:
    """The most that was held of each."""
    return Sample(
        memory=max(its.memory for its in samples),
        descriptors=max(its.descriptors for its in samples),
        wal=max(its.wal for its in samples),
        pages=max(its.pages for its in samples),
    )


def test_nothing_grows_and_nothing_acknowledged_is_lost(folder: Path) -> None:
    rules = load(read_folder(SHIPPED))
    store = store_of(folder)
    with running(folder, PORTAL_PAGES_AHEAD="yes") as portal, store.app_context():
        token = token_of(store, added(store, "editor"))
        reports = Writers(portal, "/report", NAMED, "窗口说")
        drafts = draft_writers(portal, token)
        resident = Resident(portal=portal, rules=rules, cookies=cookies(store, rules))

        def write() -> Reply:
            time.sleep(0.2)
            return random.choice((reports, drafts)).write()

        every = SOAK  # a sixtieth of the time, in seconds
        samples: list[Sample] = []
        done: list[str] = []
        began = time.monotonic()
        with Crowd(resident.visit, 3) as visits, Crowd(write, 1) as writes:
            for what, fault in faults(portal):
                time.sleep(max(0.0, began + (len(samples) + 1) * every - time.monotonic()))
                samples.append(sample(portal))
                if time.monotonic() - began >= SOAK * 60:
                    break
                db.session.rollback()
                reports_become_old(store)
                db.engine.dispose()
                fault()
                done.append(what)
        wait_until(portal.ready)
        third = len(samples) // 3
        early, late = largest(samples[third : 2 * third]), largest(samples[2 * third :])
        counted = ", ".join(f"{done.count(what)} × {what}" for what in dict.fromkeys(done))
        told(f"{SOAK:g} minutes: {counted}")
        told(f"{len(visits.replies)} visits {visits.statuses()}, writes {writes.statuses()}")
        told(f"the second third at most: {early}")
        told(f"the last third at most: {late}")
        kept = set(db.session.scalars(select(Report.words)))
        kept |= set(db.session.scalars(select(Draft.title)))
        acknowledged = {*reports.acknowledged, *drafts.acknowledged}
        told(f"{len(acknowledged - kept)} of {len(acknowledged)} acknowledged writes lost")
        assert audit.verify() is None
        db.session.remove()
        db.engine.dispose()
    assert set(visits.statuses()) | set(writes.statuses()) <= EXPECTED
    assert reports.acknowledged
    assert drafts.acknowledged
    assert acknowledged <= kept
    assert late.memory < early.memory * 1.1 + 10 * _KIB**2
    assert late.descriptors < early.descriptors + 30
    assert late.pages < early.pages * 1.1 + _KIB**2
    assert max(its.wal for its in samples) < 16 * _KIB**2
