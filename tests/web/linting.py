"""Every page fetched in a test is linted: structure, labels, security and language."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SILENT = {"script", "style", "svg", "template"}
_LATIN = re.compile(r"[A-Za-z]{3,}")
_NAMED_AMOUNT = re.compile(r"\{[a-z0-9_-]+\}")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_ALLOWED_LATIN = {"English", "https", "http", "CSV", "Excel", "xls", "xlsx", "UTF", "App", "NFC"}


class _Page(HTMLParser):
    """Collects what the rules look at while the page is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []
        self.labels: set[str] = set()
        self.titles: list[str] = []
        self.wrapped: list[dict[str, str]] = []

    @property
    def language(self) -> str:
        return next((lang for _, lang in reversed(self.stack) if lang), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        if tag == "label" and "for" in values:
            self.labels.add(values["for"])
        if any(name == "label" for name, _ in self.stack):
            self.wrapped.append(values)
        for name in ("alt", "title", "aria-label", "placeholder"):
            if values.get(name):
                self.words.append((values.get("lang") or self.language, values[name]))
        if tag not in _VOID:
            self.stack.append((tag, values.get("lang", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "title" and not self._in_svg():
            self.titles.append(data.strip())
        if data.strip() and not any(tag in _SILENT for tag, _ in self.stack):
            self.words.append((self.language, data.strip()))

    def _in_svg(self) -> bool:
        return any(tag == "svg" for tag, _ in self.stack)


def lint(html: str, *, fragment: bool = False, as_written: bool = False) -> list[str]:
    """Everything wrong with a page (or with a fragment of one).

    ``as_written``: it shows rules as editors write them, with amounts named in braces.
    """
    page = _Page()
    html = _NAMED_AMOUNT.sub("", html) if as_written else html
    page.feed(html)
    faults = [*_structure(page, fragment), *_fields(page), *_security(page)]
    return faults if fragment else faults + _languages(page)


def _structure(page: _Page, fragment: bool) -> list[str]:
    faults = []
    ids = Counter(values["id"] for _, values in page.elements if "id" in values)
    faults += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    if fragment:
        return faults
    headings = sum(tag == "h1" for tag, _ in page.elements)
    if headings != 1:
        faults.append(f"{headings} h1")
    if len(page.titles) != 1 or not page.titles[0]:
        faults.append("no title")
    if not any(tag == "html" and values.get("lang") for tag, values in page.elements):
        faults.append("no lang on html")
    if not any(tag == "main" for tag, _ in page.elements):
        faults.append("no main")
    return faults


def _fields(page: _Page) -> list[str]:
    faults = []
    for tag, values in page.elements:
        if tag == "form" and "action" not in values:
            faults.append("a form without action")
        if tag in ("input", "select", "textarea") and values.get("type") not in (
            "hidden",
            "submit",
        ):
            named = "aria-label" in values or "aria-labelledby" in values
            labelled = values.get("id") in page.labels or values in page.wrapped
            if not (named or labelled):
                faults.append(f"{tag} {values.get('name')!r} has no label")
        if tag == "img" and "alt" not in values:
            faults.append("an image without alt")
        if tag == "a" and values.get("href", "") in ("", "#"):
            faults.append("a link that leads nowhere")
    return faults


def _security(page: _Page) -> list[str]:
    faults = []
    for tag, values in page.elements:
        if "style" in values or tag == "style":
            faults.append(f"inline style in {tag}")
        if any(name.startswith("on") for name in values):
            faults.append(f"inline handler in {tag}")
        if tag == "script" and "src" not in values:
            faults.append("inline script")
        for name in ("src", "action", "data"):
            if re.match(r"(https?:)?//", values.get(name, "")):
                faults.append(f"{tag} {name} of another site: {values[name]}")
        if (
            tag == "link"
            and values.get("rel") != "alternate"
            and re.match(r"(https?:)?//", values.get("href", ""))
        ):
            faults.append("a link element of another site")
    return faults


def _languages(page: _Page) -> list[str]:
    faults = []
    for language, words in page.words:
        if language.startswith("zh"):
            foreign = [w for w in _LATIN.findall(words) if w not in _ALLOWED_LATIN]
            if foreign:
                faults.append(f"{foreign[0]!r} in Chinese text: {words[:60]!r}")
        elif language == "und":
            continue
        elif language.startswith("en"):
            han = _HAN.search(re.sub(r"[(（][^)）]*[)）]", "", words))
            if han:
                faults.append(f"{han[0]!r} in English text: {words[:60]!r}")
        else:
            faults.append(f"text of no language: {words[:40]!r}")
    return faults
