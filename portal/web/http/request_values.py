"""Limits of request values: text a database can store, numbers that fit into a column."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask, Request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter

from ...store.storable_values import LARGEST_NUMBER, is_plain

_PERCENT_NUL = re.compile(r"%00")


class Read(Request):
    """A request whose forms hold only text that every database can keep."""

    def _load_form_data(self) -> None:
        if "form" in vars(self):
            return
        super()._load_form_data()
        sent = [*self.form.items(multi=True)]
        sent += [(name, file.filename or "") for name, file in self.files.items(multi=True)]
        if not all(is_plain(name) and is_plain(value) for name, value in sent):
            raise BadRequest


class Number(IntegerConverter):
    """A number in an address; one that no column could hold leads nowhere."""

    def __init__(self, map: Any, *args: Any, **options: Any) -> None:
        options.setdefault("max", LARGEST_NUMBER)
        super().__init__(map, *args, **options)


def install(app: Flask) -> None:
    """Read requests so; before any address is added."""
    app.request_class = Read
    app.url_map.converters["int"] = Number


def query_is_plain(query: str) -> bool:
    """Whether a query string holds only text that can be kept."""
    return not _PERCENT_NUL.search(query) or is_plain(unquote_plus(query))
