"""The rules as shipped, and reading a folder of rule documents."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent


def read_folder(folder: Path) -> dict[str, str]:
    """The documents below a folder: path relative to it → text. Raises OSError, UnicodeError."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.toml"))
    }
