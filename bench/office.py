"""Administrators at work on a store with a large draft: the pages they open, what they send."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.rules.items.merge import ItemDifference
from portal.rules.items.parts import Value
from portal.store import drafts
from portal.store.item_remarks import add as add_remark
from portal.store.item_remarks import remarks_of
from portal.store.kiosks.machines import Setup, add_kiosk
from portal.store.people import calendar_feeds
from portal.store.people.accounts import accounts
from portal.store.reports import add_report

from .hops import NOW, Browser, signed_in
from .situations import DAY, DISTRICT, RAW, Unusable

ROWS = 2000
"""Rows that the large draft changes, at least."""
_MOST_PARTS = 500
_GOES_ON = 202
_LATER = "2026-12-20"
_LANGUAGE = "admin-zh."
_LONGEST = 70
"""Characters of an address that the table shows."""
_DISTRICTS = ("yongchuan", "kaizhou", "fuling", "wanzhou")
_COUNTERS = f"counters/{_DISTRICTS[0]}.toml"
_SOURCE = "public-rental-guide-2025"
_WORDS = {"find": "的", "replacement": "之"}
"""A replacement at far more than a thousand places."""
_RENTAL = "services/housing/public-rental.toml"
_WORK = "services/settlement/settle-by-work.toml"
_SITUATION = {
    "day": DAY.isoformat(),
    "district": DISTRICT,
    "service": "settle-by-work",
    "answers": json.dumps(RAW),
}
_NEW_SERVICE = "services/housing/bench-subsidy.toml"
_HEAD = {
    "id": "bench-subsidy",
    "topic": "housing",
    "for": "household",
    "name": {"zh": "租房补贴"},
    "summary": {"zh": "租房住的困难家庭，每月领钱补房租。"},
    "audience": {"zh": "租房、收入不高的家庭。"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for or sent; ``send`` raises Unusable where it is refused."""

    name: str
    send: Callable[[], object]


