"""District × service: whose rule holds, as a picture and as a table of the same cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from ....i18n import Wording, gettext
from ....rules.items.rule_origin import Local
from ....rules.model.districts import District
from ....rules.model.ruleset import Ruleset
from ...lines.places import short_name

_CELL_WIDTH = 24
_CELL_HEIGHT = 15
_LEFT = 84
_TOP = 36
_BAND = 8
_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A district and a service: whose rule holds, in words."""

    kind: str
    rule: str
    words: str
    href: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """A district with a cell for each service."""

    district: str
    name: str
    short: str
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A service."""

    service: str
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicBand:
    """The columns of a topic; ``y`` of its label: every other one stands higher."""

    name: str
    x: int
    y: int
    width: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a kind of cell means and how many there are."""

    kind: str
    words: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPicture:
    """The whole picture."""

    topics: tuple[TopicBand, ...]
    rows: tuple[PictureRow, ...]
    legend: tuple[Legend, ...]
    width: int
    height: int
    cell_width: int = _CELL_WIDTH - 2
    cell_height: int = _CELL_HEIGHT - 2
    left: int = _LEFT


def local_words(kind: Local) -> str:
    """Whose rule holds, in words."""
    return {
        Local.OWN: gettext("a rule of its own"),
        Local.GROUP: gettext("a rule of its group"),
        Local.CITY: gettext("the city's default"),
        Local.UNPUBLISHED: gettext("not found"),
    }[kind]


class PictureMaker:
    """Lays out the cells."""

    def __init__(self, ruleset: Ruleset, day: date, wording: Wording) -> None:
        self.ruleset = ruleset
        self.day = day
        self.wording = wording
        self.places = dict[str, int]()
        x = _LEFT
        for topic in ruleset.topics:
            for service in ruleset.services_of(topic):
                self.places[service.id] = x
                x += _CELL_WIDTH
            x += _BAND
        self.width = x + _LABEL

    def picture(self, local: Mapping[str, Mapping[str, Local]]) -> LocalPicture:
        """Rows by cluster, columns by topic."""
        gazetteer = self.ruleset.gazetteer
        districts = [
            d for c in gazetteer.clusters for d in gazetteer.on(self.day) if d.cluster == c
        ]
        rows = []
        y = _TOP
        cluster = districts[0].cluster if districts else ""
        for district in districts:
            y += _BAND if district.cluster != cluster else 0
            cluster = district.cluster
            rows.append(self._row(district, local[district.id], y))
            y += _CELL_HEIGHT
        return LocalPicture(
            topics=self._bands(),
            rows=tuple(rows),
            legend=self._legend(local),
            width=self.width,
            height=y,
        )

    def _row(self, district: District, kinds: Mapping[str, Local], y: int) -> PictureRow:
        name = self.wording.text(district.name)
        cells = tuple(
            self._cell(district, name, service, kinds[service], x, y)
            for service, x in self.places.items()
        )
        return PictureRow(
            district=district.id,
            name=name,
            short=short_name(district, self.wording),
            y=y,
            cells=cells,
        )

    def _cell(
        self, district: District, name: str, service: str, kind: Local, x: int, y: int
    ) -> Cell:
        of = self.wording.text(self.ruleset.services[service].name)
        words = gettext(
            "%(district)s, %(service)s: %(rule)s", district=name, service=of, rule=local_words(kind)
        )
        href = url_for(".local_rule", district=district.id, service=service)
        return Cell(kind=kind.value, rule=local_words(kind), words=words, href=href, x=x, y=y)

    def _bands(self) -> tuple[TopicBand, ...]:
        bands: list[TopicBand] = []
        for topic in self.ruleset.topics.values():
            columns = tuple(
                Column(s.id, self.wording.text(s.name), url_for(".find", service=s.id))
                for s in self.ruleset.services_of(topic.id)
            )
            if columns:
                x = self.places[columns[0].service]
                width = len(columns) * _CELL_WIDTH
                y = _TOP - (22 if len(bands) % 2 else 8)
                bands.append(
                    TopicBand(
                        name=self.wording.text(topic.name), x=x, y=y, width=width, columns=columns
                    )
                )
        return tuple(bands)

    def _legend(self, local: Mapping[str, Mapping[str, Local]]) -> tuple[Legend, ...]:
        numbers = Counter(kind for services in local.values() for kind in services.values())
        return tuple(Legend(kind.value, local_words(kind), numbers[kind]) for kind in Local)
