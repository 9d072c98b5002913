"""What a draft says otherwise than when somebody looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....rules.items.merge import differing
from ....rules.items.parts import Value
from ....store.drafts import SubmittedDraft
from ...http import request_context
from ..condition_builder.sentences import read_back
from ..forms.item_names import DifferenceLine, difference_lines, pieces, subject
from ..forms.lexicon import lexicon_of


@dataclass(frozen=True, slots=True)
class SinceLine:
    """An item that became another since a draft was looked at."""

    subject: str
    differences: tuple[DifferenceLine, ...]


def since_lines(copy: WorkingCopy, sent: SubmittedDraft) -> tuple[SinceLine, ...]:
    """What a draft says otherwise than when it was sent to review with a seal."""
    draft = copy.draft
    items = {(c.path, c.place): (c.before, c.after) for c in draft.changes}
    asked = [item for item in {**sent.items, **items} if items.get(item) != sent.items.get(item)]
    lines = [_since(copy, item, sent.items.get(item), items.get(item)) for item in asked]
    words = request_context.wording()
    heads = (
        (gettext("What is the change about?"), sent.title, draft.title),
        (
            gettext("Day on which it begins"),
            *(words.day(day) if day else "–" for day in (sent.from_day, draft.from_day)),
        ),
    )
    lines += [
        SinceLine(label, (_unstructured(was, now),)) for label, was, now in heads if was != now
    ]
    return tuple(lines)


def _unstructured(was: str, now: str) -> DifferenceLine:
    before, after = pieces(was, now)
    return DifferenceLine(label="", language="", before=before, after=after)


_Sides = tuple[Value | None, Value | None]


def _since(
    copy: WorkingCopy, item: tuple[str, str], was: _Sides | None, now: _Sides | None
) -> SinceLine:
    words = lexicon_of(copy, *item)
    published = copy.published(*item)
    old, new = (side[1] if side else published for side in (was, now))
    lines = difference_lines(words, old, new, differing(old, new), partial(read_back, words))
    return SinceLine(subject(words, *item, new or old), lines)
