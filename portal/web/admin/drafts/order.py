"""The order of a list, changed by moving its entries: by buttons, by keyboard or by dragging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.item_edits import NotPermitted, Save, WorkingCopy, require, save
from ....rules.documents import shape_of
from ....rules.items.merge import ItemDifference
from ....rules.items.parts import (
    ORDERED,
    SECTIONS,
    SEQUENCE,
    Value,
    is_service,
    order_place,
    reordered,
)
from ....rules.model.texts import without_braces
from ....rules.numbers import read_count
from ....store.drafts import EDITABLE, NotEditable, Stale, save_changes
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import entry_words
from ..forms.labels import kind_words
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page, is_part_asked
from .draft_states import not_editable_words

_BY_FIELD = ("topics", "life_events")
"""Sections whose entries say their place in a field of their own."""
SERVICES = "services"
"""Stands for the services of a topic, which say it too; the path is that of one of them."""
_ENTRIES = 400
_NOT_OF_IDS = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An entry of the list; ``id``: what the ids of its buttons begin with."""

    name: str
    id: str
    words: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """The context of a list whose order is changed. ``mine``: an order that was not saved."""

    number: int
    draft: str
    path: str
    kind: str
    heading: str
    kinds: tuple[tuple[str, str, str], ...]
    lines: tuple[OrderLine, ...]
    seen: int
    editable: bool
    said: str
    error: str
    mine: tuple[str, ...]
    focus: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/order"
    blueprint.add_url_rule(own, "order", show)
    blueprint.add_url_rule(own, "save_order", save_order, methods=["POST"])


@dataclass(frozen=True)
class _List:
    """A list of a draft in its order."""

    copy: WorkingCopy
    path: str
    kind: str

    @property
    def is_by_field(self) -> bool:
        return self.kind in (*_BY_FIELD, SERVICES)

    @property
    def items(self) -> dict[str, tuple[str, str, Value]]:
        """Path, place and value of each entry by its name, in no order of its own."""
        if self.kind == SERVICES:
            topic = PurePosixPath(self.path).parent
            return {
                path: (path, "service", its["service"])
                for path, its in self.copy.documents.items()
                if is_service(path) and PurePosixPath(path).parent == topic
            }
        under = f"{self.kind}/"
        return {
            place.removeprefix(under): (self.path, place, value)
            for place, value in self.copy.places(self.path).items()
            if place.startswith(under) and "/rows/" not in place
        }

    @property
    def names(self) -> list[str]:
        items = self.items
        if not self.is_by_field:
            return self.copy.order(self.path, self.kind)
        return sorted(items, key=lambda name: (int(items[name][2].get("order", 0)), name))

    @property
    def seen(self) -> int:
        """How often the draft saved what the order is made of."""
        if not self.is_by_field:
            return self.copy.version(self.path, order_place(self.kind))
        return sum(self.copy.version(path, place) for path, place, _ in self.items.values())

    def words(self, name: str) -> str:
        path, place, value = self.items[name]
        lexicon = lexicon_of(self.copy, path, place)
        if self.kind == SERVICES:
            return lexicon.words(value.get("name"))
        return without_braces(entry_words(lexicon, self.kind, value, name))

    def save(self, names: list[str], seen: int) -> None:
        """Keep an order as one change. Raises NotPermitted, NotEditable, Stale."""
        if self.is_by_field:
            self._save_fields(names)
            return
        place = order_place(self.kind)
        after = {SEQUENCE: names}
        save(self.copy, person(), Save(path=self.path, place=place, after=after, seen=seen))

    def _save_fields(self, names: list[str]) -> None:
        """The same figures as before, in their new order; equal ones are told apart."""
        items = self.items
        figures = sorted(int(value.get("order", 0)) for _, _, value in items.values())
        for at in range(1, len(figures)):
            figures[at] = max(figures[at], figures[at - 1] + 1)
        changes = []
        for name, figure in zip(names, figures, strict=True):
            path, place, value = items[name]
            if value.get("order") == figure:
                continue
            before = self.copy.before(path, place)
            after = {**value, "order": figure}
            require(person(), self.copy.touch(path, place, before, after))
            changes.append(ItemDifference(path=path, place=place, before=before, after=after))
        save_changes(self.copy.draft, changes, person().id, "ordered")


