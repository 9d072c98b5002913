"""Documents that are not published as a release ready for use, so that pages can be made of them.

Nothing is stored: it has the number of the release in use, upon which it is looked at.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from cachetools import LRUCache, cached

from ..store.releases.current_release import CurrentRelease
from ..store.releases.stored import digest_of
from .assembly import NotCheckable, loaded
from .derived_texts import derived_upon

_MOST = 6
"""Of each the compiled districts are kept with it: a few drafts and what is without them."""


def draft_release(files: Mapping[str, str], in_use: CurrentRelease) -> CurrentRelease:
    """Documents as a release. Raises NotCheckable where no rules can be built of them."""
    digest = digest_of(files)
    return in_use if digest == in_use.digest else _made(digest, files, in_use)


@cached(
    LRUCache(_MOST),
    key=lambda digest, _files, in_use: (digest, in_use.digest),
    lock=threading.Lock(),
)
def _made(digest: str, files: Mapping[str, str], in_use: CurrentRelease) -> CurrentRelease:
    ruleset = loaded(files).ruleset
    if ruleset is None:
        raise NotCheckable
    return CurrentRelease(
        number=in_use.number,
        published_at=in_use.published_at,
        digest=digest,
        ruleset=ruleset,
        derived=derived_upon(ruleset, in_use),
        files=files,
    )