class Office:
    """A store with a draft of many changed rows, a manager, an approver, something on every page.

    ``draft``: the large one; ``guide``: the same changes and a new service that is being made;
    ``wordings``: another one, which changes wordings of all kinds of items everywhere.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.manager = signed_in(app, "manager")
        self.approver = signed_in(app, "approver")
        with app.app_context():
            add_report("public-rental", _DISTRICTS[0], 1, "要三年")
            add_kiosk(Setup(name="大厅", counter="", district=_DISTRICTS[0]), "bench", NOW)
            reader = next(its.person for its in accounts() if its.person.role == "manager")
            self._feed = calendar_feeds.renew(reader, NOW)
        self.draft = self._filled_draft()
        self.guide = self._with_new_service()
        self.wordings = self._with_other_wordings()
        with self.app.app_context():
            add_remark(self.draft, (_COUNTERS, self._place()), "", reader, "看一下")
        self._saved = 0

    def _filled_draft(self) -> int:
        """Amounts of a year by the grid, then counters by spreadsheets."""
        renewed = self.renew(2026)
        number = int(re.findall(r"draft=(\d+)", renewed.headers["Location"])[0])
        share = -(-(ROWS - len(self._read(number).changes)) // len(_DISTRICTS))
        for district in _DISTRICTS:
            self.upload(district, _as_csv(share), "list.csv", into=number)
        for part in _parts("examples", self.manager, f"/admin/drafts/{number}/examples"):
            part.send()
        changes = len(self._read(number).changes)
        if changes < ROWS:
            raise Unusable(f"the large draft has {changes} changes")
        return number

    def _with_new_service(self) -> int:
        large = self._read(self.draft)
        changes = [_again(its, its.after) for its in large.changes]
        head = ItemDifference(path=_NEW_SERVICE, place="service", before=None, after=_HEAD)
        with self.app.app_context():
            return drafts.begin("租房补贴", "", 1, large.author_id, [*changes, head])

    def _with_other_wordings(self) -> int:
        sent = self._replace()
        return int(re.findall(r"drafts/(\d+)", sent.headers["Location"])[0])

    def _replace(self) -> TestResponse:
        """Replace at all places, into a new draft."""
        page = self.manager.text("/admin/replace", **_WORDS)
        form = _fields(page, 'form[method=post][action$="/replace"]')
        sent = {**form, **_WORDS, "shown": "", "act": "replace"}
        return self.manager.post("/admin/replace", sent)

    def _read(self, number: int) -> drafts.DraftRecord:
        with self.app.app_context():
            return drafts.read_draft(number)

    def save_once_more(self) -> None:
        """Save other opening hours of a counter in both drafts of rows."""
        self._saved += 1
        hours = {"zh": f"周一至周五 9:{self._saved % 60:02d}–17:00"}
        for draft in map(self._read, (self.draft, self.guide)):
            change = next(its for its in draft.changes if its.path == _COUNTERS)
            saved = _again(change, {**(change.after or {}), "hours": hours})
            with self.app.app_context():
                drafts.save_changes(draft, [saved], draft.author_id or 0, "saved")

    def pages(self) -> Iterator[Request]:
        """GET of every route of administrators, as a manager; the large draft's with its number."""
        drafts = {"large": self.draft, "new_service": self.guide, "wordings": self.wordings}
        values = page_values(**drafts, place=self._place(), feed=self._feed)
        for rule in routes(self.app):
            for asked in values.get(view_of(rule), ({},)):
                yield self._page(rule, asked)

    def _page(self, rule: Rule, asked: Mapping[str, Any]) -> Request:
        path = filled(rule, asked)
        query = {name: f"{value}" for name, value in asked.items() if name not in rule.arguments}
        said = f"GET {path}{'?' if query else ''}{'&'.join(map('='.join, query.items()))}"
        shown = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
        return Request(name=shown, send=lambda: self.manager.get(path, **query))

    def forms(self) -> Iterator[Request]:
        """What editors and approvers send, up to the publication of the large draft."""
        yield Request(name="POST yearly: the year's amounts", send=lambda: self.renew(2026))
        for name, sent in (("list.csv", _as_csv(ROWS)), ("list.xlsx", _as_workbook(ROWS))):
            yield self._upload(name, sent)
        yield self._save_item()
        yield Request(name="GET and POST replace: into a new draft", send=self._replace)
        yield self._copy()
        examples = f"/admin/drafts/{self._without_examples()}/examples"
        yield from _parts("POST examples: those that a year's amounts lack", self.manager, examples)
        for day in (_LATER, ""):
            yield from self._road(f"/admin/drafts/{self.draft}", day)

    def _road(self, draft: str, day: str) -> Iterator[Request]:
        """The steps of the large draft from review to a release, at once or from a day.

        One for a day is sent back once, and cancelled at the end.
        """
        when = "for a day" if day else "at once"
        sent = {"words": "请看", "from_day": day}
        yield from _parts(f"POST submit, {when}", self.manager, f"{draft}/submit", sent)
        if day:
            yield from _parts("POST return", self.approver, f"{draft}/return", {"words": "改"})
            yield from _parts("POST submit, again", self.manager, f"{draft}/submit", sent)
        with self.app.app_context():
            remarked = max(its.id for its in remarks_of(self.draft))
        approval = {"seal": self._seal(), "words": "好", "open_remarks": f"{remarked}"}
        yield from _parts(f"POST approve, {when}", self.approver, f"{draft}/approve", approval)
        yield from _parts(f"POST publish, {when}", self.approver, f"{draft}/publish")
        if day:
            yield from _parts("POST unschedule", self.approver, f"{draft}/unschedule")

    def _upload(self, name: str, sent: bytes) -> Request:
        return Request(
            name=f"POST counters: {name} of {ROWS:,} rows",
            send=lambda: self.upload(_DISTRICTS[0], sent, name),
        )

    def _save_item(self) -> Request:
        address = f"/admin/drafts/{self.draft}/item"
        item: dict[str, str] = {"path": _COUNTERS, "place": self._place()}
        form = _fields(self.manager.text(address, **item), "#item-form")
        form |= {"hours.zh": "周一至周五 10:00–17:00", "source": _SOURCE}
        return Request(
            name="POST item: a counter", send=lambda: self.manager.post(address, form, **item)
        )

    def _copy(self) -> Request:
        """All parts that a service has for a group of districts, for one.

        They go into the draft with a new service, for their amounts are still to be filled in.
        """
        asked = {"path": _RENTAL, "of": "centre", "to": _DISTRICTS[0]}
        page = LexborHTMLParser(self.manager.text("/admin/copies", **asked))
        items = [its.attributes["value"] for its in page.css("input[name=item]")]
        sent = {**asked, "item": items, "draft": f"{self.guide}"}
        return Request(
            name=f"POST copies: {len(items)} parts of a service",
            send=lambda: self.manager.post("/admin/copies", sent),
        )

    def _seal(self) -> str:
        """The seal that the approver sees; the impact is computed in parts."""
        address = f"/admin/drafts/{self.draft}/impact"
        for _ in range(_MOST_PARTS):
            fields = _fields(self.approver.text(address, go="1"), "form")
            if "seal" in fields:
                return fields["seal"]
        raise Unusable(f"{address} comes to no impact")

    def renew(self, year: int) -> TestResponse:
        """Save the amounts that end in a year, as they were, into a new draft."""
        page = self.manager.text("/admin/yearly", year=f"{year}")
        form = _fields(page, "#yearly-form")
        ticked = {
            f"{name.removesuffix('.line')}.same": "yes" for name in form if name.endswith(".line")
        }
        return self.manager.post("/admin/yearly", {**form, **ticked, "source": _SOURCE})

    def upload(self, district: str, sent: bytes, name: str, into: int | None = None) -> None:
        """Send a spreadsheet of counters."""
        data = {"list": (io.BytesIO(sent), name), "draft": str(into or "")}
        self.manager.post(f"/admin/counters/{district}/counters", data)

    def _without_examples(self) -> int:
        large = self._read(self.draft)
        changes = [
            _again(its, its.after) for its in large.changes if not its.place.startswith("examples/")
        ]
        with self.app.app_context():
            return drafts.begin("没有例子", "", 1, large.author_id, changes)

    def _place(self) -> str:
        """A counter of the large draft."""
        return next(its.place for its in self._read(self.draft).changes if its.path == _COUNTERS)


