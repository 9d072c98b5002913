"""A household's answers: a signed cookie in their own browser, and nowhere else.

It holds the day, the district, the topics and the answers of each person, lives 60 minutes after
the last answer (24 hours where the person asked for it) and is set only by the pages of the check.
In a kiosk it belongs to that machine, lives as long as somebody is there, is never kept longer and
carries a session number: once the number has ended, it is refused.
"""

from __future__ import annotations

import json
import secrets
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, assert_never

from flask import Response, current_app, request
from itsdangerous import (
    BadSignature,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)

from ..rules.model.households import MOST_ADULTS, MOST_CHILDREN, THE_HOUSEHOLD, Subject
from ..store.kiosks import ended_sessions
from ..store.usage_counts import count
from .http import kiosk_machine as machine
from .http import request_context

COOKIE = "answers"
KIOSK_COOKIE = "kiosk-answers"
IDLE_SECONDS = 60 * 60
#: The same where the person wishes the answers to be kept in this browser.
KEPT_SECONDS = 24 * 60 * 60
#: Seconds by which the clocks of two hosts may differ: another worker's host may have signed.
CLOCKS_APART = 60
_VERSION = 2
#: Written before households: one set of answers, of one adult and one child.
_FLAT_VERSION = 1
_LARGEST = 3800
#: Follows a day that was chosen with ``?on=``.
_CHOSEN = "*"
#: Stands between the topics of a check.
_BETWEEN = ","


