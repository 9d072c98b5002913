"""The nearest known name, and hints that name it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .problem_codes import Hint
from .problems import Message, say

_LONGEST = 80
"""Characters of a name that are compared."""
_FEW = 12
"""Known names that a hint lists where none is near."""


def nearest(name: object, names: Iterable[str]) -> str:
    """The known name nearest to one that is not known; empty where none is near."""
    close = difflib.get_close_matches(str(name)[:_LONGEST], sorted(names), n=1, cutoff=0.6)
    return close[0] if close else ""


def suggestion(name: object, names: Iterable[str]) -> Message | None:
    """A hint with the nearest known name, or with all where they are few."""
    known = sorted(names)
    near = nearest(name, known)
    if near:
        return say(Hint.DID_YOU_MEAN, near=near)
    return say(Hint.KNOWN, names=tuple(known)) if 0 < len(known) <= _FEW else None
