"""Pieces of a layout that are the same on every page of a release: rendered once for each language,
channel, size and root, and kept with the release.

A template marks one with ``{% call kept("foot") %}``. It may name the shell's language, channel,
size, release and city, the settings, wording and addresses of pages; nothing of the page itself.
Lines that are kept by themselves it lists with ``drawn(lines, row)``, where ``row`` is a macro.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from typing import Protocol

from flask import Flask, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ...i18n import spoken_in
from ...store.releases.current_release import CurrentRelease
from . import request_context

Pieces = MutableMapping[str, Markup]
"""Name of a piece → how it was rendered."""

#: Combinations of a macro's arguments for which its HTML is kept: there are some sixty icons.
_MOST_DRAWN = 512


def install(app: Flask) -> None:
    """Give templates the calls that mark a piece and list kept lines."""
    app.jinja_env.globals["kept"] = kept
    app.jinja_env.globals["drawn"] = drawn
    app.jinja_env.globals["once"] = once


def pieces_of(release: CurrentRelease, language: str, channel: str, size: str) -> Pieces:
    """The pieces of such pages; empty at first."""
    root = request.environ.get("SCRIPT_NAME", "")
    return release.kept_for((root, language, channel, size), dict)


@pass_context
def kept(context: Context, name: str, caller: Callable[[], Markup]) -> Markup:
    """A piece as it was rendered before; in a preview, which has no pieces, always anew."""
    pieces: Pieces | None = context["shell"].pieces
    if pieces is None:
        return caller()
    piece = pieces.get(name)
    if piece is None:
        # In the language under which it is kept, whoever has the first of such pages made.
        with spoken_in(request_context.language()):
            piece = pieces[name] = caller()
    return piece


def once(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that depends on nothing but its arguments, few words of our own, as one that is
    rendered once for each of them."""

    @lru_cache(maxsize=_MOST_DRAWN)
    def rendered(*args: str) -> Markup:
        return macro(*args)

    return rendered


class Line(Protocol):
    """A line; ``drawings``: as it was drawn before in each form, None where it is not kept."""

    @property
    def drawings(self) -> MutableMapping[str, Markup] | None: ...


class Form(Protocol):
    """A macro that draws a line; the values in it are escaped where the template puts them in."""

    name: str

    def __call__(self, line: Line, /) -> Markup: ...


def drawn(lines: Iterable[Line], form: Form) -> Markup:
    """Lines in one form, each that is kept drawn but once."""
    return escape("").join([_drawn(line, form) for line in lines])


def _drawn(line: Line, form: Form) -> Markup:
    drawings = line.drawings
    if drawings is None:
        return form(line)
    drawing = drawings.get(form.name)
    if drawing is None:
        drawing = drawings[form.name] = form(line)
    return drawing
