"""Lines of services that say nothing of anybody, kept with the release.

That a service is not needed, how it works, which question comes next: it follows from the rules and
from which of a few things the service comes to. Such a line is worked out once for each language,
channel, size, root and district shown, and drawn once. One that names a month, an amount or what
somebody lacks is made anew for each page, and so is every line of a preview.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from typing import assert_never

from flask import g, request

from ...rules.evaluation.household_outcomes import SubjectOutcome
from ...rules.evaluation.next_steps import Apply, Ask, BeginBy, Do, FindOut, NextStep, Wait
from ...rules.evaluation.outcomes import Frame, Outcome
from ...rules.model.households import Household
from ..http import request_context
from ..http.template_functions import size_of
from .results import ServiceLine

#: Some 1.5 kB each.
_MOST_KEPT = 4096
_SAID_OF_EVERYBODY = frozenset(
    {Outcome.DOES_NOT_CONCERN, Outcome.INFORMATION, Outcome.MORE_INFORMATION}
)

Key = tuple[object, ...]
Told = Sequence[tuple[SubjectOutcome, tuple[NextStep, ...]]]
"""A service for each of its subjects, with their steps."""


class KeptLines:
    """The lines of the pages that a request may make, for one household in one district."""

    def __init__(self, frame: Frame, household: Household) -> None:
        self._lines: MutableMapping[Key, ServiceLine] | None = None
        if request_context.preview() is None:
            self._lines = request_context.release().kept_for("lines", dict)
        self._place: Key = (frame.district.id, frame.day)
        self._page: Key = (
            request.environ.get("SCRIPT_NAME", ""),
            request_context.language().id,
            request_context.channel(),
            size_of(request),
            g.get("shown_in"),
            len(household.adults),
            len(household.children),
        )

    def line(self, told: Told, make: Callable[[], ServiceLine]) -> ServiceLine:
        """The line of a service as it was made before, where it says nothing of anybody."""
        own = self._key(told) if self._lines is not None else None
        if self._lines is None or own is None:
            return make()
        key = (self._page, *own)
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _MOST_KEPT:
                self._lines.clear()
            line = self._lines[key] = make().kept()
        return line

    def _key(self, told: Told) -> Key | None:
        """What a line depends on besides its page; None where it may say something of somebody."""
        own: list[object] = [told[0][0].evaluation.service.id]
        for outcome, steps in told:
            if outcome.outcome not in _SAID_OF_EVERYBODY:
                return None
            step = self._step(steps[0]) if steps else ()
            if step is None:
                return None
            own += (outcome.subject, outcome.outcome, step)
        return tuple(own)

    def _step(self, step: NextStep) -> Key | None:
        """What the words of a row depend on, of its first step."""
        match step:
            case FindOut():
                return (step.question, step.is_next)
            case Apply():
                return (*self._place, *(its.paper for its in step.papers))
            case Ask():
                return (*self._place, *(its.about for its in step.inquiries))
            case Do() | Wait() | BeginBy():
                return None
            case _:
                assert_never(step)
