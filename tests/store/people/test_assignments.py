"""Who is responsible for what: chosen, handed over, taken away; nothing is overwritten unseen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.store import audit, reports
from portal.store.people import accounts, assignments, calendar_feeds
from portal.store.people.accounts import Person
from portal.store.people.assignments import (
    Assigned,
    HandOver,
    NobodyThere,
    OtherHolder,
    assigned_to,
    responsibilities,
)
from portal.store.reports import ReportFilter

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
RENT = ("services/housing/public-rental.toml", "parameters/rent")
TERM = ("services/housing/public-rental.toml", "parameters/rent_term")


def person(name: str, role: str = "editor") -> Person:
    added, _ = accounts.add_person(name, role, None, None, "test", NOW)
    return added


def names() -> dict[tuple[str, str], str]:
    return {key: holder.name for key, holder in responsibilities().items()}


def report_of(number: int) -> int:
    holder = reports.read_report(number).holder
    return holder.id if holder else 0


def test_somebody_is_made_responsible_and_the_log_says_by_whom(empty: Flask) -> None:
    one = person("王")
    other = person("李")
    assignments.set_responsible(RENT, one.id, "李", held=0)
    assert names() == {RENT: "王"}
    with pytest.raises(OtherHolder):
        assignments.set_responsible(RENT, other.id, "李", held=0)
    assignments.set_responsible(RENT, other.id, "王", held=one.id)
    assert names() == {RENT: "李"}
    assignments.set_responsible(RENT, None, "王", held=other.id)
    assert names() == {}
    found, _ = audit.entries(1, audit.AuditFilter(what="responsible_changed"))
    assert [its.who for its in found] == ["王", "王", "李"]
    assert audit.verify() is None


def test_many_at_once_count_what_changed(empty: Flask) -> None:
    one = person("王")
    assert assignments.set_all_responsible([RENT, TERM], one.id, "x") == 2
    assert assignments.set_all_responsible([RENT, TERM], one.id, "x") == 0
    with pytest.raises(NobodyThere):
        assignments.set_all_responsible([RENT], 99, "x")
    assert names() == {RENT: "王", TERM: "王"}


def test_what_was_somebodys_goes_to_another_or_to_nobody_when_they_are_disabled(
    empty: Flask,
) -> None:
    leaves = person("王")
    stays = person("李")
    assignments.set_all_responsible([RENT, TERM], leaves.id, "x")
    for _ in range(2):
        reports.add_report("public-rental", "yongchuan", 1, "要三年")
    for number in (1, 2):
        reports.assign(number, stays, leaves, held=0)
    what = Assigned(frozenset({RENT}), frozenset({1}))
    accounts.set_active(leaves.id, False, "x", HandOver(stays.id, what))
    assert names() == {RENT: "李"}
    assert (report_of(1), report_of(2)) == (stays.id, 0)
    assert assigned_to(leaves.id) == Assigned()
    with pytest.raises(NobodyThere):
        assignments.set_responsible(TERM, leaves.id, "x", held=0)
    with pytest.raises(NobodyThere):
        reports.assign(2, stays, leaves, held=0)


def test_nothing_happens_where_the_successor_is_not_there(empty: Flask) -> None:
    leaves = person("王")
    assignments.set_responsible(RENT, leaves.id, "x", held=0)
    with pytest.raises(NobodyThere):
        accounts.set_active(leaves.id, False, "x", HandOver(99, Assigned(frozenset({RENT}))))
    account = accounts.account(leaves.id)
    assert account is not None
    assert account.active
    assert names() == {RENT: "王"}


def test_only_what_is_lost_is_taken_with_changed_limits(empty: Flask) -> None:
    one = person("王")
    assignments.set_all_responsible([RENT, TERM], one.id, "x")
    lost = Assigned(frozenset({TERM}))
    accounts.change_person(one.id, "editor", {"yongchuan"}, None, "x", lost)
    assert names() == {RENT: "王"}


def test_reports_are_found_by_whose_they_are(empty: Flask) -> None:
    one = person("王")
    for _ in range(2):
        reports.add_report("public-rental", "yongchuan", 1, "要三年")
    assert reports.assign(2, one, one, held=0)
    assert not reports.assign(2, one, one, held=one.id)
    with pytest.raises(reports.Stale):
        reports.assign(2, one, None, held=0)
    mine = reports.list_reports(ReportFilter(assigned_to=one.id))
    free = reports.list_reports(ReportFilter(assigned_to=0))
    assert ([its.id for its in mine], [its.id for its in free]) == ([2], [1])
    assert reports.count_reports(ReportFilter(assigned_to=one.id)) == 1


def test_a_calendar_address_is_kept_as_a_digest_and_ends_with_the_next_and_the_account(
    empty: Flask,
) -> None:
    one = person("王")
    first = calendar_feeds.renew(one, NOW)
    assert calendar_feeds.owner(first) == one
    assert calendar_feeds.made_at(one.id) == NOW
    second = calendar_feeds.renew(one, NOW)
    assert calendar_feeds.owner(first) is None
    assert calendar_feeds.owner(second) == one
    calendar_feeds.revoke(one)
    assert calendar_feeds.owner(second) is None
    for end in (
        lambda: accounts.reset_person(one.id, "x", NOW),
        lambda: accounts.set_active(one.id, False, "x"),
    ):
        token = calendar_feeds.renew(one, NOW)
        end()
        assert calendar_feeds.owner(token) is None
        assert calendar_feeds.made_at(one.id) is None
    found, _ = audit.entries(1, audit.AuditFilter())
    assert not any(token in its.details for its in found for token in (first, second))
