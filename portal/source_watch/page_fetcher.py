"""Fetches one page: conditional, limited in size and time, to public addresses, as robots allow."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from .addresses import Guard, Refused, checked_host, is_public
from .seen import Hindrance

MOST_BYTES = 1024 * 1024
SECONDS = 10.0
MOST_REDIRECTS = 5
AGENT = "NewResidentPortal-SourceWatch"


class Answer(Enum):
    """What came of asking for a page."""

    READ = "read"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    GONE = "gone"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it was answered. ``url``: where it stands now; ``body``: at most 1 MB.

    ``etag``, ``modified``: to ask with the next time; ``why``: what hindered it.
    """

    answer: Answer
    url: str
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    why: Hindrance | None = None


class _GivenUp(Exception):
    """The page is larger, slower or otherwise packed than what is read; ``why`` says which."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.value)
        self.why = why


class Fetcher:
    """Asks for pages. ``may_ask``: the guard of addresses, an argument for tests alone."""

    def __init__(
        self, may_ask: Guard = is_public, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._may_ask = may_ask
        self._clock = clock
        self._robots: dict[str, RobotFileParser] = {}
        self._client = httpx.Client(
            timeout=httpx.Timeout(SECONDS),
            headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
            trust_env=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """Ask for a page, following redirects that stay public. Never raises."""
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        at = url
        try:
            until = self._clock() + SECONDS
            moved = False
            for _ in range(MOST_REDIRECTS + 1):
                if not self._allowed(at):
                    return _hindered(at, Hindrance.ROBOTS)
                status, answered, body = self._ask(at, headers, until)
                if status in (301, 302, 303, 307, 308):
                    moved |= status in (301, 308)
                    at = urljoin(at, answered.get("location", ""))
                    continue
                return _read(status, answered, body, at, moved)
        except Refused as fault:
            return _hindered(at, Hindrance.NOT_PUBLIC if fault.is_page else Hindrance.NOT_A_PAGE)
        except _GivenUp as fault:
            return _hindered(at, fault.why)
        except httpx.TimeoutException:
            return _hindered(at, Hindrance.TOO_SLOW)
        except (httpx.ConnectError, OSError):
            return _hindered(at, Hindrance.NO_CONNECTION)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return _hindered(at, Hindrance.UNREADABLE)
        return _hindered(at, Hindrance.REDIRECTS)

    def _allowed(self, url: str) -> bool:
        """Whether the site's robots.txt allows the page; a site without one allows all."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            rules = RobotFileParser()
            status, _, body = self._ask(f"{site}/robots.txt", {}, self._clock() + SECONDS)
            rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
            self._robots[site] = rules
        return self._robots[site].can_fetch(AGENT, url)

    def _ask(
        self, url: str, headers: Mapping[str, str], until: float
    ) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body of one request. Raises Refused, httpx.HTTPError, OSError."""
        scheme, address, port = checked_host(url, self._may_ask)
        named = httpx.URL(url)
        target = named.copy_with(host=address, port=port)
        sent = {"Host": named.netloc.decode("ascii"), **headers}
        extensions = {"sni_hostname": named.host} if scheme == "https" else {}
        with self._client.stream("GET", target, headers=sent, extensions=extensions) as answer:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise _GivenUp(Hindrance.PACKED)
            body = b""
            for part in answer.iter_raw():
                body += part
                if len(body) > MOST_BYTES:
                    raise _GivenUp(Hindrance.TOO_LARGE)
                if self._clock() > until:
                    raise _GivenUp(Hindrance.TOO_SLOW)
            return answer.status_code, answer.headers, body


def _hindered(url: str, why: Hindrance) -> Fetched:
    return Fetched(answer=Answer.UNREACHABLE, url=url, why=why)


def _read(status: int, headers: httpx.Headers, body: bytes, at: str, moved: bool) -> Fetched:
    """What an answer that is no redirect says."""
    if status == 304:
        return Fetched(answer=Answer.UNCHANGED, url=at)
    if status in (404, 410):
        return Fetched(answer=Answer.GONE, url=at)
    if status != 200:
        return _hindered(at, Hindrance.REFUSED if status < 500 else Hindrance.IN_TROUBLE)
    return Fetched(
        answer=Answer.MOVED if moved else Answer.READ,
        url=at,
        body=body,
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", "")[:200],
        modified=headers.get("last-modified", "")[:60],
    )
