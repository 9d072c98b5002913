"""Search and replace over wordings: looked at hit by hit, then one change of a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....publishing.wording_replace import (
    MOST,
    Found,
    Hindrance,
    Hit,
    ReplaceRequest,
    chosen,
    find,
    may_replace,
    replace,
    touch_of_hit,
)
from ....rules.items.catalogue import KINDS
from ....rules.numbers import read_count
from ....store.drafts import NotEditable, Stale, blank_draft, editable_titles
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.item_names import Piece, subject
from ..forms.labels import kind_words, label_of
from ..forms.lexicon import item_href as edit_href
from ..forms.lexicon import lexicon_of, working_copy
from ..pages import admin_page, page_count
from ..person_lines import Choice, choices, whom_to_ask
from ..plain_words import words_fault
from .entries import item_href
from .search import DistrictGroup, district_groups

_PAGE = 100
_LONGEST_FIND = 100
_LONGEST_REPLACEMENT = 200
_LONGEST_ID = 80
_AROUND = 40
"""So many characters of a long text stay before and behind what is replaced."""
"""So many people are named who may change what one may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLine:
    """A hit as it is shown; ``why``: why it is not replaced, empty where it can be."""

    id: str
    subject: str
    href: str
    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_ticked: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacePage:
    """The context of search and replace.

    ``count``: all hits; ``ready``: those that would be replaced; ``off``: the ids of those that
    were unticked; ``shown``: of those on this page; ``mark``: what tells these hits from others.
    """

    find: str
    replacement: str
    language: str
    official: bool
    draft: str
    drafts: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    districts: tuple[DistrictGroup, ...]
    tag: str
    lines: tuple[HitLine, ...]
    is_asked: bool
    count: int
    more: bool
    most: int
    ready: int
    page: int
    pages: int
    off: str
    shown: str
    mark: str
    fault: str
    field: str
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/replace", "replace", show)
    blueprint.add_url_rule("/replace", "replace_words", act, methods=["POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What was typed: what is looked for, where to, and what is wrong with which field."""

    asked: ReplaceRequest
    draft: str
    fault: str
    field: str


def _typed() -> _Typed:
    given = request.values
    asked = ReplaceRequest(
        find=given.get("find", "").strip("\r\n"),
        replacement=given.get("replacement", "").strip("\r\n"),
        language="en" if given.get("language") == "en" else "zh",
        kind=given.get("kind", "")[:_LONGEST_ID],
        topic=given.get("topic", "")[:_LONGEST_ID],
        district=given.get("district", "")[:_LONGEST_ID],
        official=given.get("official") == "1",
    )
    fault = words_fault(asked.find, _LONGEST_FIND)
    field = "find" if fault else ""
    if not fault and "find" in given and not asked.find.strip():
        fault = gettext("Write the text to look for.")
        field = "find"
    if not fault:
        fault = words_fault(asked.replacement, _LONGEST_REPLACEMENT)
        field = "replacement" if fault else ""
    if not fault and asked.find and asked.find == asked.replacement:
        fault = gettext("Both are the same: nothing would change.")
        field = "replacement"
    return _Typed(asked=asked, draft=given.get("draft", "")[:10], fault=fault, field=field)


def _copy(draft: str) -> WorkingCopy:
    """The draft asked for upon the release in force, or a blank one."""
    number = read_count(draft)
    if number:
        return working_copy(number)
    release = request_context.release()
    blank = blank_draft(release.number)
    return WorkingCopy(blank, release.number, release.ruleset.gazetteer)


@allowed(*EVERYBODY)
def show() -> Response:
    """The form, and with ``?find=&replacement=…`` what would change, hit by hit."""
    typed = _typed()
    return _page(typed, off=(), number=1, status=422 if typed.fault else 200)


@allowed(*EVERYBODY)
def act() -> Response:
    """Turn to another page of hits, or replace at those that are ticked."""
    typed = _typed()
    off = _unticked()
    if typed.fault or not typed.asked.find:
        return _page(typed, off=off, number=1, status=422)
    if request.form.get("act") != "replace":
        return _page(typed, off=off, number=read_count(request.form.get("page", ""), 9_999) or 1)
    copy = _copy(typed.draft)
    found = find(copy, typed.asked, request_context.today())
    if found.mark != request.form.get("mark", ""):
        error = gettext(
            "What is found became another since you looked, so nothing was replaced. Look again."
        )
        return _page(typed, off=off, number=1, status=409, error=error)
    return _replaced(typed, copy, found, off)


def _replaced(typed: _Typed, copy: WorkingCopy, found: Found, off: Collection[str]) -> Response:
    """Replace; on to the draft."""
    asked = typed.asked
    title = gettext("“%(find)s” becomes “%(by)s”", find=asked.find[:60], by=asked.replacement[:60])
    into = copy.draft if copy.draft.id else None
    try:
        number, count = replace(copy, into, chosen(found, off), person(), title)
    except Stale:
        error = gettext(
            "A colleague has just saved one of these. Nothing was replaced. Look again."
        )
        return _page(typed, off=off, number=1, status=409, error=error)
    except NotEditable:
        error = gettext("This draft is no longer being edited. Choose another one, or a new one.")
        return _page(typed, off=off, number=1, status=409, error=error)
    if not count:
        error = gettext("Nothing that you may change is ticked.")
        return _page(typed, off=off, number=1, status=422, error=error)
    return see_other(url_for(".draft", number=number))


def _unticked() -> frozenset[str]:
    """The ids of all hits that were unticked, on this page of hits and the ones before."""
    off = set(request.form.get("off", "").split())
    shown = set(request.form.get("shown", "").split())
    return frozenset((off - shown) | (shown - set(request.form.getlist("hit"))))


def _page(
    typed: _Typed, *, off: Collection[str], number: int, status: int = 200, error: str = ""
) -> Response:
    asked = typed.asked
    copy = _copy(typed.draft)
    is_asked = bool(asked.find.strip()) and not typed.fault
    found = find(copy, asked, request_context.today()) if is_asked else Found((), more=False)
    pages = page_count(len(found.hits), _PAGE)
    page = min(max(1, number), pages)
    maker = _LineMaker(copy, asked, off)
    lines = tuple(maker.line(hit) for hit in found.hits[(page - 1) * _PAGE : page * _PAGE])
    known = {hit.id for hit in found.hits}
    words = request_context.wording()
    ruleset = request_context.release().ruleset
    context = ReplacePage(
        find=asked.find,
        replacement=asked.replacement,
        language=asked.language,
        official=asked.official,
        draft=copy.draft.title if copy.draft.id else "",
        drafts=_drafts(copy),
        kinds=choices({kind: kind_words(kind) for kind in KINDS if kind != "examples"}, asked.kind),
        topics=choices({i: words.text(t.name) for i, t in ruleset.topics.items()}, asked.topic),
        districts=district_groups(request_context.today(), asked.district),
        tag="en" if asked.language == "en" else "zh-Hans",
        lines=lines,
        is_asked=is_asked,
        count=len(found.hits),
        more=found.more,
        most=MOST,
        ready=len(chosen(found, off)),
        page=page,
        pages=pages,
        off=" ".join(sorted(known & set(off))),
        shown=" ".join(line.id for line in lines if not line.why),
        mark=found.mark,
        fault=typed.fault,
        field=typed.field,
        error=error,
    )
    return admin_page("admin/catalogue/replace.html", context, status=status)


def _drafts(copy: WorkingCopy) -> tuple[Choice, ...]:
    """The drafts into which one may replace: the one asked for and those one works on."""
    titles = dict(editable_titles(person().id))
    if copy.draft.id:
        titles = {copy.draft.id: copy.draft.title, **titles}
    return tuple(
        Choice(str(number), title, number == copy.draft.id) for number, title in titles.items()
    )


class _LineMaker:
    """Puts hits into words."""

    def __init__(self, copy: WorkingCopy, asked: ReplaceRequest, off: Collection[str]) -> None:
        self.copy = copy
        self.asked = asked
        self.off = off
        self.me = person()
        self.refusals: dict[tuple[str, str], str] = {}

    def line(self, hit: Hit) -> HitLine:
        copy = self.copy
        words = lexicon_of(copy, hit.path, hit.place)
        value = copy.item(hit.path, hit.place)
        is_changed = copy.draft.change(hit.path, hit.place) is not None
        return HitLine(
            id=hit.id,
            subject=subject(words, hit.path, hit.place, value),
            href=edit_href(copy.draft.id, hit.path, hit.place)
            if is_changed
            else item_href(hit.path, hit.place),
            field=label_of(".".join(map(str, hit.way))),
            before=tuple(_pieces(hit.same, self.asked.find, "gone")),
            after=tuple(_pieces(hit.same, self.asked.replacement, "come")),
            is_ticked=hit.id not in self.off,
            why=hindrance_words(hit.hindrance) or self._refusal(hit),
        )

    def _refusal(self, hit: Hit) -> str:
        """That one may not change an item, and whom to ask; empty where one may."""
        item = hit.path, hit.place
        if item not in self.refusals:
            is_own = may_replace(self.copy, hit, self.me)
            self.refusals[item] = "" if is_own else whom_to_ask(touch_of_hit(self.copy, hit))
        return self.refusals[item]


def _pieces(same: Iterable[str], between: str, kind: str) -> Iterable[Piece]:
    """A text with what is replaced marked, long stretches around it left out."""
    texts = list(same)
    for place, text in enumerate(texts):
        if place and between:
            yield Piece(kind, between)
        yield Piece("same", _shortened(text, is_first=place == 0, is_last=place == len(texts) - 1))


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """A stretch of text of which only what lies next to a replaced place is kept."""
    head = "" if is_first else text[:_AROUND]
    tail = "" if is_last else text[-_AROUND:]
    return text if len(text) <= 2 * _AROUND else f"{head}…{tail}"


def hindrance_words(hindrance: Hindrance) -> str:
    """Why a hit is not replaced; empty where nothing hinders."""
    match hindrance:
        case "":
            return ""
        case "braces":
            return gettext(
                "Not replaced: what stands in braces names an amount, and braces must stay as "
                "they are. Change this in the form of the item."
            )
        case "figures":
            return gettext(
                "Not replaced: this is an amount. Its figures are changed in its own form."
            )
        case "empty":
            return gettext("Not replaced: nothing would be left of the text.")
        case "long":
            return gettext("Not replaced: the text would be too long.")
        case "clause":
            return gettext("Not replaced: it would no longer be a clause that can be read.")
        case "unread":
            return gettext(
                "Not replaced: something typed into its form cannot be read yet. Finish that first."
            )
        case _:
            assert_never(hindrance)
