"""Write licences.md: every locked package that the portal runs on, with version and licence.

Run by ``make sbom``. What a package says of itself is taken as it stands: its SPDX expression, or
else the licence field where it is a name and not a text, or else its classifiers. A package that
only another Python needs is not installed here and keeps the row that it has.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
LOCK, LIST = HERE.parent / "requirements.txt", HERE / "licences.md"
#: Debian 12 has 3.11.2.
PYTHONS = ("3.11.2", "3.11.7", "3.12.1", "3.13.0")
_ROW = re.compile(r"^\| ([\w.-]+) \| (\S+) \| (.+) \|$", re.MULTILINE)
_LONGEST_NAME = 60
_HEAD = """# Licences

What the portal is made of when it runs, from `requirements.txt`. Made by `make sbom`, which also
writes the same as a CycloneDX document (`build/sbom.json`). Beside these, htmx is shipped in
`portal/static/vendor/` (0BSD), names and codes of places in `portal/content/places.toml` (see
`NOTICE`), and axe-core for tests in `tests/browser/` (MPL-2.0). The table of characters in
`portal/rules/search/` is made from OpenCC (Apache-2.0) and pypinyin (MIT).

| package | version | licence |
|---|---|---|
"""


def environment(python: str, **more: str) -> dict[str, str]:
    """What markers are judged by: Linux with this Python."""
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
        "extra": "",
        **more,
    }


def locked(lock: str, pythons: tuple[str, ...] = PYTHONS) -> dict[str, str]:
    """The version of each package that one of these Pythons gets from a lock file."""
    lines = (line.rstrip("\\ ") for line in lock.splitlines() if not line.startswith(" "))
    wanted = [Requirement(line) for line in lines]
    return {
        its.name: str(its.specifier).removeprefix("==")
        for its in wanted
        if its.marker is None or any(its.marker.evaluate(environment(one)) for one in pythons)
    }


def licence(package: str) -> str:
    """The licence of an installed package, as it names it. Raises PackageNotFoundError."""
    said = metadata(package)
    name = said.get("License-Expression") or said.get("License") or ""
    if name and "\n" not in name and len(name) <= _LONGEST_NAME:
        return name
    kinds = [kind for kind in said.get_all("Classifier") or [] if kind.startswith("License ::")]
    return ", ".join(kind.rpartition(" :: ")[2] for kind in kinds)


def kept() -> dict[str, tuple[str, str]]:
    """Version and licence of each package as the list has them."""
    rows: list[tuple[str, str, str]] = _ROW.findall(LIST.read_text(encoding="utf-8"))
    return {name: (version, named) for name, version, named in rows if name != "package"}


def licence_or_kept(package: str, version: str) -> str:
    """The licence of a package; of one not installed, what the list says of the same version."""
    try:
        return licence(package)
    except PackageNotFoundError:
        before, named = kept().get(package, ("", ""))
        if before != version:
            raise
        return named


def listed(versions: dict[str, str]) -> str:
    """The list as it is kept."""
    rows = (
        f"| {its} | {version} | {licence_or_kept(its, version)} |"
        for its, version in versions.items()
    )
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    LIST.write_text(listed(locked(LOCK.read_text())), encoding="utf-8")
