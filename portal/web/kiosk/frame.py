"""What surrounds a page on a kiosk: whose counter it is, how it ends, what is within reach."""

from __future__ import annotations

from dataclasses import dataclass

from ...i18n import DEFAULT, LANGUAGES, Said
from .. import surroundings
from . import machine


@dataclass(frozen=True, slots=True)
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
    kiosk, made = machine.current(), surroundings.now().isoformat(timespec="seconds")
    if kiosk is None:
        return Frame(False, Said(""), "", "", tuple(LANGUAGES), DEFAULT.id, 0, 0, 0, "80mm", made)
    words, ruleset = surroundings.wording(), surroundings.release().ruleset
    counter, setup = ruleset.counters.get(kiosk.setup.counter), kiosk.setup
    district = ruleset.gazetteer.districts.get(setup.district)
    here = district is not None and district.period.holds(surroundings.today())
    return Frame(
        True,
        words.said(counter.name) if counter else Said(setup.name, "und"),
        setup.district if here else "",
        words.text(district.name) if district and here else "",
        setup.languages,
        setup.languages[0],
        setup.idle_seconds,
        machine.countdown(),
        setup.idle_seconds + machine.countdown(),
        setup.paper,
        made,
    )


def own_district() -> str:
    """The district of this kiosk where it is one, to begin with; else nothing."""
    return frame().district if surroundings.channel() == "kiosk" else ""
