"""Marks the Chinese on an English page that waits to be translated, for screen readers."""

from __future__ import annotations

import re
import threading

from cachetools import LRUCache, cached
from flask import current_app

from ...rules.checking.translations import untranslated
from ...store.releases.current_release import CurrentRelease
from . import request_context

_TOKEN = re.compile(r"<!--.*?-->|<(?:[^<>\"]|\"[^\"]*\")*>|[^<]+|<", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_LANG = re.compile(r"\slang=\"([^\"]*)\"")
_CHINESE = re.compile(
    r"[《「（“]?[\u3400-\u9fff](?:[^A-Za-z&<>]*[\u3400-\u9fff])?[。，；：？！）》」”、…]*"
)
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_PLAIN = frozenset({"title", "option", "textarea", "script", "style"})
"""Elements that hold text alone: a mark inside them would be read as text."""
_MARK = ' lang="zh-Hans"'


@cached(LRUCache(4), key=lambda release: release.digest, lock=threading.Lock())
def _lacks_english(release: CurrentRelease) -> bool:
    return next(untranslated(release.ruleset), None) is not None


def may_show_chinese() -> bool:
    """Whether the rules in use have wordings that an English page shows in Chinese."""
    shown = request_context.preview()
    release = shown.release if shown else request_context.loaded(current_app)
    return release is not None and _lacks_english(release)


def marked_chinese(html: str) -> str:
    """An English page with ``lang`` on Chinese text that stands in no element marked as such."""
    found: list[str] = []
    open_tags: list[tuple[str, str]] = [("", "en")]
    for token in _TOKEN.findall(html):
        tag = _TAG.match(token)
        if tag is None:
            language = open_tags[-1][1]
            is_chinese = language.startswith("en") and _CHINESE.search(token)
            found.append(_marked(found, open_tags[-1][0], token) if is_chinese else token)
            continue
        found.append(token)
        name = tag[2].lower()
        if tag[1]:
            _close(open_tags, name)
        elif name not in _VOID and not token.endswith("/>"):
            named = _LANG.search(token)
            open_tags.append((name, named[1] if named else open_tags[-1][1]))
    return "".join(found)


def _close(open_tags: list[tuple[str, str]], name: str) -> None:
    """Close the innermost element of a name and what was left open within it."""
    if any(name == tag for tag, _ in open_tags[1:]):
        while open_tags.pop()[0] != name:
            pass


def _marked(before: list[str], parent: str, text: str) -> str:
    """Text with its Chinese marked; an option to choose is marked as a whole."""
    if parent == "option" and before[-1].endswith(">"):
        before[-1] = f"{before[-1][:-1]}{_MARK}>"
    if parent in _PLAIN or text.startswith("<!--"):
        return text
    return _CHINESE.sub(lambda its: f"<span{_MARK}>{its[0]}</span>", text)
