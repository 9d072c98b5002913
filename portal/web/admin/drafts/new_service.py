"""A new service from nothing to review, by forms: what it is, then its parts in a useful order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import gettext, ngettext
from ....publishing import under_way
from ....publishing.assembly import Checked, Located, assemble_for_release, check_within
from ....publishing.copies import copied_head
from ....publishing.item_edits import NotPermitted, Save, WorkingCopy, save
from ....publishing.proposed_ids import service_id
from ....rules.checking.thresholds import EXAMPLE_LACKING
from ....rules.documents import shape_of
from ....rules.items.change_scope import cited
from ....rules.items.parts import ORDERED, Value, is_service, kind_of
from ....rules.stepwise import Progress
from ....store.drafts import EDITABLE, NotEditable, Stale
from ...http import request_context
from ...http.redirects import see_other
from ..auth.guard import EVERYBODY, allowed, person
from ..forms.fields import Field, fields_of
from ..forms.item_names import names_words, subject
from ..forms.labels import kind_words
from ..forms.lexicon import Choice, Lexicon, lexicon_of, working_copy
from ..forms.rendering import FieldView, shown
from ..forms.values import filled, read_form
from ..pages import admin_page
from .additions import AddLink, add_link, new_item_href
from .copies import CopyLine, save_copies, service_copies, service_lines, services_by_path
from .draft_check import ProblemLine, problem_line
from .draft_states import not_editable_words
from .item_form import ID, typed
from .unfilled import begun_value, to_fill
from .unfinished import NEW_SERVICE, KeptForm, forget, keep_href, kept_form

_ASKED = ("topic", "for", "kind", "name", "summary", "audience", "contacts", "synonyms")
"""What is asked of a service first; the rest stands in its own form."""
_MOST_NEW = 50
"""Entries of a section beside the service that its page lists; the draft's page has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideLine:
    """A part that is there; ``gap``: what it still lacks."""

    words: str
    href: str
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """A step towards a service: ``state`` is done, missing or optional."""

    id: str
    title: str
    hint: str
    state: str
    lines: tuple[GuideLine, ...]
    adds: tuple[AddLink, ...]
    problems: tuple[ProblemLine, ...]
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewServicePage:
    """The context of the page on which a new service is named or put together.

    ``fields``: what is asked first; empty once the service is there and has ``steps``. ``like``:
    the service it begins as, ``models``: those to choose from, ``copies``: what it takes over.
    """

    number: int
    draft: str
    service: str
    name: str
    editable: bool
    error: str
    own_id: str
    fields: tuple[FieldView, ...]
    begun: tuple[GuideLine, ...]
    like: str
    models: tuple[Choice, ...]
    copies: tuple[CopyLine, ...]
    steps: tuple[GuideStep, ...]
    problems: tuple[ProblemLine, ...]
    done: int
    missing: int
    examples_missing: bool
    checked: bool
    progress: Progress | None = None
    keep: str = ""
    kept: str = ""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/new-service"
    blueprint.add_url_rule(own, "new_service", show)
    blueprint.add_url_rule(own, "create_service", create, methods=["POST"])


def _fields() -> tuple[Field, ...]:
    """The fields that are asked first, in that order."""
    known = {field.name: field for field in fields_of(True, "service")}
    return tuple(known[name] for name in _ASKED)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """The form of a new service; with ``?service=path`` what is done of it and what is missing."""
    copy = working_copy(number)
    path = request.args.get("service", "")
    if not path:
        before = kept_form(number, *NEW_SERVICE)
        if before is not None and not _like(copy):
            return _form(copy, before.given, {}, kept=before)
        return _form(copy, filled(_fields(), _head(copy), _lexicon(copy)), {})
    if shape_of(path) is None or not copy.is_new_service(path) or path not in copy.documents:
        abort(404)
    return admin_page("admin/drafts/new_service.html", _guide(copy, path), fragment="guide")


def _like(copy: WorkingCopy) -> str:
    """The path of the service that a new one begins as; empty for none."""
    path = request.values.get("like", "")
    return path if is_service(path) and path in copy.documents else ""


def _head(copy: WorkingCopy) -> Value:
    """What stands in the first form: of a service that is copied all but its name."""
    path = _like(copy)
    if not path:
        return {"for": "adult", "kind": "procedure"}
    return {name: its for name, its in copy.documents[path]["service"].items() if name != "name"}


def _models(copy: WorkingCopy) -> tuple[Choice, ...]:
    """The services that a new one may begin as."""
    return tuple(services_by_path(copy.documents, _lexicon(copy)))


