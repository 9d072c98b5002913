"""``python -m load [DEPLOYMENT …] [--url URL] [--quick] [--out FILE]``: tables, and JSON."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.machine import machine_class

from .deployments import DEPLOYMENTS, STATIC_FILE, Deployment, Missing
from .finding import FULL, OVERLOAD, QUICK, Effort, Found, find, held_alone
from .mix import PAUSE_SECONDS, Asked, Kind, morning
from .rounds import Crowd

_NOTES = (
    "80 % guides of random districts, services and languages, 15 % checks (an answer, the next "
    "question, the result), 4 % searches, 1 % administrators. wrk runs on the same machine and "
    f"takes its share of it. Each of its connections is a person who pauses {PAUSE_SECONDS:g} s "
    "on average after an answer: a rate is so many people, who ask less often where they wait."
)
_SLOWEST = "milliseconds within which 99 of 100 are to be answered (%(default)g)"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m load", description=__doc__)
    known = ", ".join(DEPLOYMENTS)
    parser.add_argument("names", nargs="*", metavar="DEPLOYMENT", help=f"{known}; all if none")
    parser.add_argument("--url", help="a portal that runs already, as http://host:port")
    parser.add_argument("--quick", action="store_true", help="shorter rounds")
    parser.add_argument("--slowest", type=float, default=FULL.slowest, metavar="MS", help=_SLOWEST)
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to keep the JSON")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in DEPLOYMENTS]
    if unknown:
        parser.error(f"no such deployment: {', '.join(unknown)} (there are {known})")
    return chosen


def _chosen(chosen: argparse.Namespace) -> Iterator[tuple[str, AbstractContextManager[Deployment]]]:
    if chosen.url:
        yield chosen.url, nullcontext(Deployment(chosen.url.rstrip("/")))
    for name in chosen.names or ([] if chosen.url else DEPLOYMENTS):
        yield name, DEPLOYMENTS[name]()


def _found(running: AbstractContextManager[Deployment], effort: Effort) -> Found:
    with running as deployment, TemporaryDirectory() as folder:
        if deployment.file:
            kinds: tuple[Kind, ...] = (Kind(100, [Asked(deployment.file)]),)
        else:
            kinds = morning(deployment.address, deployment.sign_in)
        crowd = Crowd(address=deployment.address, kinds=kinds, folder=Path(folder))
        return held_alone(crowd, effort) if deployment.file else find(crowd, effort)


def _row(name: str, found: Found, file: Found | None) -> str:
    held = found.held
    if held is None:
        return f"| {name} | under {found.steps[0].rate:.0f} | | | | | | |"
    of_file = f"{100 * held.rate / file.held.rate:.1f}" if file and file.held else ""
    cells = [name, f"{held.rate:.0f}", of_file, f"{held.half:.0f} / {held.most:.0f}"]
    return f"| {' | '.join([*cells, *_overloaded(found)])} |"


def _overloaded(found: Found) -> list[str]:
    over = found.overload
    if over is None:
        return [""] * 4
    recovery = "not seen" if found.recovery is None else f"{found.recovery:.1f}"
    faults = f"{over.refused} + {over.lost} + {over.late}"
    return [f"{over.rate:.0f}", f"{over.busy_percent:.0f}", faults, recovery]


def _table(found: dict[str, Found], slowest: float) -> str:
    head = (
        f"| deployment | held, requests/s (99 of 100 in {slowest:g} ms) | % of {STATIC_FILE}"
        f" | half / 99 of 100, ms | at {OVERLOAD}×: served/s | 503 with Retry-After, %"
        " | errors + lost + later than 10 s | all well again after, s |"
    )
    file = found.get(STATIC_FILE)
    rows = [_row(name, its, file) for name, its in found.items()]
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|---:|---:|", *rows, "", _NOTES])


def main() -> int:
    """Load what was asked for; 1 where something is missing."""
    chosen = _arguments()
    if shutil.which("wrk") is None:
        print("wrk is not installed (apt install wrk).", file=sys.stderr)
        return 1
    effort = replace(QUICK if chosen.quick else FULL, slowest=chosen.slowest)
    found = dict[str, Found]()
    missing = 0
    for name, running in _chosen(chosen):
        print(f"Loading {name}.", file=sys.stderr, flush=True)
        try:
            found[name] = _found(running, effort)
        except Missing as fault:
            missing = 1
            print(f"{name} was not loaded: {fault}.", file=sys.stderr)
    about = {"date": datetime.now(UTC).date().isoformat(), "machine": machine_class()}
    print(_table(found, effort.slowest))
    if chosen.out:
        kept = {
            **about,
            "effort": asdict(effort),
            "found": {n: asdict(f) for n, f in found.items()},
        }
        chosen.out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return missing


if __name__ == "__main__":
    sys.exit(main())
