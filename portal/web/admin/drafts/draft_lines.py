"""Drafts as lines of lists, with what the reader may decide on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from ....store.drafts import DraftRecord
from ....store.item_remarks import open_counts
from ....store.releases.city_in_use import in_city
from ...http import request_context
from ..auth.guard import person
from .draft_states import state_of, state_words

APPROVERS = ("approver", "manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft in a list; ``approve_href``: where the reader decides on it, empty for others."""

    id: int
    title: str
    state: str
    state_words: str
    author: str
    changes: int
    touched: str
    href: str
    approve_href: str
    remarks: int


def draft_lines(drafts: Iterable[DraftRecord]) -> tuple[DraftLine, ...]:
    """Drafts as lines of a list; ``remarks``: how many remarks are open in each."""
    found = tuple(drafts)
    remarks = open_counts([draft.id for draft in found])
    return tuple(draft_line(draft, remarks.get(draft.id, 0)) for draft in found)


def draft_line(draft: DraftRecord, remarks: int) -> DraftLine:
    """A draft as a line of a list; ``remarks``: how many are open."""
    touched = request_context.wording().moment(in_city(draft.updated_at))
    return DraftLine(
        id=draft.id,
        title=draft.title,
        state=state_of(draft),
        state_words=state_words(draft),
        author=draft.author,
        changes=len(draft.changes),
        touched=touched,
        href=url_for(".draft", number=draft.id),
        approve_href=url_for(".impact", number=draft.id) if may_approve(draft) else "",
        remarks=remarks,
    )


def may_approve(draft: DraftRecord) -> bool:
    """Whether the person decides on a draft: it waits, and they wrote nothing of it."""
    me = person()
    return me.role in APPROVERS and draft.state == "in_review" and me.id not in draft.editors
