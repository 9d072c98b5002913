"""The checks of one service by itself, kept: most drafts leave most services as they are.

What they find rests on the service and on what all services share, and on nothing else: they are
given a ruleset that holds nothing else.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field, replace

from ..model.ruleset import Ruleset, Service
from ..problems import Problem
from .examples import check_examples
from .places import Places
from .thresholds import check_thresholds

_CHECKS = (check_thresholds, check_examples)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in the services of rules that share what ``shared`` holds: id → service, …"""

    shared: Ruleset
    of: dict[str, tuple[Service, tuple[Problem, ...]]] = field(default_factory=dict)


#: The newest first: those of the release in force and of a few drafts that change what is shared.
_kept: deque[_Found] = deque(maxlen=6)
_lock = threading.Lock()


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
        self._found = _found_with(self._shared)

    def problems(self, service: Service) -> tuple[Problem, ...]:
        """What is wrong with the thresholds and examples of a service."""
        known = self._found.of.get(service.id)
        if known is not None and known[0] == service:
            return known[1]
        alone = replace(self._shared, services={service.id: service})
        found = tuple(problem for checks in _CHECKS for problem in checks(alone, Places(alone, {})))
        self._found.of[service.id] = (service, found)
        return found


def _found_with(shared: Ruleset) -> _Found:
    """What was found with the same shared part, or a new place to keep it, first in the row."""
    with _lock:
        found = next((its for its in _kept if its.shared == shared), None)
        if found is None:
            found = _Found(shared)
        else:
            _kept.remove(found)
        _kept.appendleft(found)
    return found
