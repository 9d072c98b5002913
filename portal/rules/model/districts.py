"""Districts with their days, the groups they belong to, and which follows which; their streets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .sources import Citation
from .streets import Place, Street
from .texts import Text


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` to ``until``, both included; None is without limit."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def overlaps(self, other: Period) -> bool:
        starts = max(self.since or date.min, other.since or date.min)
        ends = min(self.until or date.max, other.until or date.max)
        return starts <= ends


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a statement holds: names are districts or groups; none means the city."""

    names: tuple[str, ...] = ()
    period: Period = Period()

    def rank(self, district: District) -> int | None:
        """How closely the scope names the district: 2 itself, 1 a group, 0 the city, None not."""
        if not self.names:
            return 0
        if district.id in self.names:
            return 2
        return 1 if district.groups.intersection(self.names) else None

    def holds(self, district: District, day: date) -> bool:
        return self.period.holds(day) and self.rank(district) is not None


EVERYWHERE = Scope()
"""The whole city, without limit of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What became of a district: all of it, the rest, or the towns named."""

    district: str
    since: date
    towns: tuple[Text, ...] = ()
    rest: bool = False
    announced: date | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of districts: a cluster, a county-town type, a pilot, a plan or a union."""

    id: str
    name: Text
    kind: str
    union: tuple[str, ...] = ()
    note: Text | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district or county while it exists. ``groups`` holds its cluster and unions too.

    ``cluster``: empty where its city knows none; ``tile``: where it stands on the plan, None
    likewise; ``site``: the address of its government, as its own pages print it.
    """

    id: str
    name: Text
    cluster: str
    groups: frozenset[str]
    period: Period = Period()
    code: str | None = None
    tile: tuple[int, int] | None = None
    role: Text | None = None
    note: Text | None = None
    inferred: bool = False
    site: str | None = None
    aliases: tuple[str, ...] = ()
    successions: tuple[Succession, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def column(self) -> int:
        """Its column on the plan, 0 where it stands wherever there is room."""
        return self.tile[0] if self.tile else 0

    @property
    def row(self) -> int:
        """Its row on the plan, likewise."""
        return self.tile[1] if self.tile else 0


WHOLE_CITY = District(
    id="city", name=Text("全市", "The whole city"), cluster="", groups=frozenset()
)
"""Stands for no district, where what is asked about is the same in all of them."""


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """All districts and groups, in the order of the document, with the streets of the city."""

    districts: Mapping[str, District]
    groups: Mapping[str, Group]
    streets: tuple[Street, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @cached_property
    def clusters(self) -> tuple[str, ...]:
        """The clusters in the order of the document, then none, for districts outside of all."""
        named = tuple(group.id for group in self.groups.values() if group.kind == "cluster")
        return (*named, "")

    def on(self, day: date) -> tuple[District, ...]:
        """The districts of a day."""
        return tuple(d for d in self.districts.values() if d.period.holds(day))

    def find(self, name: str) -> District | None:
        """The district of an id, or the whole city."""
        return WHOLE_CITY if name == WHOLE_CITY.id else self.districts.get(name)

    def members(self, group: str, day: date) -> frozenset[str]:
        """The districts of a group that exist on a day."""
        return frozenset(d.id for d in self.on(day) if group in d.groups)

    def is_member(self, district: str, group: str, day: date) -> bool:
        """Whether a district of that id exists on a day and belongs to a group."""
        its = self.districts.get(district)
        return its is not None and group in its.groups and its.period.holds(day)

    def known(self, name: str) -> bool:
        return name in self.districts or name in self.groups

    def successors(self, district: District, day: date) -> tuple[Succession, ...]:
        """Where an abolished district went by a day; empty while it exists."""
        if district.period.holds(day):
            return ()
        return tuple(s for s in district.successions if s.since <= day)

    @cached_property
    def _predecessors(self) -> Mapping[str, tuple[tuple[str, Succession], ...]]:
        found: dict[str, list[tuple[str, Succession]]] = {}
        for district in self.districts.values():
            for succession in district.successions:
                found.setdefault(succession.district, []).append((district.id, succession))
        return {name: tuple(pairs) for name, pairs in found.items()}

    def predecessors(self, district: str) -> tuple[tuple[District, Succession], ...]:
        """Which districts a district took over, wholly or by towns."""
        pairs = self._predecessors.get(district, ())
        return tuple((self.districts[name], succession) for name, succession in pairs)

    def district_of(self, street: Street, day: date) -> District:
        """The district that a street belongs to on a day, by what became of the one listing it.

        On a day before that district existed it is the one that took its place since.
        """
        return self._after(self.districts[street.district], street.name, day)

    def heir_of(self, name: str, day: date) -> District:
        """A district, or the one that has the rest of its area on a day."""
        return self._after(self.districts[name], "", day)

    def _after(self, district: District, street: str, day: date) -> District:
        passed = {district.id}
        while (followed := _followed(district, street, day)) and followed not in passed:
            district = self.districts[followed]
            passed.add(followed)
        return district

    def expand(self, names: Iterable[str], day: date) -> frozenset[str]:
        """The districts of a day that the names of a scope stand for; no name: all."""
        wanted = set(names)
        return frozenset(
            d.id for d in self.on(day) if not wanted or d.id in wanted or d.groups & wanted
        )


def _followed(district: District, street: str, day: date) -> str:
    """Which district took a street over by a day; empty where none did."""
    begun = [its for its in district.successions if its.since <= day]
    named = (its for its in begun if street in {town.zh for town in its.towns})
    rest = (its for its in begun if its.rest)
    found = next(named, None) or next(rest, None)
    return found.district if found else ""
