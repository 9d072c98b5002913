"""What a rate needs of everything that hosts share, and at which rate each of it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .crowd import GUIDES
from .morning import ASSUMPTIONS
from .sizing import held_dynamic

#: What «1 ×» is: what one server of two processors held in the published `make load`.
ONCE = 54.0
FACTORS = (10, 100, 1000)
#: Processors of a host, each with a process.
CORES = 8
#: The pool of a process: as many connections stay open after it was busy (`postgres_timeouts`).
POOL = 8
#: PostgreSQL as it is installed: `max_connections`, of which three are for its administrator.
DATABASE_CONNECTIONS = 97
#: nginx as Debian installs it: `worker_connections` for each of two processors.
NGINX_CONNECTIONS = 2 * 768
#: A process asks for the newest release once a second and stores what it counted every five.
POLLS = 1.0
STORES = 1 / 5
#: Megabytes of a worker, and of the pages made ahead on each host, which its workers share.
WORKER_MB = 136
PAGES_MB = 26
#: Kilobytes with headers: a guide, a question, a result; 0.7 of them are headers, which is all
#: that the answer to a POST has. A search and a desk are taken for a result.
GUIDE_KB = 7.9
DYNAMIC_KB = (5 * 0.7 + 5 * 3.7 + 10 * 5.9) / 20
#: What a browser fetches once beside the page: a first visit of a guide without its HTML.
FIRST_KB = 23.9 - 7.9
SEARCHES = 0.04
SEARCHES_OF_AN_ADDRESS = 120
_MEGABIT = 8 / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a rate needs, without a host to spare.

    ``processors``: of the application's hosts; ``connections``: of people to nginx or the CDN;
    ``megabits``: a second to people, ``own_megabits``: of them what no CDN may keep.
    """

    rate: float
    dynamic: float
    processors: float
    connections: float
    megabits: float
    own_megabits: float

    @property
    def memory_gb(self) -> float:
        """Of the workers and the pages made ahead."""
        return self.processors * (WORKER_MB + PAGES_MB / CORES) / 1000


def need(rate: float, guides: float = GUIDES) -> Need:
    """What a rate of the whole mix needs."""
    dynamic = rate * (1 - guides / 100)
    first = rate / ASSUMPTIONS["pages"].value * FIRST_KB
    return Need(
        rate=rate,
        dynamic=dynamic,
        processors=CORES * dynamic / held_dynamic(CORES),
        connections=rate * ASSUMPTIONS["pause"].value,
        megabits=((rate - dynamic) * GUIDE_KB + dynamic * DYNAMIC_KB + first) * _MEGABIT,
        own_megabits=dynamic * DYNAMIC_KB * _MEGABIT,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Something that ends: ``used`` by a need, at ``end``; ``then``: what happens there."""

    what: str
    used: Callable[[Need], float]
    end: float
    unit: str
    then: str

    @property
    def factor(self) -> float:
        """How many times `ONCE` it ends at."""
        return self.end / self.used(need(ONCE))


def limits() -> tuple[Limit, ...]:
    """Everything known to end, the first first."""
    found = (
        Limit(
            what="one host of 2 processors",
            used=lambda its: its.dynamic,
            end=held_dynamic(2),
            unit="requests/s, no guides",
            then="slower, then 503 with Retry-After; guides go on",
        ),
        Limit(
            what=f"one host of {CORES} processors",
            used=lambda its: its.dynamic,
            end=held_dynamic(CORES),
            unit="requests/s, no guides",
            then="the same: more hosts",
        ),
        Limit(
            what="`worker_connections` of nginx, Debian's 768 on 2 processors",
            used=lambda its: its.connections,
            end=NGINX_CONNECTIONS,
            unit="open connections",
            then="idle ones are closed early, then new ones are refused: raise it",
        ),
        Limit(
            what=f"`max_connections` of PostgreSQL (100), {POOL} kept by each process",
            used=lambda its: its.processors * POOL,
            end=DATABASE_CONNECTIONS,
            unit="connections",
            then="pages go on with the release they have; counts wait, drafts fail",
        ),
        Limit(
            what="the same, one kept by each process",
            used=lambda its: its.processors,
            end=DATABASE_CONNECTIONS,
            unit="connections",
            then="the same; a new host without a copy of the release cannot start",
        ),
        Limit(
            what="1 Gbit/s without a CDN",
            used=lambda its: its.megabits,
            end=1000,
            unit="Mbit/s",
            then="everything slows: a CDN, or more lines",
        ),
        Limit(
            what="1 Gbit/s behind a CDN",
            used=lambda its: its.own_megabits,
            end=1000,
            unit="Mbit/s",
            then="checks slow: more lines",
        ),
    )
    return tuple(sorted(found, key=lambda limit: limit.factor))


def people_at_an_address() -> float:
    """How many may walk at one address at a time before some of their searches are refused."""
    a_minute = SEARCHES * 60 / ASSUMPTIONS["pause"].value
    return SEARCHES_OF_AN_ADDRESS / a_minute


def needs(rates: Mapping[str, float]) -> Iterator[str]:
    """A table of what rates need."""
    yield (
        "| | requests/s | no guides | processors | hosts of 8, one to spare | GB of memory |"
        " connections | Mbit/s, past the CDN | polls, stores/s of PostgreSQL | counts/s of Valkey |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for words, rate in rates.items():
        its = need(rate)
        hosts = int(-(-its.processors // CORES)) + 1
        yield (
            f"| {words} | {rate:,.0f} | {its.dynamic:,.0f} | {its.processors:,.1f} | {hosts} |"
            f" {its.memory_gb:,.1f} | {its.connections:,.0f} |"
            f" {its.megabits:,.0f}, {its.own_megabits:,.0f} |"
            f" {hosts * CORES * POLLS:,.0f}, {hosts * CORES * STORES:,.1f} |"
            f" {rate * SEARCHES:,.0f} |"
        )
