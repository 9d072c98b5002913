"""What the documents about security say points at what there is."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| (\d+(?:\.\d+)?) [^|]+\| ([^|]+) \| ([^|]*) \|([^|]*)\|$", TABLE, re.MULTILINE
)


def test_every_test_that_the_table_names_exists() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", TABLE))
    assert len(named) > 20
    assert not [name for name in named if not (ROOT / name).is_file()]


def test_every_chapter_stands_in_the_table_with_a_state_and_a_reason() -> None:
    assert {section.split(".")[0] for section, *_ in ROWS} == {str(n) for n in range(1, 18)}
    for section, state, how, _ in ROWS:
        assert state in ("met", "partly", "not met", "not applicable"), section
        assert how.strip(), section


def test_what_links_to_another_document_finds_it() -> None:
    words = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", words):
        assert (ROOT / target).is_file(), target
    assert not re.search(r"@[a-z]+\.[a-z]+", words), "no address is invented"
