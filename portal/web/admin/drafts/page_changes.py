"""How many pages of residents a draft changes: each is made with it and without it, and compared.

What is looked at: the guide of every service in every district, the pages of districts, of topics
in districts and of services, in simplified Chinese as of one day. Making them all takes a while, so
it is done in steps, those that the draft names first.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cachetools import LRUCache, cached
from flask import Blueprint, Response, request, url_for

from ....i18n import gettext
from ....publishing import under_way
from ....publishing.assembly import Checked, NotCheckable
from ....rules.model.ruleset import Ruleset
from ....rules.stepwise import Progress
from ....store.releases.current_release import CurrentRelease
from ...http import request_context
from ...http.preview_pages import preview_page
from ...http.request_context import Preview
from ..auth.guard import EVERYBODY, allowed
from ..pages import admin_page
from .draft_lines import DraftLine, draft_lines
from .preview_choices import LinkLine, Sides, chosen_day

PageKind = Literal["guide", "district", "topic", "service"]
_CHANNEL = "phone-zh"
_NAMED = 5
"""Pages of a kind that are named."""
_COMPARISONS = 8
_SECONDS = 0.1
"""How long a part of a page compares before it shows how far it is."""
_CHECKED: Progress = (1, 1)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of residents; ``subject``: its service or topic, where it has one."""

    kind: PageKind
    district: str
    subject: str

    @property
    def path(self) -> str:
        """Its address in simplified Chinese."""
        match self.kind:
            case "district":
                return _address("district", district=self.district)
            case "service":
                return _address("service", service=self.subject)
            case "guide" | "topic":
                return _address("guide", district=self.district, name=self.subject)


def _address(view: str, **values: Any) -> str:
    return url_for(f"{_CHANNEL}.{view}", size=None, **values)


def public_pages(rulesets: Collection[Ruleset], day: date) -> Iterator[PublicPage]:
    """Every page that some rules have on a day."""
    services = dict.fromkeys(name for rules in rulesets for name in rules.services)
    topics = dict.fromkeys(name for rules in rulesets for name in rules.topics)
    districts = dict.fromkeys(d.id for rules in rulesets for d in rules.gazetteer.on(day))
    for district in districts:
        yield PublicPage("district", district, "")
        yield from (PublicPage("topic", district, name) for name in topics)
        yield from (PublicPage("guide", district, name) for name in services)
    yield from (PublicPage("service", "", name) for name in services)