def _parts(
    name: str, who: Browser, address: str, sent: Mapping[str, str] = {}
) -> Iterator[Request]:
    """A step of a draft, sent again until it is done: each time it says how far it is."""
    answers: list[TestResponse] = []
    step = Request(name=name, send=lambda: answers.append(who.post(address, sent)))
    for _ in range(_MOST_PARTS):
        yield step
        if answers[-1].status_code != _GOES_ON:
            return
    raise Unusable(f"{address} goes on and on")


def page_values(
    *, large: int, new_service: int, wordings: int, place: str, feed: str
) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """View → what fills in its route and its query, for each of its pages that is measured.

    ``large``, ``new_service``, ``wordings``: numbers of drafts; ``place``: a counter of the large
    one; ``feed``: the token of somebody's calendar.
    """
    item = {"path": _COUNTERS, "place": place}
    draft: dict[str, Any] = {"number": large}
    guide = {"number": new_service, "service": _NEW_SERVICE}
    district = {"district": _DISTRICTS[0]}
    counters = {**district, "section": "counters"}
    release = {"number": 1}
    released = {"path": _WORK, "place": "service"}
    rows = {"path": _WORK, "under": "parameters/work_months/rows"}
    reworded: dict[str, Any] = {"number": wordings}
    guide_page = f"districts/{_DISTRICTS[0]}/settle-by-work"
    frame = {**draft, "day": DAY.isoformat(), "answers": "-", "page": guide_page}
    return {
        "audit": ({}, {"check": 1}),
        "calendar": ({}, {"whose": "all"}),
        "calendar_feed": ({"token": feed},),
        "compare_releases": ({"before": 1, "after": 1},),
        "copies": ({}, {"path": _WORK, "of": DISTRICT, "to": _DISTRICTS[0]}),
        "counter_list": (counters,),
        "counter_list_template": (counters,),
        "difference": ({"before": 1, "after": 1},),
        "district_counters": (district,),
        "draft": (draft, {"number": new_service}, reworded, {**reworded, "page": 2}),
        "draft_item": ({**draft, **item}, {**guide, "path": _NEW_SERVICE, "place": "service"}),
        "additions": (draft,),
        "draft_check": (draft, reworded),
        "draft_steps": (draft, reworded),
        "drafts": ({}, {"ended": 1}),
        "edit_item": ({**draft, **item}, {**draft, **released}),
        "empty_counter_list": (counters,),
        "export_draft": (draft,),
        "export_release": (release,),
        "find": ({}, {"q": "窗口"}, {"q": "wgys"}),
        "impact": (draft, reworded),
        "item": (released,),
        "kiosk": (release,),
        "local_rule": ({**district, "service": "settle-by-work"},),
        "moved_item": ({**draft, **item},),
        "new_item": ({**draft, **rows}, {**draft, "path": _COUNTERS, "under": "counters"}),
        "new_service": ({"number": large}, guide, {**guide, "check": 1}),
        "order": ({**draft, "path": _WORK, "kind": "requirements"},),
        "person": (release,),
        "preview": (draft, reworded, {**draft, "view": "result"}),
        "preview_frame": tuple({**frame, "side": side} for side in ("draft", "without", "today")),
        "preview_pages": (draft, {**draft, "go": 1}),
        "remarks": (draft, {**draft, **item}),
        "replace": ({}, _WORDS, {**_WORDS, "draft": large}),
        "report": (release,),
        "situation": ({**draft, **_SITUATION},),
        "translations": ({}, {"page": 2}),
        "undo_changed": ({**draft, "step": 1},),
        "yearly": ({}, {"year": 2026, "draft": large}),
    }


