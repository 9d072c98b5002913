"""Counters and offers: never in force, standing there twice, under an option of elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ..model.counters import Counter, Offer
from ..model.ruleset import Ruleset
from ..problem_codes import CheckCode, Hint
from ..problems import Problem, say
from .places import Places


def check_counters(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Every counter and every offer."""
    yield from _idle("counters", ruleset.counters.values(), ruleset, places)
    yield from _idle("offers", ruleset.offers.values(), ruleset, places)
    yield from _twice("counters", ruleset.counters.values(), places)
    yield from _twice("offers", ruleset.offers.values(), places)
    yield from _misplaced(ruleset, places)


def _idle(
    section: str, entries: Iterable[Counter | Offer], ruleset: Ruleset, places: Places
) -> Iterator[Problem]:
    for entry in entries:
        district = ruleset.gazetteer.districts[entry.district]
        if not entry.period.overlaps(district.period):
            yield places.in_section(
                section, entry.id, "since", say(CheckCode.NEVER_IN_FORCE, district=district.id)
            )


def _twice(section: str, entries: Iterable[Counter | Offer], places: Places) -> Iterator[Problem]:
    alike: dict[object, list[Counter | Offer]] = {}
    for entry in entries:
        alike.setdefault(_sameness(entry), []).append(entry)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if one.period.overlaps(other.period):
                message = say(CheckCode.SAME_AS, entry=one.id)
                yield places.in_section(section, other.id, "name", message, say(Hint.END_ONE))


def _sameness(entry: Counter | Offer) -> object:
    """What two entries share that are one and the same thing."""
    if isinstance(entry, Counter):
        return entry.district, entry.name, entry.address
    return entry.district, entry.option, entry.name, entry.size


def _misplaced(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Offers under an option that their district does not have: no page would show them."""
    options = [option for service in ruleset.services.values() for option in service.options]
    for offer in ruleset.offers.values():
        district = ruleset.gazetteer.districts[offer.district]
        held = [
            option
            for option in options
            if option.id == offer.option
            and option.scope.rank(district) is not None
            and option.scope.period.overlaps(offer.period)
        ]
        if not held:
            message = say(CheckCode.OPTION_OF_ELSEWHERE, name=offer.option, district=district.id)
            yield places.in_section("offers", offer.id, "option", message)
