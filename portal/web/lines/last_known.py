"""The amount that held last and the one that comes, said where none is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ...i18n import Wording, amount_words, gettext
from ...rules.conditions.verdict import Verdict
from ...rules.model.parameters import LastKnown, Parameter, Row


def last_known_words(parameter: Parameter, its: LastKnown, wording: Wording) -> str:
    """``上一次是4,148元/月，用到2025年12月31日。``; of a day of every year both days."""
    was = amount_words(wording, parameter.unit, its.row.value)
    if isinstance(its.value, date) and its.value != its.row.value:
        return gettext(
            "Last time it was %(was)s; the same day this time is %(then)s.",
            was=was,
            then=wording.day(its.value),
        )
    return gettext("Last it was %(was)s, until %(until)s.", was=was, until=wording.day(its.ended))


def coming_words(parameter: Parameter, row: Row, wording: Wording) -> str:
    """``2027年1月1日起是4,321元/月。``"""
    since = row.scope.period.since
    assert since is not None
    amount = amount_words(wording, parameter.unit, row.value)
    return gettext("From %(since)s on it is %(amount)s.", since=wording.day(since), amount=amount)


def verdict_by_last_known(verdict: Verdict | None) -> str:
    """What the last known amounts would come to: it decides nothing."""
    if verdict is Verdict.YES:
        return gettext("By that you would meet this; the counter decides.")
    if verdict is Verdict.NO:
        return gettext("By that you would not meet this; the counter decides.")
    return ""


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other, each once."""
    return " ".join(dict.fromkeys(its for its in sentences if its))
