"""Remarks at fields and items of a draft: left, answered, settled, taken back while unanswered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext
from ....publishing.item_edits import WorkingCopy
from ....rules.documents import shape_of
from ....rules.items.parts import is_service, kind_of
from ....store import item_remarks as store
from ....store.drafts import OPEN, read_draft
from ....store.item_remarks import (
    LONGEST,
    NoSuchRemark,
    RefusalReason,
    RemarkRefused,
    remarks_of,
)
from ...http.redirects import see_other
from .. import notices
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.fields import fields_of
from ..forms.item_names import subject
from ..forms.labels import label_of
from ..forms.lexicon import item_href, lexicon_of, working_copy
from ..pages import admin_page
from ..plain_words import words_fault
from .remark_lines import ItemRemarks, RemarkLine, remark_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarksPage:
    """The context of a draft's remarks; ``item``: those at one item, with the form for another."""

    number: int
    draft: str
    subject: str
    edit: str
    lines: tuple[RemarkLine, ...]
    item: ItemRemarks | None
    open: int
    error: str
    unsaved: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/remarks"
    one = f"{own}/<int:remark>"
    blueprint.add_url_rule(own, "remarks", show)
    blueprint.add_url_rule(own, "leave_remark", leave, methods=["POST"])
    blueprint.add_url_rule(f"{one}/answer", "answer_remark", answer, methods=["POST"])
    blueprint.add_url_rule(f"{one}/settle", "settle_remark", settle, methods=["POST"])
    blueprint.add_url_rule(f"{one}/delete", "delete_remark", take_back, methods=["POST"])
    blueprint.register_error_handler(NoSuchRemark, _no_such_remark)
    blueprint.register_error_handler(RemarkRefused, _refused)


def _item() -> tuple[str, str]:
    return request.values.get("path", "")[:200], request.values.get("place", "")[:200]


def _is_known(copy: WorkingCopy, path: str, place: str) -> bool:
    """Whether an item is there, in the draft or in force."""
    is_there = copy.draft.change(path, place) is not None or place in copy.places(path)
    return shape_of(path) is not None and is_there


def item_remarks(copy: WorkingCopy, path: str, place: str, back: str = "") -> ItemRemarks:
    """The remarks at an item, and the form for another one."""
    found = [its for its in remarks_of(copy.draft.id) if (its.path, its.place) == (path, place)]
    fields = fields_of(is_service(path), kind_of(path, place))
    return ItemRemarks(
        number=copy.draft.id,
        path=path,
        place=place,
        back=back,
        may=copy.draft.state in OPEN,
        lines=remark_lines(copy, found, person()),
        fields=tuple((field.name, label_of(field.name)) for field in fields),
        field=request.form.get("field", ""),
        words=request.form.get("words", "") if "remark" not in (request.view_args or {}) else "",
    )


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """The remarks of a draft, or with ``?path=&place=`` those at one item."""
    return _page(number)


def _page(number: int, fault: str = "", error: str = "", status: int = 200) -> Response:
    """The page of the remarks; ``fault``: at what was typed, ``error``: of another kind."""
    copy = working_copy(number)
    path, place = _item()
    known = remarks_of(number)
    item: ItemRemarks | None = None
    name = ""
    if path or place:
        if not _is_known(copy, path, place):
            abort(404)
        item = item_remarks(copy, path, place, request.values.get("back", ""))
        name = subject(lexicon_of(copy, path, place), path, place, copy.item(path, place))
    is_answer = "remark" in (request.view_args or {})
    context = RemarksPage(
        number=number,
        draft=copy.draft.title,
        subject=name,
        edit=item_href(number, path, place) if item and copy.draft.state == "editing" else "",
        lines=() if item else remark_lines(copy, known, person()),
        item=replace(item, fault=fault) if item and not is_answer else item,
        open=sum(its.is_open for its in known),
        error=error or (fault if is_answer or item is None else ""),
        unsaved=request.form.get("words", "") if status != 200 and is_answer else "",
    )
    return admin_page("admin/drafts/remarks.html", context, status=status)


def _typed() -> tuple[str, str]:
    """The words of a remark, and what is wrong with them."""
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if not words:
        return words, gettext("Write what you want to remark.")
    return words, words_fault(words, LONGEST)


def _back(number: int, path: str, place: str, remark: int) -> Response:
    """To the page from which a remark was made."""
    anchor = f"remark-{remark}" if remark else "remarks"
    back = request.form.get("back", "")
    if back == "item":
        return see_other(f"{item_href(number, path, place)}#{anchor}")
    if back == "review":
        return see_other(f"{url_for('.impact', number=number)}#{anchor}")
    return see_other(f"{url_for('.remarks', number=number, path=path, place=place)}#{anchor}")


@allowed(*EVERYBODY)
def leave(number: int) -> Response:
    """Leave a remark at a field, or at the item as a whole."""
    path, place = _item()
    copy = working_copy(number)
    if not _is_known(copy, path, place):
        abort(404)
    field = request.form.get("field", "")
    names = {its.name for its in fields_of(is_service(path), kind_of(path, place))}
    words, fault = _typed()
    if field and field not in names:
        abort(404)
    if fault:
        return _page(number, fault, status=422)
    remark = store.add(number, (path, place), field, person(), words)
    notices.remark_made(copy.draft, person(), words, set())
    return _back(number, path, place, remark)


@allowed(*EVERYBODY)
def answer(number: int, remark: int) -> Response:
    """Answer a remark."""
    words, fault = _typed()
    if fault:
        return _page(number, fault, status=422)
    made = store.answer(number, remark, person(), words)
    above = next(its for its in remarks_of(number) if its.id == remark)
    people = {above.who_id, *(its.who_id for its in above.answers)}
    notices.remark_made(read_draft(number), person(), words, people)
    return _back(number, *_item(), made)


@allowed(*EVERYBODY)
def settle(number: int, remark: int) -> Response:
    """Mark a remark as settled, or with ``settled=0`` as open again."""
    settled = request.form.get("settled", "1") == "1"
    store.settle(number, remark, person(), settled=settled)
    return _back(number, *_item(), remark)


@allowed(*EVERYBODY)
def take_back(number: int, remark: int) -> Response:
    """Delete one's own remark while nobody answered it."""
    store.take_back(number, remark, person())
    return _back(number, *_item(), 0)


def _no_such_remark(_fault: NoSuchRemark) -> Response:
    words = gettext("This remark was taken back meanwhile. What is there now stands below.")
    return _page(int((request.view_args or {})["number"]), error=words, status=409)


def _refused(fault: RemarkRefused) -> Response:
    words = _refusal_words(fault.why)
    return _page(int((request.view_args or {})["number"]), error=words, status=409)


def _refusal_words(why: RefusalReason) -> str:
    match why:
        case "ended":
            return gettext("This draft has ended. Its remarks are kept, none is added.")
        case "full":
            return gettext("This draft has too many remarks. Take some back, or go on in another.")
        case "not_own":
            return gettext("Only whoever wrote a remark takes it back.")
        case "answered":
            return gettext("This remark was answered, so it stays. Mark it as settled instead.")
        case _:
            assert_never(why)
