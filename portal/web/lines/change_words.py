"""What a release changed in a service, as residents read it: where, from which day, from what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...i18n import amount_words, gettext, ngettext, tel_words
from ...rules.items.amount_changes import AmountChange, amount_changes
from ...rules.items.service_diff import Difference, Kind, differences
from ...rules.model.districts import Period, Scope
from ...rules.model.parameters import Parameter, Value
from ...rules.model.ruleset import Service
from ...rules.model.texts import Text
from .citations import SourceLine, source_lines
from .office_guide import dated, particular_words, window_words
from .phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in a sentence, and what it rests on."""

    words: str
    sources: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RewordedLine:
    """Words that were put otherwise and mean the same."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanges:
    """What a release changed in a service.

    ``reworded``: passages put otherwise; ``alike``: how many passages in all changed in wording,
    order or sources alone.
    """

    lines: tuple[ChangeLine, ...]
    reworded: tuple[RewordedLine, ...]
    alike: int

    @property
    def alike_words(self) -> str:
        """That passages changed in wording alone; empty where none did."""
        return _alike_words(self.alike, bool(self.lines)) if self.alike else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """A service before and after a release, which may be missing on one side."""

    before: Service | None
    after: Service | None
    old: Phrasebook
    new: Phrasebook

    def book(self, difference: Difference) -> Phrasebook:
        """The rules that know what the difference speaks of."""
        return self.old if difference.kind is Kind.REMOVED else self.new


def service_changes(
    before: Service | None, after: Service | None, old: Phrasebook, new: Phrasebook
) -> ServiceChanges:
    """What changed in a service, in words; ``old`` and ``new``: the rules of both releases."""
    sides = _Sides(before=before, after=after, old=old, new=new)
    found = differences(before, after)
    alike = [its for its in found if its.wording_only]
    lines = (line for its in found if not its.wording_only for line in _lines(its, sides))
    reworded = (_reworded(its, sides) for its in alike if its.before is not None)
    return ServiceChanges(
        lines=tuple(dict.fromkeys(lines)),
        reworded=tuple(its for its in reworded if its.before != its.after),
        alike=len(alike),
    )


def _alike_words(number: int, besides: bool) -> str:
    """That some passages say the same in other words; ``besides``: something else changed too."""
    if besides:
        return ngettext(
            "Besides, %(num)s passage changed in wording, order or sources only.",
            "Besides, %(num)s passages changed in wording, order or sources only.",
            number,
        )
    return ngettext(
        "Only wording, order or sources changed, in %(num)s passage; conditions and amounts are "
        "the same.",
        "Only wording, order or sources changed, in %(num)s passages; conditions and amounts are "
        "the same.",
        number,
    )


def _reworded(difference: Difference, sides: _Sides) -> RewordedLine:
    assert difference.before is not None
    return RewordedLine(_said(difference.before, sides.old), _said(difference.text, sides.new))


def _said(text: Text, book: Phrasebook) -> str:
    return book.wording.text(text).rstrip("。.")


def _lines(difference: Difference, sides: _Sides) -> Iterable[ChangeLine]:
    if difference.part == "parameter":
        return _amount_lines(difference, sides)
    words = _WORDS.get(difference.part, _part_words)(difference, sides)
    return (ChangeLine(words, source_lines(difference.citations, sides.book(difference))),)


def _service_words(difference: Difference, _: _Sides) -> str:
    match difference.kind:
        case Kind.ADDED:
            return gettext("The portal has this service from this release on.")
        case Kind.REMOVED:
            return gettext("The portal does not have this service any more.")
        case Kind.CHANGED:
            return gettext(
                "Whom this service concerns, or what follows from it, is worked out otherwise."
            )


def where_words(names: Iterable[str], book: Phrasebook, day: date) -> str:
    """Districts and groups by name; where together they are all districts of a day, that."""
    places = book.ruleset.gazetteer
    named = tuple(names)
    if not named or len(places.expand(named, day)) == len(places.on(day)):
        return gettext("all districts and counties")
    known = {
        **{its.id: its.name for its in places.groups.values()},
        **{its.id: its.name for its in places.districts.values()},
    }
    return gettext(", ").join(book.wording.text(known[name]) for name in named)


def scope_words(where: str, period: Period, book: Phrasebook) -> str:
    """``从2026年7月1日起到2026年12月31日为止，沙坪坝区``."""
    since = book.wording.day(period.since) if period.since else ""
    until = book.wording.day(period.until) if period.until else ""
    if since and until:
        return gettext(
            "From %(since)s until %(until)s, %(where)s", since=since, until=until, where=where
        )
    if since:
        return gettext("From %(since)s, %(where)s", since=since, where=where)
    if until:
        return gettext("Until %(until)s, %(where)s", until=until, where=where)
    return where


def _where(scope: Scope, book: Phrasebook) -> str:
    period = scope.period
    return where_words(scope.names, book, period.until or max(book.today, period.since or date.min))


def _scope(scope: Scope, book: Phrasebook) -> str:
    return scope_words(_where(scope, book), scope.period, book)


def _contact_words(difference: Difference, sides: _Sides) -> str:
    book = sides.book(difference)
    contact = book.ruleset.contacts.get(difference.id)
    name = book.wording.text(contact.name) if contact else ""
    tel = tel_words(contact.tel) if contact else ""
    if difference.kind is Kind.ADDED:
        return gettext("New number to ask: %(name)s %(tel)s", name=name, tel=tel)
    return gettext("No longer the number to ask: %(name)s %(tel)s", name=name, tel=tel)


def _cover_words(difference: Difference, sides: _Sides) -> str:
    book = sides.book(difference)
    scope = _scope(difference.scope, book)
    match difference.kind:
        case Kind.ADDED:
            return gettext("%(scope)s: the procedure was found and can be checked.", scope=scope)
        case Kind.REMOVED:
            return gettext(
                "%(where)s: the procedure is not known any more.",
                where=_where(difference.scope, book),
            )
        case Kind.CHANGED:
            return gettext(
                "The procedure holds otherwise: %(scope)s (before: %(was)s)",
                scope=scope,
                was=_scope(difference.was or difference.scope, book),
            )


def _requirement_words(difference: Difference, sides: _Sides) -> str:
    book = sides.book(difference)
    text = _said(difference.text, book)
    where = _where(difference.scope, book)
    match difference.kind:
        case Kind.ADDED:
            scope = _scope(difference.scope, book)
            return gettext("%(scope)s: a new condition: “%(text)s”", scope=scope, text=text)
        case Kind.REMOVED:
            return gettext("%(where)s: no longer a condition: “%(text)s”", where=where, text=text)
        case Kind.CHANGED:
            if difference.was is not None:
                return _scope_change(gettext("Condition"), text, difference, book)
            if difference.before is not None:
                return _from_to(
                    where, gettext("Condition"), _said(difference.before, sides.old), text
                )
            return gettext(
                "%(where)s: this condition is worked out otherwise: “%(text)s”",
                where=where,
                text=text,
            )


def _scope_change(what: str, text: str, difference: Difference, book: Phrasebook) -> str:
    return gettext(
        "“%(what)s” holds otherwise: %(scope)s (before: %(was)s): “%(text)s”",
        what=what,
        scope=_scope(difference.scope, book),
        was=_scope(difference.was or difference.scope, book),
        text=text,
    )


def _from_to(where: str, what: str, before: str, after: str) -> str:
    return gettext(
        "%(where)s: “%(what)s” changes from “%(before)s” to “%(after)s”",
        where=where,
        what=what,
        before=before,
        after=after,
    )


def _paper_words(difference: Difference, sides: _Sides) -> str:
    book = sides.book(difference)
    paper = book.ruleset.papers.get(difference.id)
    name = book.wording.text(paper.name) if paper else ""
    where = _where(difference.scope, book)
    match difference.kind:
        case Kind.ADDED:
            scope = _scope(difference.scope, book)
            return gettext(
                "%(scope)s: one more document to bring: %(name)s", scope=scope, name=name
            )
        case Kind.REMOVED:
            return gettext(
                "%(where)s: a document no longer asked for: %(name)s", where=where, name=name
            )
        case Kind.CHANGED:
            return gettext(
                "%(where)s: who brings this document, or in which form, changes: %(name)s",
                where=where,
                name=name,
            )


def _part_words(difference: Difference, sides: _Sides) -> str:
    book = sides.book(difference)
    what = _part_name(difference)
    text = _part_text(difference, difference.text, sides.after or sides.before, book)
    where = _where(difference.scope, book)
    match difference.kind:
        case Kind.ADDED:
            scope = _scope(difference.scope, book)
            return gettext(
                "%(scope)s: new: %(what)s: “%(text)s”", scope=scope, what=what, text=text
            )
        case Kind.REMOVED:
            text = _part_text(difference, difference.text, sides.before, sides.old)
            return gettext(
                "%(where)s: dropped: %(what)s: “%(text)s”", where=where, what=what, text=text
            )
        case Kind.CHANGED:
            if difference.was is not None:
                return _scope_change(what, text, difference, book)
            before = difference.before or difference.text
            was = _part_text(difference, before, sides.before, sides.old)
            if was != text:
                return _from_to(where, what, was, text)
            return gettext(
                "%(where)s: %(what)s: what belongs to it changes: “%(text)s”",
                where=where,
                what=what,
                text=text,
            )


def _part_name(difference: Difference) -> str:
    if difference.part == "particulars":
        return particular_words(difference.id)
    return {
        "steps": gettext("Steps"),
        "windows": gettext("Dates of the year"),
        "options": gettext("Ways to live here, side by side"),
        "points": gettext("How points are counted"),
    }[difference.part]


def _part_text(
    difference: Difference, text: Text, service: Service | None, book: Phrasebook
) -> str:
    """The words of a part; a window says its days too."""
    said = _said(text, book)
    if difference.part != "windows" or service is None:
        return said
    window = next((its for its in service.windows if its.id == difference.id), None)
    return dated(said, window_words(window, book.wording)) if window else said


def _amount_lines(difference: Difference, sides: _Sides) -> Iterable[ChangeLine]:
    """An amount as spans of days; one of which nothing is known yet says so."""
    before = sides.before.parameters.get(difference.id) if sides.before else None
    after = sides.after.parameters.get(difference.id) if sides.after else None
    book = sides.book(difference)
    one = after or before
    assert one is not None
    changes = amount_changes(before, after, difference, book.ruleset.gazetteer)
    for change in changes:
        words = _amount_words(change, one, sides, book)
        cited = sides.old if change.after is None else book
        yield ChangeLine(words, source_lines(change.citations, cited))
    if not changes:
        yield ChangeLine(_other_amount_words(difference, one, book))


def _other_amount_words(difference: Difference, parameter: Parameter, book: Phrasebook) -> str:
    what = _said(parameter.text, book)
    match difference.kind:
        case Kind.ADDED:
            return gettext("“%(what)s” is a new amount; none was found yet.", what=what)
        case Kind.REMOVED:
            return gettext("“%(what)s” is no longer listed; there was no amount.", what=what)
        case Kind.CHANGED:
            return gettext("What is said of “%(what)s” changes; the amount is the same.", what=what)


def _amount_where(change: AmountChange, parameter: Parameter, book: Phrasebook) -> str:
    """Whom an amount is for: the whole city leaves out whoever has an amount of its own."""
    period = Period(change.since, change.until)
    local = any(row.scope.names and row.scope.period.overlaps(period) for row in parameter.rows)
    if local and not change.names:
        return gettext("all districts and counties without an amount of their own")
    day = change.until or max(book.today, change.since or date.min)
    return where_words(change.names, book, day)


def _amount_words(
    change: AmountChange, parameter: Parameter, sides: _Sides, book: Phrasebook
) -> str:
    """One span: what goes to what; what was said before; or that nothing was, or is now."""
    service = sides.after or sides.before
    assert service is not None
    age = parameter.id in book.ages_of(service)

    def said(value: Value | None) -> str:
        return "" if value is None else amount_words(book.wording, parameter.unit, value, age=age)

    period = Period(change.since, change.until)
    values = {
        "scope": scope_words(_amount_where(change, parameter, book), period, book),
        "what": _said(parameter.text, book),
        "before": said(change.before),
        "after": said(change.after),
        "earlier": said(change.earlier),
    }
    if change.after is None:
        return gettext(
            "%(scope)s: “%(what)s” was %(before)s; that is dropped, and no amount is listed now.",
            **values,
        )
    if change.follows and change.earlier != change.after:
        return gettext("%(scope)s: “%(what)s” changes from %(earlier)s to %(after)s.", **values)
    if change.before is not None:
        return gettext(
            "%(scope)s: “%(what)s” is %(after)s; the portal said %(before)s until now.", **values
        )
    if change.follows:
        return gettext("%(scope)s: “%(what)s” stays %(after)s.", **values)
    if change.earlier is not None and change.earlier_until is not None:
        return gettext(
            "%(scope)s: “%(what)s” is %(after)s; the last one known was %(earlier)s, until "
            "%(until)s.",
            until=book.wording.day(change.earlier_until),
            **values,
        )
    return gettext("%(scope)s: “%(what)s” is %(after)s; no amount was found before.", **values)


_WORDS = {
    "service": _service_words,
    "contacts": _contact_words,
    "covers": _cover_words,
    "requirement": _requirement_words,
    "papers": _paper_words,
}
"""How a difference is said, by its part; of the lists that are not named here alike."""