def _copies(copy: WorkingCopy) -> Iterator[CopyLine]:
    """The parts that are taken over, ticked as they were sent or as they are by themselves."""
    path = _like(copy)
    sent = request.form.getlist("item") if request.method == "POST" else None
    for line in service_lines(copy.documents, path) if path else ():
        yield line if sent is None else replace(line, chosen=line.place in sent)


def _lexicon(copy: WorkingCopy) -> Lexicon:
    return lexicon_of(copy, "services/new/new.toml", "service")


def _form(
    copy: WorkingCopy,
    given: Mapping[str, list[str]],
    faults: Mapping[str, str],
    *,
    error: str = "",
    kept: KeptForm | None = None,
    status: int = 200,
) -> Response:
    """The form of a new service with what was typed into it."""
    page = NewServicePage(
        number=copy.draft.id,
        draft=copy.draft.title,
        service="",
        name="",
        editable=copy.draft.state == EDITABLE,
        error=error,
        own_id=request.form.get("own-id", kept.own_id if kept else ""),
        fields=tuple(map(_offered, shown(_fields(), given, faults, _lexicon(copy)))),
        begun=tuple(_begun(copy)),
        like=_like(copy),
        models=_models(copy),
        copies=tuple(_copies(copy)),
        steps=(),
        problems=(),
        done=0,
        missing=0,
        examples_missing=False,
        checked=False,
        keep=keep_href(copy.draft.id, *NEW_SERVICE),
        kept=kept.when if kept else "",
    )
    return admin_page("admin/drafts/new_service.html", page, status=status)


def _offered(view: FieldView) -> FieldView:
    """A field; of topics those that the person looks after."""
    topics = person().topics
    if view.name != "topic" or topics is None:
        return view
    return replace(view, choices=tuple(c for c in view.choices if c.id in topics))


def _begun(copy: WorkingCopy) -> Iterator[GuideLine]:
    """The new services that the draft has already."""
    for path in copy.documents:
        if copy.is_new_service(path):
            words = subject(lexicon_of(copy, path), path, "service", None)
            href = url_for(".new_service", number=copy.draft.id, service=path)
            yield GuideLine(words=words, href=href)


@allowed(*EVERYBODY)
def create(number: int) -> Response:
    """Put a new service into the draft; on to its parts."""
    copy = working_copy(number)
    given = typed()
    value, faults = read_form(_fields(), given, _lexicon(copy))
    own_id = request.form.get("own-id", "").strip()
    if faults:
        error = gettext("Something is still missing below.")
        return _form(copy, given, faults, error=error, status=422)
    own_id = own_id or service_id(copy, value["name"]["zh"])
    path = f"services/{value['topic']}/{own_id}.toml"
    if not ID.fullmatch(own_id):
        error = gettext("Give it an id of lower-case letters, figures, - and _.")
        return _form(copy, given, {}, error=error, status=422)
    if own_id in {c.id for c in _lexicon(copy).choices("services")}:
        error = gettext("There is a service of this id already.")
        return _form(copy, given, {}, error=error, status=422)
    like = _like(copy)
    more = copied_head(copy.documents[like]["service"]) if like else {}
    whole = {"id": own_id, "order": _order(copy, value["topic"]), **more, **value}
    try:
        save(copy, person(), Save(path=path, place="service", after=whole, seen=0))
        if like:
            places = request.form.getlist("item")
            own = sorted(person().districts or ())
            parts = service_copies(copy.documents[like], like, places, own)
            save_copies(number, path, like, parts)
    except NotPermitted:
        error = gettext("Not saved: choose one of the topics that you look after.")
        return _form(copy, given, {}, error=error, status=403)
    except NotEditable:
        return _form(copy, given, {}, error=not_editable_words(), status=409)
    except Stale:
        error = gettext("A colleague has just added a service of this id.")
        return _form(copy, given, {}, error=error, status=409)
    forget(number, *NEW_SERVICE)
    return see_other(url_for(".new_service", number=number, service=path))


def _order(copy: WorkingCopy, topic: str) -> int:
    """The place after the last service of a topic."""
    places = [
        int(document["service"].get("order", 0))
        for path, document in copy.documents.items()
        if is_service(path) and PurePosixPath(path).parent.name == topic
    ]
    return max(places, default=0) + 10


