"""Pages: one template serves the whole page and the htmx fragment, by choosing its layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, g, make_response, render_template, request, url_for

from ...i18n import LANGUAGES, gettext
from ...store.releases.city_in_use import in_city
from . import query_values, request_context
from .chinese_marks import marked_chinese, may_show_chinese
from .city_words import CityWords, city_words
from .kept_pieces import Pieces, pieces_of
from .kiosk_frame import Frame, frame
from .slash_redirects import page_at

SIZES = ("standard", "large", "elder")

_Place = tuple[str, dict[str, Any]]
"""A view and the values of an address that leads to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A link that shows this page otherwise: in another language or size."""

    id: str
    label: str
    tag: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class PreviewBanner:
    """What stands above a page that is made for a preview; ``day``: the one it takes for today."""

    side: request_context.PreviewSide
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds every page; ``kiosk`` is None on a phone.

    ``district``: the one that the page is about, as its address says; searching stays there.
    ``remarks``: what a page of somebody's answers says of them in its heading.
    ``preview``: where it is set, nothing can be taken along from the page or sent from it.
    ``pieces``: what pages of this kind have in common, as rendered before; None in a preview.
    """

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
    remarks: tuple[str, ...]
    district: str | None
    city: CityWords
    preview: PreviewBanner | None
    pieces: Pieces | None


def size() -> str:
    """The type size asked for by ``?size=``."""
    wanted = request.args.get("size", "standard")
    return wanted if wanted in SIZES else "standard"


def here(**changes: str | None) -> str:
    """The address of this page with some query values changed; None drops one."""
    return _changed(_place(), **changes)


def _changed(place: _Place, **changes: str | None) -> str:
    endpoint, values = place
    told = {**values, **changes}
    return url_for(endpoint, **{name: v for name, v in told.items() if v is not None})


def _place() -> _Place:
    """The view of this page and its values; home where no page of residents was asked for."""
    endpoint = request.endpoint or ""
    if request.method == "POST":  # where the form that was sent is shown
        shown, values = page_at(request.path) or ("", {})
        endpoint = shown if values == request.view_args else ""
    if endpoint.partition("-")[0] not in request_context.CHANNELS:
        return _home(), {}
    return endpoint, query_values.address_values(endpoint)


def _home() -> str:
    """The start page of this channel and language."""
    return f"{request_context.reading_channel()}-{request_context.language().id}.home"


def language_switches(href: Callable[[str], str]) -> tuple[Switch, ...]:
    """A link to this page in each language; ``href``: its address there, by the language's id."""
    own = request_context.language().id
    return tuple(
        Switch(
            id=language.id,
            label=language.name,
            tag=language.tag,
            href=href(language.id),
            current=language.id == own,
        )
        for language in LANGUAGES.values()
    )


def _languages(place: _Place) -> tuple[Switch, ...]:
    endpoint, values = place
    channel, _, view = endpoint.partition(".")
    kind = channel.partition("-")[0]
    return language_switches(lambda language: url_for(f"{kind}-{language}.{view}", **values))


def _sizes(place: _Place, chosen: str) -> tuple[Switch, ...]:
    words = {
        "standard": gettext("Standard type"),
        "large": gettext("Large type"),
        "elder": gettext("Largest type"),
    }
    return tuple(
        Switch(
            id=name,
            label=words[name],
            tag="",
            href=_changed(place, size=name),
            current=name == chosen,
        )
        for name in SIZES
    )


def _district() -> str | None:
    """The district of the page, as its path, its query or its answers say; None if gone."""
    known = query_values.read(request.endpoint).get("district")
    name = (request.view_args or {}).get("district") or known or g.get("answers_in")
    district = request_context.release().ruleset.gazetteer.districts.get(str(name))
    return district.id if district and district.period.holds(request_context.today()) else None


def shell() -> Shell:
    """The surroundings of the page being made."""
    language = request_context.language()
    release = request_context.release()
    channel = request_context.reading_channel()
    place = _place()
    chosen = size()
    preview = _preview_banner()
    return Shell(
        language=language.id,
        tag=language.tag,
        channel=channel,
        size=chosen,
        release=release.number,
        published=request_context.wording().day(in_city(release.published_at).date()),
        languages=_languages(place),
        sizes=_sizes(place, chosen),
        home=url_for(_home()),
        origin=request_context.public(),
        kiosk=frame() if channel == "kiosk" else None,
        remarks=g.get("remarks", ()),
        district=_district(),
        city=city_words(),
        preview=preview,
        pieces=None if preview else pieces_of(release, language.id, channel, chosen),
    )


def _preview_banner() -> PreviewBanner | None:
    shown = request_context.preview()
    if shown is None:
        return None
    return PreviewBanner(shown.side, request_context.wording().day(shown.today))


def page(
    template: str, context: object, *, fragment: str | None = None, status: int = 200
) -> Response:
    """A page of residents, or its named fragment when htmx asks for it."""
    around = shell()
    whole = "layouts/kiosk.html" if around.kiosk else "layouts/page.html"
    return rendered(template, context, around, whole, fragment=fragment, status=status)


def rendered(
    template: str, context: object, around: object, whole: str, *, fragment: str | None, status: int
) -> Response:
    """A template within the layout ``whole``, or its named fragment alone when htmx asks for it.

    ``fragment`` is the name of a block, which is also the id of the element it fills.
    """
    partial = fragment is not None and request.headers.get("HX-Request") == "true"
    layout = "layouts/fragment.html" if partial else whole
    body = render_template(template, page=context, shell=around, layout=layout, fragment=fragment)
    if request_context.language().id == "en" and may_show_chinese():
        body = marked_chinese(body)
    response = make_response(body, status)
    if fragment is not None:
        response.vary.add("HX-Request")
    return response
