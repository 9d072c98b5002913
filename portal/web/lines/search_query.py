"""The words of a query that filters a list: each of them must be found.

The search of residents reads queries by itself (`rules/search`); both fold text alike.
"""

from __future__ import annotations

import re

from ...rules.search.characters import plain

MOST_WORDS = 5
"""Words of a query that count; the rest is ignored."""

_CITY = re.compile(r"重[庆慶]市?(?=[^市])|\bchongqing (?=.)")


def query_words(typed: str) -> tuple[str, ...]:
    """The words of a query, folded; the city's name in front of others is dropped."""
    text = plain(typed)
    without_city = _CITY.sub("", text).strip()
    return tuple((without_city or text).split()[:MOST_WORDS])