class PageComparison:
    """Pages while they are compared: how many there are, how many are done, which differ."""

    def __init__(self, before: Preview, after: Preview, pages: Collection[PublicPage]) -> None:
        self._before = before
        self._after = after
        self._left = iter(tuple(pages))
        self._lock = threading.Lock()
        self.of = len(pages)
        self.done = 0
        self.numbers: Counter[PageKind] = Counter()
        self.named: list[PublicPage] = []

    @property
    def is_finished(self) -> bool:
        """Whether every page was looked at."""
        return self.done == self.of

    def advance(self, seconds: float) -> None:
        """Go on for so many seconds; one page at least. Waits for nobody who does so already."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            until = time.monotonic() + seconds
            for page in self._left:
                self._compare(page)
                if time.monotonic() >= until:
                    break
        finally:
            self._lock.release()

    def _compare(self, page: PublicPage) -> None:
        path = page.path
        before, after = (preview_page(its, path) for its in (self._before, self._after))
        self.done += 1
        if before.data == after.data:
            return
        self.numbers[page.kind] += 1
        if self.numbers[page.kind] <= _NAMED:
            self.named.append(page)


@cached(
    LRUCache(_COMPARISONS),
    key=lambda before, after, day, touched: (before.digest, after.digest, day),
    lock=threading.Lock(),
)
def page_comparison(
    before: CurrentRelease, after: CurrentRelease, day: date, touched: Collection[str]
) -> PageComparison:
    """What two releases show otherwise on a day; ``touched``: names to be looked at first."""
    pages = sorted(
        public_pages((after.ruleset, before.ruleset), day),
        key=lambda page: -len({page.subject, page.district} & {*touched}),
    )
    # Both are called the same, so that what stands above a page makes no difference.
    was, now = (Preview(side="without", release=its, today=day) for its in (before, after))
    return PageComparison(was, now, pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPages:
    """The pages of one kind that change: how many, and some of them to look at."""

    words: str
    number: int
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChangesPage:
    """The context of how many pages change; ``goes_on``: the next step follows by itself.

    ``progress``: how far the rules of the draft are built and checked, and ``again`` goes on.
    """

    draft: DraftLine
    day: str
    is_built: bool
    progress: Progress | None
    again: str
    number: int
    kinds: tuple[ChangedPages, ...]
    done: int
    of: int
    goes_on: bool
    back: str
    more: str


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/drafts/<int:number>/preview/pages", "preview_pages", changes)


@allowed(*EVERYBODY)
def changes(number: int) -> Response:
    """How many pages of residents the draft changes, as far as they are compared.

    Whoever takes steps of the check compares nothing yet: either is enough for one request.
    """
    sides = Sides(number)
    day, _ = chosen_day(sides)
    if not isinstance(sides.check(under_way.LOOK_SECONDS), Checked):
        checked = sides.check(under_way.PATIENCE_SECONDS)
        progress = _CHECKED if isinstance(checked, Checked) else checked
        context = _changes_page(sides, day, None, progress)
        return admin_page("admin/drafts/preview_pages.html", context, fragment="pages")
    try:
        before, after = sides.release("without"), sides.release("draft")
    except NotCheckable:
        compared = None
    else:
        places = sides.named(after.ruleset.gazetteer.districts)
        compared = page_comparison(before, after, day, (*sides.touched(), *places))
        compared.advance(_SECONDS)
    context = _changes_page(sides, day, compared)
    return admin_page("admin/drafts/preview_pages.html", context, fragment="pages")


def _changes_page(
    sides: Sides, day: date, compared: PageComparison | None, progress: Progress | None = None
) -> PageChangesPage:
    number = sides.draft.id
    on = day.isoformat()
    is_asked = request.args.get("go") == "1"
    return PageChangesPage(
        draft=draft_lines([sides.draft])[0],
        day=request_context.wording().day(day),
        is_built=compared is not None,
        progress=progress,
        again=url_for(".preview_pages", number=number, day=on, go="1" if is_asked else None),
        number=compared.numbers.total() if compared else 0,
        kinds=tuple(_kinds(number, on, compared, sides)) if compared else (),
        done=compared.done if compared else 0,
        of=compared.of if compared else 0,
        goes_on=is_asked and compared is not None and not compared.is_finished,
        back=url_for(".preview", number=number, day=on),
        more=""
        if compared is None or compared.is_finished
        else url_for(".preview_pages", number=number, day=on, go="1"),
    )


def _kinds(number: int, day: str, compared: PageComparison, sides: Sides) -> Iterator[ChangedPages]:
    words: dict[PageKind, str] = {
        "guide": gettext("Guides of a service in a district"),
        "district": gettext("Pages of districts"),
        "topic": gettext("Topics in a district"),
        "service": gettext("Services in all districts"),
    }
    rules = sides.release("draft").ruleset
    for kind, said in words.items():
        if compared.numbers[kind]:
            named = (its for its in compared.named if its.kind == kind)
            yield ChangedPages(
                words=said,
                number=compared.numbers[kind],
                links=tuple(_page_link(number, day, its, rules) for its in named),
            )


def _page_link(number: int, day: str, page: PublicPage, rules: Ruleset) -> LinkLine:
    words = request_context.wording()
    place = rules.gazetteer.districts.get(page.district)
    service = page.subject
    if page.kind == "topic":
        of_topic = (its.id for its in rules.services.values() if its.topic == page.subject)
        service = next(of_topic, "")
    named = rules.topics.get(page.subject) or rules.services.get(page.subject)
    said = (words.text(its.name) for its in (place, named) if its)
    chosen = {"view": page.kind, "district": page.district, "service": service, "day": day}
    values: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    href = url_for(".preview", number=number, **values)
    return LinkLine(" · ".join(said), href)
