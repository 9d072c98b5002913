"""The checks of one service by itself, kept: most drafts leave most services as they are.

What they find rests on the service and on what all services share, and on nothing else: they are
given a ruleset that holds nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from ..model.ruleset import Ruleset, Service
from ..problems import Problem
from ..recently_used import RecentlyUsed
from .examples import check_examples
from .places import Places
from .thresholds import check_thresholds

_CHECKS = (check_thresholds, check_examples)


_Found = dict[str, tuple[Service, tuple[Problem, ...]]]
"""What was found in services of rules that share one part, by their id."""


def _nothing_yet(_shared: Ruleset) -> _Found:
    return {}


_found = RecentlyUsed(_nothing_yet, 6)
"""Those of the release in force and of a few drafts that change what is shared."""


class ServiceChecks:
    """The checks of the services of one ruleset, one after another."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._shared = replace(
            ruleset,
            topics={},
            contacts={},
            papers={},
            policies={},
            services={},
            coverage={},
            counters={},
            offers={},
            leads=(),
            life_events={},
        )
        self._found = _found.upon(self._shared)

    def problems(self, service: Service) -> tuple[Problem, ...]:
        """What is wrong with the thresholds and examples of a service."""
        known = self._found.get(service.id)
        if known is not None and known[0] == service:
            return known[1]
        alone = replace(self._shared, services={service.id: service})
        found = tuple(problem for checks in _CHECKS for problem in checks(alone, Places(alone, {})))
        self._found[service.id] = (service, found)
        return found
