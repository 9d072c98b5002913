"""Housing options of a district side by side: for whom, and costs where they are published."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from ....rules.evaluation.outcomes import Frame
from ....rules.model.counters import in_force
from ...lines.amounts import AmountLine, amount_line
from ...lines.citations import SourceLine, source_lines
from ...lines.offers import OfferLine, offer_line
from ...lines.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingLine:
    """One way to live in a district."""

    id: str
    name: str
    who: str
    costs: tuple[AmountLine, ...]
    offers: tuple[OfferLine, ...]
    href: str
    sources: tuple[SourceLine, ...]


def housing_lines(frame: Frame, book: Phrasebook, on: str | None) -> tuple[HousingLine, ...]:
    """Every option of the district and day, in the order of the services."""
    wording = book.wording
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
                    book,
                )
                for name in option.costs
            )
            lines.append(
                HousingLine(
                    id=option.id,
                    name=wording.text(option.name),
                    who=wording.text(option.who),
                    costs=costs,
                    offers=tuple(
                        offer_line(offer, book) for offer in offers if offer.option == option.id
                    ),
                    href=url_for(".guide", district=frame.district.id, name=service.id, on=on),
                    sources=source_lines(option.citations, book),
                )
            )
    return tuple(lines)
