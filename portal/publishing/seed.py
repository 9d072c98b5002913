"""The first release of an empty store; in a store that has one, what differs becomes a draft."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from ..rules.items.merge import ItemDifference, differences
from ..rules.problems import ContentError
from ..store.drafts import begin
from ..store.releases.stored import add_release, files_of, newest_number
from .assembly import checked_ruleset
from .derived_texts import derive


def seed(files: Mapping[str, str]) -> int:
    """Make the first release of the documents; returns its number, 0 if there is one already.

    Raises ContentError with every problem; then nothing at all is stored.
    """
    if newest_number():
        return 0
    ruleset, problems = checked_ruleset(files)
    if problems or ruleset is None:
        raise ContentError(problems)
    return add_release(files, derive(ruleset), "首个版本")


def draft_of(files: Mapping[str, str], base: int, title: str, author: int | None) -> int:
    """What documents say otherwise than a release, as a draft; 0 if nothing differs."""
    found = changes_to(files, base)
    return begin(title, "", base, author, found) if found else 0


def changes_to(files: Mapping[str, str], base: int) -> tuple[ItemDifference, ...]:
    """The items in which documents differ from a release. Raises StoreUnavailable."""
    now = {path: tomllib.loads(text) for path, text in files_of(base).items()}
    wanted = {path: tomllib.loads(text) for path, text in files.items()}
    return differences(now, wanted)
