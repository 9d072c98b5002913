"""What happened to a draft in words: sent to review, sent back, approved, published, a comment."""

from __future__ import annotations

from dataclasses import dataclass

from ....i18n import gettext
from ....store.drafts import EventRecord
from ....store.releases.city_in_use import in_city
from ...http import request_context
from .draft_states import hold_reason_words


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """What happened to a draft: who did it, when, and with which words."""

    who: str
    when: str
    kind: str
    words: str


def event_line(event: EventRecord) -> EventLine:
    """An event of a draft in words."""
    kinds = {
        "submitted": gettext("sent to review"),
        "returned": gettext("sent back"),
        "taken back": gettext("taken back"),
        "approved": gettext("approved"),
        "published": gettext("published"),
        "scheduled": gettext("scheduled"),
        "rescheduled": gettext("made anew upon a later release"),
        "cancelled": gettext("schedule cancelled"),
        "held": gettext("held: the approval is void"),
        "paused": gettext("does not begin until a rollback is confirmed"),
        "rolled back": gettext("taken out of force again"),
        "withdrawn": gettext("given up"),
        "restored": gettext("brought back"),
        "comment": gettext("said"),
    }
    when = request_context.wording().moment(in_city(event.at))
    words = hold_reason_words(event.words) if event.kind == "held" else event.words
    return EventLine(who=event.who, when=when, kind=kinds.get(event.kind, event.kind), words=words)
