"""Write licences.md: every locked package that the portal runs on, with version and licence.

Run by ``make sbom``. What a package says of itself is taken as it stands: its SPDX expression, or
else the licence field where it is a name and not a text, or else its classifiers.
"""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK, LIST = HERE.parent / "requirements.txt", HERE / "licences.md"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
_LONGEST_NAME = 60
_HEAD = """# Licences

What the portal is made of when it runs, from `requirements.txt`. Made by `make sbom`, which also
writes the same as a CycloneDX document (`build/sbom.json`). Beside these, htmx is shipped in
`portal/static/vendor/` (0BSD), and axe-core for tests in `tests/browser/` (MPL-2.0).

| package | version | licence |
|---|---|---|
"""


def locked(lock: str) -> dict[str, str]:
    """The version of each package of a lock file."""
    return dict(_LOCKED.findall(lock))


def licence(package: str) -> str:
    """The licence of an installed package, as it names it. Raises PackageNotFoundError."""
    said = metadata(package)
    name = said.get("License-Expression") or said.get("License") or ""
    if name and "\n" not in name and len(name) <= _LONGEST_NAME:
        return name
    kinds = [kind for kind in said.get_all("Classifier") or [] if kind.startswith("License ::")]
    return ", ".join(kind.rpartition(" :: ")[2] for kind in kinds)


def listed(versions: dict[str, str]) -> str:
    """The list as it is kept."""
    rows = (f"| {name} | {version} | {licence(name)} |" for name, version in versions.items())
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    LIST.write_text(listed(locked(LOCK.read_text())), encoding="utf-8")
