"""Backups: whole, from one moment, the same on both kinds of database; or refused with nothing
written."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, create_engine, insert, inspect, select, text

from portal import create_app
from portal.config import Settings
from portal.content import SHIPPED, read_folder
from portal.publishing import derive, seed
from portal.rules.building import load
from portal.rules.items.merge import ItemDifference
from portal.store import audit, backups, database, drafts, reports, schema, usage_counts
from portal.store.backups import BadBackup, Manifest, NotEmpty, NothingToKeep, OtherSecret
from portal.store.backups.manifest import NAME, read_manifest
from portal.store.database import StoreUnavailable, aware, writing
from portal.store.people import accounts
from portal.store.releases.stored import Derived, add_release, files_of, newest_number
from portal.store.tables import (
    Attempt,
    Base,
    CalendarFeed,
    CounterPin,
    Draft,
    DraftEvent,
    EndedSession,
    ItemRemark,
    Kiosk,
    KnownBrowser,
    Mail,
    Passkey,
    RecoveryCode,
    Report,
    Responsibility,
    Rollback,
    SignIn,
    SignInRule,
    SourceCheck,
    UnfinishedForm,
)
from tests.conftest import SECRET
from tests.rules.worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"
FILES = {**COMMON, FLAT: service(requirement("a", "owns_home == no"))}
NOW = datetime(2026, 11, 24, 8, 30, 15, 123456, tzinfo=UTC)
Make = Callable[..., Flask]

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes a portal on a database of its own that has no schema yet."""
    made: list[Flask] = []
    numbers = count(1)
    names: list[str] = []

    def new(kind: str, secret: str = SECRET) -> Flask:
        folder = tmp_path / f"instance-{next(numbers)}"
        folder.mkdir()
        url = f"sqlite:///{folder / 'portal.sqlite'}"
        if kind == "postgres":
            server = request.getfixturevalue("postgres_url")
            names.append(f"portal_{len(names)}_{tmp_path.name[-20:].strip('_').lower()}")
            _administer(server, f'CREATE DATABASE "{names[-1]}"')
            url = server.replace("/postgres?", f"/{names[-1]}?")
        made.append(
            create_app(
                Settings(
                    instance=folder,
                    database_url=url,
                    secret_key=secret,
                    password_memory=8,
                    password_rounds=1,
                )
            )
        )
        return made[-1]

    yield new
    for app in made:
        with app.app_context():
            database.db.engine.dispose()
    for name in names:
        _administer(request.getfixturevalue("postgres_url"), f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def fill() -> None:
    """Something in every table, with what is easily lost on the way."""
    schema.upgrade_schema()
    add_release(FILES, derive(load(FILES)), "首个版本")
    changed = {**FILES, FLAT: FILES[FLAT].replace("公租房", "廉租房")}
    add_release(changed, derive(load(changed)), "second")
    person, _ = accounts.add_person("李敏", "manager", (), (), "console", NOW)
    accounts.add_person("王晓", "editor", ("old",), ("housing",), "console", NOW)
    reports.add_report("flat", "old", 2, '窗口说"不行"\n\\ 🙂 \u2028')
    difference = ItemDifference(
        path=FLAT, place="service", before={"day": date(2026, 1, 1)}, after=None
    )
    drafts.begin("改房租", "", 2, person.id, [difference])
    usage_counts.count("page", "flat", date(2026, 11, 24))
    usage_counts.flush()
    with writing() as session:
        session.add(Kiosk(name="一号", counter="hall", district="old", languages=["zh", "en"]))
        session.add(CounterPin(counter="hall", digest="d", set_at=NOW))
        session.add(EndedSession(number="n" * 64, ended_at=NOW))
        session.add(Attempt(account="a", address="b", at=NOW))
        session.add(SignIn(digest="s", editor_id=person.id))
        session.add(RecoveryCode(editor_id=person.id, digest="r"))
        session.add(KnownBrowser(editor_id=person.id, digest="k"))
        key = {"public_key": b"\0\xff", "sign_count": 2**32 - 1, "host": "h", "name": "钥匙"}
        session.add(Passkey(editor_id=person.id, credential="c", **key))
        session.add(SignInRule(id=1, editors_since=NOW))
        session.add(
            Mail(editor_id=person.id, address="a@b.cn", kind="trial", subject="试", body="正文。\n")
        )
        session.add(
            SourceCheck(
                source="law", url="https://law.cn", state="gone", seen=b"\0x", checked_at=NOW
            )
        )
        session.add(DraftEvent(draft_id=1, editor_id=person.id, kind="comment", words="因为"))
        by = {"draft_id": 1, "editor_id": person.id, "path": FLAT}
        session.add(ItemRemark(**by, place="service", words="看一下"))
        session.flush()
        session.add(ItemRemark(**by, place="service", words="看过了", answers=1))
        session.add(UnfinishedForm(**by, under="papers", given='{"name.zh": ["证"]}'))
        session.add(Responsibility(path=FLAT, series="rows/x", editor_id=person.id))
        session.add(CalendarFeed(editor_id=person.id, digest="f"))
        session.add(
            Rollback(release=2, taken_out=2, content_of=1, reason="写错了", editor_id=person.id)
        )


def content(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, moments in UTC; without sign-ins and the head of the log."""
    with app.app_context(), database.db.engine.connect() as connection:
        return {
            table.name: [
                tuple(aware(v).astimezone(UTC) if isinstance(v, datetime) else v for v in row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in ("sign_ins", "audit_head")
        }


def nothing_in(app: Flask) -> bool:
    with app.app_context():
        return database.is_missing() or inspect(database.db.engine).get_table_names() == []


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a filled store."""
    folder = tmp_path_factory.mktemp("kept")
    settings = Settings(
        instance=folder, database_url=f"sqlite:///{folder / 'portal.sqlite'}", secret_key=SECRET
    )
    app = create_app(settings)
    with app.app_context():
        fill()
        backups.take(folder / "kept.zip")
        database.db.engine.dispose()
    return folder / "kept.zip"


@pytest.mark.postgres
def test_a_store_goes_to_postgresql_and_back_and_is_equal(make: Make, tmp_path: Path) -> None:
    apps = [make(kind) for kind in ("sqlite", "postgres", "sqlite", "postgres")]
    with apps[0].app_context():
        fill()
    contents = [content(apps[0])]
    for number, (source, target) in enumerate(pairwise(apps)):
        file = tmp_path / f"{number}.zip"
        with source.app_context():
            manifest = backups.take(file)
        with target.app_context():
            assert backups.restore(file, "console").manifest == manifest
            assert audit.verify() is None
        contents.append(content(target))
    log: list[tuple[Any, ...]] = []
    for number, found in enumerate(contents):
        # Each restore adds one entry to the audit log, and nothing else.
        entries = found.pop("audit")
        log = log or entries
        assert len(entries) == len(log) + number
        assert entries[: len(log)] == log
        assert found == contents[0]
        assert all(found.values()), "a table that is empty shows nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_store_goes_on_numbering(make: Make, kept: Path, kind: str) -> None:
    with make(kind).app_context():
        backups.restore(kept, "console")
        assert database.db.session.query(SignIn).count() == 0
        reports.add_report("flat", "old", 2, "another")
        assert drafts.begin("another", "", 2, None) == 2
        assert add_release(FILES, derive(load(FILES)), "third") == 3
        accounts.add_person("陈实", "approver", (), (), "console", NOW)
        assert [r.id for r in database.db.session.query(Report).order_by(Report.id)] == [1, 2]
        assert audit.verify() is None


def _report(words: str) -> None:
    """Two tables in one transaction: torn apart if they are read at two moments."""
    with writing() as session:
        audit.record(session, "writer", audit.Act.REPORT_SETTLED, words)
        session.add(Report(service="flat", district="old", release=1, words=words))


def _draft(words: str) -> None:
    drafts.begin(words, "", 1, None)


def _count(words: str) -> None:
    usage_counts.count("page", words)
    usage_counts.flush()


class Writers:
    """Threads that write without a pause; ``done``: what was acknowledged to each."""

    def __init__(self, app: Flask, *acts: Callable[[str], None]) -> None:
        self.done: list[list[str]] = [[] for _ in acts]
        self.stop = threading.Event()
        self.faults = list[BaseException]()
        self._app = app
        self._threads = [
            threading.Thread(target=self._write, args=pair)
            for pair in zip(acts, self.done, strict=True)
        ]

    def _write(self, act: Callable[[str], None], done: list[str]) -> None:
        with self._app.app_context():
            for number in count():
                if self.stop.is_set():
                    return
                try:
                    act(f"number {number}")
                    done.append(f"number {number}")
                except BaseException as fault:
                    self.faults.append(fault)
                    return

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        while not all(len(done) >= 3 for done in self.done) and not self.faults:
            self.stop.wait(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_under_load_is_of_one_moment_and_holds_every_write_acknowledged_before(
    make: Make, tmp_path: Path, kind: str
) -> None:
    source = make(kind)
    file = tmp_path / "under-load.zip"
    with source.app_context():
        schema.upgrade_schema()
        seed(read_folder(SHIPPED))
        with Writers(source, _report, _draft, _count) as writers:
            before = [list(done) for done in writers.done]
            backups.take(file)
            after = [len(done) for done in writers.done]
    assert not writers.faults
    assert sum(after) > sum(map(len, before)), "nothing was written meanwhile"
    target = make("sqlite")
    with target.app_context():
        assert backups.restore(file, "console").broken is None
        reported = {row.words for row in database.db.session.query(Report)}
        assert reported >= set(before[0])
        assert {row.title for row in database.db.session.query(Draft)} >= set(before[1])
        subjects = {its.subject for its in usage_counts.counts(date(2000, 1, 1), date(2100, 1, 1))}
        assert subjects >= set(before[2])
        told = {entry.subject for entry in audit.all_entries(audit.AuditFilter(who="writer"))}
        assert told == reported
    page = target.test_client().get("/districts/shapingba/public-rental")
    assert page.status_code == 200
    assert "公租房" in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    make: Make, tmp_path: Path, kind: str
) -> None:
    known = schema.revisions()[:-1]
    for older in known if kind == "sqlite" else known[-1:]:
        file = tmp_path / f"{older}.zip"
        with make("sqlite").app_context():
            with schema.migrating() as connection:
                schema.migrate_to(connection, older)
                old = MetaData()
                old.reflect(connection)
                digest = hashlib.sha256(b"text").hexdigest()
                rows = {
                    "revisions": {"path": "a.toml", "text": "text", "digest": digest},
                    "releases": {"digest": "d", "note": "", "derived": Derived().packed()},
                    "release_revisions": {"release_number": 1, "revision_id": 1},
                }
                moments = {"revisions": {"created_at": NOW}, "releases": {"published_at": NOW}}
                for name, row in rows.items():
                    connection.execute(insert(old.tables[name]), row | moments.get(name, {}))
            assert backups.take(file).revision == older
        with make(kind).app_context():
            restored = backups.restore(file, "console")
            assert restored.migrated_to == schema.current_revision() == schema.revisions()[-1]
            assert (restored.broken, newest_number()) == (None, 1)
            assert files_of(1) == {"a.toml": "text"}
            assert add_release(FILES, derive(load(FILES)), "second") == 2


def test_a_store_without_a_schema_has_nothing_to_keep(make: Make, tmp_path: Path) -> None:
    with make("sqlite").app_context(), pytest.raises(NothingToKeep):
        backups.take(tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def test_a_backup_is_for_its_owner_alone_and_stays_as_it_was_if_the_next_one_fails(
    kept: Path, make: Make, tmp_path: Path
) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    file = tmp_path / "kept.zip"
    file.write_bytes(b"the one before")
    app = make("sqlite")
    with app.app_context():
        fill()
        with database.db.engine.begin() as connection:
            connection.execute(text("UPDATE reports SET created_at = 'no moment'"))
        with pytest.raises((StoreUnavailable, ValueError)):
            backups.take(file)
    assert file.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["kept.zip"]


def test_a_secret_is_not_in_the_backup(kept: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        assert not any(SECRET.encode() in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_holds_something_is_left_as_it_is(make: Make, kept: Path, kind: str) -> None:
    app = make(kind)
    with app.app_context():
        schema.upgrade_schema()
        reports.add_report("flat", "old", 1, "mine")
    before = content(app)
    with app.app_context(), pytest.raises(NotEmpty, match="reports: 1"):
        backups.restore(kept, "console")
    assert content(app) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_with_an_empty_schema_counts_as_empty(make: Make, kept: Path, kind: str) -> None:
    with make(kind).app_context():
        schema.upgrade_schema()
        assert backups.restore(kept, "console").broken is None
        assert newest_number() == 2


def rewritten(
    app: Flask,
    kept: Path,
    target: Path,
    change: Callable[[Manifest], Manifest] = lambda manifest: manifest,
    **parts: bytes | None,
) -> Path:
    """The backup with another manifest, rightly signed, and other rows of some tables."""
    with zipfile.ZipFile(kept) as archive, zipfile.ZipFile(target, "w") as changed:
        for share in archive.namelist():
            part = parts.get(Path(share).stem, archive.read(share))
            if share != NAME and part is not None:
                changed.writestr(share, part)
        with app.app_context():
            changed.writestr(NAME, change(read_manifest(archive)[0]).signed())
    return target


def refused(app: Flask, file: Path, words: str, kind: type[Exception] = BadBackup) -> None:
    with app.app_context(), pytest.raises(kind, match=words):
        backups.restore(file, "console")
    assert nothing_in(app)


def test_a_backup_of_a_newer_portal_is_refused(make: Make, kept: Path, tmp_path: Path) -> None:
    app = make("sqlite")
    file = rewritten(app, kept, tmp_path / "new.zip", lambda its: replace(its, revision="9999"))
    refused(app, file, "9999.*newer.*install the newer portal")


def test_whatever_was_changed_or_cut_off_is_found_and_nothing_written(
    make: Make, kept: Path, tmp_path: Path
) -> None:
    app = make("sqlite")
    file = tmp_path / "changed.zip"
    rewritten(app, kept, file, reports=b"[]\n")
    refused(app, file, "table reports is not as it was")
    rewritten(app, kept, file, editors=None)
    refused(app, file, "table editors is missing")
    whole = kept.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        refused(app, file, "no backup, or one that was cut off")
    with zipfile.ZipFile(kept) as archive:
        parts = [part for part in archive.infolist() if part.file_size]
    for part in parts:
        place = part.header_offset + 30 + len(part.filename) + 20 + part.compress_size // 2
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        refused(app, file, "damaged|no backup|not as it was|another secret key")


def test_a_file_that_is_something_else_is_refused(make: Make, tmp_path: Path) -> None:
    app = make("sqlite")
    file = tmp_path / "else.zip"
    for member, body in (("a.txt", "hello"), (NAME, "[1]"), (NAME, "{}"), (NAME, "\x00")):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(member, body)
        refused(app, file, "no backup of this portal")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(NAME, json.dumps({"format": "new-resident-portal-backup", "version": 2}))
    refused(app, file, "version 2, this portal reads 1")
    refused(app, tmp_path / "none.zip", "No such file", FileNotFoundError)


ODD_ROWS = (b"[1]\n", b'"no row"\n', b'[1,null,"x","y",{},3]\n', b"not JSON\n", b"\xff\n")


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_do_not_fit_undo_everything_before_them(
    make: Make, kept: Path, tmp_path: Path, kind: str
) -> None:
    app = make(kind)
    for row in ODD_ROWS:

        def share(manifest: Manifest, row: bytes = row) -> Manifest:
            changed = {"sha256": hashlib.sha256(row).hexdigest(), "rows": 1}
            shares = [replace(s, **changed) if s.name == "remarks" else s for s in manifest.tables]
            return replace(manifest, tables=tuple(shares))

        file = rewritten(app, kept, tmp_path / "odd.zip", share, remarks=row)
        refused(app, file, "a row of its table remarks does not fit")


def test_another_secret_is_asked_for_and_the_log_signed_anew(make: Make, kept: Path) -> None:
    app = make("sqlite", "another secret, also long enough")
    refused(app, kept, "another secret key", OtherSecret)
    with app.app_context():
        assert backups.restore(kept, "console", other_secret=True).broken is None
        assert audit.verify() is None
        (newest, *_), _ = audit.entries()
        assert (newest.who, newest.what) == ("console", "backup restored")


def test_a_log_that_was_tampered_with_is_not_signed_anew(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "tampered.zip"
    with make("sqlite").app_context():
        fill()
        with database.db.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("UPDATE audit SET who = 'x' WHERE number = 2"))
        backups.take(file)
    with make("sqlite").app_context():
        assert backups.restore(file, "console").broken == 2
        assert audit.verify() == 2
        assert audit.head()[0] == 2


def test_tables_of_others_in_the_database_are_left_out(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "shared.zip"
    with make("sqlite").app_context():
        fill()
        with database.db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))
        backups.take(file)
    with make("sqlite").app_context():
        assert backups.restore(file, "console").left_out == ("theirs",)


@pytest.mark.parametrize("kind", KINDS)
def test_hosts_that_start_at_once_migrate_once(make: Make, kind: str, tmp_path: Path) -> None:
    first = make(kind)
    url = first.config["SQLALCHEMY_DATABASE_URI"]
    hosts = [
        first,
        *(
            create_app(Settings(instance=tmp_path, database_url=url, secret_key=SECRET))
            for _ in range(3)
        ),
    ]
    together = threading.Barrier(len(hosts))
    changed = list[bool | Exception]()

    def start(host: Flask) -> None:
        with host.app_context():
            together.wait()
            try:
                changed.append(schema.upgrade_schema())
            except Exception as fault:
                changed.append(fault)
            database.db.engine.dispose()

    threads = [threading.Thread(target=start, args=(host,)) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, changed)) == ["False", "False", "False", "True"]


@pytest.mark.postgres
def test_a_change_of_the_schema_gives_way_to_a_long_transaction(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_LOCK_MILLISECONDS", 200)
    with make("postgres").app_context():
        schema.upgrade_schema()
        with database.db.engine.connect() as long, long.begin():
            long.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(StoreUnavailable, match="lock timeout"), schema.migrating() as its:
                schema.revision(its)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_of_a_newer_portal_is_not_touched(make: Make, kind: str) -> None:
    with make(kind).app_context():
        schema.upgrade_schema()
        with database.db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StoreUnavailable, match=r"9999.*newer.*install the newer portal"):
            schema.upgrade_schema()
        assert schema.current_revision() == "9999"
