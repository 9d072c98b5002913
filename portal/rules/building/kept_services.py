"""Services kept as they were built: most drafts leave most documents of services as they are.

A service rests on the text of its document and on its `Ground`; its builder is given nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..documents import read
from ..documents.services import ServiceDocument
from ..model.named_amounts import with_units
from ..model.ruleset import Service
from ..problems import Problem
from ..recently_used import RecentlyUsed
from .build_context import Ground, Workbench
from .services import ServiceBuilder

_GROUNDS = 6
"""Those of the release in force and of a few drafts that change what services share."""
_SERVICES = 256
"""Services kept upon one of them: those of a release, and some of its drafts'."""


@dataclass(frozen=True, slots=True)
class BuiltService:
    """A service of one document, its texts knowing their units, and what is wrong with it."""

    service: Service
    problems: tuple[Problem, ...]


class Workshop:
    """Builds services upon one ground; the last ones are kept."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.service = lru_cache(maxsize=_SERVICES)(self._built)

    def _built(self, path: str, text: str) -> BuiltService:
        document = read(path, text)
        assert isinstance(document, ServiceDocument)
        bench = Workbench(ground=self.ground)
        service = ServiceBuilder(bench, path, document).build()
        return BuiltService(with_units(service), tuple(bench.problems))


workshops = RecentlyUsed(Workshop, _GROUNDS)
"""What builds services upon a ground: the same for equal grounds."""
