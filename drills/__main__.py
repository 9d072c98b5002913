"""``python -m drills [restore] [upgrade]``: run drills, print what was verified, exit 1 if one
fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

from . import databases, restore, upgrade
from .databases import SQLITE, Database
from .old_host import Left, left_by_a_host
from .steps import Failed, Steps

DRILLS = ("restore", "upgrade")
Place = Callable[[], AbstractContextManager[Database]]


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("drills", nargs="*", metavar="DRILL", help="restore, upgrade; else both")
    parser.add_argument(
        "--on",
        choices=("sqlite", "postgres", "all"),
        default="all",
        help="SQLite, a PostgreSQL started for it, or both (PostgreSQL where it is installed)",
    )
    parser.add_argument(
        "--server", metavar="URL", default="", help="a PostgreSQL that runs, to make databases on"
    )
    parser.add_argument(
        "--from", dest="revision", default="", help="the schema to upgrade from (one before)"
    )
    chosen = parser.parse_args(given)
    unknown = [name for name in chosen.drills if name not in DRILLS]
    if unknown:
        parser.error(f"no such drill: {', '.join(unknown)} (there are {', '.join(DRILLS)})")
    return chosen


def main(given: Sequence[str] | None = None) -> int:
    """Run the drills that were asked for; 1 where one failed."""
    chosen = _arguments(given)
    steps = Steps("before")
    try:
        with tempfile.TemporaryDirectory(prefix="portal-drill-") as folder, ExitStack() as stack:
            left = left_by_a_host(Path(folder), steps)
            print(f"{steps.table()}\n", flush=True)
            for name, place in _places(chosen, stack).items():
                for drill in chosen.drills or DRILLS:
                    steps = Steps(f"{drill} on {name}")
                    own = Path(folder, steps.drill)
                    own.mkdir()
                    with place() as database:
                        _run(drill, steps, left, database, own, chosen.revision)
                    print(f"{steps.table()}\n", flush=True)
    except Failed as fault:
        print(f"{steps.table()}\n\n{steps.drill} failed in the step «{fault.step}»: {fault.why}.")
        print(f"To mend it: {fault.mend}.")
        return 1
    print("All that was looked for is there; the folders and databases of the drill are gone.")
    return 0


def _places(chosen: argparse.Namespace, stack: ExitStack) -> dict[str, Place]:
    """Where the drills are run, by name; a server that is started ends with the stack."""
    places: dict[str, Place] = {}
    if chosen.on in ("sqlite", "all"):
        places["SQLite"] = lambda: nullcontext(SQLITE)
    if chosen.on in ("postgres", "all"):
        url = chosen.server or _started(stack)
        if url:
            places["PostgreSQL"] = lambda: databases.on_server(url)
        else:
            told = "PostgreSQL is not installed (apt install postgresql): not tried on it."
            print(f"{told}\n", flush=True)
    return places


def _started(stack: ExitStack) -> str:
    """The address of a PostgreSQL started for the drills; empty where there is none."""
    binaries = databases.programs()
    return stack.enter_context(databases.server(binaries)) if binaries else ""


def _run(
    drill: str, steps: Steps, left: Left, database: Database, folder: Path, revision: str
) -> None:
    if drill == "restore":
        restore.run(steps, left, database, folder)
    else:
        upgrade.run(steps, left, database, folder, revision)


if __name__ == "__main__":
    sys.exit(main())
