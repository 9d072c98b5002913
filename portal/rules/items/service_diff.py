"""What changed in a service between two rulesets, part by part: readable, not textual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Protocol, TypeVar

from ..model.districts import EVERYWHERE, Scope
from ..model.parameters import Parameter, Row
from ..model.ruleset import (
    HousingOption,
    PaperNeeded,
    Particular,
    PointsTable,
    Service,
    Step,
    Window,
)
from ..model.sources import Citation
from ..model.texts import Text

T = TypeVar("T")


class Kind(Enum):
    """How a part changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part of a service that changed; ``text`` names it in words.

    For a parameter ``gone`` and ``come`` are the rows that are no longer or newly there; for
    anything whose wording changed ``before`` is what it said. ``scope``: where and when it holds,
    or held until it was dropped; ``was``: its scope before, where that is another.
    ``wording_only``: what decides is the same; texts, sources or the order differ.
    """

    kind: Kind
    part: str  # service, covers, contacts, requirement, parameter, papers, steps, particulars, …
    id: str
    text: Text
    before: Text | None = None
    gone: tuple[Row, ...] = ()
    come: tuple[Row, ...] = ()
    scope: Scope = EVERYWHERE
    was: Scope | None = None
    citations: tuple[Citation, ...] = ()
    wording_only: bool = False


_WORDING = ("name", "summary", "audience")
_HEAD = (
    "kind",
    "is_for",
    "right",
    "concerns",
    "ahead",
    "last_stage",
    "last_grade",
    "grants",
    "grants_family",
    "alternatives",
)
_LISTS = ("papers", "steps", "particulars", "windows", "options", "points")


def differences(before: Service | None, after: Service | None) -> tuple[Difference, ...]:
    """Everything a resident would notice; examples and synonyms are left out."""
    if before is None or after is None:
        one = after or before
        if one is None:
            return ()
        kind = Kind.ADDED if before is None else Kind.REMOVED
        return (Difference(kind=kind, part="service", id=one.id, text=one.name),)
    return (
        *_head(before, after),
        *_covers(before, after),
        *_contacts(before, after),
        *_by_id("requirement", before.requirements, after.requirements),
        *_by_id("parameter", before.parameters, after.parameters),
        *(its for name in _LISTS for its in _of_list(name, before, after)),
    )


def _head(before: Service, after: Service) -> Iterator[Difference]:
    """Whom the service concerns and what it brings; its name and its summary."""
    if any(getattr(before, name) != getattr(after, name) for name in (*_WORDING, *_HEAD)):
        yield Difference(
            kind=Kind.CHANGED,
            part="service",
            id=after.id,
            text=after.name,
            before=before.name if before.name != after.name else None,
            wording_only=all(getattr(before, name) == getattr(after, name) for name in _HEAD),
        )


def _covers(before: Service, after: Service) -> Iterator[Difference]:
    """Where and when a procedure is held: newly, no more, or for other days."""
    gone = _without(before.covers, after.covers)
    come = _without(after.covers, before.covers)
    for old, new in _paired(gone, come, lambda its: its.scope.names):
        one = new or old
        assert one is not None
        yield Difference(
            kind=_kind(old, new),
            part="covers",
            id=after.id,
            text=after.name,
            scope=one.scope,
            was=old.scope if old and new and old.scope != new.scope else None,
            citations=one.citations,
            wording_only=bool(old and new and old.scope == new.scope),
        )
    if before.covers != after.covers and not gone and not come:
        yield _reordered("covers", after)


def _kind(old: object | None, new: object | None) -> Kind:
    return Kind.CHANGED if old and new else (Kind.ADDED if new else Kind.REMOVED)


def _contacts(before: Service, after: Service) -> Iterator[Difference]:
    """Telephones added to the service or taken off it; ``id`` names the contact."""
    for kind, ones, others in (
        (Kind.REMOVED, before.contacts, after.contacts),
        (Kind.ADDED, after.contacts, before.contacts),
    ):
        for name in ones:
            if name not in others:
                yield Difference(kind=kind, part="contacts", id=name, text=after.name)
    if before.contacts != after.contacts and set(before.contacts) == set(after.contacts):
        yield _reordered("contacts", after)


def _reordered(part: str, service: Service) -> Difference:
    return Difference(
        kind=Kind.CHANGED, part=part, id=service.id, text=service.name, wording_only=True
    )


class _Worded(Protocol):
    @property
    def text(self) -> Text:
        """Its wording."""


def _by_id(
    part: str, before: Mapping[str, _Worded], after: Mapping[str, _Worded]
) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        old = before.get(name)
        new = after.get(name)
        if old != new:
            yield _compared(part, name, old, new)


Element = PaperNeeded | Step | Particular | Window | HousingOption | PointsTable
"""What stands in one of the lists of a service."""


def _of_list(part: str, before: Service, after: Service) -> Iterator[Difference]:
    """The elements of a list that differ; one without a name of its own goes by its place."""
    olds: list[Element] = list(getattr(before, part))
    news: list[Element] = list(getattr(after, part))
    if olds == news:
        return
    gone = _without(olds, news)
    come = _without(news, olds)
    if not gone and not come:
        yield _reordered(part, after)
    for old, new in _paired(gone, come, _KEYS[part]):
        one = new or old
        assert one is not None
        yield _compared(part, _id_of(one, after), old, new, after.name)


def _without(elements: Iterable[T], others: Iterable[T]) -> list[T]:
    """The elements that have no equal among the others, which match each at most once."""
    left = list(others)
    found = []
    for element in elements:
        if element in left:
            left.remove(element)
        else:
            found.append(element)
    return found


def _paired(
    gone: Iterable[T], come: Iterable[T], key: Callable[[T], object]
) -> Iterator[tuple[T | None, T | None]]:
    """What became of what: an element before with the one of the same key that took its place."""
    left = list(come)
    for old in gone:
        new = next((one for one in left if key(one) == key(old)), None)
        if new is not None:
            left.remove(new)
        yield old, new
    yield from ((None, new) for new in left)


_KEYS: Mapping[str, Callable[[Any], object]] = {
    "papers": lambda its: (its.paper, its.scope.names),
    "steps": lambda its: (its.scope, its.when),
    "particulars": lambda its: (its.kind, its.scope.names),
    "windows": lambda its: its.id,
    "options": lambda its: its.id,
    "points": lambda its: its.id,
}


def _id_of(element: Element, service: Service) -> str:
    match element:
        case PaperNeeded():
            return element.paper
        case Particular():
            return element.kind
        case Window() | HousingOption() | PointsTable():
            return element.id
        case Step():
            return service.id


def _compared(part: str, name: str, old: Any, new: Any, called: Text | None = None) -> Difference:
    """One part before and after, of which one may be missing."""
    one = new or old
    text = _text_of(one, called)
    was = _text_of(old, called) if old and new else text
    scope = getattr(one, "scope", EVERYWHERE)
    earlier = getattr(old, "scope", scope) if new else scope
    return Difference(
        kind=_kind(old, new),
        part=part,
        id=name,
        text=text,
        before=was if was != text else None,
        gone=_left(_rows(old), _rows(new)),
        come=_left(_rows(new), _rows(old)),
        scope=scope,
        was=earlier if earlier != scope else None,
        citations=one.citations,
        wording_only=bool(old and new) and _same_but_wording(old, new),
    )


def _text_of(part: Any, called: Text | None) -> Text:
    if isinstance(part, PaperNeeded):
        assert called is not None
        return called
    text: Text = part.name if isinstance(part, HousingOption) else part.text
    return text


def _rows(part: object) -> tuple[Row, ...]:
    return part.rows if isinstance(part, Parameter) else ()


def _left(rows: Iterable[Row], others: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row not in others)


_TEXTS = ("text", "without", "note", "unmet", "open", "action", "ask", "missing", "name", "who")
"""Fields that only say what others decide; so does the text of anything but a step or a place."""


def _same_but_wording(old: Any, new: Any) -> bool:
    """Whether two forms of a part differ in texts and sources alone.

    The Chinese of a step or of a line of the guide is what it says: only its English is wording.
    """
    texts = [name for name in _TEXTS if hasattr(old, name)]
    if isinstance(old, Step | Particular) and old.text.zh != new.text.zh:
        return False
    if isinstance(old, Parameter):
        old, new = _without_sources(old), _without_sources(new)
    same = {name: getattr(old, name) for name in (*texts, "citations")}
    return bool(replace(new, **same) == old)


def _without_sources(parameter: Parameter) -> Parameter:
    return replace(parameter, rows=tuple(replace(row, citations=()) for row in parameter.rows))
