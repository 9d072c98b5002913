"""The calendar file: whole days, text as it was said, and events that keep their identity."""

from __future__ import annotations

from datetime import UTC, date, datetime

from icalendar import Calendar

from portal.web.lines.calendar_days import CalendarDay, calendar_file, uid_of

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
BEGIN = CalendarDay(
    key="begin_by/college-entrance/child:1/0",
    day=date(2029, 9, 1),
    title="老大：高考报名：最迟这个月要开始",
    text="居住证，要满36个月（3年）；\n社保，也要",
    address="https://portal.example/districts/jiulongpo/college-entrance",
)


def events(body: bytes) -> list[dict[str, object]]:
    """The events of a file, read by the library again."""
    return [dict(its.items()) for its in Calendar.from_ical(body).walk("VEVENT")]


def test_an_event_lasts_a_whole_day_and_says_what_to_do() -> None:
    body = calendar_file((BEGIN,), "我家要办的事", NOW, "Asia/Shanghai")
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert event["DTSTART"].dt == date(2029, 9, 1)
    assert event["DTEND"].dt == date(2029, 9, 2)
    assert str(event["SUMMARY"]) == BEGIN.title
    assert str(event["DESCRIPTION"]) == BEGIN.text
    assert b"DTSTART;VALUE=DATE:20290901" in body
    assert b"X-WR-TIMEZONE:Asia/Shanghai" in body


def test_no_line_is_longer_than_a_calendar_may_read_and_each_ends_as_it_must() -> None:
    body = calendar_file((BEGIN,), "我家要办的事", NOW, "Asia/Shanghai")
    assert body.endswith(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    body.decode()


def test_the_same_thing_keeps_its_identity_when_its_month_moves() -> None:
    later = CalendarDay(key=BEGIN.key, day=date(2030, 9, 1), title="later", text="")
    (before,) = events(calendar_file((BEGIN,), "", NOW, "Asia/Shanghai"))
    (after,) = events(calendar_file((later,), "", NOW, "Asia/Shanghai"))
    assert before["UID"] == after["UID"]
    assert before["DTSTART"] != after["DTSTART"]


def test_nothing_can_be_read_from_an_identity() -> None:
    uid = uid_of(BEGIN.key)
    assert len(uid) == 36
    for words in ("college", "child", "2029", "begin"):
        assert words not in uid
    assert uid != uid_of(BEGIN.key.replace("child:1", "child:2"))


def test_a_thing_said_twice_is_one_event_and_the_reminder_comes_the_morning_before() -> None:
    body = calendar_file((BEGIN, BEGIN), "", NOW, "Asia/Shanghai")
    assert body.count(b"BEGIN:VEVENT") == 1
    assert b"TRIGGER:-PT15H" in body
