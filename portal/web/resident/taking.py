"""Taking an answer along: the page of a receipt, which another person can check."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from ...rules.evaluation import Outcome
from .. import surroundings
from ..pages import page
from ..presenting.results import outcome_words
from ..receipts import Receipt, read_receipt
from . import asked


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The context of a receipt's page; ``changed``: whether the service's rules differ today."""

    code: str
    release: int
    current: int
    day: str
    district_name: str
    name: str
    outcome: str
    outcome_words: str
    changed: bool
    guide: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/receipts/<code>", "receipt", show)


def _changed(receipt: Receipt) -> bool:
    """Whether the service's document differs between the receipt's release and today's."""
    release = surroundings.release()
    if receipt.release == release.number:
        return False
    service = release.ruleset.services[receipt.service]
    path = f"services/{service.topic}/{service.id}.toml"
    before = surroundings.document_of(receipt.release, path)
    return before != release.files.get(path)


def show(code: str) -> Response:
    """What a receipt says; a code this installation did not make is refused."""
    found = read_receipt(code)
    if found is None:
        raise asked.NotThere("receipt")
    service, district = asked.service(found.service), asked.district(found.district)
    words, release = surroundings.wording(), surroundings.release()
    outcome = Outcome(found.outcome)
    context = ReceiptPage(
        found.code,
        found.release,
        release.number,
        words.day(found.day),
        words.text(district.name),
        words.text(service.name),
        outcome.value,
        outcome_words(outcome),
        _changed(found),
        url_for(".guide", district=district.id, name=service.id),
    )
    return page("receipt.html", context)
