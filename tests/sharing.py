"""What all applications made in one process share: tests make hundreds, of the same code."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


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


def share() -> None:
    """From now on applications share what is the same in all of them."""
    Flask.jinja_options = {"bytecode_cache": SharedTemplates()}
    Flask.url_rule_class = SharedRule
