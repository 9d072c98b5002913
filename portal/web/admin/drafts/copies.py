"""«As it is done elsewhere»: parts of a service copied to another district, or to a new service."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.copies import (
    ItemCopy,
    Renaming,
    copied,
    copyable,
    names_place,
    renaming,
    with_own_id,
)
from ....publishing.item_edits import NotPermitted, WorkingCopy, documents_of, require, touch_of
from ....rules.documents import shape_of
from ....rules.items.merge import ItemDifference, like
from ....rules.items.parts import Document, Value, is_service, items_of, kind_of, names_of
from ....rules.numbers import read_count
from ....store.draft_steps import Item
from ....store.drafts import (
    EDITABLE,
    FormValues,
    NotEditable,
    Stale,
    begin,
    editable_titles,
    new_change,
    save_changes,
)
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..catalogue.item import ValueLine, WordingLine, value_lines, wording_lines
from ..forms.fields import fields_of
from ..forms.item_names import names_words, subject
from ..forms.labels import label_of
from ..forms.lexicon import Choice, Lexicon, lexicon_of, working_copy
from ..forms.values import filled
from ..pages import admin_page
from .draft_states import not_editable_words
from .unfilled import ASKED, ORIGINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """A part that can be copied: what the copy would say, and what it asks for anew."""

    place: str
    subject: str
    wordings: tuple[WordingLine, ...]
    values: tuple[ValueLine, ...]
    asked: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesPage:
    """The context of the page on which parts are chosen for another district.

    ``lines``: empty until service and both districts are chosen.
    """

    path: str
    services: tuple[Choice, ...]
    source: str
    sources: tuple[Choice, ...]
    target: str
    targets: tuple[Choice, ...]
    target_words: str
    draft: int
    drafts: tuple[tuple[int, str], ...]
    lines: tuple[CopyLine, ...]
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/copies", "copies", show)
    blueprint.add_url_rule("/copies", "copy_items", create, methods=["POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be copied: from where to where, and the draft into which."""

    path: str
    source: str
    target: str
    draft: int

    @property
    def is_whole(self) -> bool:
        return bool(self.path and self.source and self.target and self.source != self.target)


def _asked() -> _Asked:
    path = request.values.get("path", "")[:200]
    if path and (shape_of(path) is None or not is_service(path)):
        abort(404)
    return _Asked(
        path=path,
        source=request.values.get("of", "")[:80],
        target=request.values.get("to", "")[:80],
        draft=read_count(request.values.get("draft", "")) or 0,
    )


@allowed(*EVERYBODY)
def show() -> Response:
    """The parts of ``?path=`` that hold in ``&of=``, as they would stand for ``&to=``."""
    return _page(_asked())


def _page(asked: _Asked, error: str = "", status: int = 200) -> Response:
    release = request_context.release()
    documents = documents_of(release.number)
    if asked.path and asked.path not in documents:
        abort(404)
    lexicon = _lexicon(documents, asked.path)
    sources = tuple(_sources(documents.get(asked.path, {}), asked.path, lexicon))
    targets = tuple(_targets(lexicon))
    is_known = asked.source in {its.id for its in sources}
    is_own = asked.target in {its.id for its in targets}
    page = CopiesPage(
        path=asked.path,
        services=tuple(_own_services(documents, lexicon)),
        source=asked.source,
        sources=sources,
        target=asked.target,
        targets=targets,
        target_words=names_words(lexicon, "districts", asked.target),
        draft=asked.draft,
        drafts=editable_titles(person().id),
        lines=tuple(_lines(documents, asked)) if asked.is_whole and is_known and is_own else (),
        error=error,
    )
    return admin_page("admin/drafts/copies.html", page, status=status)


def _lexicon(documents: Mapping[str, Document], path: str, place: str = "") -> Lexicon:
    return Lexicon(
        documents=documents,
        path=path,
        place=place,
        wording=request_context.wording(),
        limits=person().districts,
    )


def services_by_path(documents: Mapping[str, Document], lexicon: Lexicon) -> Iterator[Choice]:
    """Every service to choose from, by the path of its document."""
    paths = {str(its["service"]["id"]): path for path, its in documents.items() if is_service(path)}
    for choice in lexicon.choices("services"):
        yield Choice(paths[choice.id], choice.words, choice.group)


def _own_services(documents: Mapping[str, Document], lexicon: Lexicon) -> Iterator[Choice]:
    """The services of the person's topics."""
    topics = person().topics
    for choice in services_by_path(documents, lexicon):
        if topics is None or choice.id.split("/")[1] in topics:
            yield choice


def _sources(document: Document, path: str, lexicon: Lexicon) -> Iterator[Choice]:
    """The places for which a service has parts of their own."""
    found: dict[str, None] = {}
    for _, value in copyable(items_of(path, document), lambda *_: True) if path else ():
        found |= dict.fromkeys(names_of(value))
    words = {choice.id: choice.words for choice in lexicon.choices("places")}
    yield from (Choice(name, words.get(name, name)) for name in words if name in found)


def _targets(lexicon: Lexicon) -> Iterator[Choice]:
    """The districts of today for which the person may write."""
    own = person().districts
    there = _districts_of_today()
    for choice in lexicon.choices("districts"):
        if choice.id in there and (own is None or choice.id in own):
            yield choice


def _districts_of_today() -> frozenset[str]:
    gazetteer = request_context.release().ruleset.gazetteer
    return frozenset(its.id for its in gazetteer.on(request_context.today()))


