"""The frame of a kiosk page: the counter's name, how to end the session, the links offered."""

from __future__ import annotations

from dataclasses import dataclass

from ...i18n import DEFAULT, LANGUAGES, Said
from . import kiosk_machine, request_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of a kiosk's page. Times in seconds; ``place``: the counter, empty if unknown.

    ``enrolled``: whether this browser is a kiosk; ``starts_in``: the language it goes back to;
    ``rendered``: the moment the page shows, also when it is read again without the server.
    """

    enrolled: bool
    place: Said
    district: str
    district_name: str
    languages: tuple[str, ...]
    starts_in: str
    idle_seconds: int
    countdown: int
    whole: int
    paper: str
    rendered: str


def frame() -> Frame:
    """The frame of the page being made."""
    kiosk = kiosk_machine.current()
    made = request_context.now().isoformat(timespec="seconds")
    if kiosk is None:
        return Frame(
            enrolled=False,
            place=Said(""),
            district="",
            district_name="",
            languages=tuple(LANGUAGES),
            starts_in=DEFAULT.id,
            idle_seconds=0,
            countdown=0,
            whole=0,
            paper="80mm",
            rendered=made,
        )
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    counter = ruleset.counters.get(kiosk.setup.counter)
    setup = kiosk.setup
    district = ruleset.gazetteer.districts.get(setup.district)
    here = district is not None and district.period.holds(request_context.today())
    return Frame(
        enrolled=True,
        place=words.said(counter.name) if counter else Said(setup.name, "und"),
        district=setup.district if here else "",
        district_name=words.text(district.name) if district and here else "",
        languages=setup.languages,
        starts_in=setup.languages[0],
        idle_seconds=setup.idle_seconds,
        countdown=kiosk_machine.countdown(),
        whole=setup.idle_seconds + kiosk_machine.countdown(),
        paper=setup.paper,
        rendered=made,
    )


def own_district() -> str:
    """The district of this kiosk where it is one, to begin with; else nothing."""
    return frame().district if request_context.channel() == "kiosk" else ""
