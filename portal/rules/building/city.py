"""The city from its document, or the shipped one for rules that say nothing of any."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ..documents import read
from ..documents.shapes import CityDocument
from ..model.city import City
from ..model.ruleset import Contact
from ..model.texts import Text
from ..problem_codes import EntryCode, Hint, Noun
from ..problems import say
from .build_context import Workbench

CITY_PATH = "city.toml"
_SHIPPED = Path(__file__).parents[2] / "content" / CITY_PATH


def build_city(
    bench: Workbench, entries: Mapping[str, tuple[str, Any]], contacts: Mapping[str, Contact]
) -> City:
    """The city of the rules. Rules stored before they named a city are those of the shipped one."""
    for name, (path, shape) in entries.items():
        where = f"city.{name}"
        tels = {contact.tel for contact in contacts.values()}
        bench.known(path, f"{where}.hotline", shape.hotline, sorted(tels), Noun.CONTACT)
        if not is_zone(shape.zone):
            message = say(EntryCode.NOT_A_ZONE, name=shape.zone)
            bench.note(path, f"{where}.zone", message, say(Hint.ZONE, example="Europe/Vienna"))
        return city_of(name, shape, bench, path)
    return shipped_city()


def city_of(name: str, shape: Any, bench: Workbench | None, path: str = CITY_PATH) -> City:
    """A city of a shape; without a bench it stands in for one that the rules do not name."""
    return City(
        id=name,
        name=Text(shape.name.zh, shape.name.en),
        short_name=Text(shape.short_name.zh, shape.short_name.en),
        zone=shape.zone,
        hotline=shape.hotline,
        district_name=Text(shape.district_name.zh, shape.district_name.en),
        aliases=tuple(shape.aliases),
        area_code=shape.area_code or "",
        attributes=tuple(shape.attributes),
        citations=bench.citations(path, f"city.{name}", shape.source) if bench else (),
        stands_in=bench is None,
    )


def read_city(text: str) -> City | None:
    """The city of a document alone, None where it cannot be read; its sources are not looked up."""
    document = read(CITY_PATH, text)
    if not isinstance(document, CityDocument):
        return None
    ((name, shape),) = document.city.items()
    return city_of(name, shape, None) if is_zone(shape.zone) else None


@lru_cache(maxsize=1)
def shipped_city() -> City:
    """The city of the shipped rules, for rules that were stored before any was named."""
    city = read_city(_SHIPPED.read_text(encoding="utf-8"))
    assert city is not None
    return city


def is_zone(name: str) -> bool:
    """Whether a time zone of this name is known."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