def _naming(asked: _Asked) -> Renaming | None:
    return renaming(request_context.release().ruleset.gazetteer, asked.source, asked.target)


def _found(documents: Mapping[str, Document], asked: _Asked) -> Iterator[tuple[str, Value]]:
    """The parts that hold in the place to copy from."""
    items = items_of(asked.path, documents[asked.path])
    return copyable(items, lambda _, value: names_place(value, asked.source))


def _lines(documents: Mapping[str, Document], asked: _Asked) -> Iterator[CopyLine]:
    naming = _naming(asked)
    for place, value in _found(documents, asked):
        its = copied(place, value, districts=asked.target, naming=naming)
        yield copy_line(_lexicon(documents, asked.path, place), asked.path, value, its, chosen=True)


def copy_line(
    lexicon: Lexicon, path: str, original: Value, its: ItemCopy, *, chosen: bool
) -> CopyLine:
    """A part with what its copy says."""
    return CopyLine(
        place=its.place,
        subject=subject(lexicon, path, its.place, original),
        wordings=wording_lines(its.value),
        values=value_lines(lexicon, {k: v for k, v in its.value.items() if k != "id"}),
        asked=tuple(dict.fromkeys(label_of(name) for name in its.asked)),
        chosen=chosen,
    )


@allowed(*EVERYBODY)
def create() -> Response:
    """Put copies of the chosen parts into a draft, or into a new one."""
    asked = _asked()
    release = request_context.release()
    documents = documents_of(release.number)
    is_known = asked.path in documents and asked.target in _districts_of_today()
    if not (asked.is_whole and is_known):
        return _page(asked, gettext("Choose a service, and two districts that differ."), 422)
    wanted = set(request.form.getlist("item"))
    picked = [(place, value) for place, value in _found(documents, asked) if place in wanted]
    if not picked:
        return _page(asked, gettext("Choose at least one part to copy."), 422)
    naming = _naming(asked)
    copies = [copied(place, its, districts=asked.target, naming=naming) for place, its in picked]
    try:
        for its in copies:
            gazetteer = release.ruleset.gazetteer
            touch = touch_of(asked.path, its.place, None, its.value, gazetteer, release.number)
            require(person(), touch)
    except NotPermitted:
        words = gettext("Not copied: you may copy from every district, but only to your own.")
        return _page(asked, words, 403)
    number = asked.draft or begin(_title(documents, asked), "", release.number, person().id)
    try:
        save_copies(number, asked.path, asked.path, copies)
    except NotEditable:
        return _page(asked, not_editable_words(), 409)
    return see_other(url_for(".draft", number=number))


def _title(documents: Mapping[str, Document], asked: _Asked) -> str:
    lexicon = _lexicon(documents, asked.path)
    return gettext(
        "%(service)s: %(district)s as %(other)s",
        service=lexicon.words(documents[asked.path]["service"]["name"]),
        district=names_words(lexicon, "places", asked.target),
        other=names_words(lexicon, "places", asked.source),
    )[:200]


def save_copies(number: int, path: str, original: str, copies: Collection[ItemCopy]) -> None:
    """Keep copies in a draft, each as a form in which something is still to be filled in.

    What asks for nothing is kept as a value. All of them or none. Raises NotPermitted, NotEditable,
    Stale.
    """
    copy = working_copy(number)
    draft = copy.draft
    if draft.state != EDITABLE:
        raise NotEditable(number)
    changes: list[ItemDifference] = []
    forms: dict[Item, FormValues] = {}
    for its in copies:
        place, value = with_own_id(copy, path, its)
        given: dict[str, list[str]] = {}
        if its.asked:
            given = _given(copy, path, place, value)
            given |= {ASKED: list(its.asked), ORIGINAL: [original, its.place]}
            forms[path, place] = given
        before = copy.before(path, place)
        after = copy.item(path, place) if its.asked else like(before, value)
        require(person(), copy.touch(path, place, before, None if its.asked else after))
        change = new_change(path, place, before, after, given)
        stands = draft.change(path, place)
        if stands is not None and not stands.says_as(change):
            raise Stale(stands)
        if stands is None and (its.asked or after != before):
            changes.append(ItemDifference(path=path, place=place, before=before, after=after))
            copy = copy.grown(change)
    if changes:
        save_changes(draft, changes, person().id, "copied", given=forms)


def _given(copy: WorkingCopy, path: str, place: str, value: Value) -> dict[str, list[str]]:
    fields = fields_of(is_service(path), kind_of(path, place))
    return filled(fields, value, lexicon_of(copy, path, place))


def service_copies(
    document: Document, path: str, places: Collection[str], districts: str | list[str] = ""
) -> list[ItemCopy]:
    """The copies of a service's parts with which a new service begins."""
    items = items_of(path, document)
    return [
        copied(place, value, districts=districts)
        for place, value in copyable(items, lambda place, _: _is_begun_with(place))
        if place in places
    ]


def _is_begun_with(place: str) -> bool:
    """Whether a part goes along to a new service: where it is held and how much is asked anew."""
    return not place.startswith("covers/") and "/rows/" not in place


def service_lines(documents: Mapping[str, Document], path: str) -> Iterator[CopyLine]:
    """The parts of a service that a new one may begin with; those of some districts unticked."""
    for place, value in copyable(items_of(path, documents[path]), lambda p, _: _is_begun_with(p)):
        lexicon = _lexicon(documents, path, place)
        chosen = "districts" not in value
        yield copy_line(lexicon, path, value, copied(place, value), chosen=chosen)
