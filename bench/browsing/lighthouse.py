"""Lighthouse: a slow phone on slow 4G, simulated; scores and the times people feel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "lighthouse"
_COMMAND = _FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_AUDITS = {
    "LCP": ("largest-contentful-paint", "ms", "1200 or less"),
    "TBT": ("total-blocking-time", "ms", "50 or less"),
    "CLS": ("cumulative-layout-shift", "", "0"),
}
#: Measure → unit and aim.
MEASURES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(_CATEGORIES, ("of 100", "95 or more")),
    **{name: (unit, aim) for name, (_, unit, aim) in _AUDITS.items()},
}


def missing() -> str:
    """What is lacking to run Lighthouse; empty if nothing is. Installs it the first time."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "node and npm are not installed (apt install nodejs npm)"
    if not _COMMAND.exists():
        line = ["npm", "ci", "--ignore-scripts", "--silent"]
        if subprocess.run(line, cwd=_FOLDER, check=False).returncode:
            return "npm could not install it"
    return ""


def measured(url: str, chromium: str, cookie: str = "") -> dict[str, float]:
    """One run: every measure of a page."""
    with TemporaryDirectory() as folder:
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
        done = subprocess.run(
            ["node", str(_COMMAND), url, *_options(headers)],
            env={**os.environ, "CHROME_PATH": chromium},
            capture_output=True,
            text=True,
            check=True,
        )
    return _read(json.loads(done.stdout))


def _options(headers: Path) -> list[str]:
    return [
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(_CATEGORIES)}",
        "--chrome-flags=--headless --no-sandbox --disable-gpu",
        f"--extra-headers={headers}",
        "--no-enable-error-reporting",
    ]


def _read(report: Mapping[str, Any]) -> dict[str, float]:
    scores = {name: 100 * report["categories"][name]["score"] for name in _CATEGORIES}
    times = {n: report["audits"][audit]["numericValue"] for n, (audit, _, _) in _AUDITS.items()}
    return {**scores, **times}
