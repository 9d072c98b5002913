"""What all applications made in one process share: tests make hundreds, of the same code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from types import CodeType
from typing import Any

from cachetools import LRUCache, cached
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from portal.store.releases import current_release
from portal.store.releases.release_copy import Stored


class SharedTemplates(BytecodeCache):
    """Templates are compiled once, not for every application."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self.known[bucket.key, bucket.checksum] = bucket.code


_builders: dict[tuple[str, str, bool], Callable[..., Any]] = {}


class SharedRule(Rule):
    """A route whose addresses are written by a function that is compiled once."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = repr(self._trace), repr(self.defaults), append_unknown
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


def _content(stored: Stored) -> Hashable:
    """All of a stored release, by which one is told from another."""
    files = frozenset(stored.files.items())
    return stored.number, stored.published_at, stored.digest, stored.derived, files


def share() -> None:
    """From now on applications share what is the same in all of them."""
    # A release is compiled once, and so is each district of it: it never changes.
    vars(current_release)["_usable"] = cached(LRUCache(8), key=_content, lock=threading.Lock())(
        current_release._usable
    )
    Flask.jinja_options = {"bytecode_cache": SharedTemplates()}
    Flask.url_rule_class = SharedRule
