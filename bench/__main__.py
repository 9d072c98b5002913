"""``python -m bench [PART …] [--quick] [--out FILE]``: measure, print tables, keep JSON."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from .figures import Part, as_json, markdown
from .machine import machine_class
from .timing import FULL, QUICK, Effort

#: Each is a module beside this one; it is read when it is asked for, with what it needs.
PARTS = {
    "answers": "outcomes of random households, and whether each leads somewhere",
    "questions": "how many questions typical households are asked",
    "kernel": "compiling, evaluating and comparing rules",
    "start": "what a start costs, and the first page after it",
    "results": "pages of results in process, of one person and of a family",
    "administration": "every page of administrators, with a draft of 2,000 changed rows",
    "peers": "the same requirements carried by zen-engine and CEL",
    "http": "requests a second by gunicorn, beside a bare Flask",
    "pages": "bytes, Lighthouse and response to touch in Chromium",
    "growth": "more services, districts and processes",
    "profile": "the largest costs left",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    listed = "; ".join(f"{name}: {what}" for name, what in PARTS.items())
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{listed}. All if none is named.")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to keep the JSON")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (there are {', '.join(PARTS)})")
    return chosen


def _measured(name: str, effort: Effort) -> Part:
    print(f"Measuring {name}.", file=sys.stderr, flush=True)
    part: Part = import_module(f"bench.{name}").run(effort)
    print(markdown(part), flush=True)
    return part


def main() -> int:
    """Measure what was asked for; 1 if something may not be as it is."""
    chosen = _arguments()
    effort = QUICK if chosen.quick else FULL
    about = {"date": datetime.now(UTC).date().isoformat(), "machine": machine_class()}
    print(", ".join(f"{name} {value}" for name, value in about["machine"].items()) + "\n")  # type: ignore[attr-defined]
    parts = [(name, _measured(name, effort)) for name in chosen.parts or PARTS]
    if chosen.out:
        kept = {**about, "quick": chosen.quick, "parts": as_json(parts)}
        chosen.out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if any(part.failed for _, part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
