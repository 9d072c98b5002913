"""Requests a second by gunicorn on loopback, each beside a bare Flask in the same moments."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from json import dumps

from .figures import Figure, Part, figure, share
from .memory import private, proportional, resident
from .serving import Served, hello_served, portal_served
from .serving.visitor import DISTRICT, Visitor
from .serving.wrk import Asked, Load, load
from .situations import RAW
from .timing import Effort

GUIDE = f"/districts/{DISTRICT}/residence-permit"
#: A query that no page is made from: such an address is answered, but its page is not kept.
RENDERED = f"{GUIDE}?n=1"
_BROTLI = {"Accept-Encoding": "br"}
_AIMS = {"guide page": "80 or more", "result page": "40 or more"}


def run(effort: Effort) -> Part:
    """Measure the kinds of pages, one after the other, each round beside hello."""
    title = "Requests under gunicorn as `portal serve` starts it"
    if shutil.which("wrk") is None:
        return Part(title=title, notes=("Not measured: wrk is not installed (apt install wrk).",))
    with portal_served() as portal, hello_served(portal) as hello:
        asked, notes = _everything(portal)
        figures = _measured(asked, Asked(hello.address + "/"), effort)
        figures += _not_modified(asked.get("guide 304"), effort)
        workers = _workers(portal)
        figures += [
            figure("Memory of a worker", "MB", list(map(resident, workers)), "under 90"),
            figure("the same, its share of shared pages", "MB", list(map(proportional, workers))),
            figure("the same, what it shares with no other", "MB", list(map(private, workers))),
        ]
    return Part(
        title=title,
        figures=tuple(figures),
        notes=(*notes, "wrk with one thread and eight connections."),
    )


def _everything(portal: Served) -> tuple[dict[str, Asked], tuple[str, ...]]:
    visitor = Visitor(portal.address)
    question = visitor.answer_all()
    cookie = {**_BROTLI, "Cookie": visitor.cookie}
    guide = portal.address + GUIDE
    asked = {
        "guide page": Asked(guide, _BROTLI),
        "guide page rendered": Asked(portal.address + RENDERED, _BROTLI),
        "question page": Asked(portal.address + question, cookie),
        "result page": Asked(portal.address + "/result", cookie),
        "result of one service": Asked(portal.address + "/result/residence-permit", cookie),
        "comparison": Asked(portal.address + "/compare/residence-permit", cookie),
        "search": Asked(portal.address + "/search?q=%E8%90%BD%E6%88%B7", _BROTLI),
        "API evaluation": Asked(
            portal.address + "/api/v1/evaluations",
            {"Content-Type": "application/json"},
            dumps({"district": DISTRICT, "answers": RAW}),
        ),
    }
    tag = visitor.headers_of(GUIDE, **_BROTLI).get("ETag")
    if tag is None:
        return asked, ("Guide 304: n/a, guides have no ETag.",)
    return {"guide 304": Asked(guide, {**_BROTLI, "If-None-Match": tag}), **asked}, ()


def _measured(asked: Mapping[str, Asked], hello: Asked, effort: Effort) -> list[Figure]:
    seconds = 1 if effort.quick else 2
    rounds = 1 if effort.quick else 3
    for its in (hello, *asked.values()):
        load(its, 1)
    figures = []
    for name, its in asked.items():
        pairs = [(load(hello, seconds), load(its, seconds)) for _ in range(rounds)]
        figures += _beside_hello(name, pairs)
    return figures


def _beside_hello(name: str, pairs: list[tuple[Load, Load]]) -> list[Figure]:
    bare = [one.rate for one, _ in pairs]
    ours = [other.rate for _, other in pairs]
    return [
        figure(f"{name}", "requests/s", ours),
        figure(f"{name}, 99 of 100 within", "ms", [other.most for _, other in pairs]),
        share(f"{name} beside hello", ours, bare, _AIMS.get(name, "")),
    ]


def _not_modified(asked: Asked | None, effort: Effort) -> list[Figure]:
    """How long one 304 takes when nobody else asks."""
    if asked is None:
        return []
    rounds = [load(asked, 1, connections=1) for _ in range(1 if effort.quick else 3)]
    return [
        figure("guide 304 alone, half within", "ms", [its.half for its in rounds]),
        figure(
            "guide 304 alone, 99 of 100 within", "ms", [its.most for its in rounds], "5 or less"
        ),
    ]


def _workers(portal: Served) -> list[str]:
    """The processes of the workers."""
    with open(f"/proc/{portal.process.pid}/task/{portal.process.pid}/children") as listed:
        return listed.read().split()
