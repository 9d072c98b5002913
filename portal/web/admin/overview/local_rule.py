"""A service in a district: whose rule holds there, what it rests on, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, url_for

from ....i18n import Said, gettext
from ....rules.items.catalogue import Entry
from ....rules.items.change_scope import Touch
from ....rules.items.rule_origin import Local
from ....rules.model.ruleset import Service
from ....store.drafts import editable_titles
from ...http import request_context
from ..auth.guard import EVERYBODY, allowed, person
from ..catalogue.additions import PARTS
from ..catalogue.entries import Catalogue, FoundLine, LineMaker, catalogue_of, item_href
from ..forms.labels import kind_words
from ..pages import admin_page
from ..person_lines import Choice, active_people, permitted
from .local_picture import local_words

_BOUND = frozenset(PARTS) - {"parameters", "examples"} | {"rows"}


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source on which what holds here rests."""

    title: Said
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRulePage:
    """The context of the page. ``additions``: what the reader may add here, first what lacks most.

    ``others``: who may, where the reader may not; ``own``: items that name the district or its
    group.
    """

    district: str
    name: str
    service: str
    kind: str
    words: str
    path: str
    title: str
    additions: tuple[Choice, ...]
    drafts: tuple[tuple[int, str], ...]
    others: tuple[str, ...]
    own: tuple[FoundLine, ...]
    sources: tuple[SourceLink, ...]
    every: str
    guide: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/local/<district>/<service>", "local_rule", show)


@allowed(*EVERYBODY)
def show(district: str, service: str) -> Response:
    """What holds in a district for a service, and what the reader can do about it."""
    today = request_context.today()
    ruleset = request_context.release().ruleset
    catalogue = catalogue_of(request_context.release(), today)
    if district not in catalogue.local or service not in ruleset.services:
        abort(404)
    of = ruleset.services[service]
    words = request_context.wording()
    name = words.text(ruleset.gazetteer.districts[district].name)
    told = words.text(of.name)
    kind = catalogue.local[district][service]
    touch = Touch(frozenset({district}), frozenset({of.topic}))
    may = touch.lies_within(person().districts, person().topics)
    own = _own(catalogue, district, service)
    maker = LineMaker(request_context.release(), words, today)
    language = request_context.language().id
    context = LocalRulePage(
        district=district,
        name=name,
        service=told,
        kind=kind.value,
        words=local_words(kind),
        path=f"services/{of.topic}/{of.id}.toml",
        title=gettext("%(service)s · %(district)s", service=told, district=name),
        additions=_additions(of, kind) if may else (),
        drafts=editable_titles(person().id),
        others=() if may else tuple(its.name for its in permitted(active_people(), touch)),
        own=tuple(maker.line(its, kind_words(its.kind)) for its in own),
        sources=_sources(catalogue, own),
        every=url_for(".find", service=service, district=district),
        guide=url_for(f"phone-{language}.guide", district=district, name=service),
    )
    return admin_page("admin/overview/local_rule.html", context)


def _own(catalogue: Catalogue, district: str, service: str) -> tuple[Entry, ...]:
    """The items in force that name the district or a group of it."""
    today = request_context.today()
    return tuple(
        its
        for its in catalogue.entries
        if its.service == service
        and its.kind in _BOUND
        and its.names
        and its.districts is not None
        and district in its.districts
        and its.period.holds(today)
    )


def _additions(service: Service, kind: Local) -> tuple[Choice, ...]:
    """What may be added for one district: its procedure first where there is none yet."""
    words = request_context.wording()
    parts = [part for part in PARTS if part not in ("parameters", "examples")]
    first = "covers" if kind is Local.UNPUBLISHED else "requirements"
    parts.sort(key=lambda part: part != first)
    amounts = (
        Choice(
            f"parameters/{its.id}/rows",
            gettext("an amount: %(name)s", name=words.text(its.text).rstrip("。.")),
            False,
        )
        for its in service.parameters.values()
    )
    return (*(Choice(part, kind_words(part), part == first) for part in parts), *amounts)


def _sources(catalogue: Catalogue, own: Iterable[Entry]) -> tuple[SourceLink, ...]:
    paths = {its.id: its.path for its in catalogue.entries if its.kind == "sources"}
    known = request_context.release().ruleset.sources
    words = request_context.wording()
    names = dict.fromkeys(name for its in own for name in its.sources)
    return tuple(
        SourceLink(words.said(known[name].title), item_href(paths[name], f"sources/{name}"))
        for name in names
    )
