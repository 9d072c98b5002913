"""Preview of a draft: the pages of residents as they will be with it, beside those of today.

One address holds what is looked at, so that it can be sent to a colleague. It shows two frames at
the width of a phone; in each stands a page of residents itself (`preview_pages`), which is mounted
below the address of the draft, of the side, of the day and of whose answers are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from flask import Blueprint, Response, abort, request, url_for

from ....i18n import LANGUAGES, gettext
from ....publishing import under_way
from ....publishing.assembly import Checked, NotCheckable
from ....rules.model.ruleset import Ruleset
from ....rules.stepwise import Progress
from ...answer_cookie import read_cookie, sent_cookie
from ...http import request_context
from ...http.pages import Switch
from ...http.preview_pages import NotPreviewed, preview_page
from ...http.request_context import Preview, PreviewSide, previewing
from ...http.security_headers import FRAMED_POLICY, FRAMING_POLICY
from ..auth.guard import EVERYBODY, allowed
from ..catalogue.search import DistrictGroup, district_groups
from ..forms.lexicon import copy_of
from ..pages import admin_page
from ..person_lines import Choice
from .draft_check import ProblemLine, problem_line
from .draft_lines import DraftLine, draft_lines
from .preview_answers import NONE, OWN, check_of
from .preview_choices import (
    RESULTS,
    YEARS,
    Chosen,
    LinkLine,
    ServiceGroup,
    Sides,
    answer_choices,
    chosen_day,
    chosen_page,
    day_links,
    example_links,
    service_choices,
    side_choices,
    view_choices,
)

_LEADS_AWAY = b' rel="noopener noreferrer nofollow external"'


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLine:
    """A page in its frame: what it is, its address; ``public``: where residents read it."""

    side: PreviewSide
    title: str
    href: str
    public: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """The context of the preview. ``frames``: none where ``lacking`` or ``problems`` say why.

    ``progress``: how far the rules of the draft are built and checked; None once they are.
    """

    draft: DraftLine
    ended: str
    problems: tuple[ProblemLine, ...]
    is_built: bool
    progress: Progress | None
    more: str
    views: tuple[Choice, ...]
    services: tuple[ServiceGroup, ...]
    districts: tuple[DistrictGroup, ...]
    languages: tuple[Switch, ...]
    answers: tuple[Choice, ...]
    sides: tuple[Choice, ...]
    day: str
    error: str
    days: tuple[LinkLine, ...]
    lacking: str
    check: str
    frames: tuple[FrameLine, ...]
    link: str
    is_own: bool
    examples: tuple[LinkLine, ...]
    pages: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    own = "/drafts/<int:number>/preview"
    mounted = f"{own}/<side>/<day>/<answers>"
    blueprint.add_url_rule(own, "preview", show)
    blueprint.add_url_rule(f"{mounted}/", "preview_frame", frame, defaults={"page": ""})
    blueprint.add_url_rule(f"{mounted}/<path:page>", "preview_frame", frame)


@allowed(*EVERYBODY)
def show(number: int) -> Response:
    """A page of residents with the draft, beside the page without it."""
    sides = Sides(number)
    day, error = chosen_day(sides)
    checked = sides.check(under_way.PATIENCE_SECONDS)
    progress = None if isinstance(checked, Checked) else checked
    found = checked if isinstance(checked, Checked) else Checked(None, ())
    query = request.query_string.decode("ascii", "replace")
    rules = found.ruleset or request_context.release().ruleset
    chosen = chosen_page(sides, rules, day)
    ended = _ended_words(sides)
    is_built = found.ruleset is not None
    lacking = _lacking_words(chosen)
    copy = copy_of(sides.draft)
    shown = is_built and not ended and not lacking
    context = PreviewPage(
        draft=draft_lines([sides.draft])[0],
        ended=ended,
        problems=() if ended else tuple(problem_line(copy, its) for its in found.problems),
        is_built=is_built,
        progress=progress,
        more=f"{url_for('.preview', number=number)}?{query}",
        views=view_choices(chosen),
        services=service_choices(chosen, rules),
        districts=district_groups(day, chosen.district),
        languages=tuple(
            Switch(id=its.id, label=its.name, tag=its.tag, href="", current=its is chosen.language)
            for its in LANGUAGES.values()
        ),
        answers=answer_choices(chosen),
        sides=side_choices(chosen),
        day=request.args.get("day", "") if error else day.isoformat(),
        error=error,
        days=tuple(day_links(sides, chosen)),
        lacking=lacking,
        check=url_for(f"phone-{request_context.language().id}.check"),
        frames=tuple(_frames(number, chosen, rules)) if shown else (),
        link=request_context.public(url_for(".preview", number=number, **chosen.values)),
        is_own=chosen.answers == OWN,
        examples=tuple(example_links(number, chosen, rules)) if is_built else (),
        pages=url_for(".preview_pages", number=number, day=day.isoformat()),
    )
    response = admin_page(
        "admin/drafts/preview.html", context, fragment="preview", status=422 if error else 200
    )
    return _unlisted(response, FRAMING_POLICY)


def _unlisted(response: Response, policy: str) -> Response:
    """For no search engine and no cache; ``policy``: what it may show and who may frame it."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _ended_words(sides: Sides) -> str:
    """Why there is nothing to preview any more; empty while there is."""
    if not sides.ended:
        return ""
    if sides.draft.state == "withdrawn":
        return gettext("This draft was given up: nothing of it will be in force.")
    return gettext("This draft is in force already: residents read it on the pages themselves.")


