"""The words of a query that filters a list: each of them must be found.

The search of residents reads queries by itself (`rules/search`); both fold text alike.
"""

from __future__ import annotations

from ...rules.search.characters import plain
from ...rules.search.city_names import city_before

MOST_WORDS = 5
"""Words of a query that count; the rest is ignored."""


def query_words(typed: str, city: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a query, folded; the names of the city in front of others are dropped."""
    text = plain(typed)
    without_city = city_before(city).sub("", text).strip()
    return tuple((without_city or text).split()[:MOST_WORDS])
