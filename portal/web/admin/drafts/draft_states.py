"""The states of a draft in words: which one, why a release is held, why nothing is changed."""

from __future__ import annotations

from ....i18n import gettext
from ....publishing import release_steps
from ....store.drafts import DraftRecord
from ...http import request_context


def state_words(draft: DraftRecord) -> str:
    """A draft's state in words; a scheduled release that has begun is published."""
    words = {
        "editing": gettext("being edited"),
        "in_review": gettext("waiting for review"),
        "approved": gettext("approved"),
        "scheduled": gettext("scheduled"),
        "published": gettext("published"),
        "withdrawn": gettext("given up"),
    }
    return gettext("scheduled, waits for a rollback") if draft.paused else words[state_of(draft)]


def state_of(draft: DraftRecord) -> str:
    """A draft's state by the clock."""
    is_due = draft.from_day is not None and draft.from_day <= request_context.today()
    begun = draft.state == "scheduled" and is_due and not draft.paused
    return "published" if begun else draft.state


def hold_reason_words(why: str) -> str:
    """Why a release is held."""
    words = {
        release_steps.MOVED: gettext("Another release changed the same item."),
        release_steps.PROBLEMS: gettext("Upon the newest release it has problems."),
        release_steps.IMPACT: gettext("Upon the newest release it changes other outcomes."),
        release_steps.SEAL: gettext("It was approved before changes were sealed."),
    }
    return words.get(why, why)


def not_editable_words() -> str:
    """Why nothing can be changed in a draft."""
    return gettext("This draft is no longer being edited. Take it back from review to change it.")
