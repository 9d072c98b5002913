"""Content made larger: the shipped services and districts copied under other names."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DISTRICTS = "districts.toml"
_SERVICE = "services/"
_ID = re.compile(r'^id = "([^"]+)"$', re.MULTILINE)
_DISTRICT = re.compile(r"^(\[+districts\.)([a-z_]+)", re.MULTILINE)


def more_services(files: Mapping[str, str], times: int) -> dict[str, str]:
    """The documents with every service ``times`` times."""
    found = dict(files)
    for path, text in files.items():
        if path.startswith(_SERVICE):
            for copy in range(2, times + 1):
                name = path.removesuffix(".toml")
                found[f"{name}-{copy}.toml"] = _ID.sub(rf'id = "\1-{copy}"', text, count=1)
    return found


def more_districts(files: Mapping[str, str], times: int) -> dict[str, str]:
    """The documents with every district ``times`` times, each copy in the groups of its model."""
    text = files[_DISTRICTS]
    districts = text[_DISTRICT.search(text).start() :]  # type: ignore[union-attr]
    copies = [_DISTRICT.sub(rf"\1\2_{_letters(copy)}", districts) for copy in range(2, times + 1)]
    return {**files, _DISTRICTS: "\n".join([text, *copies])}


def _letters(number: int) -> str:
    """A number written in letters, as names of districts are."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
