"""One item as the release in force has it, in the editor's words, with all that goes with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import Said, Wording, gettext
from ....publishing.item_edits import touch_of
from ....rules.items.catalogue import Entry
from ....rules.items.change_scope import Touch
from ....rules.items.merge import leaves
from ....rules.items.parts import ORDERED, SECTIONS, Value, items_of
from ....rules.items.references import ItemPlace
from ....rules.model.sources import Source
from ....store.drafts import EDITABLE, list_drafts, others_changing
from ....store.releases.city_in_use import in_city
from ....store.releases.history import ReleaseNote, Writing, writings
from ...http import request_context
from ...http.redirects import see_other
from ...lines.citations import tier_words
from ..auth.guard import EVERYBODY, allowed, person
from ..condition_builder.sentences import read_back
from ..expiries.responsible import (
    ResponsibleForm,
    expiry_at,
    keep_responsible,
    responsible_form,
)
from ..forms.fields import CONDITIONS
from ..forms.item_names import DifferenceLine, difference_lines, leaf_words, subject
from ..forms.labels import kind_words, label_of
from ..forms.lexicon import Lexicon
from ..pages import admin_page
from ..person_lines import active_people, permitted
from .additions import additions
from .entries import Catalogue, FoundLine, LineMaker, catalogue_of, item_href

_ASKED = 8
"""People who are named where an item is not one's own to change."""
_TAGS = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingLine:
    """One wording in every language; ``hant`` is 繁體 as it is derived."""

    label: str
    zh: str
    hant: str
    en: str


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One field in words; ``written``: a condition as it is written."""

    label: str
    said: Said
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLine:
    """A source of an item; ``href`` is its own page, ``url`` where the document stands."""

    title: str
    tier: str
    verified: str
    review_by: str
    stale: bool
    url: str
    href: str


def wording_lines(value: Value) -> tuple[WordingLine, ...]:
    """The wordings of an item, each with all its languages."""
    flat = leaves(value)
    derived = request_context.release().derived.traditional
    found = []
    for name, words in flat.items():
        own, _, code = name.rpartition(".")
        if code == "zh" and isinstance(words, str):
            english = str(flat.get(f"{own}.en", ""))
            found.append(
                WordingLine(label=_label(own), zh=words, hant=derived.get(words, words), en=english)
            )
    return tuple(found)


def _label(name: str) -> str:
    """What a wording is called; an option of a question bears its id."""
    parts = name.split(".")
    own = f" · {parts[-2]}" if len(parts) > 1 else ""
    return f"{label_of(name)}{own}"


def value_lines(lexicon: Lexicon, value: Value) -> tuple[ValueLine, ...]:
    """The other fields of an item; where it holds and its sources stand elsewhere."""
    return tuple(
        ValueLine(_label(name), _said(lexicon, name, leaf), str(leaf) if name in CONDITIONS else "")
        for name, leaf in leaves(value).items()
        if name not in ("source", "districts") and not _is_wording(name, leaf)
    )


def _is_wording(name: str, value: object) -> bool:
    return name.endswith((".zh", ".en")) and isinstance(value, str)


def _said(lexicon: Lexicon, name: str, value: object) -> Said:
    """A field's words; what is written as it is kept is of no language."""
    words = leaf_words(lexicon, name, value, partial(read_back, lexicon))
    tag = _TAGS.get(name.rpartition(".")[2], "")
    raw = words == str(value) or isinstance(value, list)
    return Said(words, tag or ("und" if raw else ""))


def cited_lines(entry: Entry, catalogue: Catalogue) -> tuple[CitedLine, ...]:
    """The sources of an item; a source itself has none."""
    if entry.kind == "sources":
        return ()
    paths = {e.id: e.path for e in catalogue.entries if e.kind == "sources"}
    sources = request_context.release().ruleset.sources
    words = request_context.wording()
    return tuple(_cited(sources[name], paths[name], words) for name in entry.sources)


def _cited(source: Source, path: str, words: Wording) -> CitedLine:
    return CitedLine(
        title=words.text(source.title),
        tier=tier_words(source.tier),
        verified=words.day(source.verified_on),
        review_by=words.day(source.review_by),
        stale=source.review_by < request_context.today(),
        url=source.url or "",
        href=item_href(path, f"sources/{source.id}"),
    )


