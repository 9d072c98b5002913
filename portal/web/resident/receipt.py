"""Receipts: the form for a code and the page that anybody can check a result on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from ...i18n import gettext
from ...rules.evaluation.outcomes import Outcome
from ...rules.model.ruleset import Ruleset
from ...store.people.credentials import keyed
from ...store.releases.stored import ruleset_of
from ..answer_cookie import read_cookie
from ..http import request_context
from ..http.pages import page
from ..http.redirects import see_other
from ..lines.results import outcome_words
from ..receipt_code import Receipt, read_receipt
from . import lookups


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """The context of a receipt's page.

    ``person``: whom the answer is for, empty where the receipt does not say; ``changed``: whether
    the service's rules differ today.
    """

    code: str
    release: int
    current: int
    day: str
    district_name: str
    name: str
    outcome: str
    outcome_words: str
    person: str
    changed: bool
    guide: str


@dataclass(frozen=True, slots=True)
class ReceiptFormPage:
    """The context of the form into which a code is typed."""

    code: str
    error: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/receipts", "receipt_form", ask)
    blueprint.add_url_rule("/receipts", "find_receipt", find, methods=["POST"])
    blueprint.add_url_rule("/receipts/<code>", "receipt", show)


def not_made_here() -> str:
    """What is said of a code that is no receipt of this installation."""
    return gettext(
        "This receipt was not made here, or a character was copied wrongly. "
        "Compare the 20 letters and figures with the slip."
    )


def ask() -> Response:
    """The form into which the code of a slip is typed."""
    return page("resident/receipts.html", ReceiptFormPage("", ""))


def find() -> Response:
    """On to what a receipt says, however its code was typed."""
    code = request.form.get("code", "").strip()[:300]
    found = read_receipt(code)
    if found is None:
        return page("resident/receipts.html", ReceiptFormPage(code, not_made_here()), status=422)
    if request_context.channel() == "kiosk":
        return receipt_page(found)
    return see_other(url_for(".receipt", code=found.code))


def session_mark() -> str | None:
    """What ties the address of a receipt in a kiosk to the session there; None on a phone."""
    if request_context.channel() != "kiosk":
        return None
    current = read_cookie()
    return keyed("receipt of", current.session)[:16] if current and current.session else ""


def _ruleset(receipt: Receipt) -> Ruleset:
    """The rules in force if they still know what the receipt names, else those of its release."""
    current = request_context.release().ruleset
    is_known = receipt.service in current.services
    if is_known and receipt.district in current.gazetteer.districts:
        return current
    return ruleset_of(receipt.release)


def _person_words(person: str) -> str:
    """Whom the answer of a receipt is for; empty where it does not say."""
    words = {
        "household": gettext("The whole household"),
        "adult": gettext("The adult"),
        "child": gettext("The child"),
    }
    return words.get(person, "")


def _changed(receipt: Receipt) -> bool:
    """Whether the service's document differs between the receipt's release and today's."""
    release = request_context.release()
    if receipt.release == release.number:
        return False
    service = release.ruleset.services.get(receipt.service)
    if service is None:
        return True
    path = f"services/{service.topic}/{service.id}.toml"
    before = request_context.document_of(receipt.release, path)
    return before != release.files.get(path)


def show(code: str) -> Response:
    """What a receipt says; a code this installation did not make is refused.

    In a kiosk its address ends with the session it was opened in, so that no way back leads there.
    """
    mark = session_mark()
    if mark is not None and (not mark or request.args.get("of") != mark):
        return see_other(url_for(".receipt_form"))
    found = read_receipt(code)
    if found is None:
        raise lookups.NotThere("receipt")
    return receipt_page(found)


def receipt_page(found: Receipt) -> Response:
    """The page of a receipt."""
    ruleset = _ruleset(found)
    service = ruleset.services.get(found.service)
    district = ruleset.gazetteer.districts.get(found.district)
    if (
        service is None
        or district is None
        or found.outcome not in {outcome.value for outcome in Outcome}
    ):
        raise lookups.NotThere("receipt")
    words = request_context.wording()
    outcome = Outcome(found.outcome)
    release = request_context.release()
    is_there = ruleset is release.ruleset
    context = ReceiptPage(
        code=found.code,
        release=found.release,
        current=release.number,
        day=words.day(found.day),
        district_name=words.text(district.name),
        name=words.text(service.name),
        outcome=outcome.value,
        outcome_words=outcome_words(outcome),
        person=_person_words(found.person),
        changed=_changed(found),
        guide=url_for(".guide", district=district.id, name=service.id) if is_there else "",
    )
    return page("resident/receipt.html", context)