@dataclass(frozen=True)
class _Guide:
    """A new service while its page is made."""

    copy: WorkingCopy
    path: str
    problems: tuple[Located, ...]

    @property
    def document(self) -> Mapping[str, Any]:
        return self.copy.documents[self.path]

    @property
    def is_procedure(self) -> bool:
        return bool(self.document["service"].get("kind", "procedure") == "procedure")

    def line(self, path: str, place: str, value: Value, gap: str = "") -> GuideLine:
        """A part with the form in which it is changed and that leads back here."""
        words = subject(lexicon_of(self.copy, path, place), path, place, value)
        href = url_for(
            ".edit_item", number=self.copy.draft.id, path=path, place=place, guide=self.path
        )
        return GuideLine(words=words, href=href, gap=gap)

    def parts(self, *kinds: str) -> Iterator[GuideLine]:
        """The parts of some kinds that the service has."""
        for place, value in self.copy.places(self.path).items():
            if kind_of(self.path, place) in kinds:
                yield self.line(self.path, place, value, self._gap(place))
        for change in self.copy.draft.changes:
            is_own = change.path == self.path and kind_of(self.path, change.place) in kinds
            if is_own and (lacking := to_fill(change)):
                gap = gettext("To be filled in: %(what)s", what=gettext(", ").join(lacking))
                value = begun_value(self.copy, change)
                yield self.line(self.path, change.place, value, gap)

    def _gap(self, place: str) -> str:
        is_parameter = place.startswith("parameters/") and place.count("/") == 1
        if not is_parameter or self._rows(place):
            return ""
        return gettext("The first amount is still missing.")

    def _rows(self, place: str) -> bool:
        return any(other.startswith(f"{place}/rows/") for other in self.copy.places(self.path))

    def new(self, section: str) -> Iterator[GuideLine]:
        """The entries of a section that this draft adds beside the service, the first of many."""
        found = [
            its
            for its in self.copy.draft.changes
            if its.place.startswith(f"{section}/")
            and not is_service(its.path)
            and its.before is None
            and its.after is not None
        ]
        for change in found[:_MOST_NEW]:
            yield self.line(change.path, change.place, change.after or {})
        more = len(found) - _MOST_NEW
        if more > 0:
            words = ngettext("and %(num)s more", "and %(num)s more", more)
            yield GuideLine(words=words, href=url_for(".draft", number=self.copy.draft.id))

    def shared(self, section: str) -> AddLink:
        """The button for a new entry of a section that services share."""
        return add_link(self.copy, section, self.path)

    def part(self, kind: str, words: str = "") -> AddLink:
        """The button for a new part of the service."""
        href = new_item_href(self.copy.draft.id, self.path, kind, self.path)
        return AddLink(words=words or kind_words(kind), href=href)

    def problem_lines(self, *kinds: str) -> tuple[ProblemLine, ...]:
        """What the checks say of parts of some kinds."""
        return tuple(
            problem_line(self.copy, found)
            for found in self.problems
            if found.problem.file == self.path
            and kind_of(self.path, found.item) in kinds
            and found.problem.code not in EXAMPLE_LACKING
        )

    def step(
        self,
        kind: str,
        title: str,
        hint: str,
        *,
        needed: bool = False,
        lines: tuple[GuideLine, ...] | None = None,
        adds: tuple[AddLink, ...] | None = None,
        kinds: tuple[str, ...] = (),
    ) -> GuideStep:
        """One step; without ``lines`` and ``adds`` the parts of its own kind."""
        own = kinds or (kind,)
        found = tuple(self.parts(*own)) if lines is None else lines
        lacks = (needed and not found) or any(line.gap for line in found)
        problems = self.problem_lines(*own)
        empty = "missing" if lacks or problems else "optional"
        return GuideStep(
            id=kind,
            title=title,
            hint=hint,
            state="done" if found and not lacks and not problems else empty,
            lines=found,
            adds=(self.part(kind),) if adds is None else adds,
            problems=problems,
            ordered=kind in ORDERED,
        )


def _guide(copy: WorkingCopy, path: str) -> NewServicePage:
    """The steps of a service; what the checks say, or how far they are, only with ``?check=1``."""
    checked: Checked | Progress | None = None
    if request.args.get("check") == "1":
        assembled = assemble_for_release(copy.draft, request_context.today())
        checked = check_within(assembled, under_way.PATIENCE_SECONDS)
    found = checked.problems if isinstance(checked, Checked) else ()
    guide = _Guide(copy, path, found)
    steps = tuple(_steps(guide))
    lacking = [its for its in found if its.problem.code in EXAMPLE_LACKING]
    return NewServicePage(
        number=copy.draft.id,
        draft=copy.draft.title,
        service=path,
        name=lexicon_of(copy, path).words(guide.document["service"].get("name")),
        editable=copy.draft.state == EDITABLE,
        error="",
        own_id="",
        fields=(),
        begun=(),
        like="",
        models=(),
        copies=(),
        steps=steps,
        problems=tuple(problem_line(copy, its) for its in found if _is_elsewhere(its, path)),
        done=sum(step.state == "done" for step in steps),
        missing=sum(step.state == "missing" for step in steps),
        examples_missing=bool(lacking),
        checked=isinstance(checked, Checked),
        progress=checked if isinstance(checked, tuple) else None,
    )