def place_names(districts: Iterable[str]) -> tuple[str, ...]:
    """The names of districts, in the order of the document."""
    words = request_context.wording()
    wanted = set(districts)
    known = request_context.release().ruleset.gazetteer.districts.values()
    return tuple(words.text(district.name) for district in known if district.id in wanted)


def item_lines(
    catalogue: Catalogue, maker: LineMaker, places: Iterable[ItemPlace]
) -> tuple[FoundLine, ...]:
    """Other items as lines."""
    known = [catalogue.by_place.get((place.path, place.place)) for place in places]
    return tuple(maker.line(entry, kind_words(entry.kind)) for entry in known if entry)


def parts_of(catalogue: Catalogue, entry: Entry) -> tuple[ItemPlace, ...]:
    """What belongs to an item: the rows of a parameter, everything of a service."""
    if entry.kind == "service":
        return tuple(
            ItemPlace(part.path, part.place)
            for part in catalogue.entries
            if part.path == entry.path and part.kind not in ("service", "rows", "examples")
        )
    prefix = f"{entry.place}/rows/" if entry.kind == "parameters" else "\0"
    return tuple(
        ItemPlace(part.path, part.place)
        for part in catalogue.entries
        if part.path == entry.path and part.place.startswith(prefix)
    )


def whole_of(entry: Entry) -> str:
    """Where the parameter of a row or the service of a part is shown; empty elsewhere."""
    if entry.kind == "rows":
        return item_href(entry.path, "/".join(entry.place.split("/")[:2]))
    return item_href(entry.path, "service") if entry.service and entry.kind != "service" else ""


def residents_page(entry: Entry) -> str:
    """The residents' page on which an item is read; empty where there is none of its own."""
    language = request_context.language().id
    if entry.service:
        return url_for(f"phone-{language}.service", service=entry.service)
    if entry.kind == "districts":
        return url_for(f"phone-{language}.district", district=entry.id)
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLine:
    """A release that made, changed or dropped an item: ``kind`` is new, changed or dropped.

    ``from_day``: from when it held, where that was not at once; ``people``: who wrote and who
    approved it, in a sentence; ``lines``: the fields that changed, before and after; ``draft``:
    where the whole change stands.
    """

    kind: str
    release: int
    day: str
    from_day: str
    people: str
    note: str
    draft: str
    lines: tuple[DifferenceLine, ...]


def turn_lines(
    path: str, place: str, writings: Iterable[Writing], lexicon: Lexicon
) -> tuple[TurnLine, ...]:
    """The turns of an item, the last one first."""
    found = []
    before = None
    for writing in writings:
        after = _value(path, place, writing.text)
        if after != before:
            found.append(_line(before, after, writing.release, lexicon))
        before = after
    return tuple(reversed(found))


def _value(path: str, place: str, text: str | None) -> Value | None:
    return None if text is None else items_of(path, tomllib.loads(text)).get(place)


def _line(
    before: Value | None, after: Value | None, note: ReleaseNote, lexicon: Lexicon
) -> TurnLine:
    wording = lexicon.wording
    kind = "new" if before is None else ("changed" if after else "dropped")
    return TurnLine(
        kind=kind,
        release=note.number,
        day=wording.day(in_city(note.published_at).date()),
        from_day=wording.day(note.from_day) if note.from_day else "",
        people=_people_words(note),
        note=note.note,
        draft=url_for(".draft", number=note.draft) if note.draft else "",
        lines=_differences(before, after, lexicon) if kind == "changed" else (),
    )


def _differences(
    before: Value | None, after: Value | None, lexicon: Lexicon
) -> tuple[DifferenceLine, ...]:
    old = leaves(before)
    new = leaves(after)
    names = tuple(name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name))
    return difference_lines(lexicon, before, after, names, partial(read_back, lexicon))


def _people_words(note: ReleaseNote) -> str:
    """Who wrote and who approved a release; empty where it came with the portal."""
    if note.author and note.approver:
        return gettext(
            "%(author)s wrote it, %(approver)s approved it.",
            author=note.author,
            approver=note.approver,
        )
    return gettext("%(author)s wrote it.", author=note.author) if note.author else ""


