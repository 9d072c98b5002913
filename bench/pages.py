"""Pages in Chromium: bytes on the wire, response to touch, Lighthouse."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Browser

from .browsing import chromium, chromium_path, lighthouse, phone
from .browsing.touch import answer_questions, find_district
from .browsing.wire import transfer
from .figures import Figure, Part, figure
from .http import GUIDE
from .serving import Served, portal_served
from .serving.visitor import Visitor
from .timing import Effort

_TITLE = "Pages in Chromium, as a phone of 360 × 740"


def run(effort: Effort) -> Part:
    """Measure home, guide, question and result."""
    path = chromium_path()
    if path is None:
        return Part(
            title=_TITLE, notes=("Not measured: Chromium is missing (apt install chromium).",)
        )
    with portal_served() as portal:
        visitor = Visitor(portal.address)
        pages = {"home": "/", "guide": GUIDE, "question": visitor.answer_all(), "result": "/result"}
        with chromium(path) as browser:
            figures = _wire(browser, portal, visitor, pages)
            figures += _touch(browser, portal, effort)
        scores, notes = _lighthouse(portal, visitor.cookie, pages, path, effort)
    return Part(title=_TITLE, figures=(*figures, *scores), notes=notes)


def _wire(
    browser: Browser, portal: Served, visitor: Visitor, pages: Mapping[str, str]
) -> list[Figure]:
    figures = []
    for name, path in pages.items():
        context = phone(browser, portal, visitor if name in ("question", "result") else None)
        first, again = (transfer(context, portal.address + path) for _ in range(2))
        context.close()
        figures += [
            figure(f"{name}, first visit", "kB", [first.kilobytes], "40, at most 60"),
            figure(f"{name}, first visit", "requests", [len(first.each)]),
            figure(f"{name}, HTML", "kB", [first.document / 1000], "13 or less"),
            figure(f"{name}, again", "kB", [again.kilobytes], "8 or less"),
            figure(f"{name}, again", "requests", [len(again.each)]),
        ]
    return figures


def _touch(browser: Browser, portal: Served, effort: Effort) -> list[Figure]:
    keys = []
    touches = []
    for _ in range(effort.rounds):
        visitor = Visitor(portal.address)
        first = visitor.answer_all()
        context = phone(browser, portal, visitor)
        keys.append(find_district(context, portal.address))
        touches.append(answer_questions(context, portal.address + first))
        context.close()
    return [
        figure("A key in the search for a district until the next picture", "ms", keys),
        figure("A touch that answers a question until the next picture", "ms", touches),
    ]


def _lighthouse(
    portal: Served, cookie: str, pages: Mapping[str, str], path: str, effort: Effort
) -> tuple[list[Figure], tuple[str, ...]]:
    lacking = lighthouse.missing()
    if lacking:
        return [], (f"Lighthouse was not run: {lacking}.",)
    figures = []
    for name, page in pages.items():
        sent = cookie if name in ("question", "result") else ""
        runs = [
            lighthouse.measured(portal.address + page, path, sent)
            for _ in range(1 if effort.quick else 3)
        ]
        for measure, (unit, aim) in lighthouse.MEASURES.items():
            rounds = [its[measure] for its in runs]
            figures.append(figure(f"{name}, Lighthouse {measure}", unit, rounds, aim))
    return figures, (
        "Lighthouse 12, mobile: slow 4G and a processor four times slower, simulated.",
    )
