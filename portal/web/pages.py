"""Pages: one template serves the whole page and the htmx fragment, by choosing its layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from ..i18n import LANGUAGES, gettext
from . import surroundings
from .kiosk.frame import Frame, frame

SIZES = ("standard", "large", "elder")


@dataclass(frozen=True, slots=True)
class Switch:
    """A link that shows this page otherwise: in another language or size."""

    label: str
    tag: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page; ``kiosk`` is None on a phone."""

    language: str
    tag: str
    channel: str
    size: str
    release: int
    published: str
    languages: tuple[Switch, ...]
    sizes: tuple[Switch, ...]
    home: str
    origin: str
    kiosk: Frame | None


def size() -> str:
    """The type size asked for by ``?size=``."""
    wanted = request.args.get("size", "standard")
    return wanted if wanted in SIZES else "standard"


def here(**changes: str | None) -> str:
    """The address of this page with some query values changed; None drops one."""
    query = request.args.to_dict() | {k: v for k, v in changes.items() if v is not None}
    for name in [name for name, value in changes.items() if value is None]:
        query.pop(name, None)
    return _address(request.endpoint, (request.view_args or {}) | query)


def _address(endpoint: str | None, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values) if endpoint else url_for(_home())


def _home() -> str:
    """The start page of this channel and language."""
    return f"{surroundings.reading_channel()}-{surroundings.language().id}.home"


def _languages() -> tuple[Switch, ...]:
    channel, _, view = (request.endpoint or _home()).partition(".")
    kind = channel.partition("-")[0]
    if kind not in surroundings.CHANNELS:
        kind, view = surroundings.reading_channel(), "home"
    values = (request.view_args or {}) | request.args.to_dict() if request.endpoint else {}
    own = surroundings.language().id
    return tuple(
        Switch(its.name, its.tag, _address(f"{kind}-{its.id}.{view}", values), its.id == own)
        for its in LANGUAGES.values()
    )


def _sizes() -> tuple[Switch, ...]:
    words = {
        "standard": gettext("Standard type"),
        "large": gettext("Large type"),
        "elder": gettext("Largest type"),
    }
    return tuple(Switch(words[name], "", here(size=name), name == size()) for name in SIZES)


def shell() -> Shell:
    """The surroundings of the page being made."""
    language, release = surroundings.language(), surroundings.release()
    channel = surroundings.reading_channel()
    return Shell(
        language.id,
        language.tag,
        channel,
        size(),
        release.number,
        surroundings.wording().day(release.published_at.astimezone(surroundings.CHONGQING).date()),
        _languages(),
        _sizes(),
        url_for(_home()),
        request.host_url.rstrip("/"),
        frame() if channel == "kiosk" else None,
    )


def page(
    template: str, context: object, *, fragment: str | None = None, status: int = 200
) -> Response:
    """A page, or its named fragment when htmx asks for it.

    ``fragment`` is the name of a block, which is also the id of the element it fills.
    """
    partial = fragment is not None and request.headers.get("HX-Request") == "true"
    around = shell()
    whole = "layouts/kiosk.html" if around.kiosk else "layouts/page.html"
    layout = "layouts/fragment.html" if partial else whole
    body = render_template(template, page=context, shell=around, layout=layout, fragment=fragment)
    response = make_response(body, status)
    if fragment is not None:
        response.vary.add("HX-Request")
    return response
