"""Content made larger: the shipped services and districts copied under other names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from portal.rules.model.ruleset import Ruleset

_SERVICE = "services/"
_ID = re.compile(r'^id = "([^"]+)"$', re.MULTILINE)
_OF_ONE_SERVICE = re.compile(
    r"^\[\[?parameters\.retirement_.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL
)
"""The amounts of retirement stand in one service alone; all others know them from there."""


def more_services(files: Mapping[str, str], times: int) -> dict[str, str]:
    """The documents with every service ``times`` times."""
    found = dict(files)
    for path, text in files.items():
        if path.startswith(_SERVICE):
            for copy in range(2, times + 1):
                name = path.removesuffix(".toml")
                own = _OF_ONE_SERVICE.sub("", text)
                found[f"{name}-{copy}.toml"] = _ID.sub(rf'id = "\1-{copy}"', own, count=1)
    return found


def more_districts(rules: Ruleset, times: int) -> Ruleset:
    """The rules with every district ``times`` times, each copy in the groups of its model.

    Made of the model: the one document of districts may not be larger than 256 KB.
    """
    districts = rules.gazetteer.districts
    copies = {
        f"{name}_{copy}": replace(its, id=f"{name}_{copy}")
        for copy in range(2, times + 1)
        for name, its in districts.items()
    }
    gazetteer = replace(rules.gazetteer, districts={**districts, **copies})
    return replace(rules, gazetteer=gazetteer)
