"""Renew the catalogues: collect the words, keep what is translated, derive 繁體.

Run by ``make translations``. Exits with 1 and a list if a wording has no Chinese yet.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from portal.publishing.derived_texts import Converter

HERE = Path(__file__).resolve().parent
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SIMPLIFIED, TRADITIONAL = "zh_Hans_CN", "zh_Hant_TW"


def catalogue_path(locale: str) -> Path:
    """Where the catalogue of a locale stands."""
    return HERE / locale / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every wording of the code and the templates."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as file:
        command = [
            sys.executable,
            "-m",
            "babel.messages.frontend",
            "-q",
            "extract",
            "--keyword=lazy_gettext",
        ]
        command += ["--mapping-file=pyproject.toml", "--no-location", f"--output-file={file.name}"]
        subprocess.run([*command, "portal"], cwd=HERE.parent, check=True)
        return read_po(file)


def translated(locale: str) -> Catalog:
    """The catalogue of a locale as it stands, or an empty one."""
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def empty(locale: str) -> Catalog:
    """A catalogue whose head does not change from run to run."""
    return Catalog(
        locale=locale,
        header_comment="# Chinese wording of the New Resident Portal.",
        project="new-resident-portal",
        version="1",
        creation_date=_EPOCH,
        revision_date=_EPOCH,
        last_translator="",
        language_team="",
        msgid_bugs_address="",
        charset="utf-8",
        fuzzy=False,
    )


def renewed(words: Catalog, before: Catalog, locale: str) -> Catalog:
    """A catalogue of exactly these words with the translations known before."""
    fresh = empty(locale)
    for message in sorted((m for m in words if m.id), key=lambda m: str(m.id)):
        known = before.get(message.id)
        fresh.add(message.id, known.string if known else "", flags=message.flags)
    return fresh


def traditional(simplified: Catalog) -> Catalog:
    """繁體 of a catalogue."""
    converter = Converter()
    fresh = empty(TRADITIONAL)
    for message in simplified:
        if not message.id:
            continue
        words = message.string
        if isinstance(words, str):
            words = converter.convert(words)
        else:
            words = tuple(converter.convert(its) for its in words)
        fresh.add(message.id, words, flags=message.flags)
    return fresh


def save(catalogue: Catalog, locale: str) -> None:
    """Write a catalogue without anything that changes from run to run."""
    path = catalogue_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, omit_header=False, width=0, no_location=True)


def main() -> int:
    """Renew both catalogues."""
    simplified = renewed(extracted(), translated(SIMPLIFIED), SIMPLIFIED)
    save(simplified, SIMPLIFIED)
    save(traditional(simplified), TRADITIONAL)
    missing = [m.id for m in simplified if m.id and not all(_strings(m.string))]
    for wording in missing:
        print(f"no Chinese yet: {wording!r}")
    return 1 if missing else 0


def _strings(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


if __name__ == "__main__":
    sys.exit(main())