def _is_elsewhere(found: Located, path: str) -> bool:
    """Whether a problem belongs to no step of the service."""
    return found.problem.file != path or not found.item


def _steps(guide: _Guide) -> Iterator[GuideStep]:
    """The steps in an order in which each can use what was made before it."""
    yield guide.step(
        "service",
        gettext("What it is"),
        gettext("Kind, for whom, topic, name, summary; whom it concerns."),
        needed=True,
        adds=(),
    )
    yield guide.step(
        "sources",
        gettext("Sources"),
        gettext("The document or page on which it rests. Each part names one."),
        needed=True,
        lines=(*_cited_lines(guide), *guide.new("sources")),
        adds=(guide.shared("sources"),),
    )
    yield guide.step(
        "covers",
        gettext("Where it is held"),
        gettext("The districts with this procedure. Elsewhere nothing is asked or decided."),
        needed=guide.is_procedure,
        adds=(guide.part("covers", gettext("districts that hold it")),),
    )
    yield guide.step(
        "questions",
        gettext("Questions"),
        gettext("Look first whether a question is there already; add one only for a new fact."),
        lines=tuple(guide.new("questions")),
        adds=(guide.shared("questions"),),
    )
    yield guide.step(
        "parameters",
        gettext("Amounts"),
        gettext("Every figure that may change: first what it is, then how much from which day."),
        adds=tuple(_amount_adds(guide)),
        kinds=("parameters", "rows"),
    )
    yield guide.step(
        "requirements",
        gettext("Requirements"),
        gettext("What has to hold, one by one, with the condition chosen from the questions."),
        needed=guide.is_procedure,
    )
    yield guide.step(
        "papers",
        gettext("Papers to bring"),
        gettext("Choose from the known papers; a paper that is not there can be added."),
        adds=(guide.part("papers"), guide.shared("papers")),
    )
    yield guide.step("steps", gettext("Steps"), gettext("What to do, in order."))
    yield guide.step(
        "particulars",
        gettext("At the office"),
        gettext("Where, opening hours, fee, time limit, online."),
    )
    yield guide.step(
        "windows",
        gettext("Dates of the year"),
        gettext("Only where one can apply at certain times alone."),
    )
    yield guide.step(
        "contacts",
        gettext("Hotlines and counters"),
        gettext("Whom to ask. Hotlines are chosen in the first step; counters stand by district."),
        lines=tuple(guide.new("contacts")) + tuple(guide.new("counters")),
        adds=(guide.shared("contacts"), *_counters(guide)),
    )
    yield guide.step(
        "examples",
        gettext("Examples"),
        gettext("Invented people on both sides of every amount. The portal can write them."),
        needed=guide.is_procedure,
    )


def _cited_lines(guide: _Guide) -> Iterator[GuideLine]:
    """The sources in force that the service cites."""
    names = set(cited(guide.document))
    for path, document in guide.copy.documents.items():
        for name, source in document.get("sources", {}).items():
            place = f"sources/{name}"
            if name in names and guide.copy.published(path, place) is not None:
                words = subject(lexicon_of(guide.copy, path, place), path, place, source)
                yield GuideLine(words=words, href=url_for(".item", path=path, place=place))


def _amount_adds(guide: _Guide) -> Iterator[AddLink]:
    """Buttons for a parameter, and for an amount of each parameter that is there."""
    yield guide.part("parameters", gettext("an amount or limit"))
    lexicon = lexicon_of(guide.copy, guide.path)
    for name, entry in guide.document.get("parameters", {}).items():
        words = gettext("an amount: %(what)s", what=lexicon.words(entry.get("text")))
        yield guide.part(f"parameters/{name}/rows", words)


def _counters(guide: _Guide) -> Iterator[AddLink]:
    """A button for a counter of each district that the service covers and the person may edit."""
    own = person().districts
    named = [cover.get("districts", []) for cover in guide.document.get("covers", [])]
    districts = [d for its in named for d in ([its] if isinstance(its, str) else its)]
    lexicon = lexicon_of(guide.copy)
    for district in dict.fromkeys(districts):
        if district not in guide.copy.gazetteer.districts:
            continue
        path = f"counters/{district}.toml"
        if own is None or district in own:
            words = f"{kind_words('counters')} · {names_words(lexicon, 'districts', district)}"
            href = new_item_href(guide.copy.draft.id, path, "counters", guide.path)
            yield AddLink(words=words, href=href)
