"""Dates as a calendar file: all-day events that say what to do, for a phone's own calendar.

Made when asked for and stored nowhere. What an event is called inside the file (its UID) says which
thing of which person it is, by their places in the household, and holds no answer and no month: the
same file made later moves an event rather than doubling it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//new-resident-portal//roadmap//ZH"
_NAMESPACE = uuid5(NAMESPACE_URL, "new-resident-portal:roadmap")
_REMINDED = timedelta(hours=-15)
"""Nine o'clock of the day before: an event of a whole day begins at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """Something on a day; ``key``: what it is, the same however often the file is made."""

    key: str
    day: date
    title: str
    text: str
    address: str = ""


def uid_of(key: str) -> str:
    """The UID of an event: no answer can be read from it."""
    return str(uuid5(_NAMESPACE, key))


def calendar_file(days: Iterable[CalendarDay], name: str, now: datetime, zone: str) -> bytes:
    """The file (RFC 5545) with each event once."""
    from icalendar import Calendar  # noqa: PLC0415  few ask for a file

    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", zone)
    for its in {its.key: its for its in days}.values():
        made.add_component(_event(its, now))
    written: bytes = made.to_ical()
    return written


def _event(its: CalendarDay, now: datetime) -> Event:
    from icalendar import Alarm, Event  # noqa: PLC0415  as above

    event = Event()
    event.add("uid", uid_of(its.key))
    event.add("dtstamp", now)
    event.add("dtstart", its.day)
    event.add("dtend", its.day + timedelta(days=1))
    event.add("summary", its.title)
    event.add("transp", "TRANSPARENT")
    if its.text:
        event.add("description", its.text)
    if its.address:
        event.add("url", its.address)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", its.title)
    alarm.add("trigger", _REMINDED)
    event.add_component(alarm)
    return event
