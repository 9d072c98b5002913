"""What the doctor looks at in the store: database, schema, release, sources, audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ...store import audit, diagnostics, schema
from ...store.releases.stored import number_in_force, ruleset_of
from .findings import Line, advice, fault, ok

_APART = 5.0
_FAR_APART = 60.0


def store_lines(today: date) -> Iterator[Line]:
    """The store's lines. Raises StoreUnavailable where it does not answer."""
    yield from settings_lines(diagnostics.settings_answered())
    yield time_line(diagnostics.seconds_apart())
    schema = schema_line()
    yield schema
    if schema.state == "ok":
        yield from content_lines(today)
        yield audit_line()
        yield overdue_line(diagnostics.overdue(today))


def settings_lines(answered: Mapping[str, str]) -> Iterator[Line]:
    """What the database answered about its settings."""
    if diagnostics.is_sqlite():
        right = answered["journal_mode"] == "wal" and answered["foreign_keys"] == "1"
        says = f"SQLite, journal {answered['journal_mode']}, references {answered['foreign_keys']}"
        put = "put the database on a local disk (not a network folder)"
        yield ok("database", says) if right else fault("database", says, put)
        check = answered["quick_check"]
        yield (
            ok("database file", "whole")
            if check == "ok"
            else fault("database file", f"damaged: {check.splitlines()[0]}", "restore a backup")
        )
    elif answered["transaction_read_only"] != "off":
        do = "name the server that takes writes (target_session_attrs=read-write), or promote it"
        yield fault("database", "PostgreSQL, but it takes no writes: a standby", do)
    elif answered["server_encoding"] != "UTF8":
        says = f"PostgreSQL, but its encoding is {answered['server_encoding']}: Chinese is refused"
        do = "createdb --encoding=UTF8 --template=template0, and restore a backup into that"
        yield fault("database", says, do)
    elif answered["fsync"] != "on" or answered["full_page_writes"] != "on":
        says = "PostgreSQL, but it does not wait for the disk: a power cut loses data"
        yield advice("database", says, "set fsync and full_page_writes to on in postgresql.conf")
    else:
        yield ok("database", "PostgreSQL answers and waits for the disk")


def time_line(apart: float) -> Line:
    """Whether database and machine agree on the time."""
    says = f"the database is {abs(apart):.1f} s {'ahead' if apart > 0 else 'behind'}"
    if abs(apart) < _APART:
        return ok("time", "database and machine agree")
    do = "let both machines follow a time server"
    return fault("time", says, do) if abs(apart) >= _FAR_APART else advice("time", says, do)


def schema_line() -> Line:
    """Whether the schema is the one this portal was made for."""
    found = schema.current_revision()
    known = schema.revisions()
    if found == known[-1]:
        return ok("schema", f"up to date ({found})")
    if found is None:
        return fault("schema", "there is none yet", "portal seed, or portal restore FILE")
    if found in known:
        return fault("schema", f"{found}, but {known[-1]} is the newest", "portal db upgrade")
    says = f"{found} is newer than this portal knows ({known[-1]})"
    return fault("schema", says, "install the newer portal")


def content_lines(today: date) -> Iterator[Line]:
    """The release in force and the sources it rests on."""
    number = number_in_force(today)
    if not number:
        yield fault("release", "none is in force", "portal seed, or portal restore FILE")
        return
    damage = diagnostics.damage_of(number)
    if damage:
        do = "restore an earlier release on the page Releases, or a backup"
        yield fault("release", f"release {number}: {damage}", do)
        return
    yield ok("release", f"release {number} loads and is as it was published")
    yield sources_line(number, today)


def sources_line(number: int, today: date) -> Line:
    """How many sources are due for review or rest on something not verified."""
    sources = ruleset_of(number).sources.values()
    due = sum(source.review_by < today for source in sources)
    open_ = sum(bool(source.to_verify) for source in sources)
    says = f"{len(sources)} sources, {due} due for review, {open_} with something to verify"
    if due or open_:
        return advice("sources", says, "see the board of the administration")
    return ok("sources", says)


def audit_line() -> Line:
    """Whether the audit log is as it was written."""
    broken = audit.verify()
    if broken:
        says = f"entry {broken} is not as it was written, or is missing"
        do = "find out who changed the database; compare with a backup (portal audit export)"
        return fault("audit log", says, do)
    number, digest = audit.head()
    return ok("audit log", f"as it was written, {number} entries, digest {digest[:16] or 'none'}")


def overdue_line(titles: tuple[str, ...]) -> Line:
    """Drafts whose day has come and that are not published."""
    if titles:
        listed = ", ".join(titles)
        do = "review and publish them, or choose another day"
        return advice("drafts", f"{len(titles)} past their day and not published: {listed}", do)
    return ok("drafts", "none waits past its day")
