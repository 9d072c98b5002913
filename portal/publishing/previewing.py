"""What a draft would do: its problems at their items, and whose outcome changes."""

from __future__ import annotations

import threading
import time
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..rules.impact import Impact, Steps, impact_steps
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
    found = impact_within(assembled, today, float("inf"))
    assert isinstance(found, Impact)
    return found


def impact_within(assembled: Assembled, today: date, seconds: float) -> Impact | tuple[int, int]:
    """The impact if it is computed within so many seconds, else how far it is: (done, of).

    Asking again goes on where it stopped. Raises NotCheckable.
    """
    under_way = _under_way(digest_of(assembled.base), digest_of(assembled.files), today)
    with under_way.lock:
        if under_way.steps is None:
            before, after = (examined(files)[0] for files in (assembled.base, assembled.files))
            if before is None or after is None:
                raise NotCheckable
            under_way.steps = impact_steps(before, after, today)
        return under_way.advance(time.monotonic() + seconds)


class _UnderWay:
    """An impact while it is computed, and when it is."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.steps: Steps | None = None
        self.found: Impact | tuple[int, int] = (0, 1)

    def advance(self, until: float) -> Impact | tuple[int, int]:
        """Go on until a moment of the monotonic clock."""
        assert self.steps is not None
        while not isinstance(self.found, Impact):
            try:
                self.found = next(self.steps)
            except StopIteration as done:
                self.found = done.value
            if time.monotonic() >= until:
                break
        return self.found


@lru_cache(maxsize=32)
def _under_way(_base: str, _files: str, _today: date) -> _UnderWay:
    """The impact of two sets of documents on a day."""
    return _UnderWay()
