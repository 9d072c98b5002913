"""Copied items of a draft in which something is still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....rules.items.parts import Value, is_service, kind_of
from ....store.drafts import DraftChange, FormValues
from ..forms.fields import fields_of
from ..forms.labels import label_of
from ..forms.lexicon import lexicon_of
from ..forms.values import read_form

ASKED = "#asked"
"""The fields of a copy that are asked for anew, as its form carries them along."""
ORIGINAL = "#original"
"""The item of which a form is a copy: its path and its place."""


def lacking(given: FormValues) -> tuple[str, ...]:
    """The fields that are asked for anew and stand empty."""
    return tuple(name for name in given.get(ASKED, ()) if not any(map(str.strip, _of(given, name))))


def _of(given: FormValues, name: str) -> list[str]:
    return list(given.get(name, ()))


def faults_of(given: FormValues) -> Mapping[str, str]:
    """What is said at each field of a copy that stands empty."""
    words = gettext(
        "To be filled in: a copy does not carry this over. Take it from what holds here."
    )
    return dict.fromkeys(lacking(given), words)


def to_fill(change: DraftChange) -> tuple[str, ...]:
    """What is still to be filled in of a copied item, in words."""
    return tuple(dict.fromkeys(label_of(name) for name in lacking(change.given)))


def begun_value(copy: WorkingCopy, change: DraftChange) -> Value:
    """What a form that cannot be saved yet says so far."""
    fields = fields_of(is_service(change.path), kind_of(change.path, change.place))
    value, _ = read_form(fields, change.given, lexicon_of(copy, change.path, change.place))
    return value
