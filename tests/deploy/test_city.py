"""A city: two hosts behind nginx, PostgreSQL with a synchronous standby; updated, and struck."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from portal.store import schema
from tests.deploy.conftest import Folders
from tests.deploy.running import (
    ROOT,
    Host,
    Nginx,
    Postgres,
    Redis,
    Visitor,
    database_url,
    wait_until,
)

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
GUIDE = "/districts/shapingba/public-rental"
STANDBY = "standby"
#: What a later version might add: a column that the present one knows nothing of.
MIGRATION = '''
"""A column of a later version."""

import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("later", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("reports", "later")
'''


@dataclass(frozen=True)
class City:
    """Its programs; ``servers``: the primary and its standby."""

    nginx: Nginx
    hosts: tuple[Host, Host]
    servers: tuple[Postgres, Postgres]

    def complaints(self) -> str:
        """What the hosts logged as errors."""
        lines = (line for host in self.hosts for line in host.log.splitlines())
        return "\n".join(line for line in lines if '"level": "error"' in line)

    def visitor(self, number: int) -> Visitor:
        """A visitor with an address that few others have."""
        return Visitor(self.nginx.port, f"127.{number // 200 % 200 + 1}.0.{number % 200 + 1}")


@pytest.fixture(scope="module")
def city(
    new_folder: Folders, nginx_program: str, redis_program: str, postgres_programs: Path
) -> Iterator[City]:
    """The deployment, seeded by the first host that starts."""
    folder = new_folder("city")
    waits = ("synchronous_commit=on", f"synchronous_standby_names={STANDBY}")
    primary = Postgres(binaries=postgres_programs, folder=folder / "primary", options=waits)
    standby = Postgres(binaries=postgres_programs, folder=folder / "standby")
    redis = Redis(folder / "redis")
    settings = {
        "PORTAL_DATABASE_URL": database_url(primary, standby),
        "PORTAL_VALKEY_URL": redis.url,
        "PORTAL_TRUSTED_PROXIES": "1",
        "WEB_CONCURRENCY": "1",
    }
    hosts = (
        Host(folder=folder / "host-a", settings=settings),
        Host(folder=folder / "host-b", settings=settings),
    )
    nginx = Nginx(folder=folder / "nginx", hosts=hosts)
    primary.create()
    try:
        primary.start()
        standby.copy(primary, STANDBY)
        standby.start()
        redis.start()
        nginx.start()
        for host in hosts:
            host.start()
            wait_until(lambda at=host.port: says(at, "ok"), "a host answers")  # type: ignore[misc]
        yield City(nginx, hosts, (primary, standby))
    finally:
        nginx.stop()
        redis.stop()
        for host in hosts:
            host.close()
        for server in (primary, standby):
            server.stop()


def says(port: int, words: str) -> bool:
    """Whether a host answers, and is the version that says this."""
    answer = Visitor(port).get("/livez")
    return answer.status == 200 and answer.text.strip() == words


@dataclass
class Crowd:
    """Threads that do something again and again; ``seen``: (moment, status) of each time."""

    seen: list[tuple[float, int]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def failures(self) -> list[int]:
        return [status for _, status in self.seen if status not in (200, 303)]

    def _repeat(self, act: Callable[[], int], pause: float) -> None:
        while not self.stopped.is_set():
            self.seen.append((time.monotonic(), act()))
            time.sleep(pause)

    @contextmanager
    def busy(self, *acts: Callable[[], int], pause: float = 0.1) -> Iterator[None]:
        """Do all these meanwhile, each in a thread."""
        threads = [threading.Thread(target=self._repeat, args=(act, pause)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()


def later_version(folder: Path) -> Path:
    """A copy of the portal as a next version: one more migration, another word of life."""
    tree = folder / "later"
    for part in ("portal", "translations"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    versions = tree / "portal" / "store" / "migrations" / "versions"
    (versions / "later.py").write_text(MIGRATION.format(newest=schema.revisions()[-1]))
    health = tree / "portal" / "web" / "http" / "health.py"
    assert '"ok\\n"' in health.read_text()
    health.write_text(health.read_text().replace('"ok\\n"', '"later\\n"'))
    return tree


def test_hosts_are_updated_one_by_one_with_a_change_of_schema_and_no_request_fails(
    city: City, tmp_path: Path
) -> None:
    tree = later_version(tmp_path)
    numbers = count()
    crowd = Crowd()
    form = {"district": "shapingba", "topic": ""}
    acts = (
        lambda: city.visitor(next(numbers)).get(f"{GUIDE}?size=large").status,
        lambda: city.visitor(next(numbers)).get("/check").status,
        lambda: city.visitor(next(numbers)).post("/check", form).status,
        lambda: city.visitor(next(numbers)).evaluate("shapingba").status,
    )
    with crowd.busy(*acts, pause=0.15):
        city.hosts[0].tree = tree
        city.hosts[0].run("db", "upgrade")
        for host in city.hosts:
            city.nginx.use_all_hosts(but=host)
            host.stop()
            host.tree = tree
            host.start()
            wait_until(lambda at=host.port: says(at, "later"), "the later version answers")  # type: ignore[misc]
            city.nginx.use_all_hosts()
    assert crowd.failures() == [], city.complaints()
    assert len(crowd.seen) > 100
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'reports'"
    assert "later" in city.servers[0].ask(columns)
    print(f"rolling update: {len(crowd.seen)} requests, 0 failed")


def test_the_primary_dies_and_nothing_that_was_acknowledged_is_lost(city: City) -> None:
    primary, standby = city.servers
    assert primary.ask("SELECT sync_state FROM pg_stat_replication") == ["sync"]
    writing = Crowd()
    reading = Crowd()
    numbers = count()
    reported: list[str] = []
    inserted: list[int] = []
    primary.ask("CREATE TABLE acknowledged (number integer)")

    def report() -> int:
        number = next(numbers)
        form = {"service": "public-rental", "district": "shapingba", "words": f"word {number}"}
        status = city.visitor(number).post("/report", form).status
        if status == 303:
            reported.append(form["words"])
        return status

    def insert() -> int:
        try:
            with psycopg.connect(database_url(primary, standby), autocommit=True) as connection:
                while not writing.stopped.is_set():
                    number = next(numbers)
                    connection.execute("INSERT INTO acknowledged VALUES (%s)", (number,))
                    inserted.append(number)
        except psycopg.OperationalError:
            return 0
        return 200

    def read() -> int:
        return city.visitor(next(numbers)).get("/check").status

    with reading.busy(read), writing.busy(report, insert):
        wait_until(lambda: len(reported) > 10 and len(inserted) > 100, "writes arrive")
        primary.kill()
        died = time.monotonic()
        before = (len(reported), len(inserted))
        standby.promote()
        wait_until(lambda: len(reported) > before[0] + 10, "reports are taken again")
        wait_until(lambda: len(inserted) > before[1] + 100, "rows are taken again")
    again = min(moment for moment, status in writing.seen if status == 303 and moment > died)
    kept = standby.ask("SELECT words FROM reports")
    assert set(reported) <= set(kept)
    assert len(kept) == len(set(kept))
    assert set(map(str, inserted)) <= set(standby.ask("SELECT number FROM acknowledged"))
    assert reading.failures() == [], city.complaints()
    wait_until(lambda: city.visitor(0).get("/readyz").status == 200, "the portal is ready")
    print(
        f"failover: {len(reported) + len(inserted)} acknowledged writes, 0 lost; "
        f"taken again after {again - died:.2f} s; {len(reading.seen)} pages meanwhile, 0 failed"
    )