class Signer(TimestampSigner):
    """Signs with a timestamp; the clock of another host may be up to a minute ahead."""

    def unsign(  # type: ignore[override]
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> tuple[bytes, datetime] | bytes:
        value, signed = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - int(signed.timestamp())
        if max_age is not None and not -CLOCKS_APART <= age <= max_age:
            words = f"signed {age} seconds ago, good for {max_age}"
            raise SignatureExpired(words, payload=value, date_signed=signed)
        return (value, signed) if return_timestamp else value


class CompactJson:
    """Compact JSON for the cookie: itsdangerous compresses where that is shorter."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True)

    @staticmethod
    def loads(data: Any, **_: Any) -> Any:
        return json.loads(data)


RawAnswers = Mapping[str, object]
"""Question → its answer as JSON holds it, in the order in which the answers were given."""


@dataclass(frozen=True, kw_only=True)
class CheckState:
    """The state of a check, as the cookie carries it.

    ``topics``: what is asked about, all if empty; ``household``, ``adults``, ``children``: the
    answers of the household and of each person told; ``session``: the number of the session in a
    kiosk, empty on a phone; ``chosen``: whether the day was asked for (``?on=``) and so stays when
    days pass; ``given``: the day on which answers were given, where it is before ``day``; ``kept``:
    whether the person wishes them to be kept for 24 hours; ``told``: whether it was said who there
    is, which before it is said is one adult and perhaps a child.
    """

    day: date
    district: str
    topics: tuple[str, ...] = ()
    household: RawAnswers = field(default_factory=dict)
    adults: tuple[RawAnswers, ...] = ({},)
    children: tuple[RawAnswers, ...] = ()
    session: str = ""
    chosen: bool = False
    given: date | None = None
    kept: bool = False
    told: bool = False

    @property
    def check(self) -> str:
        """The check as its forms name it: day, district, topics."""
        day = self.day.isoformat() + _CHOSEN * self.chosen
        return f"{day}/{self.district}/{_BETWEEN.join(self.topics)}"

    def is_check(self, named: str) -> bool:
        """Whether a form is of this check; of a day that passed meanwhile it still is."""
        own_day, _, own = self.check.partition("/")
        day, _, rest = named.partition("/")
        return rest == own and (day == own_day or not (self.chosen or day.endswith(_CHOSEN)))

    def moved_to(self, named: str) -> CheckState | None:
        """The same answers in the check that a form names; None where that names none."""
        day, _, rest = named.partition("/")
        district, _, topics = rest.partition("/")
        try:
            on = date.fromisoformat(day.removesuffix(_CHOSEN))
        except ValueError:
            return None
        return replace(
            self,
            day=on,
            district=district,
            topics=tuple(filter(None, topics.split(_BETWEEN))),
            chosen=day.endswith(_CHOSEN),
        )

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The household and everybody told."""
        adults = (Subject("adult", number) for number, _ in enumerate(self.adults, 1))
        children = (Subject("child", number) for number, _ in enumerate(self.children, 1))
        return (THE_HOUSEHOLD, *adults, *children)

    def answers_of(self, subject: Subject) -> RawAnswers:
        """The answers of the household or of one person. Raises IndexError for one not told."""
        match subject.kind:
            case "household":
                return self.household
            case "adult":
                return self.adults[subject.number - 1]
            case "child":
                return self.children[subject.number - 1]
            case _:
                assert_never(subject.kind)

    @property
    def given_answers(self) -> tuple[tuple[Subject, str], ...]:
        """Whose question was answered: the household's first, then person by person."""
        return tuple((who, name) for who in self.subjects for name in self.answers_of(who))

    def with_answer(self, subject: Subject, question: str, value: object) -> CheckState:
        """With an answer given or changed."""
        return self._with(subject, {**self.answers_of(subject), question: value})

    def without(self, subject: Subject, question: str) -> CheckState:
        """With an answer taken back."""
        answers = self.answers_of(subject)
        kept = {name: value for name, value in answers.items() if name != question}
        return self._with(subject, kept)

    def _with(self, subject: Subject, answers: RawAnswers) -> CheckState:
        match subject.kind:
            case "household":
                return replace(self, household=answers)
            case "adult":
                return replace(self, adults=_put(self.adults, subject.number, answers))
            case "child":
                return replace(self, children=_put(self.children, subject.number, answers))
            case _:
                assert_never(subject.kind)

    def with_people(self, adults: int, children: int) -> CheckState:
        """With so many people: who is added has no answers yet, the last ones told go first."""
        return replace(
            self,
            told=True,
            adults=_so_many(self.adults, min(max(adults, 1), MOST_ADULTS)),
            children=_so_many(self.children, min(max(children, 0), MOST_CHILDREN)),
        )

    def without_person(self, subject: Subject) -> CheckState:
        """Without somebody and their answers; who comes after moves up. One adult stays."""
        match subject.kind:
            case "household":
                return self
            case "adult":
                left = _without(self.adults, subject.number)
                return replace(self, adults=left or ({},))
            case "child":
                return replace(self, children=_without(self.children, subject.number))
            case _:
                assert_never(subject.kind)


def _put(
    people: tuple[RawAnswers, ...], number: int, answers: RawAnswers
) -> tuple[RawAnswers, ...]:
    return (*people[: number - 1], answers, *people[number:])


def _without(people: tuple[RawAnswers, ...], number: int) -> tuple[RawAnswers, ...]:
    return (*people[: number - 1], *people[number:])


def _so_many(people: tuple[RawAnswers, ...], number: int) -> tuple[RawAnswers, ...]:
    missing = number - len(people)
    return (*people[:number], *({} for _ in range(missing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _CookieSettings:
    """Name and lifetime of the cookie on a phone, or in the kiosk with the number ``machine``.

    ``kept_seconds``: the lifetime where the person wishes the answers to be kept; no longer in a
    kiosk.
    """

    cookie: str
    path: str
    seconds: int
    kept_seconds: int
    same_site: str
    machine: int = 0

    def lifetime(self, state: CheckState) -> int:
        """Seconds for which some answers are held."""
        return self.kept_seconds if state.kept else self.seconds

    def serializer(self) -> URLSafeTimedSerializer:
        salt = f"answers of kiosk {self.machine}" if self.machine else "answers"
        return serializer(salt)


def serializer(salt: str) -> URLSafeTimedSerializer:
    """A signer of compact JSON; ``salt`` keeps the cookies of different purposes apart."""
    secret = current_app.secret_key
    assert secret
    return _serializer(secret, salt)


@lru_cache(maxsize=64)
def _serializer(secret: str | bytes, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=salt, serializer=CompactJson, signer=Signer)


def _cookie_settings() -> _CookieSettings:
    if request_context.channel() != "kiosk":
        return _CookieSettings(
            cookie=COOKIE,
            path="/",
            seconds=IDLE_SECONDS,
            kept_seconds=KEPT_SECONDS,
            same_site="Lax",
        )
    kiosk = machine.this()
    return _CookieSettings(
        cookie=KIOSK_COOKIE,
        path=machine.PATH,
        seconds=machine.lifetime(kiosk),
        kept_seconds=machine.lifetime(kiosk),
        same_site="Strict",
        machine=kiosk.id,
    )


def read_cookie() -> CheckState | None:
    """The check of this browser; None without a cookie, or if it expired or was tampered with."""
    settings = _cookie_settings()
    try:
        written = request.cookies.get(settings.cookie, "")
        data, signed = settings.serializer().loads(
            written, max_age=max(settings.seconds, settings.kept_seconds), return_timestamp=True
        )
        found = state_from_json(data)
    except (BadSignature, KeyError, IndexError, TypeError, ValueError, zlib.error):
        return None
    if int(time.time()) - int(signed.timestamp()) > settings.lifetime(found):
        return None
    if settings.machine and (not found.session or ended_sessions.has_ended(found.session)):
        return None
    return found


def state_from_json(data: Any) -> CheckState:
    """The state of a decoded cookie. Raises KeyError, TypeError, ValueError for anything else."""
    given = data.get("given")
    state = CheckState(
        day=date.fromisoformat(data["day"]),
        district=data["in"],
        session=data.get("session", ""),
        chosen=bool(data.get("chosen")),
        given=date.fromisoformat(given) if given else None,
    )
    if data["v"] == _FLAT_VERSION:
        return _from_flat(state, data)
    if data["v"] != _VERSION:
        raise ValueError("written by another version")
    return replace(
        state,
        topics=tuple(data["topics"]),
        household=dict(data["h"]),
        adults=tuple(map(dict, data["a"])) or ({},),
        children=tuple(map(dict, data["c"])),
        kept=bool(data.get("kept")),
        told=bool(data.get("told")),
    )


def _from_flat(state: CheckState, data: Any) -> CheckState:
    """The answers of a cookie from before households, each given to whom its question is of."""
    questions = request_context.release().ruleset.questions
    found: dict[str, dict[str, object]] = {"household": {}, "adult": {}, "child": {}}
    for name, value in data["answers"].items():
        kind = questions[name].of if name in questions else "adult"
        found[kind][name] = value
    topic = data["topic"]
    return replace(
        state,
        topics=(topic,) if topic else (),
        household=found["household"],
        adults=(found["adult"],),
        children=(found["child"],),
    )


def state_json(state: CheckState) -> dict[str, object]:
    """A state as JSON, without the kiosk session it belongs to."""
    return dict(_json_items(state))


def _json_items(state: CheckState) -> Iterator[tuple[str, object]]:
    yield "v", _VERSION
    yield "day", state.day.isoformat()
    yield "in", state.district
    yield "topics", list(state.topics)
    yield "h", dict(state.household)
    yield "a", [dict(answers) for answers in state.adults]
    yield "c", [dict(answers) for answers in state.children]
    if state.chosen:
        yield "chosen", True
    if state.given:
        yield "given", state.given.isoformat()
    if state.kept:
        yield "kept", True
    if state.told:
        yield "told", True


def _numbered(state: CheckState) -> CheckState:
    """The state with a session number; the first answers of a session start it."""
    if state.session:
        return state
    count("kiosk_started", str(machine.this().id))
    return replace(state, session=secrets.token_urlsafe(16))


def write_cookie(response: Response, state: CheckState) -> Response:
    """Set the cookie on a response."""
    settings = _cookie_settings()
    if settings.machine:
        state = replace(_numbered(state), kept=False)
    data = state_json(state)
    if settings.machine:
        data["session"] = state.session
    response.set_cookie(
        settings.cookie,
        _signed(settings, data),
        max_age=settings.lifetime(state),
        path=settings.path,
        httponly=True,
        samesite=settings.same_site,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _signed(settings: _CookieSettings, data: dict[str, object]) -> str:
    value = settings.serializer().dumps(data)
    text = value.decode() if isinstance(value, bytes) else value
    assert len(text) < _LARGEST, "the answers outgrew a cookie"
    return text


def sent_cookie(state: CheckState) -> str:
    """What a phone would send of a check, for a page that is made without a browser."""
    settings = _cookie_settings()
    return f"{settings.cookie}={_signed(settings, state_json(state))}"


def forget(response: Response) -> Response:
    """Delete the cookie; a kiosk session ends too, so that a copy of its cookie is refused."""
    before = read_cookie() if _cookie_settings().machine else None
    if before:
        ended_sessions.end(before.session, request_context.now())
    return expire(response)


def expire(response: Response) -> Response:
    """Delete the cookie."""
    settings = _cookie_settings()
    response.delete_cookie(
        settings.cookie,
        path=settings.path,
        httponly=True,
        samesite=settings.same_site,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
