"""One checklist of documents across the services a person may apply for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from ...rules.checklist import Item, checklist
from ...rules.evaluation import Outcome
from .. import surroundings
from ..pages import page
from ..presenting.counters import CounterLine, counter_line, counters_of
from ..presenting.office_guide import form_words
from .situation import Situation, situation

WORTH_PREPARING = (Outcome.MEETS, Outcome.ASK_THE_COUNTER)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A document to tick: ``notes`` say for which service what matters."""

    id: str
    name: str
    form: str
    services: tuple[str, ...]
    notes: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    id: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """The context of the checklist."""

    district_name: str
    day: str
    items: tuple[ItemLine, ...]
    services: tuple[ServiceChoice, ...]
    counter: CounterLine | None


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/checklist", "checklist", show)


def _chosen(current: Situation) -> list[str]:
    """The services asked for by ``?service=``, or those worth preparing for."""
    services = current.frame.ruleset.services
    named = [name for name in request.args.getlist("service") if name in services]
    if named:
        return named
    return [
        its.service.id
        for its in current.evaluations()
        if its.outcome in WORTH_PREPARING and its.covered
    ]


def _line(item: Item, current: Situation) -> ItemLine:
    words, services = surroundings.wording(), current.frame.ruleset.services
    forms = {form_words(needed.form or item.paper.form) for _, needed in item.needed} - {""}
    notes = [
        f"{words.text(services[name].name)}: {words.text(needed.note)}"
        for name, needed in item.needed
        if needed.note
    ]
    return ItemLine(
        item.paper.id,
        words.text(item.paper.name),
        ", ".join(sorted(forms)),
        tuple(words.text(services[name].name) for name, _ in item.needed),
        tuple(dict.fromkeys(notes)),
        tuple(words.text(text) for text in (item.paper.issuer, item.paper.how) if text),
    )


def _counter(current: Situation, chosen: list[str]) -> CounterLine | None:
    """The one counter that serves everything chosen; None where there is none or a choice."""
    ruleset, services = current.frame.ruleset, current.frame.ruleset.services
    serving = [
        counter
        for counter in counters_of(ruleset, current.district, current.held.day)
        if all(counter.serves(name, services[name].topic) for name in chosen)
    ]
    if not chosen or len(serving) != 1:
        return None
    return counter_line(serving[0], ruleset, surroundings.wording(), surroundings.today())


def show() -> Response:
    """The documents to bring, each once, tickable in the browser alone."""
    current = situation()
    if current is None:
        return redirect(url_for(".check", expired="1"), 303)  # type: ignore[return-value]
    words, chosen = surroundings.wording(), _chosen(current)
    items = checklist(current.frame.service(name) for name in chosen)
    context = ChecklistPage(
        words.text(current.district.name),
        words.day(current.held.day),
        tuple(_line(item, current) for item in items),
        tuple(
            ServiceChoice(its.service.id, words.text(its.service.name), its.service.id in chosen)
            for its in current.evaluations()
            if its.covered and its.service.papers
        ),
        _counter(current, chosen),
    )
    return page("checklist.html", context)
