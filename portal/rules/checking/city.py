"""The city and what it says of its districts: each has what the city says that all have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from ..model.city import DistrictAttribute
from ..model.districts import District
from ..model.family import OF_A_CHILD
from ..model.ruleset import Ruleset
from ..problem_codes import CheckCode
from ..problems import Problem, say
from .places import Places


def check_city(ruleset: Ruleset, places: Places) -> Iterator[Problem]:
    """Nothing is asked of rules that were stored before they named their city."""
    city = ruleset.city
    if city.stands_in:
        return
    for district in ruleset.gazetteer.districts.values():
        for attribute in city.attributes:
            if not _has(district, attribute):
                message = say(CheckCode.LACKS_ATTRIBUTE, field=attribute)
                yield places.in_section("districts", district.id, attribute, message)
    for registered in OF_A_CHILD.items():
        for name in registered:
            question = ruleset.questions.get(name)
            if question and question.options and city.id not in {o.id for o in question.options}:
                message = say(CheckCode.NO_OPTION_OF_CITY, name=city.id)
                yield places.in_section("questions", name, "options", message)


def _has(district: District, attribute: DistrictAttribute) -> bool:
    match attribute:
        case "code":
            return bool(district.code)
        case "cluster":
            return bool(district.cluster)
        case "tile":
            return district.tile is not None
        case "role":
            return district.role is not None
        case "site":
            return bool(district.site)
        case _:
            assert_never(attribute)
