"""What an address asks for: a district, a day, a service; a helpful 404 otherwise."""

from __future__ import annotations

from datetime import date

from flask import request

from ...rules.districts import District
from ...rules.model import Question, Service
from ...rules.near import nearest
from .. import surroundings


class NotThere(Exception):
    """Nothing is at this address: ``kind`` is district, service, page, day or receipt."""

    def __init__(self, kind: str, name: str = "", near: str = "") -> None:
        super().__init__(kind)
        self.kind, self.name, self.near = kind, name, near


def _near(name: str, known: object) -> str:
    hint = nearest(name[:80], known)  # type: ignore[arg-type]
    return hint.removeprefix("did you mean ").removesuffix("?") if "mean" in hint else ""


def district(name: str) -> District:
    """The district of a slug, of today or of before."""
    districts = surroundings.release().ruleset.gazetteer.districts
    if name not in districts:
        raise NotThere("district", name, _near(name, districts))
    return districts[name]


def service(name: str) -> Service:
    """The service of a slug."""
    services = surroundings.release().ruleset.services
    if name not in services:
        raise NotThere("service", name, _near(name, services))
    return services[name]


def question(name: str) -> Question:
    """The question of an id."""
    questions = surroundings.release().ruleset.questions
    if name not in questions:
        raise NotThere("page", name, _near(name, questions))
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
    return on or surroundings.today(), on


def written(on: date | None) -> str | None:
    """A day as an address writes it in ``?on=``."""
    return on.isoformat() if on else None
