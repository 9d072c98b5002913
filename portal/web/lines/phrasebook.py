"""The phrasebook: what every line of a page needs in order to be put into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ...i18n import Wording
from ...rules.model.named_amounts import ages_of
from ...rules.model.ruleset import Ruleset, Service
from ..http import request_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """A ruleset in one language on one day; ``today`` only weighs how old sources are.

    A view makes one and hands it to every line, so that no two lines of a page can speak by
    different rules, and what is worked out for one service is worked out once.
    """

    ruleset: Ruleset
    wording: Wording
    today: date
    _ages: dict[str, frozenset[str]] = field(init=False, default_factory=dict, repr=False)

    def ages_of(self, service: Service) -> frozenset[str]:
        """The parameters of a service that are compared with a person's age."""
        if service.id not in self._ages:
            self._ages[service.id] = ages_of(service)
        return self._ages[service.id]


def phrasebook() -> Phrasebook:
    """The release in force in the language of the request, as of today."""
    return Phrasebook(
        ruleset=request_context.release().ruleset,
        wording=request_context.wording(),
        today=request_context.today(),
    )