def _asked(number: int) -> _List:
    path = request.values.get("path", "")[:200]
    kind = request.values.get("kind", "")
    known = (*ORDERED, SERVICES) if is_service(path) else SECTIONS
    copy = working_copy(number)
    if shape_of(path) is None or kind not in known or path not in copy.documents:
        abort(404)
    return _List(copy, path, kind)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """The entries of ``?path=&kind=``; ``&moved=&way=``: the one moved just now, up or down."""
    asked = _asked(number)
    name = request.args.get("moved", "")
    names = asked.names
    return _page(asked, moved=name if name in names else "", way=request.args.get("way", ""))


def _page(
    asked: _List,
    *,
    moved: str = "",
    way: str = "",
    error: str = "",
    mine: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    copy = asked.copy
    names = asked.names
    said = ""
    if moved:
        said = gettext(
            "“%(what)s” now stands at place %(place)s of %(count)s. Saved in the draft.",
            what=asked.words(moved),
            place=names.index(moved) + 1,
            count=len(names),
        )
    page = OrderPage(
        number=copy.draft.id,
        draft=copy.draft.title,
        path=asked.path,
        kind=asked.kind,
        heading=gettext("Order: %(what)s", what=_kind_words(asked.kind)),
        kinds=tuple(_kinds(asked)),
        lines=tuple(
            OrderLine(
                name=name,
                id=f"entry-{_NOT_OF_IDS.sub('-', name)}",
                words=asked.words(name),
                is_first=at == 0,
                is_last=at == len(names) - 1,
            )
            for at, name in enumerate(names)
        ),
        seen=asked.seen,
        editable=copy.draft.state == EDITABLE,
        said=said,
        error=error,
        mine=mine,
        focus=f"{moved}:{'down' if way == 'down' else 'up'}" if moved else "",
    )
    return admin_page("admin/drafts/order.html", page, fragment="order", status=status)


def _kind_words(kind: str) -> str:
    return gettext("Services of a topic") if kind == SERVICES else kind_words(kind)


def _kinds(asked: _List) -> Iterator[tuple[str, str, str]]:
    """The lists of a service that have an order: kind, words and address."""
    if not is_service(asked.path):
        return
    for kind in (*ORDERED, SERVICES):
        if len(_List(asked.copy, asked.path, kind).names) > 1:
            href = url_for(".order", number=asked.copy.draft.id, path=asked.path, kind=kind)
            yield kind, _kind_words(kind), href


@allowed(*EVERYBODY)
def save_order(number: int) -> Response:
    """Keep the order that was sent, with one entry moved if a button says so."""
    asked = _asked(number)
    sent = request.form.getlist("name")[:_ENTRIES]
    name, _, way = request.form.get("move", "").rpartition(":")
    before = asked.names
    after = moved_by(reordered(before, list(dict.fromkeys(sent))), name, way)
    seen = read_count(request.form.get("seen", "")) or 0
    words = ""
    status = 409
    if seen != asked.seen:
        words = gettext("Somebody changed this order meanwhile; it stands below. Yours is kept.")
    elif after != before:
        try:
            asked.save(after, seen)
        except NotPermitted:
            status = 403
            words = gettext(
                "Not saved: what changes places here holds outside your districts too. "
                "Move only what is yours, or ask an approver."
            )
        except NotEditable:
            words = not_editable_words()
        except Stale:
            words = gettext("Somebody changed this order meanwhile. Look, then move again.")
    asked = _asked(number)
    if words:
        mine = tuple(its for its in after if its in asked.names) if status == 409 else ()
        return _page(asked, error=words, mine=mine, status=status)
    shown = name or request.form.get("dragged", "")
    shown = shown if shown in after else ""
    if is_part_asked():
        return _page(asked, moved=shown, way=way)
    told: dict[str, Any] = {"moved": shown or None, "way": way or None}
    return see_other(url_for(".order", number=number, path=asked.path, kind=asked.kind, **told))


def moved_by(names: list[str], name: str, way: str) -> list[str]:
    """Names with one of them a place up or down; at the end of the list it stays."""
    if name not in names or way not in ("up", "down"):
        return names
    at = names.index(name)
    to = min(max(at + (1 if way == "down" else -1), 0), len(names) - 1)
    rest = [its for its in names if its != name]
    return [*rest[:to], name, *rest[to:]]
