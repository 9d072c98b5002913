"""Looks at the page of each source and says what became of it since an editor last looked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from ..rules.model.sources import Source
from ..store.source_checks import SourcePage, keep_page
from .page_fetcher import Answer, Fetched, Fetcher
from .seen import Seen, State, seen_of
from .text_differences import differences
from .visible_text import visible_text


def look_at(
    sources: Iterable[Source],
    known: Mapping[str, SourcePage],
    fetcher: Fetcher,
    now: Callable[[], datetime],
) -> Iterator[Seen]:
    """Look at the page of each source that has an address, and keep what was seen.

    Pages that several sources share are asked for once. Raises StoreUnavailable.
    """
    fetched: dict[tuple[str, str, str], Fetched] = {}
    for source in sources:
        if not source.url:
            continue
        before = known.get(source.id)
        if before is not None and before.url != source.url:
            before = None
        etag, modified = (before.etag, before.modified) if before and before.text else ("", "")
        asked = source.url, etag, modified
        if asked not in fetched:
            fetched[asked] = fetcher.fetch(source.url, etag=etag, modified=modified)
        page = _page(source.id, source.url, fetched[asked], before, now())
        keep_page(page)
        yield seen_of(page)


def _page(
    source: str, url: str, fetched: Fetched, before: SourcePage | None, at: datetime
) -> SourcePage:
    """The page of a source after what was answered, beside what was known of it."""
    known = before or SourcePage(
        source=source,
        url=url,
        state="first_read",
        why="",
        found_at="",
        etag="",
        modified="",
        seen="",
        text="",
        checked_at=at,
        changed_at=None,
    )
    found_at = fetched.url if fetched.url != url else ""
    why = fetched.why.value if fetched.why else ""
    page = replace(known, why=why, checked_at=at, found_at=found_at)
    match fetched.answer:
        case Answer.UNCHANGED:
            return replace(page, state=_state_of_text(page))
        case Answer.GONE:
            return replace(page, state="gone", changed_at=known.changed_at or at)
        case Answer.UNREACHABLE:
            return replace(page, state="unreachable")
        case Answer.READ | Answer.MOVED:
            return _read(page, fetched, at, is_first=not known.text)
        case _:
            assert_never(fetched.answer)


def _read(page: SourcePage, fetched: Fetched, at: datetime, *, is_first: bool) -> SourcePage:
    """A page whose text was read: compared with the text that an editor last accepted."""
    text = visible_text(fetched.body, fetched.content_type)
    page = replace(page, text=text, etag=fetched.etag, modified=fetched.modified)
    if is_first:
        page = replace(page, seen=text)
    moved = fetched.answer is Answer.MOVED
    state = "first_read" if is_first else _state_of_text(page)
    if moved and state in ("unchanged", "first_read"):
        state = "moved"
    waits = moved or state == "changed"
    return replace(page, state=state, changed_at=(page.changed_at or at) if waits else None)


def _state_of_text(page: SourcePage) -> State:
    return "changed" if any(differences(page.seen, page.text)) else "unchanged"
