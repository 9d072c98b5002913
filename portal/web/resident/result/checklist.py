"""The documents to bring, person by person, each once for all the services one may apply for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....rules.evaluation.checklist import Item, checklist
from ....rules.evaluation.household_outcomes import SubjectOutcome
from ....rules.evaluation.outcomes import Outcome
from ....rules.model.households import Subject
from ...http import request_context
from ...http.pages import page
from ...http.redirects import see_other
from ...lines.counters import CounterLine, counter_line, counters_of
from ...lines.office_guide import form_words
from ...lines.phrasebook import phrasebook
from ...lines.whose import Whose
from ..consultation import Consultation, consultation

WORTH_PREPARING = (Outcome.MEETS, Outcome.COUNTER_DECIDES, Outcome.ASK_THE_COUNTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """A document to tick: ``notes`` say for which service what matters."""

    id: str
    name: str
    form: str
    services: tuple[str, ...]
    notes: tuple[str, ...]
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonItems:
    """The documents of one person; ``name`` is empty where there is one person only."""

    name: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service whose documents can be chosen."""

    id: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPage:
    """The context of the checklist; ``kept``: what a form that asks anew keeps of the address."""

    district_name: str
    day: str
    people: tuple[PersonItems, ...]
    services: tuple[ServiceChoice, ...]
    counter: CounterLine | None
    kept: tuple[tuple[str, str], ...]


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/checklist", "checklist", show)


def _asked_for(current: Consultation) -> tuple[str, ...]:
    """The services of ``?service=``; none where nothing was chosen."""
    services = current.frame.ruleset.services
    return tuple(name for name in request.args.getlist("service") if name in services)


def _chosen(current: Consultation) -> tuple[SubjectOutcome, ...]:
    """What is asked for, for everybody whom it concerns; else what is worth preparing for."""
    named = _asked_for(current)
    if named:
        found = [its for name in named for its in current.outcomes(name)]
        own = [its for its in found if its.outcome is not Outcome.DOES_NOT_CONCERN]
        return tuple(own or found)
    return tuple(
        its
        for its in current.all_outcomes()
        if its.outcome in WORTH_PREPARING and its.evaluation.covered
    )


def _people(
    current: Consultation, chosen: Iterable[SubjectOutcome], whose: Whose
) -> Iterator[PersonItems]:
    """The documents of each person, in the order of the household."""
    by_person: dict[Subject, list[SubjectOutcome]] = {}
    for its in chosen:
        by_person.setdefault(its.subject, []).append(its)
    for subject in current.household.subjects():
        own = by_person.get(subject, ())
        frames = ((current.frame.service(its.evaluation.service.id), its.answers) for its in own)
        items = checklist(frames)
        if items:
            mark = "" if not whose.are_several else f"{subject.kind}{subject.number or ''}-"
            lines = tuple(_line(item, current, mark) for item in items)
            yield PersonItems(whose.who((subject,)), lines)


def _line(item: Item, current: Consultation, mark: str) -> ItemLine:
    words = request_context.wording()
    services = current.frame.ruleset.services
    forms = {form_words(needed.form or item.paper.form) for _, needed in item.needed} - {""}
    notes = [
        f"{words.text(services[name].name)}{gettext(': ')}{words.text(needed.note)}"
        for name, needed in item.needed
        if needed.note
    ]
    return ItemLine(
        id=f"{mark}{item.paper.id}",
        name=words.text(item.paper.name),
        form=gettext(", ").join(sorted(forms)),
        services=tuple(words.text(services[name].name) for name, _ in item.needed),
        notes=tuple(dict.fromkeys(notes)),
        how=tuple(words.text(text) for text in (item.paper.issuer, item.paper.how) if text),
    )


def _counter(current: Consultation, chosen: tuple[str, ...]) -> CounterLine | None:
    """The one counter that serves everything chosen; None where there is none or a choice."""
    ruleset = current.frame.ruleset
    services = current.frame.ruleset.services
    serving = [
        counter
        for counter in counters_of(ruleset, current.district, current.state.day)
        if all(
            services[name].is_served_at(counter, current.district, current.state.day)
            for name in chosen
        )
    ]
    if not chosen or len(serving) != 1:
        return None
    return counter_line(serving[0], phrasebook())


def show() -> Response:
    """The documents to bring, each once, tickable in the browser alone."""
    current = consultation()
    if current is None:
        return see_other(url_for(".check", expired="1"))
    words = request_context.wording()
    chosen = _chosen(current)
    names = tuple(dict.fromkeys(its.evaluation.service.id for its in chosen))
    services = (current.evaluation(name).service for name in current.services)
    context = ChecklistPage(
        district_name=words.text(current.district.name),
        day=words.day(current.state.day),
        people=tuple(_people(current, chosen, Whose(current.household))),
        services=tuple(
            ServiceChoice(service.id, words.text(service.name), service.id in names)
            for service in services
            if current.evaluation(service.id).covered and service.papers
        ),
        counter=_counter(current, names),
        kept=tuple(parse_qsl(urlsplit(url_for(".checklist")).query)),
    )
    return page("resident/result/checklist.html", context)
