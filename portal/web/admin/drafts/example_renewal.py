"""Examples put right with the rules they rest on, and said in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.assembly import Located, assemble_for_release
from ....publishing.carried_examples import (
    CarriedExample,
    carried_examples,
    is_generated,
    proposed,
)
from ....publishing.item_edits import Save, WorkingCopy, require, save
from ....rules.items.parts import Value, kind_of
from ....store.draft_steps import StepKind
from ....store.drafts import save_changes
from ....store.releases import publications
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import leaf_words, subject
from ..forms.lexicon import Lexicon, item_href, lexicon_of, working_copy

_CARRIED_WITH = ("rows", "parameters", "requirements", "service", "covers", "questions")
"""Kinds of items after whose change examples may no longer hold."""
_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingExample:
    """An example that does not hold by the rules of a draft: its form, and who wrote it."""

    name: str
    href: str
    path: str
    place: str
    by_hand: bool


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/examples/renew"
    blueprint.add_url_rule(own, "renew_examples", renew, methods=["POST"])


def failing_examples(
    copy: WorkingCopy, problems: tuple[Located, ...]
) -> tuple[FailingExample, ...]:
    """The examples in which something is wrong, each once."""
    places = dict.fromkeys((its.problem.file, its.item) for its in problems)
    found = []
    for path, place in places:
        value = copy.item(path, place) if place.startswith("examples/") else None
        if value is not None:
            found.append(
                FailingExample(
                    name=str(value.get("name", "")),
                    href=item_href(copy.draft.id, path, place),
                    path=path,
                    place=place,
                    by_hand=not is_generated(value),
                )
            )
    return tuple(found)


def carry_examples(
    number: int, path: str, place: str, before: Value | None, kind: StepKind = "saved"
) -> None:
    """After an item was changed: put right what the portal wrote, and say so in the draft.

    ``kind``: of the step that changed the item, of which this becomes a part.
    """
    if kind_of(path, place) not in _CARRIED_WITH:
        return
    copy = working_copy(number)
    found = _carry(copy, kind, joined=True)
    if found:
        because = _because(copy, path, place, before, copy.item(path, place))
        publications.comment(number, person(), _told(because, found))


def _carry(copy: WorkingCopy, kind: StepKind, *, joined: bool) -> tuple[CarriedExample, ...]:
    """Keep what becomes of the examples that this person may change."""
    me = person()
    draft = copy.draft
    assembled = assemble_for_release(draft, request_context.today())
    found = tuple(
        its
        for its in carried_examples(draft, assembled)
        if all(
            copy.touch(change.path, change.place, change.before, change.after).lies_within(
                me.districts, me.topics
            )
            for change in its.changes(draft)
        )
    )
    if found:
        changes = [change for its in found for change in its.changes(draft)]
        save_changes(draft, changes, me.id, kind, joined=joined)
    return found


def _because(
    copy: WorkingCopy, path: str, place: str, before: Value | None, after: Value | None
) -> str:
    """What was changed, in words: ``公租房 · 最低年龄 · 中心城区 (18岁 → 20岁)``."""
    lexicon = lexicon_of(copy, path, place)
    what = subject(lexicon, path, place, after or before)
    if after is None:
        return gettext("“%(what)s” was taken out", what=what)
    if before is None:
        return gettext("“%(what)s” was added", what=what)
    old, new = (_value_words(lexicon, side) for side in (before, after))
    if old == new:
        return gettext("“%(what)s” was changed", what=what)
    return gettext("“%(what)s” went from %(old)s to %(new)s", what=what, old=old, new=new)


def _value_words(lexicon: Lexicon, value: Value) -> str:
    return leaf_words(lexicon, "value", value["value"]) if "value" in value else ""


def _told(because: str, found: tuple[CarriedExample, ...]) -> str:
    """One sentence: why, and what became of which example."""
    said = [_became(its) for its in found[:_NAMED]]
    if len(found) > _NAMED:
        said.append(gettext("and %(num)s more", num=len(found) - _NAMED))
    return gettext(
        "Because %(because)s: %(examples)s.", because=because, examples=gettext("; ").join(said)
    )


def _became(its: CarriedExample) -> str:
    was = its.was and its.was["name"]
    now = its.after and its.after["name"]
    if was and now and was != now:
        return gettext("example “%(was)s” becomes “%(now)s”", was=was, now=now)
    if was and now:
        return gettext("example “%(was)s” now says what the rules come to", was=was)
    if was:
        return gettext("example “%(was)s” is taken out", was=was)
    return gettext("example “%(now)s” is added", now=now)


@allowed(*EVERYBODY)
def renew(number: int) -> Response:
    """Put examples right: all that the portal wrote, or the one of ``path`` and ``place``."""
    copy = working_copy(number)
    path = request.form.get("path", "")
    place = request.form.get("place", "")
    if place:
        _renew_one(copy, path, place)
    else:
        found = _carry(copy, "examples", joined=False)
        if found:
            because = gettext("the rules on which they rest were changed")
            publications.comment(number, person(), _told(because, found))
    return see_other(url_for(".draft", number=number))


def _renew_one(copy: WorkingCopy, path: str, place: str) -> None:
    """Take over what is proposed for an example that somebody wrote."""
    was = copy.item(path, place)
    if was is None or not place.startswith("examples/"):
        abort(404)
    assembled = assemble_for_release(copy.draft, request_context.today())
    after = proposed(copy.draft, assembled, path, place)
    if after is None:
        return
    require(person(), copy.touch(path, place, was, after))
    seen = copy.version(path, place)
    save(copy, person(), Save(path=path, place=place, after=after, seen=seen))
    words = gettext(
        "Example “%(name)s”: written by hand, now says what the rules come to.", name=was["name"]
    )
    publications.comment(copy.draft.id, person(), words)
