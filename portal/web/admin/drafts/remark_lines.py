"""Remarks of a draft in words, with what the person at the page may do with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from ....publishing.item_edits import WorkingCopy
from ....store.drafts import OPEN
from ....store.item_remarks import RemarkRecord
from ....store.people.accounts import Person
from ..forms.item_names import subject
from ..forms.labels import label_of
from ..forms.lexicon import lexicon_of
from ..moments import moment_words


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """An answer to a remark."""

    id: int
    who: str
    when: str
    words: str
    may_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLine:
    """A remark with its answers.

    ``field``: the label of its field, ``field_name`` its name; empty for the whole item.
    """

    id: int
    subject: str
    href: str
    field: str
    field_name: str
    who: str
    when: str
    words: str
    is_open: bool
    settled_by: str
    answers: tuple[AnswerLine, ...]
    may_take_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRemarks:
    """The remarks at one item and the form for another one.

    ``back``: the page to which its forms lead back; ``fields``: what a remark can be about;
    ``fault``, ``words`` and ``field``: what was typed and cannot be taken.
    """

    number: int
    path: str
    place: str
    back: str
    may: bool
    lines: tuple[RemarkLine, ...]
    fields: tuple[tuple[str, str], ...]
    field: str = ""
    words: str = ""
    fault: str = ""


def remarks_href(number: int, path: str, place: str) -> str:
    """Where the remarks at an item stand."""
    return url_for(".remarks", number=number, path=path, place=place)


def remark_lines(
    copy: WorkingCopy, found: Iterable[RemarkRecord], me: Person
) -> tuple[RemarkLine, ...]:
    """Remarks in words, in their order."""
    return tuple(_line(copy, its, me) for its in found)


def _line(copy: WorkingCopy, its: RemarkRecord, me: Person) -> RemarkLine:
    may = copy.draft.state in OPEN
    last = its.answers[-1] if its.answers else its
    value = copy.item(its.path, its.place)
    return RemarkLine(
        id=its.id,
        subject=subject(lexicon_of(copy, its.path, its.place), its.path, its.place, value),
        href=remarks_href(copy.draft.id, its.path, its.place),
        field=label_of(its.field) if its.field else "",
        field_name=its.field,
        who=its.who,
        when=moment_words(its.at),
        words=its.words,
        is_open=its.is_open,
        settled_by=its.settled_by,
        answers=tuple(
            AnswerLine(
                id=answer.id,
                who=answer.who,
                when=moment_words(answer.at),
                words=answer.words,
                may_take_back=may and answer is last and answer.who_id == me.id,
            )
            for answer in its.answers
        ),
        may_take_back=may and its is last and its.who_id == me.id,
    )