def _lacking_words(chosen: Chosen) -> str:
    """What has to be chosen before a result can be shown; empty where nothing is lacking."""
    if chosen.view not in RESULTS:
        return ""
    if chosen.answers == OWN and read_cookie() is None:
        return gettext(
            "There are no answers in this browser. Do the check as residents do, then come back."
        )
    if chosen.answers == NONE:
        return gettext("Choose whose result is shown: an example below, or your own answers.")
    return ""


def _frames(number: int, chosen: Chosen, rules: Ruleset) -> Iterator[FrameLine]:
    words = request_context.wording()
    path = chosen.path(rules.services[chosen.service].topic if chosen.service else "")
    titles: dict[PreviewSide, str] = {
        "draft": gettext("With the draft, on %(day)s", day=words.day(chosen.day)),
        "today": gettext("Today, without the draft"),
        "without": gettext("Without the draft, on %(day)s", day=words.day(chosen.day)),
    }
    in_district: dict[str, Any] = {"district": chosen.district} if chosen.view in RESULTS else {}
    shown: tuple[PreviewSide, ...] = (chosen.beside, "draft")
    for side in shown:
        day = request_context.today() if side == "today" else chosen.day
        yield FrameLine(
            side=side,
            title=titles[side],
            href=url_for(
                ".preview_frame",
                number=number,
                side=side,
                day=day.isoformat(),
                answers=chosen.answers,
                page=path.lstrip("/"),
                **in_district,
            ),
            public=path if side == "today" and chosen.view not in RESULTS else "",
        )


@allowed(*EVERYBODY)
def frame(number: int, side: str, day: str, answers: str, page: str) -> Response:
    """The page of residents at ``page``, of one side on a day, by some answers."""
    shown = _shown(number, side, day, request.path.removesuffix(f"/{page}").removesuffix("/"))
    with previewing(shown):
        check = check_of(answers, shown.today)
    cookie = sent_cookie(check) if check else ""
    try:
        found = preview_page(shown, f"/{page}", request.args.items(multi=True), cookie)
    except NotPreviewed:
        found = admin_page("admin/drafts/not_previewed.html", f"/{page}")
    body = found.get_data().replace(_LEADS_AWAY, _LEADS_AWAY + b' target="_blank"')
    response = Response(body, found.status_code, content_type=found.content_type)
    if found.location:
        response.location = found.location
    return _unlisted(response, FRAMED_POLICY)


def _shown(number: int, side: str, day: str, mount: str) -> Preview:
    """What an address of a frame shows; 404 for what no preview leads to."""
    sides = Sides(number)
    known: PreviewSide | None = next((s for s in get_args(PreviewSide) if s == side), None)
    if known is None or sides.ended:
        abort(404)
    try:
        on = date.fromisoformat(day)
        release = sides.release(known)
    except (ValueError, NotCheckable):
        abort(404)
    if on.year not in YEARS:
        abort(404)
    today = request_context.today() if known == "today" else on
    return Preview(side=known, release=release, today=today, mount=mount)
