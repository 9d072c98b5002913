"""Situations as requests describe them: read with every fault collected before refusing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from flask import request

from ...rules.answers import Answers, read_answers
from ...rules.districts import District
from ...rules.model import Ruleset
from ...rules.near import nearest
from .parts import DAY_HINT, day_written
from .places import district_on
from .problems import Fault, Refused, WrongMedia

EXTRAS = {
    "explain": False,
    "remedies": False,
    "timeline": False,
    "roadmap": False,
    "next_question": True,
}
"""What an evaluation adds on request, and what it adds unless it is declined."""
_SITUATION = ("on", "answers", "services")


@dataclass(frozen=True, slots=True)
class Asked:
    """A situation and what is wanted of it; ``districts`` is one, or all of the day."""

    districts: tuple[District, ...]
    day: date
    answers: Answers
    services: tuple[str, ...]
    extras: frozenset[str] = frozenset()


def json_body() -> dict[str, Any]:
    """The JSON object of the request's body."""
    if not request.is_json:
        raise WrongMedia([Fault("", "is not JSON", "send it as application/json")])
    return json_object(request.get_data(cache=False), "send a JSON object")


def json_object(text: bytes, hint: str) -> dict[str, Any]:
    """A JSON object, refusing anything else, and a name given twice: either could be meant."""
    try:
        value = json.loads(text, object_pairs_hook=_each_once, parse_constant=_not_json)
    except (ValueError, RecursionError):
        raise Refused([Fault("", "is not JSON", hint)]) from None
    if not isinstance(value, dict):
        raise Refused([Fault("", "must be a JSON object")])
    return value


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, its in members:
        if name in value:
            raise Refused([Fault("", f"has {name[:80]!r} twice", "send each name once")])
        value[name] = its
    return value


def _not_json(written: str) -> NoReturn:
    raise ValueError(written)


class Reader:
    """Reads a body, collecting every fault before refusing."""

    def __init__(self, body: Mapping[str, Any], ruleset: Ruleset, today: date) -> None:
        self.body, self.ruleset, self.today = body, ruleset, today
        self.faults: list[Fault] = []

    def situation(self, extras: Mapping[str, bool] = EXTRAS) -> Asked:
        """One district, with the extras that may be asked for."""
        self._known(("district", *_SITUATION, *extras))
        day = self._day()
        district = district_on(
            self.ruleset.gazetteer, self.body.get("district"), day, self.faults.append
        )
        asked = Asked(
            (district,) if district else (),
            day,
            self._answers(day),
            self._services(),
            frozenset(name for name, default in extras.items() if self._flag(name, default)),
        )
        return self._checked(asked)

    def everywhere(self) -> Asked:
        """All districts of the day."""
        self._known(_SITUATION)
        day = self._day()
        districts = self.ruleset.gazetteer.on(day)
        return self._checked(Asked(districts, day, self._answers(day), self._services()))

    def _checked(self, asked: Asked) -> Asked:
        if self.faults:
            raise Refused(self.faults)
        return asked

    def _known(self, names: tuple[str, ...]) -> None:
        for name in self.body.keys() - set(names):
            hint = nearest(name[:80], names)
            self.faults.append(Fault("/" + _escaped(name), "is not a known field", hint))

    def _flag(self, name: str, default: bool) -> bool:
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            self.faults.append(Fault(f"/{name}", "must be true or false"))
        return value is True

    def _day(self) -> date:
        value = self.body.get("on")
        day = self.today if value is None else day_written(value)
        if day is None:
            self.faults.append(Fault("/on", "is not a day", DAY_HINT))
        return day or self.today

    def _answers(self, day: date) -> Answers:
        raw = self.body.get("answers", {})
        if not isinstance(raw, dict):
            self.faults.append(Fault("/answers", "must be an object"))
            return {}
        read, problems = read_answers(self.ruleset.questions, raw, day, self.ruleset.gazetteer)
        for its in problems:
            pointer = "/answers/" + _escaped(its.question)
            self.faults.append(Fault(pointer, its.message, its.hint, its.successors))
        return read

    def _services(self) -> tuple[str, ...]:
        chosen, known = self.body.get("services"), self.ruleset.services
        if chosen is None:
            return tuple(known)
        if not isinstance(chosen, list):
            self.faults.append(Fault("/services", "must be a list of services"))
            return ()
        for place, name in enumerate(chosen):
            if not isinstance(name, str) or name not in known:
                hint = nearest(str(name)[:80], known)
                self.faults.append(Fault(f"/services/{place}", "is not a service", hint))
        return tuple(name for name in known if name in chosen)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