@dataclass(frozen=True, slots=True)
class DraftLink:
    """An open draft that changes the item."""

    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """The context of an item's page.

    ``open_drafts``: those a change may go into; ``additions``: what may be added beside or below
    it, as list and words.
    """

    path: str
    place: str
    subject: str
    is_example: bool
    line: FoundLine
    whole: str
    residents: str
    wordings: tuple[WordingLine, ...]
    values: tuple[ValueLine, ...]
    is_bound: bool
    districts: tuple[str, ...]
    lacking: tuple[str, ...]
    sources: tuple[CitedLine, ...]
    parts: tuple[FoundLine, ...]
    users: tuple[FoundLine, ...]
    turns: tuple[TurnLine, ...]
    drafts: tuple[DraftLink, ...]
    open_drafts: tuple[tuple[int, str], ...]
    additions: tuple[tuple[str, str], ...]
    is_own: bool
    askable: tuple[str, ...]
    copies: str
    is_ordered: bool
    responsible: ResponsibleForm | None
    release: int
    day: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/items", "item", show)
    blueprint.add_url_rule("/responsible", "set_responsible", set_responsible, methods=["POST"])


@allowed("editor", "approver", "manager")
def show() -> Response:
    """The item of ``?path=&place=``."""
    catalogue = catalogue_of(request_context.release(), request_context.today())
    asked = (request.args.get("path", ""), request.args.get("place", ""))
    entry = catalogue.by_place.get(asked)
    if entry is None:
        abort(404)
    return admin_page("admin/catalogue/item.html", _page(catalogue, entry))


@allowed(*EVERYBODY)
def set_responsible() -> Response:
    """Keep who is responsible for an item that lapses."""
    path = request.form.get("path", "")
    place = request.form.get("place", "")
    expiry = expiry_at(path, place)
    catalogue = catalogue_of(request_context.release(), request_context.today())
    entry = catalogue.by_place.get((path, place))
    if expiry is None or entry is None:
        abort(404)
    error = keep_responsible(person(), expiry)
    if error:
        page = _page(catalogue, entry, error)
        return admin_page("admin/catalogue/item.html", page, status=409)
    return see_other(f"{item_href(path, place)}#responsible")


def _page(catalogue: Catalogue, entry: Entry, error: str = "") -> ItemPage:
    release = request_context.release()
    words = request_context.wording()
    today = request_context.today()
    path = entry.path
    place = entry.place
    value = items_of(path, catalogue.documents[path])[place]
    lexicon = Lexicon(documents=catalogue.documents, path=path, place=place, wording=words)
    maker = LineMaker(release, words, today)
    touch = touch_of(path, place, value, value, release.ruleset.gazetteer, release.number)
    is_own = touch.lies_within(person().districts, person().topics)
    return ItemPage(
        path=path,
        place=place,
        subject=subject(lexicon, path, place, value),
        is_example=entry.kind == "examples",
        line=maker.line(entry, kind_words(entry.kind)),
        whole=whole_of(entry),
        residents=residents_page(entry),
        wordings=wording_lines(value),
        values=value_lines(lexicon, value),
        is_bound=entry.is_bound,
        districts=place_names(entry.districts or ()),
        lacking=place_names(entry.lacking),
        sources=cited_lines(entry, catalogue),
        parts=item_lines(catalogue, maker, parts_of(catalogue, entry)),
        users=item_lines(catalogue, maker, catalogue.references.users(path, place)),
        turns=turn_lines(path, place, writings(path, today), lexicon),
        drafts=_drafts(entry),
        open_drafts=tuple(
            (list_draft.id, list_draft.title) for list_draft in list_drafts((EDITABLE,))
        ),
        additions=additions(place),
        is_own=is_own,
        askable=() if is_own else _askable(touch),
        copies=_copies(entry),
        is_ordered=entry.kind in (*ORDERED, "service", *SECTIONS),
        responsible=responsible_form(person(), path, place, error),
        release=release.number,
        day=words.day(today),
    )


def _askable(touch: Touch) -> tuple[str, ...]:
    """Whom to ask to change an item that is not one's own: those who may, editors first."""
    may = permitted(active_people(), touch)
    return tuple(its.name for its in sorted(may, key=lambda its: its.role != "editor"))[:_ASKED]


def _copies(entry: Entry) -> str:
    """Where a part of a service that holds in some districts is copied to another one."""
    if not entry.service or not (entry.names or entry.kind == "service"):
        return ""
    return url_for(".copies", path=entry.path, of=next(iter(entry.names), None))


def _drafts(entry: Entry) -> tuple[DraftLink, ...]:
    """The open drafts that change the item."""
    return tuple(
        DraftLink(title, url_for(".draft", number=number))
        for number, title in others_changing(entry.path, entry.place, 0)
    )
