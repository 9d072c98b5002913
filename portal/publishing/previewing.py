"""What a draft would do: its problems at their items, and whose outcome changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..rules.impact import Impact, impact_steps
from ..rules.locating import locate
from ..rules.model import Ruleset
from ..rules.problems import Problem
from ..store.releases import digest_of
from .drafting import Assembled
from .examining import examined


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with the item and the field where it can be mended."""

    problem: Problem
    item: str
    field: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a draft's documents."""

    ruleset: Ruleset | None
    problems: tuple[Located, ...]


def checked(assembled: Assembled) -> Checked:
    """Every problem of a draft's documents, at its item."""
    ruleset, problems = examined(assembled.files)
    return Checked(ruleset, tuple(_located(assembled, problem) for problem in problems))


def _located(assembled: Assembled, problem: Problem) -> Located:
    try:
        document = tomllib.loads(assembled.files.get(problem.file, ""))
    except tomllib.TOMLDecodeError:
        document = {}
    return Located(problem, *locate(problem.file, document, problem.place))


class NotCheckable(Exception):
    """The draft has problems: there is no ruleset whose impact could be computed."""


def impact_of(assembled: Assembled, today: date) -> Impact:
    """Whose outcome a draft changes. Raises NotCheckable."""
    *_, last = impact_progress(assembled, today)
    assert isinstance(last, Impact)
    return last


def impact_progress(assembled: Assembled, today: date) -> Iterator[tuple[int, int] | Impact]:
    """The same in steps, (done, of), with the impact at the end. Raises NotCheckable."""
    key = (digest_of(assembled.base), digest_of(assembled.files), today)
    known = _known(*key)
    if not known:
        before, after = (examined(files)[0] for files in (assembled.base, assembled.files))
        if before is None or after is None:
            raise NotCheckable
        result = yield from impact_steps(before, after, today)
        known.append(result)
    yield known[0]


@lru_cache(maxsize=32)
def _known(_base: str, _files: str, _today: date) -> list[Impact]:
    """A place to keep the impact of two sets of documents on a day."""
    return []
