"""URL parts resolved to districts, services, questions and days; a helpful 404 otherwise."""

from __future__ import annotations

from datetime import date

from flask import request

from ...rules.model.districts import WHOLE_CITY, District
from ...rules.model.ruleset import Question, Service
from ...rules.suggestions import nearest
from ..http import request_context


class NotThere(Exception):
    """A 404 on a district, service, page, day or receipt; ``near`` is the closest known name."""

    def __init__(self, kind: str, name: str = "", near: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.name = name
        self.near = near


def district(name: str) -> District:
    """The district of a slug, of today or of before."""
    districts = request_context.release().ruleset.gazetteer.districts
    if name not in districts:
        raise NotThere("district", name, nearest(name, districts))
    return districts[name]


def district_or_city(name: str) -> District:
    """The same, or the whole city for what is the same in all districts."""
    return WHOLE_CITY if name == WHOLE_CITY.id else district(name)


def service(name: str) -> Service:
    """The service of a slug."""
    services = request_context.release().ruleset.services
    if name not in services:
        raise NotThere("service", name, nearest(name, services))
    return services[name]


def question(name: str) -> Question:
    """The question of an id."""
    questions = request_context.release().ruleset.questions
    if name not in questions:
        raise NotThere("page", name, nearest(name, questions))
    return questions[name]


def day_asked() -> date | None:
    """The day of ``?on=``, or None; anything but a day between 2000 and 2100 is a 404."""
    written = request.args.get("on")
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotThere("day", written) from None
    if len(written) != len("2026-01-01") or not 2000 <= day.year <= 2100:
        raise NotThere("day", written)
    return day


def day_shown() -> tuple[date, date | None]:
    """The day that the page speaks of, and the day of ``?on=`` or None."""
    on = day_asked()
    return on or request_context.today(), on


def written(on: date | None) -> str | None:
    """A day as an address writes it in ``?on=``."""
    return on.isoformat() if on else None
