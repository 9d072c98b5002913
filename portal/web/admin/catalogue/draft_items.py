"""Items that exist only in a draft: found beside those in force, each with a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from ....publishing.item_edits import WorkingCopy
from ....rules.items.catalogue import Wanted
from ....rules.items.change_scope import cited
from ....rules.items.parts import Value, is_service, kind_of, names_of
from ....store.drafts import EDITABLE, OPEN, DraftChange, list_drafts
from ....store.releases.city_in_use import city_in_use
from ...lines.search_query import query_words
from ..auth.guard import EVERYBODY, allowed
from ..forms.item_names import subject
from ..forms.labels import kind_words
from ..forms.lexicon import item_href as edit_href
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page
from .additions import additions
from .item import ValueLine, WordingLine, value_lines, wording_lines

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItemLine:
    """An item of a draft in a list; ``draft``: the title of the draft."""

    kind_words: str
    subject: str
    href: str
    draft: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItemPage:
    """The context of the page of an item that exists only in a draft."""

    number: int
    draft: str
    path: str
    place: str
    kind_words: str
    subject: str
    wordings: tuple[WordingLine, ...]
    values: tuple[ValueLine, ...]
    sources: tuple[str, ...]
    parts: tuple[DraftItemLine, ...]
    whole: str
    edit: str
    guide: str
    additions: tuple[tuple[str, str], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/items", "draft_item", show)


def draft_item_href(number: int, path: str, place: str) -> str:
    """Where an item that exists only in a draft is shown."""
    return url_for(".draft_item", number=number, path=path, place=place)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """The item of ``?path=&place=`` as a draft has it."""
    path = request.args.get("path", "")
    place = request.args.get("place", "")
    copy = working_copy(number)
    value = copy.places(path).get(place)
    if value is None:
        abort(404)
    return admin_page("admin/catalogue/draft_item.html", _page(copy, path, place, value))


def _page(copy: WorkingCopy, path: str, place: str, value: Value) -> DraftItemPage:
    number = copy.draft.id
    lexicon = lexicon_of(copy, path, place)
    titles = {choice.id: choice.words for choice in lexicon.choices("sources")}
    is_editable = copy.draft.state == EDITABLE
    is_part = is_service(path) and place != "service"
    return DraftItemPage(
        number=number,
        draft=copy.draft.title,
        path=path,
        place=place,
        kind_words=kind_words(kind_of(path, place)),
        subject=subject(lexicon, path, place, value),
        wordings=wording_lines(value),
        values=value_lines(lexicon, value),
        sources=tuple(titles.get(name, name) for name in dict.fromkeys(cited(value))),
        parts=tuple(_parts(copy, path, place)),
        whole=draft_item_href(number, path, "service") if is_part else "",
        edit=edit_href(number, path, place) if is_editable else "",
        guide=_guide(copy, path),
        additions=additions(place) if is_editable else (),
    )


def _guide(copy: WorkingCopy, path: str) -> str:
    """Where a new service is put together; empty for everything else."""
    if not copy.is_new_service(path):
        return ""
    return url_for(".new_service", number=copy.draft.id, service=path)


def _parts(copy: WorkingCopy, path: str, place: str) -> Iterator[DraftItemLine]:
    """What belongs to an item: the rows of a parameter, everything of a service."""
    for other, value in copy.places(path).items():
        is_part = place == "service" and is_service(path) and other != place
        if is_part or other.startswith(f"{place}/rows/"):
            yield _line(copy, path, other, value)


def _line(copy: WorkingCopy, path: str, place: str, value: Value) -> DraftItemLine:
    return DraftItemLine(
        kind_words=kind_words(kind_of(path, place)),
        subject=subject(lexicon_of(copy, path, place), path, place, value),
        href=draft_item_href(copy.draft.id, path, place),
    )


def found_in_drafts(query: str, wanted: Wanted) -> tuple[DraftItemLine, ...]:
    """Items that exist only in open drafts and fit what is looked for, the latest drafts first."""
    found: list[DraftItemLine] = []
    words = query_words(query, city_in_use().aliases)
    for draft in list_drafts(OPEN):
        new = [change for change in draft.changes if _fits(change, words, wanted)]
        if not new:
            continue
        copy = working_copy(draft.id)
        places = ((change, copy.places(change.path).get(change.place)) for change in new)
        for change, value in places:
            if value is None or copy.published(change.path, change.place) is not None:
                continue
            lexicon = lexicon_of(copy, change.path, change.place)
            found.append(
                DraftItemLine(
                    kind_words=kind_words(kind_of(change.path, change.place)),
                    subject=subject(lexicon, change.path, change.place, value),
                    href=draft_item_href(draft.id, change.path, change.place),
                    draft=draft.title,
                )
            )
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _fits(change: DraftChange, words: tuple[str, ...], wanted: Wanted) -> bool:
    """Whether a change adds an item of the kind, topic and words that are looked for."""
    if change.before is not None or change.after is None:
        return False
    path = PurePosixPath(change.path)
    own_service = is_service(change.path)
    said = f"{change.path} {change.place} {' '.join(_said(change.after))}".lower()
    return (
        wanted.kind in ("", kind_of(change.path, change.place))
        and wanted.service in ("", path.stem if own_service else "")
        and (not wanted.topic or (own_service and path.parent.name == wanted.topic))
        and (not wanted.district or wanted.district in names_of(change.after))
        and not (wanted.tier and wanted.tier != change.after.get("tier"))
        and not (wanted.stale or wanted.lacking)
        and all(word in said for word in words)
    )


def _said(value: Any) -> Iterator[str]:
    """Every word that an item says."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _said(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner)
    elif isinstance(value, str):
        yield value
