"""What is said of a source's page: its state, what hindered it, what differs.

Apart from what reads pages, so that the administration needs none of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, get_args

from ..store.source_checks import SourcePage
from .text_differences import differences


class Hindrance(Enum):
    """Why a page was not read."""

    ROBOTS = "robots"
    NOT_A_PAGE = "not_a_page"
    NOT_PUBLIC = "not_public"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    PACKED = "packed"
    REDIRECTS = "redirects"
    NO_CONNECTION = "no_connection"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    IN_TROUBLE = "in_trouble"


State = Literal["first_read", "unchanged", "changed", "moved", "gone", "unreachable"]
"""What became of a page: ``unreachable`` says nothing about it, and makes no task by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One source's page after a look: its state, what hindered it, and what differs."""

    source: str
    url: str
    state: State
    why: Hindrance | None = None
    found_at: str = ""
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def seen_of(page: SourcePage) -> Seen:
    """What is said of a page: its state and the sentences that differ from those accepted."""
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    if page.state == "changed":
        gone, come = differences(page.seen, page.text)
    return Seen(
        source=page.source,
        url=page.url,
        state=next(state for state in get_args(State) if state == page.state),
        why=Hindrance(page.why) if page.why else None,
        found_at=page.found_at,
        gone=gone,
        come=come,
    )
