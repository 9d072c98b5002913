"""Which part of the grid is asked for: the year, the filters, the page, the draft filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ....publishing.item_edits import WorkingCopy, documents_of
from ....publishing.yearly_renewals import sources_with, spans_with
from ....rules.items.parts import Value
from ....rules.items.yearly_spans import Lapse, lapses
from ....rules.model.districts import District
from ...http import request_context
from ..auth.guard import person
from .grid import PAGE, Sheet


@dataclass(frozen=True, kw_only=True)
class GridRequest:
    """The year, the filters, the page and the draft that an address or a form asks for."""

    year: int
    topic: str
    district: str
    page: int
    copy: WorkingCopy | None

    @cached_property
    def sheet(self) -> Sheet:
        """What the grid is made of."""
        release = request_context.release()
        documents = documents_of(release.number)
        changes = self.copy.draft.changes if self.copy else ()
        return Sheet(
            documents=documents,
            sources=sources_with(documents, changes),
            ruleset=release.ruleset,
            release=release.number,
            copy=self.copy,
            person=person(),
            wording=request_context.wording(),
        )

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, Value]]:
        """The rows and windows of each service, as the draft has them."""
        return spans_with(self.sheet.documents, self.copy.draft.changes if self.copy else ())

    @cached_property
    def every(self) -> tuple[Lapse, ...]:
        """Everything that ends on some day."""
        return tuple(lapses(self.sheet.documents, self.places))

    @cached_property
    def found(self) -> tuple[Lapse, ...]:
        """What lapses in the year and passes the filters, by topic and service."""
        gazetteer = request_context.release().ruleset.gazetteer
        district = gazetteer.districts.get(self.district)
        chosen = [
            its
            for its in self.every
            if its.year == self.year
            and (not self.topic or its.topic == self.topic)
            and (district is None or _holds_in(its, district))
        ]
        topics = list(request_context.release().ruleset.topics)
        order = {topic: at for at, topic in enumerate(topics)}
        return tuple(sorted(chosen, key=lambda its: order.get(its.topic, len(order))))

    @property
    def pages(self) -> int:
        """How many pages the rows fill."""
        return max(1, -(-len(self.found) // PAGE))

    @property
    def shown(self) -> tuple[Lapse, ...]:
        """The rows of this page."""
        at = min(self.page, self.pages)
        return self.found[(at - 1) * PAGE : at * PAGE]

    @property
    def address(self) -> dict[str, Any]:
        """What stands in the address of the grid."""
        draft = self.copy.draft.id if self.copy else 0
        found: dict[str, Any] = {"topic": self.topic, "district": self.district, "draft": draft}
        return {"year": self.year} | {name: its for name, its in found.items() if its}


def _holds_in(lapse: Lapse, district: District) -> bool:
    names = lapse.names
    return not names or district.id in names or bool(district.groups.intersection(names))
