"""``portal sources``: the pages that the rules rest on, read again."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import click

from ..problem_words import english
from ..rules.suggestions import suggestion
from ..source_watch.page_fetcher import Fetcher
from ..source_watch.seen import Hindrance, Seen, State
from ..source_watch.watch import look_at
from ..store.releases.stored import number_in_force, ruleset_of
from ..store.source_checks import read_pages
from ..web.http.request_context import clock
from .app_context import connected
from .errors import Failure

_WORDS: dict[State, str] = {
    "first_read": "read for the first time",
    "unchanged": "unchanged",
    "changed": "CHANGED",
    "moved": "MOVED",
    "gone": "GONE",
    "unreachable": "not reached",
}

_WHY: dict[Hindrance, str] = {
    Hindrance.ROBOTS: "robots.txt asks not to read it",
    Hindrance.NOT_A_PAGE: "it is not a web address",
    Hindrance.NOT_PUBLIC: "it points to an address that is not public",
    Hindrance.TOO_LARGE: "the page is larger than 1 MB",
    Hindrance.TOO_SLOW: "the page took longer than 10 seconds",
    Hindrance.PACKED: "the page is compressed, though that was declined",
    Hindrance.REDIRECTS: "it redirects without end",
    Hindrance.NO_CONNECTION: "no connection to the site",
    Hindrance.UNREADABLE: "the answer of the site cannot be read",
    Hindrance.REFUSED: "the site refuses the page",
    Hindrance.IN_TROUBLE: "the site is in trouble",
}


@click.group()
def sources() -> None:
    """The pages that the rules rest on."""


@sources.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Read the page of every source of the release in force, or of the sources NAMES.

    Pages that changed, moved or are gone wait on the page Sources of the administration. Nothing
    else is changed. Exit 0 also where pages could not be reached.
    """
    with connected():
        known = ruleset_of(number_in_force(clock())).sources
        for name in names:
            if name not in known:
                hint = english(suggestion(name, known))
                raise Failure(f"There is no source {name!r}. {hint}".strip())
        wanted = [source for name, source in known.items() if not names or name in names]
        found: Counter[str] = Counter()
        with Fetcher() as fetcher:
            for seen in look_at(wanted, read_pages(), fetcher, lambda: datetime.now(UTC)):
                found[_WORDS[seen.state]] += 1
                _tell(seen)
        without = sum(source.url is None for source in wanted)
        numbers = ", ".join(f"{number} {words}" for words, number in found.most_common())
        click.echo(f"{numbers or 'No page read'}; {without} without an address.")


def _tell(seen: Seen) -> None:
    """Say what became of a page, unless nothing did."""
    if seen.state in ("unchanged", "first_read"):
        return
    remark = f" ({_WHY[seen.why]})" if seen.why else ""
    now_at = f", now {seen.found_at}" if seen.found_at else ""
    click.echo(f"{_WORDS[seen.state]}: {seen.source} {seen.url}{now_at}{remark}")
    for sign, lines in (("-", seen.gone), ("+", seen.come)):
        for line in lines:
            click.echo(f"  {sign} {line[:200]}")