def filled(rule: Rule, asked: Mapping[str, Any]) -> str:
    """The path of a route. Raises Unusable where a value is lacking."""
    built = rule.build({name: asked[name] for name in rule.arguments if name in asked})
    if built is None:
        raise Unusable(f"no values are known for {rule.rule}")
    return str(built[1])


def routes(app: Flask) -> tuple[Rule, ...]:
    """The routes of administrators' pages, in Chinese."""
    return tuple(
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(_LANGUAGE) and "GET" in (rule.methods or ())
    )


def view_of(rule: Rule) -> str:
    """The name of a route's view, whatever the language."""
    return str(rule.endpoint).removeprefix(_LANGUAGE)


def _again(change: drafts.DraftChange, after: Value | None) -> ItemDifference:
    """A change of a draft as one to be saved, with what it comes to."""
    return ItemDifference(path=change.path, place=change.place, before=change.before, after=after)


def _fields(page: str, form: str) -> dict[str, str]:
    """What the fields of a form hold, with what is chosen in lists; nothing is ticked."""
    found = LexborHTMLParser(page).css(
        f"{form} input[name]:not([type=checkbox]):not([type=radio]), {form} textarea[name]"
    )
    fields = ((its.attributes, its.text()) for its in found)
    lists = LexborHTMLParser(page).css(f"{form} select[name]")
    chosen = {
        its.attributes["name"] or "": option.attributes.get("value") or ""
        for its in lists
        for option in its.css("option[selected]")
    }
    return {its["name"] or "": its.get("value") or text for its, text in fields} | chosen


def _counter_rows(number: int) -> Iterator[tuple[str, ...]]:
    """A spreadsheet of counters with Chinese headings."""
    yield ("名称", "地址", "电话", "来源")
    for n in range(1, number + 1):
        yield (f"样例窗口{n}", f"样例路{n}号", "023-00000001", _SOURCE)


def _as_csv(number: int) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(_counter_rows(number))
    return file.getvalue().encode()


def _as_workbook(number: int) -> bytes:
    book = import_module("openpyxl").Workbook()
    sheet = book.active
    for row in _counter_rows(number):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
