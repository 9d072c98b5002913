"""The changes of a draft in words, and what their approver is warned of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from flask import url_for

from ....i18n import Wording, amount_words, gettext
from ....publishing.amount_jumps import AmountJump, amount_jump
from ....publishing.cautions import cautions
from ....publishing.derived_texts import Converter, Doubt, new_doubts
from ....publishing.item_edits import WorkingCopy
from ....rules.items.merge import differing
from ....store.drafts import DraftChange
from ....store.item_remarks import RemarkRecord
from ...http import request_context
from ..auth.guard import person
from ..condition_builder.sentences import read_back
from ..forms.item_names import DifferenceLine, difference_lines, subject
from ..forms.lexicon import Lexicon, item_href, lexicon_of
from ..pages import page_of_list
from ..person_lines import whom_to_ask
from .caution_words import caution_words
from .remark_lines import RemarkLine, remark_lines, remarks_href
from .unfilled import begun_value, to_fill

_SHOWN = 50
"""Changes on a page of a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """An item that a draft changes: its name, what differs and the forms that go with it.

    ``not_yours``: that the reader may not edit it, and whom to ask; empty where they may.
    """

    path: str
    place: str
    subject: str
    kind: str
    differences: tuple[DifferenceLine, ...]
    href: str
    not_yours: str
    version: int
    unreadable: bool
    to_fill: tuple[str, ...]
    editor: str
    leap: str
    cautions: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    remarks_href: str
    remarks: tuple[RemarkLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """Some of the changes of a draft; ``count``: of all."""

    lines: tuple[ChangeLine, ...]
    count: int
    page: int
    pages: int
    before: str
    after: str


def change_line(copy: WorkingCopy, change: DraftChange, converter: Converter) -> ChangeLine:
    """A change in words; ``converter``: that of the rules as the draft has them."""
    words = lexicon_of(copy, change.path, change.place)
    value = change.after or change.before
    if value is None and change.given:
        value = begun_value(copy, change)
    kind = "changed" if change.before and change.after else "dropped"
    if change.before is None:
        kind = "new"
    names = differing(change.before, change.after)
    is_example = change.place.startswith("examples/")
    return ChangeLine(
        path=change.path,
        place=change.place,
        subject=subject(words, change.path, change.place, value),
        kind=kind,
        differences=() if kind == "dropped" or is_example else _differences(words, change, names),
        href=item_href(copy.draft.id, change.path, change.place),
        not_yours=not_yours_words(copy, change.path, change.place),
        version=change.version,
        unreadable=bool(change.given),
        to_fill=to_fill(change),
        editor=change.editor,
        leap=leap_words(words.wording, words.unit, amount_jump(copy, change)),
        cautions=tuple(
            caution_words(words, its) for its in cautions(copy, change, request_context.today())
        ),
        doubts=tuple(new_doubts(change.before, change.after, converter)),
        remarks_href=remarks_href(copy.draft.id, change.path, change.place),
    )


def not_yours_words(copy: WorkingCopy, path: str, place: str) -> str:
    """That the reader may not edit an item of a draft, and whom to ask; empty where they may."""
    touch = copy.touch(path, place, copy.before(path, place), copy.item(path, place))
    me = person()
    return "" if touch.lies_within(me.districts, me.topics) else whom_to_ask(touch)


def leap_words(wording: Wording, unit: str, leap: AmountJump | None) -> str:
    """That an amount changes by much, for whoever approves it."""
    if leap is None:
        return ""
    before, after = (amount_words(wording, unit, value) for value in (leap.before, leap.after))
    if leap.percent > 0:
        more = gettext("%(percent)s%% more than before", percent=leap.percent)
    else:
        more = gettext("%(percent)s%% less than before", percent=-leap.percent)
    return gettext(
        "Look twice: %(before)s → %(after)s, %(more)s.", before=before, after=after, more=more
    )


def _differences(
    words: Lexicon, change: DraftChange, names: tuple[str, ...]
) -> tuple[DifferenceLine, ...]:
    read = partial(read_back, words)
    return difference_lines(words, change.before, change.after, names, read)


def changes_to_look_at(copy: WorkingCopy, converter: Converter) -> tuple[DraftChange, ...]:
    """The changes that their approver is warned of, amounts that leap first."""
    today = request_context.today()
    leaps = []
    others = []
    for change in copy.draft.changes:
        if amount_jump(copy, change):
            leaps.append(change)
        elif cautions(copy, change, today) or new_doubts(change.before, change.after, converter):
            others.append(change)
    return (*leaps, *others)


def changes_page(
    copy: WorkingCopy,
    converter: Converter,
    view: str,
    first: tuple[DraftChange, ...] = (),
    remarks: tuple[RemarkRecord, ...] = (),
) -> ChangesPage:
    """The changes of ``?page=`` in words; ``first``: those that stand before all others.

    ``view``: that of the page they are listed on; ``remarks``: those that are told, each
    at its item.
    """
    number = copy.draft.id
    ahead = {(change.path, change.place) for change in first}
    changes = [*first, *(c for c in copy.draft.changes if (c.path, c.place) not in ahead)]
    count = len(changes)
    at = page_of_list(count, _SHOWN, lambda page: url_for(view, number=number, page=page))
    shown = changes[at.first : at.first + _SHOWN]
    return ChangesPage(
        lines=tuple(
            replace(change_line(copy, its, converter), remarks=_at(copy, its, remarks))
            for its in shown
        ),
        count=count,
        page=at.page,
        pages=at.pages,
        before=at.before,
        after=at.after,
    )


def _at(
    copy: WorkingCopy, change: DraftChange, remarks: tuple[RemarkRecord, ...]
) -> tuple[RemarkLine, ...]:
    item = change.path, change.place
    return remark_lines(copy, [its for its in remarks if (its.path, its.place) == item], person())
