"""Situations as requests describe them: read with every fault collected before refusing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NoReturn

from flask import request

from ...problem_words import english
from ...rules.model.districts import District
from ...rules.model.households import Household
from ...rules.model.ruleset import Ruleset
from ...rules.suggestions import suggestion
from .household_reader import FLAT, PEOPLE, HouseholdReader, Places, escaped, places_in
from .json_fields import DAY_HINT, day_written
from .places import district_on
from .problems import Fault, Refused, WrongMedia
from .shapes.outcomes import NoticeShape

EXTRAS = {
    "explain": False,
    "remedies": False,
    "timeline": False,
    "roadmap": False,
    "next_steps": False,
    "next_question": True,
}
"""What an evaluation adds on request, and what it adds unless it is declined."""
_ESCAPED_HALF = b"\\ud"
MOST_MEMBERS = 500
"""Members of an object and entries of a list: each unknown one costs a search for a near name."""
_SITUATION = ("on", FLAT, *PEOPLE, "services")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A situation and what is wanted of it; ``districts`` is one, or all of the day.

    ``places``: where the answers of each person stand in the request.
    ``notices``: what about the request is worth knowing.
    """

    districts: tuple[District, ...]
    day: date
    household: Household
    places: Places
    services: tuple[str, ...]
    extras: frozenset[str] = frozenset()
    notices: tuple[NoticeShape, ...] = ()


def json_body() -> dict[str, Any]:
    """The JSON object of the request's body."""
    if not request.is_json:
        raise WrongMedia(
            [Fault(pointer="", message="is not JSON", hint="send it as application/json")]
        )
    return json_object(request.get_data(cache=False), "send a JSON object")


def json_object(text: bytes, hint: str) -> dict[str, Any]:
    """A JSON object, refusing anything else, and a name given twice: either could be meant."""
    try:
        value = json.loads(text, object_pairs_hook=_each_once, parse_constant=_not_json)
    except (ValueError, RecursionError):
        raise Refused([Fault(pointer="", message="is not JSON", hint=hint)]) from None
    if not isinstance(value, dict):
        raise Refused([Fault(pointer="", message="must be a JSON object")])
    if not (text.isascii() and _ESCAPED_HALF not in text.lower()) and not _is_text(value):
        hint = "send UTF-8, and both halves of a surrogate pair"
        raise Refused(
            [Fault(pointer="", message="holds half a character, which is no text", hint=hint)]
        )
    return value


def _is_text(value: object) -> bool:
    """Whether every string in a JSON value can be written as UTF-8 again."""
    waiting = [value]
    while waiting:
        its = waiting.pop()
        if isinstance(its, str) and any("\ud800" <= letter <= "\udfff" for letter in its):
            return False
        if isinstance(its, dict):
            waiting += [*its, *its.values()]
        elif isinstance(its, list):
            waiting += its
    return True


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(members) > MOST_MEMBERS:
        message = f"has an object of more than {MOST_MEMBERS} members"
        raise Refused([Fault(pointer="", message=message, hint="send only what is asked for")])
    value: dict[str, Any] = {}
    for name, its in members:
        if name in value:
            raise Refused(
                [Fault(pointer="", message=f"has {name[:80]!r} twice", hint="send each name once")]
            )
        value[name] = its
    return value


def _not_json(written: str) -> NoReturn:
    raise ValueError(written)


class Reader:
    """Reads a body, collecting every fault before refusing."""

    def __init__(self, body: Mapping[str, Any], ruleset: Ruleset, today: date) -> None:
        self.body = body
        self.ruleset = ruleset
        self.today = today
        self.faults: list[Fault] = []
        self.notices: tuple[NoticeShape, ...] = ()

    def situation(self, extras: Mapping[str, bool] = EXTRAS) -> Asked:
        """One district, with the extras that may be asked for."""
        self._known(("district", *_SITUATION, *extras))
        day = self._day()
        district = district_on(
            self.ruleset.gazetteer, self.body.get("district"), day, self.faults.append
        )
        asked = Asked(
            districts=(district,) if district else (),
            day=day,
            household=self._household(day),
            places=places_in(self.body),
            services=self._services(),
            extras=frozenset(name for name, default in extras.items() if self._flag(name, default)),
        )
        return self._checked(asked)

    def everywhere(self) -> Asked:
        """All districts of the day."""
        self._known(_SITUATION)
        day = self._day()
        districts = self.ruleset.gazetteer.on(day)
        return self._checked(
            Asked(
                districts=districts,
                day=day,
                household=self._household(day),
                places=places_in(self.body),
                services=self._services(),
            )
        )

    def _checked(self, asked: Asked) -> Asked:
        if self.faults:
            raise Refused(self.faults)
        return replace(asked, notices=self.notices)

    def _known(self, names: tuple[str, ...]) -> None:
        for name in self.body.keys() - set(names):
            hint = english(suggestion(name, names))
            self.faults.append(
                Fault(pointer="/" + escaped(name), message="is not a known field", hint=hint)
            )

    def _flag(self, name: str, default: bool) -> bool:
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            self.faults.append(Fault(pointer=f"/{name}", message="must be true or false"))
        return value is True

    def _day(self) -> date:
        value = self.body.get("on")
        day = self.today if value is None else day_written(value)
        if day is None:
            self.faults.append(Fault(pointer="/on", message="is not a day", hint=DAY_HINT))
        return day or self.today

    def _household(self, day: date) -> Household:
        reader = HouseholdReader(body=self.body, ruleset=self.ruleset, day=day, today=self.today)
        household = reader.read()
        self.faults += reader.faults
        self.notices = tuple(reader.notices)
        return household

    def _services(self) -> tuple[str, ...]:
        chosen = self.body.get("services")
        known = self.ruleset.services
        if chosen is None:
            return tuple(known)
        if not isinstance(chosen, list):
            self.faults.append(Fault(pointer="/services", message="must be a list of services"))
            return ()
        if len(chosen) > MOST_MEMBERS:
            message = f"has more than {MOST_MEMBERS} entries"
            self.faults.append(Fault(pointer="/services", message=message))
            return ()
        for place, name in enumerate(chosen):
            if not isinstance(name, str) or name not in known:
                hint = english(suggestion(name, known))
                self.faults.append(
                    Fault(pointer=f"/services/{place}", message="is not a service", hint=hint)
                )
        return tuple(name for name in known if name in chosen)
