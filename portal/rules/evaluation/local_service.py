"""A service as the rules say it stands in one district on one day, before anybody answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..conditions.place import Place
from ..model.named_amounts import with_amounts
from ..model.parameters import LastKnown, Row, last_known
from ..model.ruleset import Cover, Requirement, Service


class LocalService:
    """What holds of a service there and then, each part worked out when it is first read.

    ``as_written``: the service with its texts as the rules hold them, amounts not put in: enough
    for everything that decides.
    """

    def __init__(self, as_written: Service, place: Place) -> None:
        self.as_written = as_written
        self.place = place

    @cached_property
    def service(self) -> Service:
        """The service with the amounts in force put into its texts."""
        return with_amounts(self.as_written, self.rows, self._known_lately())

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """The amounts in force."""
        place = self.place
        return {name: row for name in self.as_written.parameters if (row := place.row(name))}

    @cached_property
    def cover(self) -> Cover | None:
        """The first cover that holds; None where no procedure is known."""
        place = self.place
        held = (its for its in self.as_written.covers if its.scope.holds(place.district, place.day))
        return next(held, None)

    @cached_property
    def formalities(self) -> tuple[Requirement, ...]:
        """What the portal cannot see and the counter looks at."""
        in_force = (self.service.requirements[its.id] for its in self.in_force())
        return tuple(its for its in in_force if its.check == "formality")

    def in_force(self) -> tuple[Requirement, ...]:
        """The requirements that hold, as written."""
        place = self.place
        return tuple(
            its
            for its in self.as_written.requirements.values()
            if its.scope.holds(place.district, place.day)
        )

    def _known_lately(self) -> dict[str, LastKnown]:
        """The amounts that are not in force and ended lately, as taken on this day."""
        place = self.place
        held = (
            last_known(parameter, place.district, place.day)
            for parameter in self.as_written.parameters.values()
            if place.row(parameter.id) is None
        )
        return {its.parameter: its for its in held if its is not None and its.is_recent(place.day)}
