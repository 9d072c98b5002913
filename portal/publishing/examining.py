"""Checking documents, remembered by their content: the same draft is looked at many times."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from ..rules.checking import check
from ..rules.model import Ruleset
from ..rules.problems import Problem
from ..store.releases import digest_of

Examined = tuple[Ruleset | None, tuple[Problem, ...]]

_REMEMBERED = 12
_known: OrderedDict[str, Examined] = OrderedDict()
_lock = threading.Lock()


def examined(files: Mapping[str, str]) -> Examined:
    """The ruleset of documents, None if it cannot be built, and everything wrong with it."""
    digest = digest_of(files)
    with _lock:
        if digest in _known:
            _known.move_to_end(digest)
            return _known[digest]
    result = check(files)
    with _lock:
        _known[digest] = result
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return result
