"""The ways to live in a district, side by side: who may, what it costs where published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from ...i18n import Wording
from ...rules.counters import in_force
from ...rules.evaluation import Frame
from .amounts import AmountLine, amount_line
from .citations import SourceLine, source_lines
from .offers import OfferLine, offer_line


@dataclass(frozen=True, slots=True)
class HousingLine:
    """One way to live in a district."""

    id: str
    name: str
    who: str
    costs: tuple[AmountLine, ...]
    covered: bool
    offers: tuple[OfferLine, ...]
    href: str
    sources: tuple[SourceLine, ...]


def housing_lines(
    frame: Frame, wording: Wording, today: date, on: str | None
) -> tuple[HousingLine, ...]:
    """Every option of the district and day, in the order of the services."""
    lines = []
    offers = in_force(frame.ruleset.offers.values(), frame.district.id, frame.day)
    for service in frame.ruleset.services_of("housing"):
        here = frame.service(service.id)
        for option in service.options:
            if not option.scope.holds(frame.district, frame.day):
                continue
            costs = tuple(
                amount_line(
                    service,
                    service.parameters[name],
                    here.rows.get(name),
                    frame.ruleset,
                    wording,
                    today,
                )
                for name in option.costs
            )
            lines.append(
                HousingLine(
                    option.id,
                    wording.text(option.name),
                    wording.text(option.who),
                    costs,
                    here.cover is not None,
                    tuple(
                        offer_line(offer, frame.ruleset, wording, today)
                        for offer in offers
                        if offer.option == option.id
                    ),
                    url_for(".guide", district=frame.district.id, name=service.id, on=on),
                    source_lines(option.citations, frame.ruleset, wording, today),
                )
            )
    return tuple(lines)
