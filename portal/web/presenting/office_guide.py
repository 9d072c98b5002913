"""The office guide: documents, where and when, time limit, fee, yearly windows, whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, gettext
from ...rules.model import PaperNeeded, Particular, Ruleset, Service, Window
from .citations import SourceLine, source_lines
from .counters import CounterLine

PARTICULARS = ("where", "hours", "time_limit", "fee", "visits", "online", "complaints")


@dataclass(frozen=True, slots=True)
class PaperLine:
    name: str
    form: str
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


@dataclass(frozen=True, slots=True)
class ContactLine:
    name: str
    about: str
    tel: str


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


def paper_line(needed: PaperNeeded, ruleset: Ruleset, wording: Wording, today: date) -> PaperLine:
    """A document that a service asks for."""
    paper = ruleset.papers[needed.paper]
    return PaperLine(
        wording.text(paper.name),
        form_words(needed.form or paper.form),
        wording.maybe(needed.note),
        wording.maybe(paper.issuer),
        wording.maybe(paper.how),
        source_lines(needed.citations, ruleset, wording, today),
    )


def particular_line(
    kind: str, held: Iterable[Particular], ruleset: Ruleset, wording: Wording, today: date
) -> ParticularLine:
    """A line of the office guide with what is published of its kind."""
    texts = tuple(
        (wording.text(p.text), source_lines(p.citations, ruleset, wording, today)) for p in held
    )
    return ParticularLine(particular_words(kind), texts)


def told_by(counters: tuple[CounterLine, ...]) -> set[str]:
    """The labels of the office guide that the counters answer."""
    if not counters:
        return set()
    hours = {particular_words("hours")} if all(its.hours for its in counters) else set()
    return hours | {particular_words("where")}


def window_line(window: Window, ruleset: Ruleset, wording: Wording, today: date) -> WindowLine:
    """A window of the year."""
    sources = source_lines(window.citations, ruleset, wording, today)
    return WindowLine(wording.text(window.text), window_words(window, wording), sources)


def window_words(window: Window, wording: Wording) -> str:
    """When a window is open, in words; empty where its text says it already."""
    if window.opens and window.closes:
        return gettext(
            "%(first)s to %(last)s",
            first=wording.day(window.opens),
            last=wording.day(window.closes),
        )
    return ""


def contact_lines(ruleset: Ruleset, service: Service, wording: Wording) -> Iterable[ContactLine]:
    """Whom to call about a service; the city's hotline where it names none."""
    for name in service.contacts or ("12345",):
        contact = ruleset.contacts.get(name)
        if contact is not None:
            yield ContactLine(wording.text(contact.name), wording.text(contact.about), contact.tel)
