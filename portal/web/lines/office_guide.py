"""The office guide: documents, where and when, time limit, fee, yearly windows, whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...i18n import Wording, gettext
from ...rules.evaluation.windows import Opening
from ...rules.model.ruleset import Contact, PaperNeeded, Particular, Service, Window
from .citations import SourceLine, source_lines
from .counters import CounterLine
from .phrasebook import Phrasebook

PARTICULARS = ("where", "hours", "time_limit", "fee", "visits", "online", "complaints")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A document; ``by_case``: only some people need it."""

    name: str
    form: str
    by_case: bool
    note: str
    issuer: str
    how: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class ParticularLine:
    """A line of the office guide; ``texts`` is empty where nothing is published."""

    label: str
    texts: tuple[tuple[str, tuple[SourceLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class WindowLine:
    text: str
    when: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    name: str
    about: str
    tel: str
    sources: tuple[SourceLine, ...]


def form_words(form: str) -> str:
    """Original, copy or both, in words; empty where no document says it."""
    return {
        "original": gettext("original"),
        "copy": gettext("copy"),
        "original_and_copy": gettext("original and copy"),
        "": "",
    }[form]


def particular_words(kind: str) -> str:
    """The label of a line of the office guide."""
    return {
        "where": gettext("Where to go"),
        "hours": gettext("Opening hours"),
        "time_limit": gettext("Time limit"),
        "fee": gettext("Fee"),
        "visits": gettext("Visits in person"),
        "online": gettext("Online"),
        "complaints": gettext("Complaints"),
    }[kind]


def paper_line(needed: PaperNeeded, book: Phrasebook) -> PaperLine:
    """A document that a service asks for."""
    wording = book.wording
    paper = book.ruleset.papers[needed.paper]
    return PaperLine(
        name=wording.text(paper.name),
        form=form_words(needed.form or paper.form),
        by_case=needed.when is not None,
        note=wording.maybe(needed.note),
        issuer=wording.maybe(paper.issuer),
        how=wording.maybe(paper.how),
        sources=source_lines(needed.citations, book),
    )


def particular_line(kind: str, held: Iterable[Particular], book: Phrasebook) -> ParticularLine:
    """A line of the office guide with what is published of its kind."""
    texts = tuple((book.wording.text(p.text), source_lines(p.citations, book)) for p in held)
    return ParticularLine(particular_words(kind), texts)


def told_by(counters: tuple[CounterLine, ...]) -> set[str]:
    """The labels that need no line of the office guide, because the counters shown answer them."""
    if not counters:
        return set()
    hours = {particular_words("hours")} if all(counter.hours for counter in counters) else set()
    return hours | {particular_words("where")}


def window_line(told: Window | Opening, book: Phrasebook) -> WindowLine:
    """A window of the year, or what those of past years let expect."""
    if isinstance(told, Opening):
        window = told.window
        when = usual_words(told, book.wording)
    else:
        window = told
        when = window_words(told, book.wording)
    sources = source_lines(window.citations, book)
    return WindowLine(book.wording.text(window.text), when, sources)


def dated(text: str, when: str) -> str:
    """What a window is for, and when it is open, in one sentence."""
    return gettext("; ").join((text.rstrip("。."), when)) if when else text


def usual_words(opening: Opening, wording: Wording) -> str:
    """When a window was open of which the days of past years alone are known."""
    return gettext(
        "in past years from %(first)s to %(last)s; this year's days were not found, so ask now",
        first=wording.day_of_year(opening.opens),
        last=wording.day_of_year(opening.closes),
    )


def window_words(window: Window, wording: Wording) -> str:
    """When a window is open, in words; empty where its text says it already."""
    if window.opens and window.closes:
        return gettext(
            "%(first)s to %(last)s",
            first=wording.day(window.opens),
            last=wording.day(window.closes),
        )
    return ""


def contact_lines(service: Service, book: Phrasebook) -> Iterable[ContactLine]:
    """Whom to call about a service; the city's hotline where it names none."""
    ruleset = book.ruleset
    named = [ruleset.contacts[its] for its in service.contacts if its in ruleset.contacts]
    hotline = [ruleset.hotline] if ruleset.hotline and not service.contacts else []
    for contact in (*named, *hotline):
        yield _contact_line(contact, book)


def all_contact_lines(book: Phrasebook) -> Iterable[ContactLine]:
    """Every hotline, for somebody who takes a district's pages along."""
    return (_contact_line(contact, book) for contact in book.ruleset.contacts.values())


def _contact_line(contact: Contact, book: Phrasebook) -> ContactLine:
    return ContactLine(
        name=book.wording.text(contact.name),
        about=book.wording.text(contact.about),
        tel=contact.tel,
        sources=source_lines(contact.citations, book),
    )
