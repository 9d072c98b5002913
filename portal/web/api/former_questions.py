"""Questions that were replaced: read under their old names until a day, and the answer says so."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from .shapes.outcomes import NoticeShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A question that another one replaced.

    ``means``: what an old answer says under the new name; an old answer that says nothing certain
    (true of `work_in_park`: since when is not known) leaves the new question unanswered. ``kind``:
    what it was answered with.
    """

    question: str
    successor: str
    until: date
    kind: Literal["yes_no", "district"] = "yes_no"
    means: Mapping[bool, str] = field(default_factory=dict)


FORMER = (
    Former(
        question="work_in_park",
        successor="park_since",
        until=date(2027, 6, 30),
        means={False: "none"},
    ),
    Former(question="family_settled", successor="joins", until=date(2027, 6, 30)),
    Former(
        question="family_district",
        successor="joins_district",
        until=date(2027, 6, 30),
        kind="district",
    ),
)


def carried_over(
    raw: Mapping[str, Any],
    today: date,
    questions: Container[str] = (),
    pointer: str = "/answers",
) -> tuple[dict[str, Any], tuple[NoticeShape, ...]]:
    """Answers under today's names, and a notice for each that came under an old one.

    Left as it is, and so refused as unknown: an old name after its last day, or with a value that
    its question never took. What is answered under the new name stands. ``questions``: those of the
    rules in force; rules from before still ask the old one. ``pointer``: where the answers stand.
    """
    answers = dict(raw)
    notices = []
    for its in FORMER:
        if its.question not in raw or its.question in questions or today > its.until:
            continue
        value = answers[its.question]
        if value is not None and not isinstance(value, bool if its.kind == "yes_no" else str):
            continue
        del answers[its.question]
        if isinstance(value, bool) and value in its.means:
            answers.setdefault(its.successor, its.means[value])
        notices.append(_notice(its, pointer))
    return answers, tuple(notices)


def _notice(its: Former, pointer: str) -> NoticeShape:
    taken = ", ".join(
        f"{str(value).lower()} is read as {its.successor} = {answer!r}"
        for value, answer in its.means.items()
    )
    rest = f"anything else leaves {its.successor} unanswered"
    return {
        "pointer": f"{pointer}/{its.question}",
        "message": f"was replaced by {its.successor} and is read until {its.until.isoformat()}",
        "hint": f"{taken}; {rest}" if taken else f"{its.successor} stays unanswered",
    }
