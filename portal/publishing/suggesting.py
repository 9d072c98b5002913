"""The examples that documents lack, as items to be added to a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..rules.items import Value, key_of
from ..rules.suggesting import suggested_examples
from .examining import examined


def suggestions(files: Mapping[str, str]) -> Iterator[tuple[str, str, Value]]:
    """Path, place and value of each example that a threshold lacks; none if nothing loads."""
    ruleset, _ = examined(files)
    if ruleset is None:
        return
    for service, example in suggested_examples(ruleset):
        topic = ruleset.services[service].topic
        place = f"examples/{key_of('examples', example)}"
        yield f"services/{topic}/{service}.toml", place, example
