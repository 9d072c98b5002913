"""Steps of a draft in words: what was done to which item, by whom, and whether it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext

from ....publishing.item_edits import WorkingCopy
from ....store.draft_steps import EXPIRING, KEPT, StepKind
from ....store.draft_undo import StepRecord
from ...http import request_context
from ..forms.item_names import subject
from ..forms.lexicon import lexicon_of
from ..moments import moment_words


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of a draft; ``until``: to when it can be undone, empty while the draft goes on."""

    id: int
    what: str
    subject: str
    more: int
    who: str
    when: str
    is_undone: bool
    undone_by: str
    is_over: bool
    until: str


def step_lines(copy: WorkingCopy, found: Iterable[StepRecord]) -> tuple[StepLine, ...]:
    """Steps in words, in their order."""
    return tuple(_line(copy, step) for step in found)


def _line(copy: WorkingCopy, step: StepRecord) -> StepLine:
    words = lexicon_of(copy, step.path, step.place)
    expires = step.kind in EXPIRING and step.undone_at is None
    return StepLine(
        id=step.id,
        what=kind_words(step.kind),
        subject=subject(words, step.path, step.place, step.value),
        more=step.items - 1,
        who=step.editor,
        when=moment_words(step.at),
        is_undone=step.undone_at is not None,
        undone_by=step.undone_by,
        is_over=step.is_over(request_context.now()),
        until=words.wording.day((step.at + KEPT).date()) if expires else "",
    )


KINDS: Mapping[StepKind, object] = {
    "typed": lazy_gettext("changed"),
    "saved": lazy_gettext("changed"),
    "dropped": lazy_gettext("left as it was"),
    "removed": lazy_gettext("taken out of the rules"),
    "rebased": lazy_gettext("set upon the newest release"),
    "begun": lazy_gettext("begun with changes"),
    "import": lazy_gettext("import of files"),
    "list": lazy_gettext("list from a spreadsheet"),
    "yearly": lazy_gettext("yearly amounts"),
    "examples": lazy_gettext("examples added"),
    "ordered": lazy_gettext("put in another order"),
    "copied": lazy_gettext("copied from elsewhere"),
    "replaced": lazy_gettext("search and replace"),
}


def kind_words(kind: StepKind) -> str:
    """What was done in a step."""
    return str(KINDS[kind])
