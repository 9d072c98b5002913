"""A draft in words: its line in a list, what it changes, its problems, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import url_for

from ...i18n import gettext
from ...publishing.editing import Desk
from ...publishing.previewing import Located
from ...rules.merging import differing
from ...store.changes import Changed
from ...store.drafts import DraftCopy, Said
from .. import surroundings
from .conditions.sentences import read_back
from .desks import item_href, lexicon
from .editing.lexicon import Lexicon
from .editing.problems import ProblemWords, problem_words
from .editing.subjects import DifferenceLine, difference_lines, subject


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    id: int
    title: str
    state: str
    state_words: str
    author: str
    changes: int
    touched: str
    href: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An item that a draft changes: its name, what differs and the forms that go with it."""

    path: str
    place: str
    subject: str
    kind: str
    differences: tuple[DifferenceLine, ...]
    href: str
    version: int
    unreadable: bool
    editor: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem of a draft with a link to the field where it is mended."""

    words: ProblemWords
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A remark on a draft."""

    who: str
    when: str
    kind: str
    words: str


def state_words(draft: DraftCopy) -> str:
    """A draft's state in words; a scheduled release that has begun is published."""
    words = {
        "editing": gettext("being edited"),
        "in_review": gettext("waiting for review"),
        "approved": gettext("approved"),
        "scheduled": gettext("scheduled"),
        "published": gettext("published"),
        "withdrawn": gettext("given up"),
    }
    return words[state_of(draft)]


def state_of(draft: DraftCopy) -> str:
    """A draft's state by the clock."""
    begun = draft.from_day is not None and draft.from_day <= surroundings.today()
    return "published" if draft.state == "scheduled" and begun else draft.state


def draft_line(draft: DraftCopy) -> DraftLine:
    """A draft as a line of a list."""
    touched = surroundings.wording().moment(draft.updated_at)
    return DraftLine(
        draft.id,
        draft.title,
        state_of(draft),
        state_words(draft),
        draft.author,
        len(draft.changes),
        touched,
        url_for(".draft", number=draft.id),
    )


def change_line(its: Desk, change: Changed) -> ChangeLine:
    """A change in words."""
    words = lexicon(its, change.path, change.place)
    kind = "changed" if change.before and change.after else ("new" if change.after else "dropped")
    names = differing(change.before, change.after)
    is_example = change.place.startswith("examples/")
    return ChangeLine(
        change.path,
        change.place,
        subject(words, change.path, change.place, change.after or change.before),
        kind,
        () if kind == "dropped" or is_example else _differences(words, change, names),
        item_href(its.draft.id, change.path, change.place),
        change.version,
        bool(change.given),
        change.editor,
    )


def _differences(
    words: Lexicon, change: Changed, names: tuple[str, ...]
) -> tuple[DifferenceLine, ...]:
    read = partial(read_back, words)
    return difference_lines(words, change.before, change.after, names, read)


def problem_line(its: Desk, found: Located) -> ProblemLine:
    """A problem in words, with the field to mend."""
    words = lexicon(its, found.problem.file, found.item)
    value = its.item(found.problem.file, found.item) if found.item else None
    where = subject(words, found.problem.file, found.item, value) if found.item else ""
    anchor = f"#{found.field.replace('.', '-')}" if found.field else ""
    href = item_href(its.draft.id, found.problem.file, found.item) + anchor if found.item else ""
    return ProblemLine(problem_words(found.problem), where or found.problem.file, href)


def said_line(said: Said) -> SaidLine:
    """A remark in words."""
    kinds = {
        "submitted": gettext("sent to review"),
        "returned": gettext("sent back"),
        "taken back": gettext("taken back"),
        "approved": gettext("approved"),
        "published": gettext("published"),
        "scheduled": gettext("scheduled"),
        "rescheduled": gettext("made anew upon a later release"),
        "cancelled": gettext("schedule cancelled"),
        "withdrawn": gettext("given up"),
        "comment": gettext("said"),
    }
    when = surroundings.wording().moment(said.at)
    return SaidLine(said.who, when, kinds.get(said.kind, said.kind), said.words)
