"""``python -m bench.scale [TABLE …]``: the tables of docs/scale.md, the same at every run."""

from __future__ import annotations

import argparse
import sys

from .tables import TABLES


def main() -> int:
    """Print the tables asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"{', '.join(TABLES)}; all")
    chosen = parser.parse_args().tables
    unknown = [name for name in chosen if name not in TABLES]
    if unknown:
        parser.error(f"no such table: {', '.join(unknown)} (there are {', '.join(TABLES)})")
    for name in chosen or TABLES:
        title, rows = TABLES[name]
        print(f"### {title}\n")
        for row in rows():
            print(row, flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
